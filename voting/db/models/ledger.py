"""Double-entry accounts of the rounds' money: every cent leaves one account for another."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import RegisterBase, RoundId
from voting.db.models.rounds import one_of

BOOKS = ("council", "pot", "envelope", "payable", "paid", "reserve", "equalisation")


class LedgerAccount(RegisterBase):
    """An account: a book, and the area, buurt or initiative whose account it is.

    Accounts outlive rounds; the entries say which round moved what.
    """

    __tablename__ = "ledger_account"
    __table_args__ = (
        UniqueConstraint("book", "owner"),
        CheckConstraint(one_of("book", BOOKS), name="book"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str] = mapped_column(String(63))


class LedgerEntry(RegisterBase):
    """`cents` went from the account `credit` to the account `debit`; never changed."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("cents > 0", name="cents"),
        CheckConstraint("debit_id <> credit_id", name="two_accounts"),
    )

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    debit_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"), index=True)
    credit_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"), index=True)
    cents: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
