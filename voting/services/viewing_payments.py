"""What can be paid, what waits and why, and the lists for the bank; never an account number."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from voting.db.base import RoundId
from voting.db.models.grants import Grant, GrantPayee, GrantPayment
from voting.db.models.rounds import Round
from voting.db.session import Stores
from voting.domain.errors.grants import PaymentUnknown
from voting.domain.payees import Payee
from voting.domain.texts import Text
from voting.domain.ticks import Tick
from voting.services.confirming_payees import list_wanting
from voting.services.grants import find_title
from voting.services.payees import find_hold
from voting.services.redeeming import Payment, find_all_redeemable, name_payment
from voting.services.ticks import load_lacking
from voting.services.viewing_grants import view_payee


@dataclass(frozen=True, slots=True)
class Payable:
    """A redeemable tranche: `held_until`, `wanting` and `lacking` say why it is not listed.

    `wanting` are the groups of a joint plan that must still confirm the payee.
    """

    payment: Payment
    title: Text
    payee: Payee
    held_until: datetime | None
    wanting: tuple[str, ...]
    lacking: tuple[Tick, ...]

    @property
    def ready(self) -> bool:
        """Tell whether it goes on the next list."""
        return self.held_until is None and not self.wanting and not self.lacking


@dataclass(frozen=True, slots=True)
class Line:
    """A payment on a list; `paid_at` is None until the bank made it."""

    reference: str
    tranche: int
    title: Text
    payee: Payee
    cents: int
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListView:
    """A list for the bank, without what was taken back; `round` is a slug."""

    number: int
    round: str
    made_at: datetime
    lines: tuple[Line, ...]

    @property
    def total_cents(self) -> int:
        """Return what the bank pays in all."""
        return sum(line.cents for line in self.lines)

    @property
    def waiting(self) -> tuple[Line, ...]:
        """Return what is not confirmed yet."""
        return tuple(line for line in self.lines if line.paid_at is None)


def list_payable(stores: Stores, round_id: RoundId, at: datetime) -> list[Payable]:
    """Return every redeemable tranche of a round, with what holds it back."""
    register = stores.register
    found = []
    for row, tranche, payee in find_all_redeemable(register, round_id):
        held = find_hold(payee, at)
        seen = view_payee(payee)
        if seen is not None:
            lacking = load_lacking(register, row, payee)
            wanting = tuple(group.name for group in list_wanting(register, row, payee))
            payment = name_payment(row, tranche, payee)
            title = find_title(register, row)
            found.append(Payable(payment, title, seen, held, wanting, lacking))
    return found


def list_lists(stores: Stores, round_id: RoundId) -> list[ListView]:
    """Return the lists of a round, the newest first."""
    query = (
        select(GrantPayment.list_number)
        .join(Grant, Grant.id == GrantPayment.grant_id)
        .where(Grant.round_id == round_id)
        .group_by(GrantPayment.list_number)
        .order_by(GrantPayment.list_number.desc())
    )
    return [view_list(stores, number) for number in stores.register.scalars(query).all()]


def view_list(stores: Stores, number: int) -> ListView:
    """Return a list; raise PaymentUnknown."""
    register = stores.register
    rows = register.execute(
        select(Grant, GrantPayment, GrantPayee, Round.slug)
        .join(GrantPayment, GrantPayment.grant_id == Grant.id)
        .join(
            GrantPayee,
            (GrantPayee.grant_id == Grant.id) & (GrantPayee.version == GrantPayment.payee_version),
        )
        .join(Round, Round.id == Grant.round_id)
        .where(GrantPayment.list_number == number)
        .order_by(Grant.number, GrantPayment.tranche),
        execution_options={"populate_existing": True},
    ).all()
    if not rows:
        raise PaymentUnknown
    lines = tuple(
        Line(
            row.reference,
            payment.tranche,
            find_title(register, row),
            seen,
            payment.cents,
            payment.paid_at,
        )
        for row, payment, payee, _slug in rows
        if (seen := view_payee(payee)) is not None
    )
    return ListView(number, rows[0][3], rows[0][1].listed_at, lines)


def count_waiting(stores: Stores, round_id: RoundId) -> int:
    """Return how many payments of a round are at the bank."""
    query = (
        select(func.count())
        .select_from(GrantPayment)
        .join(Grant, Grant.id == GrantPayment.grant_id)
        .where(Grant.round_id == round_id, GrantPayment.paid_at.is_(None))
    )
    return stores.register.scalar(query) or 0
