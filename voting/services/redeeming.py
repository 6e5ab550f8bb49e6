"""Paying: tranches that are redeemable go on a list for the bank, and are booked when paid.

A tranche is on one list at most, and the database holds that no grant pays more than was
granted. A list is made by two people; what went wrong at the bank is taken back, so that it can
be listed anew.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.grants import Grant, GrantPayee, GrantPayment, GrantTranche
from voting.db.session import Stores, take_lock, transaction
from voting.domain.errors.grants import (
    NothingToPay,
    PayeeUnconfirmed,
    PaymentOnHold,
    PaymentUnknown,
)
from voting.domain.errors.redeeming import PayeeNotLookedAt
from voting.domain.errors.refused import Refused
from voting.domain.errors.staff import RequestChanged
from voting.domain.grants import POSSIBLE, REPORT_DAYS, Act, Happening, State
from voting.domain.redeeming import TrancheAct, TrancheStage, find_stage_after
from voting.domain.working_days import find_day
from voting.services.account_keys import AccountKeys
from voting.services.confirming_payees import list_wanting
from voting.services.grants import load_payee, load_tranches, lock_grants, note
from voting.services.mailing import Letters
from voting.services.payees import decrypt_payee, find_hold
from voting.services.purses import pay_out
from voting.services.round_course import TwoPeople
from voting.services.telling_of_grants import tell_group
from voting.services.ticks import load_lacking


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment for the bank: whose, into which account, how much, and what it says."""

    reference: str
    tranche: int
    holder: str
    iban: str
    cents: int
    description: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A redeemable tranche as two people agree on it; `payee` is a version of its payee."""

    reference: str
    tranche: int
    cents: int
    payee: int


@dataclass(frozen=True, slots=True)
class PaymentList:
    """What goes to the bank at once; `number` names it, and counts over all rounds."""

    number: int
    lines: tuple[PaymentLine, ...]

    @property
    def total_cents(self) -> int:
        """Return what the bank pays in all."""
        return sum(line.cents for line in self.lines)

    @property
    def rows(self) -> Iterator[tuple[str, str, str, int, str]]:
        """Give what each line tells the bank."""
        for one in self.lines:
            yield one.reference, one.holder, one.iban, one.cents, one.description


Redeemable = tuple[Grant, GrantTranche, GrantPayee]
Waiting = tuple[Grant, GrantPayment, GrantTranche]


@dataclass(frozen=True, slots=True)
class Held:
    """A redeemable tranche that is not listed yet: nothing is paid before this moment."""

    reference: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A redeemable tranche that is not listed yet: these groups must confirm the payee."""

    reference: str
    groups: tuple[str, ...]


def make_payment_list(
    stores: Stores,
    keys: AccountKeys,
    round_id: RoundId,
    people: TwoPeople,
    at: datetime,
    *,
    shown: frozenset[Payment] | None = None,
) -> PaymentList:
    """Put every tranche of a round that is redeemable now, or those `shown`, on a new list.

    Left out are grants whose account number is newer than three days, whose payee another group of
    a joint plan has not confirmed, and payees that may be a business and were not looked at
    (`ticks`). Raises TwoPeopleNeeded, NothingToPay, PaymentOnHold, PayeeUnconfirmed or
    PayeeNotLookedAt when that is so of everything redeemable, or RequestChanged when one of
    `shown` is not redeemable like that any more.
    """
    people.check()
    with transaction(stores.register) as register:
        lock_grants(register, round_id)
        take_lock(register, "payment lists")
        number = (register.scalar(select(func.max(GrantPayment.list_number))) or 0) + 1
        found = list(find_redeemable(register, round_id, at))
        if shown is not None:
            found = [one for one in found if name_payment(*one) in shown]
            if len(found) != len(shown):
                raise RequestChanged
        if not found:
            raise explain_nothing(register, round_id, at)
        for row, tranche, payee in found:
            _put_on_list(register, row, tranche, payee, number, people, at)
    return read_payment_list(stores, keys, number)


