"""Two and three groups link up, change their minds and undo it; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import pytest
from sqlalchemy import event

from tests.services.neighbours import (
    TEXTS,
    House,
    admit,
    agree,
    link_up,
    look,
    settle,
    talk,
    write,
)
from tests.services.people import KEYS, LETTERS, find_token, make_person, read_mail
from tests.services.proposed import OFFICE, propose_many
from tests.services.test_proposals import AT, save_round, set_phase, state
from voting.db.session import Stores, open_stores
from voting.domain.accounts import PersonId
from voting.domain.errors.linking_up import (
    GroupTwice,
    JointAskAbovePot,
    JointTextsMissing,
    LinkedElsewhere,
    LinkUpExists,
    LinkUpOver,
    LinkUpUnknown,
    OtherBuurt,
    TermsChanged,
)
from voting.domain.errors.people import OwnersOnly, TextMissing
from voting.domain.errors.proposals import (
    AnswersRefused,
    DraftChanged,
    ListIsFinal,
    ProposalUnknown,
)
from voting.domain.errors.refused import Refused
from voting.domain.errors.support import SupportMissing
from voting.domain.initiatives import Initiative
from voting.domain.linking_up import LinkKind, LinkState, LinkUpId
from voting.domain.proposal_fields import Step
from voting.domain.proposals import State
from voting.domain.reviewing import Kind
from voting.domain.rounds import Phase
from voting.services import (
    groups,
    invitations,
    linking_agreed,
    linking_up,
    listing,
    proposing,
    reviewing,
    signing,
    telling_links,
)
from voting.services.link_views import (
    find_neighbours,
    list_hints,
    list_links,
    list_makers,
    list_partners,
    view_link,
)
from voting.services.proposals import view_proposal
from voting.services.support import set_threshold
from voting.services.support_subjects import find_subject
from voting.settings import Settings


@pytest.fixture
def alice(stores: Stores) -> House:
    save_round(stores)
    return settle(stores, "Alice")


@pytest.fixture
def bob(stores: Stores, alice: House) -> House:
    return settle(stores, "Bob", ask="500")


def join(stores: Stores, house: House, name: str) -> PersonId:
    """Let somebody become a plain member of a group."""
    token = invitations.invite(stores, KEYS, LETTERS, house.lead, house.group, email="", at=AT)
    person = make_person(stores, name)
    invitations.accept_invitation(stores, person, token, AT)
    return person


def undo(stores: Stores, house: House, link: LinkUpId, text: str = "Toch niet") -> None:
    linking_agreed.undo(stores, house.lead, house.reference, link, text, AT)


def list_all(stores: Stores) -> dict[str, Initiative]:
    listing.list_proposals(stores, state(stores))
    return {one.group: one for one in state(stores).plan.initiatives}


def find_kinds(stores: Stores, house: House) -> list[Kind]:
    events = view_proposal(stores, house.reference, None).events
    return [one.kind for one in events if one.kind in (Kind.LINKED, Kind.UNLINKED)]


def test_neighbours_are_what_was_handed_in_in_the_same_buurt_the_most_alike_first(
    stores: Stores, alice: House, bob: House
) -> None:
    settle(stores, "Cor", buurt="werf")
    settle(stores, "Dora", theme="sport")
    eva = make_person(stores, "Eva")
    draft = groups.found_group(stores, eva, "Groep Eva", AT)
    proposing.begin_proposal(stores, eva, draft, state(stores), AT)
    found = find_neighbours(stores, alice.lead, alice.reference)
    assert [(one.plan.group_name, one.same_sector, one.same_theme) for one in found] == [
        ("Groep Bob", True, True),
        ("Groep Dora", True, False),
    ]
    with pytest.raises(ProposalUnknown):
        find_neighbours(stores, eva, alice.reference)


def test_two_groups_talk_agree_and_are_one(stores: Stores, alice: House, bob: House) -> None:
    link = linking_up.propose_link(
        stores, alice.lead, alice.reference, bob.reference, "Doen we samen?", AT
    )
    linking_up.say(stores, alice.lead, alice.reference, link, "Zeg het maar.", AT)
    assert look(stores, bob, link).state is LinkState.PROPOSED
    linking_up.say(stores, bob.lead, bob.reference, link, "Goed idee.", AT)
    assert look(stores, alice, link).state is LinkState.TALKING
    write(stores, bob, link)
    assert not agree(stores, alice, link)
    assert not agree(stores, alice, link)
    assert look(stores, bob, link).agreed == {alice.reference}
    assert agree(stores, bob, link)
    view = look(stores, alice, link)
    assert view.state is LinkState.AGREED
    assert view.agreed == {alice.reference, bob.reference}
    assert (view.joint.ask_cents, view.joint.minimum_cents) == (1_500_00, 750_00)
    assert view.joint.group == "Groep Alice en Groep Bob"
    assert [(line.kind, line.person_name, line.text) for line in view.lines[:3]] == [
        (LinkKind.PROPOSED, "Alice", "Doen we samen?"),
        (LinkKind.SAID, "Alice", "Zeg het maar."),
        (LinkKind.SAID, "Bob", "Goed idee."),
    ]
    assert find_kinds(stores, alice) == find_kinds(stores, bob) == [Kind.LINKED]
    assert [one.reference for one in list_partners(stores, alice.reference)] == [bob.reference]


def test_a_joint_plan_is_one_initiative_with_exact_sums_and_both_names(
    stores: Stores, alice: House, bob: House
) -> None:
    link_up(stores, bob, alice)
    admit(stores, alice, bob)
    one = list_all(stores)["Groep Alice en Groep Bob"]
    assert (one.ask_cents, one.minimum_cents) == (1_500_00, 750_00)
    assert one.title.nl == TEXTS["title_nl"]
    assert one.id == f"plan-van-alice-{alice.reference}"
    assert one.linked_from == (f"plan-van-bob-{bob.reference}",)
    assert one.feasibility.nl == "De gemeente helpt."
    assert "Groep Alice: Onze straat is kaal." in one.description.nl
    assert "Groep Bob: Onze straat is kaal." in one.description.nl
    makers = list_makers(stores, state(stores).id, one.id)
    assert [maker.reference for maker in makers] == [alice.reference, bob.reference]
    assert listing.list_proposals(stores, state(stores)) == listing.Listed((), ())


def test_undoing_puts_exactly_the_single_plans_back(
    stores: Stores, alice: House, bob: House
) -> None:
    admit(stores, alice, bob)
    before = list_all(stores)
    link = link_up(stores, alice, bob)
    joint = list_all(stores)
    assert {"Groep Alice", "Groep Bob"}.isdisjoint(joint)
    assert len(joint) == len(before) - 1
    undo(stores, bob, link)
    assert list_all(stores) == before
    assert listing.list_proposals(stores, state(stores)) == listing.Listed((), ())
    assert find_kinds(stores, alice) == [Kind.LINKED, Kind.UNLINKED]
    assert list_partners(stores, alice.reference) == []


def test_nobody_loses_a_place_while_the_others_plan_is_still_in_review(
    stores: Stores, alice: House, bob: House
) -> None:
    link_up(stores, alice, bob)
    admit(stores, alice)
    assert "Groep Alice" in list_all(stores)
    admit(stores, bob)
    assert {"Groep Alice", "Groep Bob"}.isdisjoint(list_all(stores))


def test_other_joint_texts_come_on_the_list_when_all_agreed_to_them(
    stores: Stores, alice: House, bob: House
) -> None:
    admit(stores, alice, bob)
    link = link_up(stores, alice, bob)
    list_all(stores)
    write(stores, bob, link, title_nl="Onze straat")
    assert look(stores, bob, link).state is LinkState.TALKING
    assert "Groep Alice" in list_all(stores)
    agree(stores, alice, link)
    agree(stores, bob, link)
    assert list_all(stores)["Groep Alice en Groep Bob"].title.nl == "Onze straat"


def test_plans_of_two_buurten_never_link(stores: Stores, alice: House) -> None:
    far = settle(stores, "Cor", buurt="werf")
    with pytest.raises(OtherBuurt):
        talk(stores, alice, far)
    with pytest.raises(OtherBuurt):
        telling_links.suggest_link(stores, alice.reference, far.reference, OFFICE, "Mooi", AT)
    assert list_links(stores, alice.lead, alice.reference) == []


def test_a_plan_that_moves_to_another_buurt_leaves(
    stores: Stores, alice: House, bob: House
) -> None:
    link = link_up(stores, alice, bob)
    change(stores, bob, Step.PLACE, {"buurt": "werf"})
    assert look(stores, alice, link).state is LinkState.UNDONE
    assert find_kinds(stores, alice)[-1] is Kind.UNLINKED


def change(stores: Stores, house: House, step: Step, typed: dict[str, str]) -> None:
    """Change a plan while the office waits for an answer."""
    reviewing.take_up(stores, house.reference, OFFICE, AT)
    reviewing.ask(stores, LETTERS, house.reference, OFFICE, "Klopt het?", AT)
    version = view_proposal(stores, house.reference, None).version
    proposing.save_step(stores, house.lead, house.reference, step, typed, version, AT)


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        (Step.COSTS, {"costs-0-what": "Alles", "costs-0-amount": "600"}),
        (Step.MINIMUM, {"minimum_cents": "300"}),
    ],
)
def test_no_agreement_survives_another_amount(
    stores: Stores, alice: House, bob: House, step: Step, typed: dict[str, str]
) -> None:
    link = link_up(stores, alice, bob)
    terms = look(stores, alice, link).terms
    change(stores, bob, step, typed)
    view = look(stores, alice, link)
    assert (view.state, view.agreed) == (LinkState.TALKING, frozenset())
    assert list_partners(stores, alice.reference) == []
    with pytest.raises(TermsChanged):
        linking_agreed.agree(stores, alice.lead, alice.reference, link, terms, AT)
    agree(stores, alice, link)
    assert agree(stores, bob, link)
    assert look(stores, bob, link).joint.ask_cents == view.joint.ask_cents


def test_no_agreement_survives_another_text(stores: Stores, alice: House, bob: House) -> None:
    link = talk(stores, alice, bob)
    agree(stores, alice, link)
    terms = look(stores, bob, link).terms
    write(stores, bob, link, summary_nl="Zonder feest")
    with pytest.raises(TermsChanged):
        linking_agreed.agree(stores, bob.lead, bob.reference, link, terms, AT)
    assert not agree(stores, bob, link)
    assert look(stores, bob, link).agreed == {bob.reference}


def test_two_who_write_the_texts_at_once_lose_nothing_unseen(
    stores: Stores, alice: House, bob: House
) -> None:
    link = talk(stores, alice, bob)
    other = TEXTS | {"title_nl": "Iets anders"}
    with pytest.raises(DraftChanged) as refused:
        linking_up.set_joint_texts(stores, alice.lead, alice.reference, link, other, 0, AT)
    assert dict(refused.value.theirs)["title_nl"] == TEXTS["title_nl"]
    with pytest.raises(AnswersRefused):
        write(stores, alice, link, title_nl="", theme="bestaat-niet")
    assert look(stores, alice, link).texts["title_nl"] == TEXTS["title_nl"]


def test_nothing_is_agreed_before_there_are_texts(stores: Stores, alice: House, bob: House) -> None:
    link = linking_up.propose_link(stores, alice.lead, alice.reference, bob.reference, "Samen?", AT)
    with pytest.raises(JointTextsMissing):
        agree(stores, bob, link)
    with pytest.raises(LinkUpExists):
        talk(stores, bob, alice)
    with pytest.raises(TextMissing):
        linking_up.say(stores, bob.lead, bob.reference, link, " ", AT)


def test_together_they_ask_no_more_than_there_is(stores: Stores, alice: House) -> None:
    rich = settle(stores, "Rijk", ask="19500")
    link = talk(stores, alice, rich)
    with pytest.raises(JointAskAbovePot) as refused:
        agree(stores, rich, link)
    assert refused.value == JointAskAbovePot(20_500_00, 20_000_00)


def test_members_talk_and_leads_decide(stores: Stores, alice: House, bob: House) -> None:
    member = join(stores, bob, "Cor")
    with pytest.raises(OwnersOnly):
        linking_up.propose_link(stores, member, bob.reference, alice.reference, "Samen?", AT)
    link = talk(stores, alice, bob)
    linking_up.say(stores, member, bob.reference, link, "Leuk!", AT)
    view = view_link(stores, member, bob.reference, link)
    assert not view.leads
    for act in (linking_agreed.decline, linking_agreed.undo):
        with pytest.raises((OwnersOnly, LinkUpOver)):
            act(stores, member, bob.reference, link, "Nee", AT)
    with pytest.raises(OwnersOnly):
        linking_agreed.agree(stores, member, bob.reference, link, view.terms, AT)
    new = TEXTS | {"title_nl": "Van Cor"}
    linking_up.set_joint_texts(stores, member, bob.reference, link, new, view.version, AT)
    agree(stores, alice, link)
    agree(stores, bob, link)
    with pytest.raises(OwnersOnly):
        linking_up.set_joint_texts(stores, member, bob.reference, link, TEXTS, 2, AT)
    with pytest.raises(OwnersOnly):
        linking_agreed.undo(stores, member, bob.reference, link, "Nee", AT)


def test_a_link_of_others_is_like_one_that_is_not_there(
    stores: Stores, alice: House, bob: House
) -> None:
    eve = settle(stores, "Eve")
    link = talk(stores, alice, bob)
    for hidden in (link, LinkUpId(bytes(16))):
        with pytest.raises(LinkUpUnknown) as refused:
            view_link(stores, eve.lead, eve.reference, hidden)
        assert str(refused.value) == "LinkUpUnknown()"
        with pytest.raises(LinkUpUnknown):
            linking_up.say(stores, eve.lead, eve.reference, hidden, "Hoi", AT)
    with pytest.raises(ProposalUnknown):
        view_link(stores, eve.lead, alice.reference, link)
    draft = proposing.begin_proposal(stores, bob.lead, bob.group, state(stores), AT)
    for other in (draft, "nosuchplan"):
        with pytest.raises(ProposalUnknown):
            linking_up.propose_link(stores, eve.lead, eve.reference, other, "Samen?", AT)


def test_one_group_does_not_link_up_with_itself(stores: Stores, alice: House) -> None:
    with pytest.raises(GroupTwice):
        talk(stores, alice, alice)


def test_nothing_links_or_unlinks_when_the_list_is_final(
    stores: Stores, alice: House, bob: House
) -> None:
    cor = settle(stores, "Cor")
    link = link_up(stores, alice, bob)
    other = talk(stores, cor, alice)
    set_phase(stores, Phase.REVIEW)
    set_phase(stores, Phase.LIST_FINAL)
    with pytest.raises(ListIsFinal):
        undo(stores, alice, link)
    with pytest.raises(ListIsFinal):
        linking_up.say(stores, cor.lead, cor.reference, other, "Nog snel?", AT)
    with pytest.raises(ListIsFinal):
        agree(stores, cor, other)
    with pytest.raises(ListIsFinal):
        talk(stores, cor, bob)
    with pytest.raises(ListIsFinal):
        telling_links.suggest_link(stores, cor.reference, bob.reference, OFFICE, "Mooi", AT)
    assert look(stores, alice, link).state is LinkState.AGREED


def test_a_third_plan_joins_when_all_three_agree(stores: Stores, alice: House, bob: House) -> None:
    cor = settle(stores, "Cor", ask="200")
    admit(stores, alice, bob, cor)
    alone = list_all(stores)
    pair = link_up(stores, alice, bob)
    three = talk(stores, cor, bob)
    view = look(stores, alice, three)
    assert (len(view.plans), view.joint.ask_cents) == (3, 1_700_00)
    agree(stores, cor, three)
    agree(stores, alice, three)
    assert "Groep Alice en Groep Bob" in list_all(stores)
    assert agree(stores, bob, three)
    assert look(stores, alice, pair).state is LinkState.UNDONE
    one = list_all(stores)["Groep Alice, Groep Bob en Groep Cor"]
    assert (one.ask_cents, len(one.linked_from)) == (1_700_00, 2)
    undo(stores, cor, three)
    assert list_all(stores) == alone


def test_a_plan_is_in_one_agreed_link_at_most(stores: Stores, alice: House, bob: House) -> None:
    cor = settle(stores, "Cor")
    other = talk(stores, cor, alice)
    link = link_up(stores, alice, bob)
    with pytest.raises(LinkedElsewhere):
        agree(stores, alice, other)
    assert look(stores, alice, link).state is LinkState.AGREED


@pytest.mark.parametrize("how", ["withdrawn", "turned down"])
def test_a_plan_that_goes_takes_the_link_with_it(
    stores: Stores, alice: House, bob: House, how: str
) -> None:
    link = link_up(stores, alice, bob)
    if how == "withdrawn":
        proposing.withdraw_proposal(stores, bob.lead, bob.reference, "Verhuisd", AT)
    else:
        reviewing.take_up(stores, bob.reference, OFFICE, AT)
        reviewing.ask(stores, LETTERS, bob.reference, OFFICE, "Kan dit?", AT)
        position = view_proposal(stores, bob.reference, None).events[-1].position
        reviewing.answer(stores, bob.lead, bob.reference, position, "Nee.", AT)
        reviewing.turn_down(stores, LETTERS, bob.reference, OFFICE, "Het kan niet.", AT)
    assert look(stores, alice, link).state is LinkState.UNDONE
    assert find_kinds(stores, alice) == [Kind.LINKED, Kind.UNLINKED]
    telling_links.tell_about_links(stores, KEYS, LETTERS, AT)
    undone = {one.recipient for one in read_mail(stores) if one.subject == "link-undone nl"}
    assert "alice@example.nl" in undone
    assert ("bob@example.nl" in undone) == (how == "turned down")
    admit(stores, alice)
    assert "Groep Alice" in list_all(stores)


def test_a_talk_can_be_declined_and_begun_again(stores: Stores, alice: House, bob: House) -> None:
    link = talk(stores, alice, bob)
    agree(stores, alice, link)
    linking_agreed.decline(stores, bob.lead, bob.reference, link, "Liever alleen", AT)
    assert look(stores, alice, link).state is LinkState.DECLINED
    for act in (
        lambda: agree(stores, alice, link),
        lambda: undo(stores, alice, link),
        lambda: linking_up.say(stores, bob.lead, bob.reference, link, "Toch?", AT),
    ):
        with pytest.raises(LinkUpOver):
            act()
    link_up(stores, bob, alice)


def test_each_letter_is_written_once_to_all_but_who_did_it(
    stores: Stores, alice: House, bob: House
) -> None:
    join(stores, bob, "Cor")
    before = len(read_mail(stores))
    link = talk(stores, alice, bob)
    linking_up.say(stores, bob.lead, bob.reference, link, "Goed idee.", AT)
    agree(stores, alice, link)
    agree(stores, bob, link)
    undo(stores, alice, link)
    assert telling_links.tell_about_links(stores, KEYS, LETTERS, AT) > 0
    assert telling_links.tell_about_links(stores, KEYS, LETTERS, AT) == 0
    mails = groupby(read_mail(stores)[before:], key=lambda mail: mail.subject)
    # Plans begun at the same moment come in any order.
    told = [(subject, sorted(mail.recipient for mail in some)) for subject, some in mails]
    bobs, others = ["bob@example.nl", "cor@example.nl"], ["alice@example.nl", "cor@example.nl"]
    assert told == [
        ("link-proposed nl", bobs),
        ("link-said nl", others),
        ("link-agreed nl", bobs),
        ("link-made nl", others),
        ("link-undone nl", bobs),
    ]


def test_an_office_gives_an_idea_and_nothing_more(stores: Stores, alice: House, bob: House) -> None:
    telling_links.suggest_link(stores, alice.reference, bob.reference, OFFICE, "Zelfde plek", AT)
    for own, other in ((alice, bob), (bob, alice)):
        (hint,) = list_hints(stores, own.lead, own.reference)
        assert (hint.reference, hint.office, hint.text) == (other.reference, OFFICE, "Zelfde plek")
        assert list_links(stores, own.lead, own.reference) == []
    telling_links.tell_about_links(stores, KEYS, LETTERS, AT)
    assert sorted(mail.recipient for mail in read_mail(stores)[-2:]) == [
        "alice@example.nl",
        "bob@example.nl",
    ]


def test_two_groups_that_act_at_once_leave_one_answer(
    stores: Stores, settings: Settings, alice: House, bob: House
) -> None:
    """Both agree while a third link takes one of them away: never is a plan in two links."""
    cor = settle(stores, "Cor")
    first, second = talk(stores, alice, bob), talk(stores, cor, bob)
    agree(stores, alice, first)
    agree(stores, cor, second)
    stores.register.rollback()

    def try_it(link: LinkUpId) -> str:
        with open_stores(settings) as own:
            try:
                return str(agree(own, bob, link))
            except Refused as refusal:
                return type(refusal).__name__

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(try_it, [first, second] * 3))
    states = [look(stores, bob, link).state for link in (first, second)]
    assert sorted(states) == [LinkState.AGREED, LinkState.TALKING]
    assert set(outcomes) <= {"True", "LinkedElsewhere", "LinkUpOver"}
    assert outcomes.count("True") == 1
    assert len(list_partners(stores, bob.reference)) == 1


def test_who_undoes_and_who_changes_at_once_do_not_wait_for_each_other_for_ever(
    stores: Stores, settings: Settings, alice: House, bob: House
) -> None:
    link = link_up(stores, alice, bob)
    reviewing.take_up(stores, bob.reference, OFFICE, AT)
    reviewing.ask(stores, LETTERS, bob.reference, OFFICE, "Klopt het?", AT)
    version = view_proposal(stores, bob.reference, None).version
    stores.register.rollback()

    def act(number: int) -> None:
        with open_stores(settings) as own:
            try:
                if number % 2:
                    undo(own, alice, link)
                else:
                    typed = {"minimum_cents": str(300 + number)}
                    proposing.save_step(
                        own, bob.lead, bob.reference, Step.MINIMUM, typed, version, AT
                    )
            except (LinkUpOver, DraftChanged):
                return

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(8)))
    assert look(stores, alice, link).state in (LinkState.UNDONE, LinkState.TALKING)
    assert find_kinds(stores, alice) == find_kinds(stores, bob) == [Kind.LINKED, Kind.UNLINKED]


def sign(stores: Stores, house: House, *names: str) -> None:
    subject = find_subject(stores.register, house.reference)
    for name in names:
        facts = {"email": f"{name}@elders.nl", "language": "nl", "network": ""}
        signing.ask_to_sign(stores, KEYS, LETTERS, subject, **facts, at=AT)
        token = find_token(read_mail(stores)[-1])
        signing.confirm_signature(stores, KEYS, LETTERS, token, AT)


def test_who_signed_for_both_counts_once_is_told_once_and_can_withdraw(
    stores: Stores, alice: House, bob: House
) -> None:
    sign(stores, alice, "els", "fons")
    sign(stores, bob, "fons", "guus")
    link = link_up(stores, alice, bob)
    assert look(stores, alice, link).supporters == 3
    before = len(read_mail(stores))
    telling_links.tell_about_links(stores, KEYS, LETTERS, AT)
    told = [one for one in read_mail(stores)[before:] if one.recipient.endswith("@elders.nl")]
    assert sorted(one.recipient for one in told) == [
        "els@elders.nl",
        "fons@elders.nl",
        "guus@elders.nl",
    ]
    assert all("plans=‘Plan van Alice’ en ‘Plan van Bob’" in one.text for one in told)
    fons = next(one for one in told if one.recipient.startswith("fons"))
    signing.withdraw_signature(stores, KEYS, find_token(fons))
    assert look(stores, alice, link).supporters == 2
    undo(stores, alice, link)
    before = len(read_mail(stores))
    telling_links.tell_about_links(stores, KEYS, LETTERS, AT)
    told = [one for one in read_mail(stores)[before:] if one.recipient.endswith("@elders.nl")]
    assert {one.subject for one in told} == {"supporters-unlinked nl"}
    assert len(told) == 2


def test_what_the_council_asks_is_reached_together_each_counted_once(
    stores: Stores, alice: House, bob: House
) -> None:
    set_threshold(stores, state(stores).id, 3)
    sign(stores, alice, "els", "fons")
    sign(stores, bob, "fons")
    link_up(stores, alice, bob)
    reviewing.take_up(stores, alice.reference, OFFICE, AT)
    with pytest.raises(SupportMissing):
        reviewing.admit(stores, LETTERS, alice.reference, OFFICE, "Kan", AT)
    sign(stores, bob, "guus")
    reviewing.admit(stores, LETTERS, alice.reference, OFFICE, "Kan", AT)


def test_undoing_takes_back_an_admission_that_rested_on_both_plans_signatures(
    stores: Stores, alice: House, bob: House
) -> None:
    set_threshold(stores, state(stores).id, 3)
    sign(stores, alice, "els", "fons", "guus")
    sign(stores, bob, "hans")
    link = link_up(stores, alice, bob)
    admit(stores, alice, bob)
    assert "Groep Alice en Groep Bob" in list_all(stores)
    undo(stores, alice, link)
    listed = list_all(stores)
    assert "Groep Alice" in listed
    assert {"Groep Bob", "Groep Alice en Groep Bob"}.isdisjoint(listed)
    view = view_proposal(stores, bob.reference, None)
    assert (view.state, view.initiative_id) == (State.IN_REVIEW, None)
    assert view.decide_by is not None
    assert (view.events[-1].kind, view.events[-1].old, view.events[-1].new) == (
        Kind.BACK_IN_REVIEW,
        "1",
        "3",
    )
    telling_links.tell_about_links(stores, KEYS, LETTERS, AT)
    told = [one.recipient for one in read_mail(stores) if "proposal-back" in one.subject]
    assert told == ["bob@example.nl"]
    with pytest.raises(SupportMissing):
        reviewing.admit(stores, LETTERS, bob.reference, OFFICE, "Kan", AT)
    sign(stores, bob, "iris", "joop")
    reviewing.admit(stores, LETTERS, bob.reference, OFFICE, "Kan", AT)
    assert "Groep Bob" in list_all(stores)


def test_a_partner_that_withdraws_takes_its_signatures_along(
    stores: Stores, alice: House, bob: House
) -> None:
    set_threshold(stores, state(stores).id, 2)
    sign(stores, bob, "hans", "iris")
    link_up(stores, alice, bob)
    admit(stores, alice, bob)
    proposing.withdraw_proposal(stores, bob.lead, bob.reference, "", AT)
    assert view_proposal(stores, alice.reference, None).state is State.IN_REVIEW
    assert "Groep Alice" not in list_all(stores)


def test_finding_neighbours_takes_as_many_queries_for_two_as_for_two_hundred(
    stores: Stores, alice: House, bob: House
) -> None:
    stores.register.expunge_all()
    few = count_queries(stores, alice)
    propose_many(stores, state(stores), 200, AT)
    stores.register.expunge_all()
    assert count_queries(stores, alice) == few
    assert len(find_neighbours(stores, alice.lead, alice.reference)) > 20


def count_queries(stores: Stores, house: House) -> int:
    asked: list[str] = []
    engine = stores.register.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    find_neighbours(stores, house.lead, house.reference)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)
