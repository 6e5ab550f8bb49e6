"""A grant from decision to closing report, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.services.final_rounds import (
    DECIDING,
    IBAN,
    NOW,
    OTHER_IBAN,
    PAYEE,
    REPORT,
    TRANCHES,
    TWO,
    Street,
    later,
    make_street,
    read_ledger,
    switch_on_second_step,
)
from tests.services.people import KEYS, LETTERS, PASSWORD, read_mail
from voting.db.models.grants import Grant, GrantPayee, GrantPayment, GrantReport
from voting.db.session import Stores, open_stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.errors.grants import (
    AdultPayeeNeeded,
    AgreementChanged,
    DecidedBefore,
    GrantState,
    GrantUnknown,
    GroundNotPrinted,
    MunicipalityReports,
    NoAgreementNeeded,
    NotFinalYet,
    NothingGranted,
    NothingToPay,
    OwnWorkOnly,
    PayeeMissing,
    PayeeUnfit,
    PaymentOnHold,
    PaymentUnderway,
    PaymentUnknown,
    PublicReasonNeeded,
    ReclaimTooMuch,
    ReportMissing,
    SecondStepNeeded,
    TrancheState,
    TranchesUnfit,
    TranchesUnpaid,
    TrancheTooEarly,
    TrancheUnknown,
)
from voting.domain.errors.people import (
    OneTimeCodeUsed,
    OneTimeCodeWrong,
    OwnersOnly,
    PasswordWrong,
    TextMissing,
)
from voting.domain.errors.running import TwoPeopleNeeded
from voting.domain.grants import Happening, State
from voting.domain.ledger import Account, Book
from voting.domain.payees import OwnWork, PayeeKind, read_payee
from voting.domain.redeeming import Tranche, TrancheStage
from voting.domain.reporting import Report
from voting.services import (
    agreeing,
    granting,
    owing_reports,
    payees,
    redeeming,
    reminding,
    reporting_back,
    withdrawing,
)
from voting.services.accounts import FreshPassword
from voting.services.deciding import Deciding
from voting.services.grants import set_limit
from voting.services.mailing import Letter
from voting.services.progress import view_progress
from voting.services.round_course import TwoPeople
from voting.services.viewing_grants import GrantView, list_grants, view_grant, view_own_grant
from voting.settings import Settings


@pytest.fixture
def street(stores: Stores, settings: Settings) -> Street:
    return make_street(stores, settings)


def find(street: Street, plan: str) -> GrantView:
    street.stores.register.rollback()
    person = street.charlie if plan == "tuin" else street.alice
    return view_own_grant(street.stores, street.plans[plan], person)


def prove(person: PersonId, password: str = PASSWORD) -> FreshPassword:
    return FreshPassword(person, password, "")


def agree(street: Street) -> str:
    """Decide, name the payee, and agree on paper about "doel"; return its reference."""
    street.decide()
    street.name_payee("doel")
    reference = find(street, "doel").reference
    version = agreeing.offer_agreement(street.stores, LETTERS, reference, TRANCHES, "Noor", NOW)
    agreeing.record_on_paper(street.stores, LETTERS, reference, version, "Noor", NOW)
    return reference


def pay(street: Street, at: datetime = NOW) -> redeeming.PaymentList:
    made = redeeming.make_payment_list(street.stores, KEYS, street.poll.round_id, TWO, at)
    redeeming.confirm_paid(street.stores, LETTERS, made.number, "Ali", at)
    return made


def report(street: Street, plan: str, position: int, spent: int = 450_000) -> None:
    told = Report("Wij hebben geplant.", spent)
    reporting_back.report_milestone(
        street.stores, street.bob, street.plans[plan], position, told, NOW
    )


def close(street: Street, plan: str, spent: int) -> None:
    told = Report("Het staat er.", spent)
    reporting_back.report_closing(street.stores, street.alice, street.plans[plan], told, NOW)


def accept(street: Street, reference: str) -> None:
    reporting_back.accept_report(street.stores, LETTERS, reference, "Noor", NOW)


def test_a_small_grant_is_paid_at_once_and_reported(street: Street) -> None:
    assert street.decide() == ("voorjaar-1", "voorjaar-2", "voorjaar-3")
    assert street.decide() == ()
    view = find(street, "boom")
    assert (view.state, view.purse.granted_cents, view.at_once) == (State.DECIDED, 400_000, True)
    assert view.objection_until == date(2026, 4, 20)
    with pytest.raises(NothingToPay):
        pay(street)
    street.name_payee("boom")
    made = pay(street)
    assert [(line.iban, line.cents) for line in made.lines] == [("NL91ABNA0417164300", 400_000)]
    view = find(street, "boom")
    assert (view.state, view.owes_report, view.purse.paid_cents) == (State.PAYING, True, 400_000)
    assert view.report_by == date(2026, 9, 7)
    close(street, "boom", 400_000)
    accept(street, view.reference)
    view = find(street, "boom")
    assert (view.state, view.owes_report, view.reclaimed_cents) == (State.FINISHED, False, 0)
    street.check_ledger("boom", "haven", view.purse)


def test_a_large_grant_is_paid_in_tranches_and_closed(street: Street) -> None:
    reference = agree(street)
    assert find(street, "doel").state is State.AGREED
    assert pay(street).total_cents == 300_000
    with pytest.raises(NothingToPay):
        pay(street)
    report(street, "doel", 1)
    with pytest.raises(NothingToPay):
        pay(street)
    reporting_back.return_report(street.stores, LETTERS, reference, "Bon mist", "Noor", NOW)
    assert find(street, "doel").tranches[1].stage is TrancheStage.WAITING
    report(street, "doel", 1, 460_000)
    accept(street, reference)
    assert pay(street).total_cents == 500_000
    close(street, "doel", 800_000)
    accept(street, reference)
    view = find(street, "doel")
    assert view.state is State.FINISHED
    assert [one.spent_cents for one in view.reports] == [450_000, 460_000, 800_000]
    street.check_ledger("doel", "werf", view.purse)
    kinds = [one.kind for one in view.events]
    assert kinds.count(Happening.PAID) == 2


def test_nothing_is_decided_before_the_round_is_final(stores: Stores, settings: Settings) -> None:
    street = make_street(stores, settings, "checking")
    with pytest.raises(NotFinalYet):
        street.decide()
    with pytest.raises(NotFinalYet):
        granting.refuse_grant(stores, LETTERS, street.state, "boom", 1, "Reden", DECIDING)
    assert list_grants(stores, street.poll.round_id) == []


@pytest.mark.parametrize("names", [("Noor", "noor "), ("Noor", ""), ("", "Ali")])
def test_money_takes_two_people(street: Street, names: tuple[str, str]) -> None:
    one = replace(DECIDING, people=TwoPeople(*names))
    stores = street.stores
    with pytest.raises(TwoPeopleNeeded):
        granting.decide_round(stores, LETTERS, street.state, one)
    street.decide()
    reference = find(street, "boom").reference
    with pytest.raises(TwoPeopleNeeded):
        withdrawing.withdraw_grant(stores, LETTERS, reference, "Reden", one)
    with pytest.raises(TwoPeopleNeeded):
        work = OwnWork("Piet", "6.1", date(2026, 4, 1))
        withdrawing.carry_out(stores, LETTERS, reference, work, one)
    with pytest.raises(TwoPeopleNeeded):
        redeeming.make_payment_list(stores, KEYS, street.poll.round_id, one.people, NOW)


def test_a_refusal_needs_a_printed_ground_and_a_public_reason(street: Street) -> None:
    refuse = granting.refuse_grant
    facts = (street.stores, LETTERS, street.state)
    for ground in (0, 2, -1):
        with pytest.raises(GroundNotPrinted):
            refuse(*facts, "boom", ground, "Reden", DECIDING)
    with pytest.raises(PublicReasonNeeded):
        refuse(*facts, "boom", 1, "  ", DECIDING)
    with pytest.raises(NothingGranted):
        refuse(*facts, "bank", 1, "Reden", DECIDING)
    before = street.read_balances()[Account(Book.RESERVE, "haven")]
    refuse(*facts, "boom", 1, "Mag niet van de wet", DECIDING)
    view = find(street, "boom")
    assert (view.state, view.ground, view.purse.open_cents) == (State.REFUSED, 1, 0)
    assert street.read_balances()[Account(Book.RESERVE, "haven")] == before + 400_000
    with pytest.raises(DecidedBefore):
        refuse(*facts, "boom", 1, "Reden", DECIDING)
    assert len(street.decide()) == 2
    with pytest.raises(GrantState):
        street.name_payee("boom")


def test_a_withdrawn_grant_gives_the_rest_to_the_reserve(street: Street) -> None:
    reference = agree(street)
    pay(street)
    withdraw = withdrawing.withdraw_grant
    with pytest.raises(PublicReasonNeeded):
        withdraw(street.stores, LETTERS, reference, " \n ", DECIDING)
    with pytest.raises(ReclaimTooMuch):
        withdraw(street.stores, LETTERS, reference, "Weg", DECIDING, reclaim_cents=300_001)
    with pytest.raises(ReclaimTooMuch):
        withdraw(street.stores, LETTERS, reference, "Weg", DECIDING, reclaim_cents=-1)
    before = street.read_balances()[Account(Book.RESERVE, "werf")]
    rest = withdraw(street.stores, LETTERS, reference, "Weg", DECIDING, reclaim_cents=100_000)
    view = find(street, "doel")
    assert (rest, view.reclaimed_cents, view.state) == (500_000, 100_000, State.WITHDRAWN)
    assert street.read_balances()[Account(Book.RESERVE, "werf")] == before + 500_000
    street.check_ledger("doel", "werf", view.purse)
    assert view.purse.paid_cents + view.purse.released_cents == view.purse.granted_cents
    with pytest.raises(GrantState):
        withdraw(street.stores, LETTERS, reference, "Nog eens", DECIDING)
    with pytest.raises(NothingToPay):
        pay(street)


def test_the_municipality_carries_a_plan_out_itself(street: Street) -> None:
    street.decide()
    reference = find(street, "doel").reference
    work = OwnWork("Piet de Wit", "6.1 wijken", date(2026, 4, 1))
    with pytest.raises(TextMissing):
        withdrawing.carry_out(
            street.stores, LETTERS, reference, replace(work, official=""), DECIDING
        )
    withdrawing.carry_out(street.stores, LETTERS, reference, work, DECIDING)
    view = find(street, "doel")
    assert view.payee is not None
    assert view.payee.kind is PayeeKind.MUNICIPALITY
    assert view.purse.paid_cents == 800_000
    with pytest.raises(NothingToPay):
        pay(street)
    owing_reports.require_reported(street.stores.register, street.group)
    told = Report("Klaar", 700_000)
    with pytest.raises(MunicipalityReports):
        close(street, "doel", 700_000)
    with pytest.raises(MunicipalityReports):
        report(street, "doel", 0)
    reporting_back.report_own_work(street.stores, reference, told, "Piet", NOW)
    accept(street, reference)
    view = find(street, "doel")
    assert (view.state, view.reclaimed_cents) == (State.FINISHED, 100_000)


def test_only_the_municipalitys_own_work_is_reported_by_an_office(street: Street) -> None:
    street.decide()
    street.name_payee("boom")
    pay(street)
    with pytest.raises(OwnWorkOnly):
        reporting_back.report_own_work(street.stores, "voorjaar-1", REPORT, "Piet", NOW)


def test_tranches_add_up_exactly(street: Street) -> None:
    street.decide()
    reference = find(street, "doel").reference
    first, second = TRANCHES
    wrong: dict[str, tuple[Tranche, ...]] = {
        "none": (),
        "sum": (first, replace(second, cents=500_001)),
        "not_positive": (replace(first, cents=800_001), replace(second, cents=-1)),
        "advance": (replace(first, cents=800_000),),
        "order": (replace(first, due_on=date(2027, 1, 1)), second),
        "words": (first, replace(second, milestone=" ")),
        "too_many": (first, *[replace(second, cents=1)] * 12),
    }
    for code, tranches in wrong.items():
        with pytest.raises(TranchesUnfit) as refusal:
            agreeing.offer_agreement(street.stores, LETTERS, reference, tranches, "Noor", NOW)
        assert refusal.value.code == code
    huge = (replace(first, cents=2**63), second)
    with pytest.raises(TranchesUnfit):
        agreeing.offer_agreement(street.stores, LETTERS, reference, huge, "Noor", NOW)
    small = find(street, "boom").reference
    with pytest.raises(NoAgreementNeeded):
        agreeing.offer_agreement(street.stores, LETTERS, small, TRANCHES, "Noor", NOW)


def test_the_group_confirms_what_it_read_with_a_fresh_code(street: Street) -> None:
    street.decide()
    stores, plan = street.stores, street.plans["doel"]
    reference = find(street, "doel").reference
    old = agreeing.offer_agreement(stores, LETTERS, reference, TRANCHES, "Noor", NOW)
    new = agreeing.offer_agreement(stores, LETTERS, reference, TRANCHES, "Noor", NOW, terms="Bord")
    confirm = agreeing.confirm_agreement
    facts = (stores, KEYS, LETTERS, street.alice, plan)
    with pytest.raises(SecondStepNeeded):
        confirm(*facts, new, "123456", NOW)
    code = switch_on_second_step(stores, street.alice)
    at = later(minutes=2)
    with pytest.raises(PayeeMissing):
        confirm(*facts, new, code(at), at)
    street.name_payee("doel")
    with pytest.raises(AgreementChanged):
        confirm(*facts, old, code(at), at)
    with pytest.raises(OneTimeCodeUsed):
        confirm(*facts, new, code(NOW), NOW)
    with pytest.raises(OneTimeCodeWrong):
        confirm(*facts, new, "000000", at)
    with pytest.raises(OwnersOnly):
        confirm(stores, KEYS, LETTERS, street.bob, plan, new, code(at), at)
    with pytest.raises(GrantUnknown):
        confirm(stores, KEYS, LETTERS, street.charlie, plan, new, code(at), at)
    confirm(*facts, new, code(at), at)
    view = find(street, "doel")
    assert view.state is State.AGREED
    assert [one.stage for one in view.tranches] == [TrancheStage.REDEEMABLE, TrancheStage.WAITING]
    with pytest.raises(GrantState):
        confirm(*facts, new, code(later(minutes=5)), later(minutes=5))


def test_a_tranche_waits_for_its_own_report(street: Street) -> None:
    reference = agree(street)
    pay(street)
    plan = street.plans["doel"]
    milestone = reporting_back.report_milestone
    with pytest.raises(TrancheState):
        milestone(street.stores, street.alice, plan, 0, REPORT, NOW)
    with pytest.raises(TrancheUnknown):
        milestone(street.stores, street.alice, plan, 2, REPORT, NOW)
    with pytest.raises(GrantUnknown):
        milestone(street.stores, street.charlie, plan, 1, REPORT, NOW)
    with pytest.raises(ReportMissing):
        accept(street, reference)


def test_milestones_are_reported_in_order(street: Street) -> None:
    street.decide()
    street.name_payee("doel")
    reference = find(street, "doel").reference
    parts = tuple(Tranche(f"Deel {n}", 400_000, date(2026, 5, n)) for n in (1, 2))
    version = agreeing.offer_agreement(street.stores, LETTERS, reference, parts, "Noor", NOW)
    agreeing.record_on_paper(street.stores, LETTERS, reference, version, "Noor", NOW)
    with pytest.raises(TrancheTooEarly):
        report(street, "doel", 1)
    report(street, "doel", 0)
    with pytest.raises(TrancheTooEarly):
        report(street, "doel", 1)


def test_a_closing_report_waits_for_what_is_not_paid(street: Street) -> None:
    reference = agree(street)
    pay(street)
    close(street, "doel", 800_000)
    with pytest.raises(TranchesUnpaid) as refusal:
        accept(street, reference)
    assert refusal.value.unpaid_cents == 500_000
    reporting_back.return_report(street.stores, LETTERS, reference, "Eerst 2", "Noor", NOW)
    close(street, "doel", 250_000)
    accept(street, reference)
    view = find(street, "doel")
    assert view.purse.released_cents == 500_000
    assert view.reclaimed_cents == 50_000
    street.check_ledger("doel", "werf", view.purse)


@pytest.mark.parametrize(
    ("iban", "code"),
    [
        ("", "missing"),
        ("NL91ABNA0417164301", "checksum"),
        ("NL91ABNA041716430", "length"),
        ("ZZ91ABNA0417164300", "country"),
        ("NL91=CMD()", "structure"),
        ("BR1800360305000010009795493C1", "sepa"),
        ("9" * 5000, "structure"),
        ("NL91ÄBNA0417164300", "structure"),
    ],
)
def test_a_wrong_account_number_says_what_is_wrong(iban: str, code: str) -> None:
    with pytest.raises(PayeeUnfit) as refusal:
        payees.read_iban(iban)
    assert [(one.field, one.code) for one in refusal.value.problems] == [("iban", code)]


def test_a_payee_is_of_age_or_an_organisation() -> None:
    with pytest.raises(AdultPayeeNeeded):
        read_payee(PayeeKind.PERSON, name="Kim", holder="Kim")
    with pytest.raises(PayeeUnfit):
        read_payee(PayeeKind.HOST, name="Buurthuis", holder="Buurthuis", kvk="1234567")
    with pytest.raises(PayeeUnfit):
        read_payee(PayeeKind.MUNICIPALITY, name="Stad", holder="Stad")


def test_an_account_number_is_kept_encrypted_and_shown_to_few(street: Street) -> None:
    street.decide()
    street.name_payee("boom")
    stores, plan = street.stores, street.plans["boom"]
    row = stores.register.scalars(select(GrantPayee)).one()
    assert row.iban is not None
    assert b"0417" not in row.iban
    assert row.last_four == "4300"
    show = payees.reveal_iban
    facts = (plan, PASSWORD, "", NOW)
    assert show(stores, KEYS, street.alice, *facts) == "NL91ABNA0417164300"
    with pytest.raises(OwnersOnly):
        show(stores, KEYS, street.bob, *facts)
    with pytest.raises(GrantUnknown):
        show(stores, KEYS, street.charlie, *facts)
    with pytest.raises(PasswordWrong):
        show(stores, KEYS, street.alice, plan, "iets heel anders", "", NOW)
    paid = payees.reveal_to_treasurer(stores, KEYS, find(street, "boom").reference, "Ali", NOW)
    assert paid.endswith("4300")
    events = find(street, "boom").events
    assert [one.kind for one in events].count(Happening.ACCOUNT_SHOWN) == 2
    assert "0417164300" not in repr(find(street, "boom"))


def test_only_an_owner_says_who_is_paid(street: Street) -> None:
    street.decide()
    facts = (street.plans["boom"], PAYEE, IBAN, NOW)
    with pytest.raises(OwnersOnly):
        payees.name_payee(street.stores, KEYS, LETTERS, prove(street.bob), *facts)
    with pytest.raises(GrantUnknown):
        payees.name_payee(street.stores, KEYS, LETTERS, prove(street.charlie), *facts)
    assert find(street, "boom").payee is None


def test_a_first_account_takes_a_password_and_holds_payment_too(street: Street) -> None:
    street.decide()
    plan, before = street.plans["boom"], len(read_mail(street.stores))
    with pytest.raises(PasswordWrong):
        payees.name_payee(
            street.stores, KEYS, LETTERS, prove(street.alice, "iets heel anders"), plan, PAYEE,
            IBAN, NOW,
        )  # fmt: skip
    assert find(street, "boom").payee is None
    street.name_payee("boom", IBAN, NOW)
    told = read_mail(street.stores)[before:]
    assert [mail.recipient for mail in told] == ["alice@example.nl", "bob@example.nl"]
    with pytest.raises(PaymentOnHold) as refusal:
        pay(street, later(days=2, hours=23))
    assert refusal.value.until == later(days=3)
    assert len(redeeming.list_held(street.stores, street.poll.round_id, NOW)) == 1
    assert pay(street, later(days=3)).total_cents == 400_000


def test_a_changed_account_is_told_to_all_and_holds_payment(street: Street) -> None:
    agree(street)
    before = len(read_mail(street.stores))
    street.name_payee("doel", OTHER_IBAN, later(hours=1))
    told = read_mail(street.stores)[before:]
    assert [mail.recipient for mail in told] == ["alice@example.nl", "bob@example.nl"]
    assert all(mail.subject.startswith("grant-account-changed") for mail in told)
    assert all("last=6789" in mail.text and "0123456" not in mail.text for mail in told)
    with pytest.raises(PaymentOnHold) as refusal:
        pay(street, later(days=3))
    assert refusal.value.until == later(days=3, hours=1)
    street.name_payee("doel", OTHER_IBAN, later(days=1))
    assert len(redeeming.list_held(street.stores, street.poll.round_id, later(days=2))) == 1
    made = pay(street, later(days=3, hours=1))
    assert made.lines[0].iban == OTHER_IBAN


def test_a_payment_at_the_bank_stops_everything_else(street: Street) -> None:
    reference = agree(street)
    made = redeeming.make_payment_list(street.stores, KEYS, street.poll.round_id, TWO, NOW)
    with pytest.raises(PaymentUnderway):
        street.name_payee("doel", OTHER_IBAN)
    with pytest.raises(PaymentUnderway):
        withdrawing.withdraw_grant(street.stores, LETTERS, reference, "Reden", DECIDING)
    with pytest.raises(PaymentUnknown):
        redeeming.take_back(street.stores, made.number + 1, reference, "Ali", NOW)
    redeeming.take_back(street.stores, made.number, reference, "Ali", NOW)
    with pytest.raises(PaymentUnknown):
        redeeming.confirm_paid(street.stores, LETTERS, made.number, "Ali", NOW)
    again = pay(street)
    assert again.total_cents == made.total_cents == 300_000
    with pytest.raises(PaymentUnknown):
        redeeming.take_back(street.stores, again.number, reference, "Ali", NOW)


def test_a_list_can_be_confirmed_in_parts_and_written_again(street: Street) -> None:
    agree(street)
    street.name_payee("boom")
    made = redeeming.make_payment_list(street.stores, KEYS, street.poll.round_id, TWO, NOW)
    assert redeeming.read_payment_list(street.stores, KEYS, made.number) == made
    confirm = redeeming.confirm_paid
    with pytest.raises(PaymentUnknown):
        confirm(street.stores, LETTERS, made.number, "Ali", NOW, only=["voorjaar-9"])
    small = find(street, "boom").reference
    assert confirm(street.stores, LETTERS, made.number, "Ali", NOW, only=[small]) == 400_000
    assert confirm(street.stores, LETTERS, made.number, "Ali", NOW) == 300_000
    with pytest.raises(PaymentUnknown):
        confirm(street.stores, LETTERS, made.number, "Ali", NOW)


def test_twenty_lists_at_once_pay_once(street: Street) -> None:
    agree(street)
    street.name_payee("boom")

    def pay_once(_number: int) -> int:
        with open_stores(street.settings) as own:
            try:
                made = redeeming.make_payment_list(own, KEYS, street.poll.round_id, TWO, NOW)
            except NothingToPay:
                return 0
            return made.total_cents

    def confirm_once(number: int) -> int:
        with open_stores(street.settings) as own:
            try:
                return redeeming.confirm_paid(own, LETTERS, 1, f"Ali {number}", NOW)
            except PaymentUnknown:
                return 0

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(pay_once, range(20)))[-2:] == [0, 700_000]
        assert sorted(pool.map(confirm_once, range(20)))[-2:] == [0, 700_000]
    for plan, buurt in (("doel", "werf"), ("boom", "haven")):
        street.check_ledger(plan, buurt, find(street, plan).purse)
    assert find(street, "doel").purse.paid_cents == 300_000


def test_the_database_refuses_to_pay_more_than_was_granted(street: Street) -> None:
    street.decide()
    with pytest.raises(IntegrityError), transaction(street.stores.register) as register:
        register.execute(update(Grant).values(paid_cents=Grant.granted_cents + 1))
    with pytest.raises(IntegrityError), transaction(street.stores.register) as register:
        register.execute(update(Grant).values(state="finished"))


def test_a_report_is_never_changed(street: Street) -> None:
    agree(street)
    pay(street)
    report(street, "doel", 1)
    with pytest.raises(DBAPIError), transaction(street.stores.register) as register:
        register.execute(update(GrantReport).values(text="Iets anders"))


class Broken(Exception):
    """The process dies here."""


class BrokenLetters:
    """Letters that fail at the end of a transaction, when all else has been written."""

    def write(self, kind: str, language: str, *, token: str = "", **facts: str) -> Letter:
        raise Broken


def test_what_dies_halfway_leaves_nothing(street: Street) -> None:
    stores, broken = street.stores, BrokenLetters()
    with pytest.raises(Broken):
        granting.decide_round(stores, broken, street.state, DECIDING)
    assert list_grants(stores, street.poll.round_id) == []
    reference = agree(street)
    made = redeeming.make_payment_list(stores, KEYS, street.poll.round_id, TWO, NOW)
    ledger = read_ledger(stores)
    with pytest.raises(Broken):
        redeeming.confirm_paid(stores, broken, made.number, "Ali", NOW)
    assert read_ledger(stores) == ledger
    assert find(street, "doel").purse.paid_cents == 0
    redeeming.take_back(stores, made.number, reference, "Ali", NOW)
    with pytest.raises(Broken):
        withdrawing.withdraw_grant(stores, broken, reference, "Reden", DECIDING)
    assert read_ledger(stores) == ledger
    assert find(street, "doel").state is State.AGREED


def test_the_limit_is_the_councils(street: Street) -> None:
    set_limit(street.stores, street.poll.round_id, 0)
    street.decide()
    assert not find(street, "boom").at_once
    street.name_payee("boom")
    with pytest.raises(NothingToPay):
        pay(street)


def test_reminders_are_sent_once(street: Street) -> None:
    street.decide()
    remind = reminding.remind_groups
    assert remind(street.stores, LETTERS, later(days=1)) == 0
    assert remind(street.stores, LETTERS, later(days=15)) == 3
    assert remind(street.stores, LETTERS, later(days=15)) == 0
    street.name_payee("doel")
    reference = find(street, "doel").reference
    version = agreeing.offer_agreement(street.stores, LETTERS, reference, TRANCHES, "Noor", NOW)
    assert remind(street.stores, LETTERS, later(days=8)) == 1
    agreeing.record_on_paper(street.stores, LETTERS, reference, version, "Noor", NOW)
    pay(street)
    soon = datetime(2026, 5, 20, 12, tzinfo=NOW.tzinfo)
    assert remind(street.stores, LETTERS, soon) == 1
    assert remind(street.stores, LETTERS, soon + timedelta(days=30)) == 1
    assert remind(street.stores, LETTERS, soon + timedelta(days=31)) == 0
    kinds = {mail.subject.split()[0] for mail in read_mail(street.stores)}
    assert "grant-remind-milestone-late" in kinds


def test_everybody_sees_the_course_and_no_account(street: Street) -> None:
    assert view_progress(street.stores, street.state, "doel") is None
    reference = agree(street)
    pay(street)
    report(street, "doel", 1)
    accept(street, reference)
    shown = view_progress(street.stores, street.state, "doel")
    assert shown is not None
    assert [one.kind for one in shown.moments] == [
        Happening.DECIDED,
        Happening.AGREED_PAPER,
        Happening.PAID,
        Happening.ACCEPTED,
    ]
    assert shown.moments[-1].text == REPORT.text
    assert (shown.spent_cents, shown.remaining_cents) == (450_000, 350_000)
    assert "4300" not in repr(shown)
    assert PAYEE.name not in repr(shown)
    pay(street)
    close(street, "doel", 800_000)
    accept(street, reference)
    shown = view_progress(street.stores, street.state, "doel")
    assert shown is not None
    assert (shown.state, shown.closing) == (State.FINISHED, "Het staat er.")


def test_counts_agree(street: Street) -> None:
    agree(street)
    pay(street)
    assert street.stores.register.scalar(select(func.count()).select_from(GrantPayment)) == 1
    office = view_grant(street.stores, find(street, "doel").reference)
    assert office == find(street, "doel")
    with pytest.raises(GrantUnknown):
        view_grant(street.stores, "voorjaar-99")


def test_deciding_names_the_office() -> None:
    with pytest.raises(TextMissing):
        Deciding(" ", TWO, NOW).check()
