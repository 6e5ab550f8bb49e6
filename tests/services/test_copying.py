"""Plans that got nothing come back; money that was not reported on keeps the next plan out."""

import secrets

import pytest

from tests.services.final_rounds import NOW, TWO, Street, add_listed_proposal, make_street
from tests.services.people import KEYS, LETTERS, read_mail
from tests.services.rounds import a_plan
from voting.db.base import AreaId, RoundId
from voting.db.plans import save_plan
from voting.db.session import Stores, transaction
from voting.domain.errors.grants import NoRenewal, SourceNotOver, UnreportedGrant
from voting.domain.errors.proposals import EntriesClosed, ProposalIncomplete, ProposalUnknown
from voting.domain.reporting import Report
from voting.domain.reviewing import Kind
from voting.services import copying, groups, owing_reports, proposing, redeeming, reporting_back
from voting.services.proposals import view_proposal
from voting.services.round_state import RoundState, find_round
from voting.settings import Settings


@pytest.fixture
def street(stores: Stores, settings: Settings) -> Street:
    return make_street(stores, settings)


def add_next_round(stores: Stores) -> RoundState:
    plan = a_plan("najaar")
    areas = {area.slug: AreaId(secrets.token_bytes(16)) for area in plan.voting_areas}
    with transaction(stores.register) as register:
        save_plan(register, RoundId(secrets.token_bytes(16)), areas, plan, NOW)
    return find_round(stores, "najaar")


def test_a_plan_that_got_nothing_is_copied_with_its_history(street: Street) -> None:
    following = add_next_round(street.stores)
    old = street.plans["bank"]
    new = copying.copy_proposal(street.stores, street.bob, old, following, NOW)
    view = view_proposal(street.stores, new, street.alice)
    assert (view.round, view.draft.word("title_nl")) == ("najaar", "Bank")
    assert view.draft.word("buurt") == "haven"
    assert view.draft.word("theme") == ""  # the new round does not have it
    assert [(one.kind, one.text) for one in view.events][-1] == (Kind.COPIED, old)
    assert view_proposal(street.stores, old, street.alice).round == "voorjaar"


def test_a_plan_that_got_money_is_not_renewed(street: Street) -> None:
    following = add_next_round(street.stores)
    with pytest.raises(NoRenewal):
        copying.copy_proposal(street.stores, street.alice, street.plans["boom"], following, NOW)
    with pytest.raises(ProposalUnknown):
        copying.copy_proposal(street.stores, street.charlie, street.plans["bank"], following, NOW)
    with pytest.raises(EntriesClosed):
        copying.copy_proposal(street.stores, street.alice, street.plans["bank"], street.state, NOW)


def test_a_plan_waits_for_the_result_of_its_round(stores: Stores, settings: Settings) -> None:
    street = make_street(stores, settings, "opened")
    following = add_next_round(stores)
    with pytest.raises(SourceNotOver):
        copying.copy_proposal(stores, street.alice, street.plans["bank"], following, NOW)


def test_a_group_reports_before_it_hands_in_again(street: Street) -> None:
    stores, following = street.stores, add_next_round(street.stores)
    new = proposing.begin_proposal(stores, street.alice, street.group, following, NOW)

    def hand_in() -> None:
        proposing.submit_proposal(stores, LETTERS, street.alice, new, NOW)

    street.decide()
    street.name_payee("boom")
    with pytest.raises(ProposalIncomplete):
        hand_in()
    made = redeeming.make_payment_list(stores, KEYS, street.poll.round_id, TWO, NOW)
    redeeming.confirm_paid(stores, LETTERS, made.number, "Ali", NOW)
    with pytest.raises(UnreportedGrant) as refusal:
        hand_in()
    assert refusal.value.title.nl == "Boom"
    assert refusal.value.due_on is not None
    assert [one.proposal for one in owing_reports.list_owed(stores, street.bob)] == ["planboom"]
    assert owing_reports.list_owed(stores, street.charlie) == []
    told = Report("Staat er", 400_000)
    reporting_back.report_closing(stores, street.bob, street.plans["boom"], told, NOW)
    with pytest.raises(ProposalIncomplete):
        hand_in()
    reporting_back.return_report(stores, LETTERS, "voorjaar-1", "Bon", "Noor", NOW)
    with pytest.raises(UnreportedGrant):
        hand_in()


def test_groups_that_linked_up_share_the_money_and_the_duty_to_report(street: Street) -> None:
    stores = street.stores
    veld = groups.list_groups(stores, street.charlie)[0].id
    add_listed_proposal(stores, street.poll.round_id, veld, "planook", "boom")
    street.decide()
    street.name_payee("boom")
    told = {mail.recipient for mail in read_mail(stores) if mail.subject.startswith("grant-payee")}
    assert told == {"alice@example.nl", "bob@example.nl", "charlie@example.nl"}
    made = redeeming.make_payment_list(stores, KEYS, street.poll.round_id, TWO, NOW)
    redeeming.confirm_paid(stores, LETTERS, made.number, "Ali", NOW)
    assert [one.proposal for one in owing_reports.list_owed(stores, street.charlie)] == ["planook"]
    told_back = Report("Staat er", 400_000)
    reporting_back.report_closing(stores, street.charlie, "planook", told_back, NOW)
    assert owing_reports.list_owed(stores, street.alice) == []
