"""Plans that got nothing come back; money that was not reported on keeps the next plan out."""

import io
import secrets
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.photo_files import make_photo
from tests.services.final_rounds import (
    NOW,
    OTHER_IBAN,
    TWO,
    Street,
    add_listed_proposal,
    make_street,
)
from tests.services.people import KEYS, LETTERS, PASSWORD, read_mail
from tests.services.rounds import a_plan
from voting.db.base import AreaId, RoundId
from voting.db.file_folder import FileFolder
from voting.db.models.proposals import Proposal
from voting.db.plans import save_plan
from voting.db.session import Stores, open_stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.errors.grants import (
    NoRenewal,
    PayeeChanged,
    PayeeUnconfirmed,
    SourceNotOver,
    UnreportedGrant,
)
from voting.domain.errors.people import OwnersOnly, PasswordWrong
from voting.domain.errors.proposals import EntriesClosed, ProposalIncomplete, ProposalUnknown
from voting.domain.photos import PhotoId, Size
from voting.domain.proposals import State
from voting.domain.reporting import Report
from voting.domain.reviewing import Kind
from voting.services import (
    adding_photos,
    confirming_payees,
    copying,
    groups,
    owing_reports,
    proposing,
    redeeming,
    removing_photos,
    reporting_back,
)
from voting.services.accounts import FreshPassword
from voting.services.photos import list_shown, read_own_photo
from voting.services.proposals import view_proposal
from voting.services.round_state import RoundState, find_round
from voting.settings import Settings


@pytest.fixture
def street(stores: Stores, settings: Settings) -> Street:
    return make_street(stores, settings)


@pytest.fixture
def files(settings: Settings) -> FileFolder:
    return FileFolder(settings.files_dir)


def add_next_round(stores: Stores) -> RoundState:
    plan = a_plan("najaar")
    areas = {area.slug: AreaId(secrets.token_bytes(16)) for area in plan.voting_areas}
    with transaction(stores.register) as register:
        save_plan(register, RoundId(secrets.token_bytes(16)), areas, plan, NOW)
    return find_round(stores, "najaar")


def test_a_plan_that_got_nothing_is_copied_with_its_history(
    street: Street, files: FileFolder
) -> None:
    following = add_next_round(street.stores)
    old = street.plans["bank"]
    new = copying.copy_proposal(street.stores, files, street.bob, old, following, NOW)
    view = view_proposal(street.stores, new, street.alice)
    assert (view.round, view.draft.word("title_nl")) == ("najaar", "Bank")
    assert view.draft.word("buurt") == "haven"
    assert view.draft.word("theme") == ""  # the new round does not have it
    assert [(one.kind, one.text) for one in view.events][-1] == (Kind.COPIED, old)
    assert view_proposal(street.stores, old, street.alice).round == "voorjaar"


def add_photo(street: Street, files: FileFolder, reference: str) -> PhotoId:
    """Add a photo to a plan that is changed for a moment, and finish it."""
    set_state(street.stores, reference, State.DRAFT)
    source = io.BytesIO(make_photo())
    id = adding_photos.add_photo(street.stores, files, street.bob, reference, source, NOW)
    words = ("Een bank", "A bench")
    adding_photos.describe_photo(street.stores, street.bob, reference, id, words, NOW)
    adding_photos.agree_to_photo(street.stores, street.bob, reference, id, agreed=True)
    set_state(street.stores, reference, State.LISTED)
    return id


def set_state(stores: Stores, reference: str, state: State) -> None:
    with transaction(stores.register) as register:
        register.query(Proposal).filter_by(reference=reference).one().state = state.value


def test_a_copy_has_the_photos_with_files_of_its_own(street: Street, files: FileFolder) -> None:
    following, old = add_next_round(street.stores), street.plans["bank"]
    before = add_photo(street, files, old)
    new = copying.copy_proposal(street.stores, files, street.bob, old, following, NOW)
    (shown,) = list_shown(street.stores, new, street.alice)
    assert shown.id != before
    assert (shown.alt.nl, shown.alt.en) == ("Een bank", "A bench")
    removing_photos.remove_photo(street.stores, files, street.bob, old, before, NOW)
    for size in Size:
        kept = read_own_photo(street.stores, files, street.alice, new, shown.id, size)
        assert kept.startswith(b"\xff\xd8")


def test_of_two_members_who_copy_at_once_both_get_the_same_draft(
    street: Street, files: FileFolder, settings: Settings
) -> None:
    following, old = add_next_round(street.stores), street.plans["bank"]
    begin = Barrier(4)

    def copy(person: PersonId) -> str:
        with open_stores(settings) as own:
            begin.wait()
            return copying.copy_proposal(own, files, person, old, following, NOW)

    people = [street.alice, street.bob] * 2
    with ThreadPoolExecutor(len(people)) as pool:
        (new,) = set(pool.map(copy, people))
    street.stores.register.rollback()
    cards = proposing.list_own_proposals(street.stores, street.alice)
    assert [card.reference for card in cards if card.round == "najaar"] == [new]
    assert copying.find_copy(street.stores, street.alice, old, following) == new
    assert copying.find_copy(street.stores, street.alice, new, following) is None


def test_a_draft_that_was_left_behind_goes_on_in_the_next_round(
    street: Street, files: FileFolder
) -> None:
    following, old = add_next_round(street.stores), street.plans["boom"]
    set_state(street.stores, old, State.DRAFT)
    assert copying.can_copy(street.stores, street.alice, old)
    copying.copy_proposal(street.stores, files, street.alice, old, following, NOW)


