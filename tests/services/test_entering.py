"""Plans that an officer fills in for a group: invited by mail, or confirmed on paper."""

import pytest

from tests.services.people import LETTERS, find_token, make_person, read_mail
from tests.services.test_proposals import ANSWERS, AT, OFFICE, look_at, save_round, set_phase, state
from voting.db.models.register import Membership, Proposal
from voting.db.session import Stores
from voting.domain.errors.entering import FieldUnknown, GroupHasMembers, NotEntered
from voting.domain.errors.people import EmailMalformed, LinkUnknown
from voting.domain.errors.proposals import (
    AnswersRefused,
    EntriesClosed,
    ProposalIncomplete,
    ProposalUnknown,
)
from voting.domain.proposals import State
from voting.domain.reviewing import Kind, find_copy
from voting.domain.rounds import Phase
from voting.services import entering, groups, invitations, proposing, reviewing
from voting.services.entering import Contact
from voting.services.proposals import read_copy

TYPED = {name: text for answer in ANSWERS.values() for name, text in answer.items()}


def enter(stores: Stores, contact: Contact, **typed: str) -> str:
    return entering.enter_for_group(
        stores,
        LETTERS,
        state(stores),
        office=OFFICE,
        group="De Groene Straat",
        contact=contact,
        typed=TYPED | typed,
        at=AT,
    )


@pytest.fixture(autouse=True)
def round_is_there(stores: Stores) -> None:
    save_round(stores)


def test_whoever_accepts_owns_the_group_and_confirms_by_handing_in(stores: Stores) -> None:
    reference = enter(stores, Contact("dora@example.nl", "en"))
    mail = read_mail(stores)[-1]
    assert (mail.recipient, mail.subject) == ("dora@example.nl", "proposal-entered en")
    with pytest.raises(ProposalUnknown):
        reviewing.view_for_office(stores, reference)
    dora = make_person(stores, "Dora")
    group = invitations.accept_invitation(stores, dora, find_token(mail), AT)
    own = groups.view_group(stores, dora, group).members[0]
    assert (own.role, own.duty) == ("owner", "lead")
    assert [card.reference for card in proposing.list_own_proposals(stores, dora)] == [reference]
    proposing.submit_proposal(stores, LETTERS, dora, reference, AT)
    view = look_at(stores, reference)
    kinds = [event.kind for event in view.events]
    assert kinds == [Kind.BEGUN, Kind.ENTERED, Kind.CONFIRMED, Kind.SUBMITTED]
    assert [view.events[1].office, view.events[2].person] == [OFFICE, dora]
    assert view.state is State.SUBMITTED


def test_a_group_without_a_mailbox_confirms_on_paper(stores: Stores) -> None:
    before = len(read_mail(stores))
    reference = enter(stores, Contact())
    assert len(read_mail(stores)) == before
    entering.confirm_on_paper(stores, reference, OFFICE, "D. Jansen tekende op 7 december", AT)
    view = look_at(stores, reference)
    copy = find_copy(view.events)
    assert copy is not None
    assert read_copy(copy) == view.draft
    assert view.state is State.SUBMITTED
    assert view.events[-2].text == "D. Jansen tekende op 7 december"
    assert view.decide_by is not None


def test_paper_confirms_nothing_that_is_the_groups_own(stores: Stores) -> None:
    alice = make_person(stores)
    group = groups.found_group(stores, alice, "Zelf", AT)
    own = proposing.begin_proposal(stores, alice, group, state(stores), AT)
    with pytest.raises(NotEntered):
        entering.confirm_on_paper(stores, own, OFFICE, "Getekend", AT)
    entered = enter(stores, Contact("dora@example.nl"))
    token = find_token(read_mail(stores)[-1])
    invitations.accept_invitation(stores, alice, token, AT)
    for act in (
        lambda: entering.confirm_on_paper(stores, entered, OFFICE, "Getekend", AT),
        lambda: entering.invite_contact(
            stores, LETTERS, entered, OFFICE, Contact("eve@example.nl"), AT
        ),
    ):
        with pytest.raises(GroupHasMembers):
            act()
    assert look_at(stores, entered).state is State.DRAFT


def test_a_lost_invitation_is_sent_again(stores: Stores) -> None:
    reference = enter(stores, Contact())
    entering.invite_contact(stores, LETTERS, reference, OFFICE, Contact("dora@example.nl"), AT)
    dora = make_person(stores, "Dora")
    mail = next(one for one in read_mail(stores) if one.subject == "proposal-entered nl")
    invitations.accept_invitation(stores, dora, find_token(mail), AT)
    assert stores.register.query(Membership).one().person == dora


def test_an_invitation_to_a_wrong_address_ends_with_the_next(stores: Stores) -> None:
    reference = enter(stores, Contact("wrong@example.nl"))
    entering.invite_contact(stores, LETTERS, reference, OFFICE, Contact("dora@example.nl"), AT)
    first, second = (
        find_token(one) for one in read_mail(stores) if one.subject == "proposal-entered nl"
    )
    dora = make_person(stores, "Dora")
    with pytest.raises(LinkUnknown):
        invitations.accept_invitation(stores, dora, first, AT)
    invitations.accept_invitation(stores, dora, second, AT)


def test_what_is_wrong_makes_no_group_and_no_plan(stores: Stores) -> None:
    with pytest.raises(FieldUnknown):
        enter(stores, Contact(), titel="x")
    with pytest.raises(AnswersRefused):
        enter(stores, Contact(), own_cents="-5")
    with pytest.raises(EmailMalformed):
        enter(stores, Contact("nobody"))
    half = enter(stores, Contact(), description_nl="")
    with pytest.raises(ProposalIncomplete):
        entering.confirm_on_paper(stores, half, OFFICE, "Getekend", AT)
    set_phase(stores, Phase.REVIEW)
    with pytest.raises(EntriesClosed):
        enter(stores, Contact())
    assert [row.reference for row in stores.register.query(Proposal)] == [half]
