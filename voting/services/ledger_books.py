"""The ledger as people read it: balances of a round's accounts, and its entries page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.ledger import LedgerAccount, LedgerEntry
from voting.db.session import Stores
from voting.domain.ledger import Account, Book

PAGE = 50


@dataclass(frozen=True, slots=True)
class Balance:
    """An account with its debits, its credits and what is left, in cents."""

    account: Account
    debit_cents: int
    credit_cents: int

    @property
    def cents(self) -> int:
        """Return debits minus credits."""
        return self.debit_cents - self.credit_cents


@dataclass(frozen=True, slots=True)
class Line:
    """An entry: `cents` went from `credit` to `debit`."""

    position: int
    at: datetime
    debit: Account
    credit: Account
    cents: int


@dataclass(frozen=True, slots=True)
class Books:
    """The books of a round; `trial_cents` is the sum of all balances, and zero."""

    balances: tuple[Balance, ...]
    lines: tuple[Line, ...]
    entries: int
    page: int

    @property
    def trial_cents(self) -> int:
        """Return the trial balance."""
        return sum(one.cents for one in self.balances)

    @property
    def moved_cents(self) -> int:
        """Return the sum of one side of the books."""
        return sum(one.debit_cents for one in self.balances)

    @property
    def pages(self) -> int:
        """Return how many pages the entries fill, at least one."""
        return max(1, -(-self.entries // PAGE))


def view_books(stores: Stores, round_id: RoundId, page: int = 1) -> Books:
    """Return balances and a page of entries, the newest first."""
    register = stores.register
    accounts = load_accounts(register)
    count = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.round_id == round_id)
    rows = register.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.round_id == round_id)
        .order_by(LedgerEntry.position.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return Books(
        draw_balances(register, round_id, accounts),
        _write_lines(rows, accounts),
        register.scalar(count) or 0,
        page,
    )


def load_accounts(register: Session) -> dict[int, Account]:
    """Return every account by its number."""
    rows = register.scalars(select(LedgerAccount))
    return {row.id: Account(Book(row.book), row.owner) for row in rows}


def draw_balances(
    register: Session, round_id: RoundId, accounts: dict[int, Account]
) -> tuple[Balance, ...]:
    """Return the balance of every account that a round moved something on, sorted."""
    debits = _sum_up(register, round_id, credit=False)
    credits = _sum_up(register, round_id, credit=True)
    found = (
        Balance(accounts[id], debits.get(id, 0), credits.get(id, 0))
        for id in debits.keys() | credits.keys()
    )
    order = {book: place for place, book in enumerate(Book)}
    return tuple(sorted(found, key=lambda one: (order[one.account.book], one.account.owner)))


def _sum_up(register: Session, round_id: RoundId, *, credit: bool) -> dict[int, int]:
    side = LedgerEntry.credit_id if credit else LedgerEntry.debit_id
    query = (
        select(side, func.sum(LedgerEntry.cents))
        .where(LedgerEntry.round_id == round_id)
        .group_by(side)
    )
    return {id: int(cents) for id, cents in register.execute(query)}


def _write_lines(rows: Sequence[LedgerEntry], accounts: dict[int, Account]) -> tuple[Line, ...]:
    return tuple(
        Line(row.position, row.at, accounts[row.debit_id], accounts[row.credit_id], row.cents)
        for row in rows
    )