def read_payment_list(stores: Stores, keys: AccountKeys, number: int) -> PaymentList:
    """Return a list as it was made, without what was taken back; raise PaymentUnknown."""
    rows = stores.register.execute(
        select(Grant, GrantPayment, GrantPayee)
        .join(GrantPayment, GrantPayment.grant_id == Grant.id)
        .join(
            GrantPayee,
            (GrantPayee.grant_id == Grant.id) & (GrantPayee.version == GrantPayment.payee_version),
        )
        .where(GrantPayment.list_number == number)
        .order_by(Grant.round_id, Grant.number, GrantPayment.tranche)
    ).all()
    if not rows:
        raise PaymentUnknown
    return PaymentList(
        number,
        tuple(
            PaymentLine(
                row.reference,
                payment.tranche,
                payee.holder,
                decrypt_payee(keys, payee),
                payment.cents,
                f"{row.reference}/{payment.tranche + 1} {payee.invoice}".strip(),
            )
            for row, payment, payee in rows
        ),
    )


def confirm_paid(
    stores: Stores,
    letters: Letters,
    number: int,
    by: str,
    at: datetime,
    *,
    only: Iterable[str] = (),
) -> int:
    """Book that the bank paid a list, or only these grants on it; return the sum in cents.

    Raises PaymentUnknown when nothing on it waits: nothing is booked twice.
    """
    with _holding_waiting(stores, number, only) as (register, waiting):
        for row, payment, tranche in waiting:
            tranche.stage = find_stage_after(TrancheAct.PAY, TrancheStage(tranche.stage)).value
            payment.paid_at = at
            pay_out(register, row, payment.cents, at)
            row.state = State.PAYING.value
            if tranche.agreement == 0:
                row.report_by = find_day(at) + timedelta(days=REPORT_DAYS)
            facts = {"tranche": payment.tranche, "cents": payment.cents, "by_name": by.strip()}
            note(register, row, Happening.PAID, at, **facts)
            tell_group(register, letters, row, "grant-paid", at, cents=str(payment.cents))
        return sum(payment.cents for _row, payment, _tranche in waiting)


def take_back(stores: Stores, number: int, reference: str, by: str, at: datetime) -> None:
    """Take a payment that the bank did not make off its list; raise PaymentUnknown."""
    with _holding_waiting(stores, number, (reference,)) as (register, waiting):
        for row, payment, tranche in waiting:
            tranche.stage = find_stage_after(
                TrancheAct.TAKE_BACK, TrancheStage(tranche.stage)
            ).value
            register.delete(payment)
            facts = {"tranche": payment.tranche, "by_name": by.strip()}
            note(register, row, Happening.TAKEN_BACK, at, **facts)


def list_held(stores: Stores, round_id: RoundId, at: datetime) -> list[Held]:
    """Return what is redeemable but held, since an account number is new."""
    return [
        Held(row.reference, until)
        for row, _tranche, payee in find_all_redeemable(stores.register, round_id)
        if (until := find_hold(payee, at)) is not None
    ]


def list_unconfirmed(stores: Stores, round_id: RoundId) -> list[Unconfirmed]:
    """Return what is redeemable but waits for groups of a joint plan to confirm the payee."""
    register = stores.register
    waiting = [
        Unconfirmed(row.reference, _name_wanting(register, row, payee))
        for row, _tranche, payee in find_all_redeemable(register, round_id)
    ]
    return [one for one in waiting if one.groups]


def explain_nothing(register: Session, round_id: RoundId, at: datetime) -> Refused:
    """Return why nothing that is redeemable can be listed yet, or NothingToPay."""
    waiting = list(find_all_redeemable(register, round_id))
    for row, _tranche, payee in waiting:
        if wanting := _name_wanting(register, row, payee):
            return PayeeUnconfirmed(wanting)
        if load_lacking(register, row, payee):
            return PayeeNotLookedAt(row.reference)
    holds = [held for _row, _tranche, payee in waiting if (held := find_hold(payee, at))]
    return PaymentOnHold(min(holds)) if holds else NothingToPay()