def test_a_plan_that_got_money_is_not_renewed(street: Street, files: FileFolder) -> None:
    following = add_next_round(street.stores)
    with pytest.raises(NoRenewal):
        copying.copy_proposal(
            street.stores, files, street.alice, street.plans["boom"], following, NOW
        )
    with pytest.raises(ProposalUnknown):
        copying.copy_proposal(
            street.stores, files, street.charlie, street.plans["bank"], following, NOW
        )
    with pytest.raises(EntriesClosed):
        copying.copy_proposal(
            street.stores, files, street.alice, street.plans["bank"], street.state, NOW
        )


def test_a_plan_waits_for_the_result_of_its_round(
    stores: Stores, settings: Settings, files: FileFolder
) -> None:
    street = make_street(stores, settings, "opened")
    following = add_next_round(stores)
    with pytest.raises(SourceNotOver):
        copying.copy_proposal(stores, files, street.alice, street.plans["bank"], following, NOW)


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


def confirm_payee(street: Street, person: PersonId, plan: str, version: int) -> None:
    fresh = FreshPassword(person, PASSWORD, "")
    confirming_payees.confirm_payee(street.stores, KEYS, fresh, plan, version, NOW)


def test_the_leads_of_both_groups_confirm_who_gets_the_money_of_a_joint_plan(
    street: Street,
) -> None:
    stores = street.stores
    veld = groups.list_groups(stores, street.charlie)[0].id
    add_listed_proposal(stores, street.poll.round_id, veld, "planook", "boom")
    street.decide()
    street.name_payee("boom")

    def pay() -> redeeming.PaymentList:
        return redeeming.make_payment_list(stores, KEYS, street.poll.round_id, TWO, NOW)

    with pytest.raises(PayeeUnconfirmed) as refusal:
        pay()
    assert refusal.value.groups == ("Het Veld",)
    confirm_payee(street, street.alice, "planboom", 1)
    with pytest.raises(OwnersOnly):
        confirm_payee(street, street.bob, "planboom", 1)
    with pytest.raises(PayeeUnconfirmed):
        pay()
    street.name_payee("boom", OTHER_IBAN)
    with pytest.raises(PayeeChanged):
        confirm_payee(street, street.charlie, "planook", 1)
    with pytest.raises(PasswordWrong):
        wrong = FreshPassword(street.charlie, "iets heel anders", "")
        confirming_payees.confirm_payee(stores, KEYS, wrong, "planook", 2, NOW)
    (waits,) = redeeming.list_unconfirmed(stores, street.poll.round_id)
    assert waits.groups == ("Het Veld",)
    confirm_payee(street, street.charlie, "planook", 2)
    confirm_payee(street, street.charlie, "planook", 2)
    assert [line.iban for line in pay().lines] == [OTHER_IBAN]


def test_a_group_with_nobody_left_holds_up_no_payment(street: Street) -> None:
    stores = street.stores
    veld = groups.list_groups(stores, street.charlie)[0].id
    add_listed_proposal(stores, street.poll.round_id, veld, "planook", "boom")
    street.decide()
    street.name_payee("boom")
    groups.leave_group(stores, street.charlie, veld, NOW)
    made = redeeming.make_payment_list(stores, KEYS, street.poll.round_id, TWO, NOW)
    assert made.total_cents == 400_000


def test_the_duty_to_report_goes_with_who_leads_to_another_group(street: Street) -> None:
    stores, following = street.stores, add_next_round(street.stores)
    second = groups.found_group(stores, street.alice, "De Groene Straat 2", NOW)
    new = proposing.begin_proposal(stores, street.alice, second, following, NOW)
    own = groups.found_group(stores, street.bob, "Van een gewoon lid", NOW)
    of_member = proposing.begin_proposal(stores, street.bob, own, following, NOW)
    street.decide()
    street.name_payee("boom")
    made = redeeming.make_payment_list(stores, KEYS, street.poll.round_id, TWO, NOW)
    redeeming.confirm_paid(stores, LETTERS, made.number, "Ali", NOW)
    with pytest.raises(UnreportedGrant):
        proposing.submit_proposal(stores, LETTERS, street.alice, new, NOW)
    with pytest.raises(ProposalIncomplete):
        proposing.submit_proposal(stores, LETTERS, street.bob, of_member, NOW)


def test_groups_that_linked_up_share_the_money_and_the_duty_to_report(street: Street) -> None:
    stores = street.stores
    veld = groups.list_groups(stores, street.charlie)[0].id
    add_listed_proposal(stores, street.poll.round_id, veld, "planook", "boom")
    street.decide()
    street.name_payee("boom")
    told = {mail.recipient for mail in read_mail(stores) if mail.subject.startswith("grant-payee")}
    assert told == {"alice@example.nl", "bob@example.nl", "charlie@example.nl"}
    confirm_payee(street, street.charlie, "planook", 1)
    made = redeeming.make_payment_list(stores, KEYS, street.poll.round_id, TWO, NOW)
    redeeming.confirm_paid(stores, LETTERS, made.number, "Ali", NOW)
    assert [one.proposal for one in owing_reports.list_owed(stores, street.charlie)] == ["planook"]
    told_back = Report("Staat er", 400_000)
    reporting_back.report_closing(stores, street.charlie, "planook", told_back, NOW)
    assert owing_reports.list_owed(stores, street.alice) == []