def _name_wanting(register: Session, row: Grant, payee: GrantPayee) -> tuple[str, ...]:
    return tuple(group.name for group in list_wanting(register, row, payee))


def find_redeemable(register: Session, round_id: RoundId, at: datetime) -> Iterator[Redeemable]:
    """Give what can be listed now: redeemable, not held, confirmed, and its payee looked at."""
    for row, tranche, payee in find_all_redeemable(register, round_id):
        waits = find_hold(payee, at) or list_wanting(register, row, payee)
        if not waits and not load_lacking(register, row, payee):
            yield row, tranche, payee


def name_payment(row: Grant, tranche: GrantTranche, payee: GrantPayee) -> Payment:
    """Return what two people agree on: grant, tranche, amount, and what is said of the payee."""
    return Payment(row.reference, tranche.position, tranche.cents, payee.version)


def find_all_redeemable(register: Session, round_id: RoundId) -> Iterator[Redeemable]:
    """Give every redeemable tranche of a round whose payee is known."""
    query = select(Grant).where(
        Grant.round_id == round_id, Grant.state.in_([str(state) for state in POSSIBLE[Act.PAY]])
    )
    for row in register.scalars(query.order_by(Grant.number)).all():
        payee = load_payee(register, row)
        for tranche in load_tranches(register, row):
            if payee is not None and tranche.stage == TrancheStage.REDEEMABLE:
                yield row, tranche, payee


def _put_on_list(
    register: Session,
    row: Grant,
    tranche: GrantTranche,
    payee: GrantPayee,
    number: int,
    people: TwoPeople,
    at: datetime,
) -> None:
    tranche.stage = find_stage_after(TrancheAct.LIST, TrancheStage(tranche.stage)).value
    register.add(
        GrantPayment(
            grant_id=row.id,
            agreement=tranche.agreement,
            tranche=tranche.position,
            payee_version=payee.version,
            cents=tranche.cents,
            list_number=number,
            listed_at=at,
        )
    )
    names = {
        "by_name": people.by.strip(),
        "confirmed_by": people.confirmed_by.strip(),
        "request": people.request,
    }
    facts = {"tranche": tranche.position, "cents": tranche.cents}
    note(register, row, Happening.LISTED, at, **facts, **names)


@contextmanager
def _holding_waiting(
    stores: Stores, number: int, only: Iterable[str]
) -> Iterator[tuple[Session, list[Waiting]]]:
    """Hold what on a list is not confirmed yet; raise PaymentUnknown when that is nothing."""
    wanted = set(only)
    with transaction(stores.register) as register:
        for round_id in _find_rounds(register, number):
            lock_grants(register, round_id)
        rows = register.execute(
            select(Grant, GrantPayment, GrantTranche)
            .join(GrantPayment, GrantPayment.grant_id == Grant.id)
            .join(
                GrantTranche,
                (GrantTranche.grant_id == GrantPayment.grant_id)
                & (GrantTranche.agreement == GrantPayment.agreement)
                & (GrantTranche.position == GrantPayment.tranche),
            )
            .where(GrantPayment.list_number == number, GrantPayment.paid_at.is_(None))
            .order_by(Grant.number, GrantPayment.tranche),
            execution_options={"populate_existing": True},
        ).all()
        found = [
            (row, payment, tranche)
            for row, payment, tranche in rows
            if not wanted or row.reference in wanted
        ]
        if not found or wanted - {row.reference for row, _payment, _tranche in found}:
            raise PaymentUnknown
        yield register, found


def _find_rounds(register: Session, number: int) -> list[RoundId]:
    query = (
        select(Grant.round_id)
        .join(GrantPayment, GrantPayment.grant_id == Grant.id)
        .where(GrantPayment.list_number == number)
    )
    return sorted(set(register.scalars(query)))
