"""Tables of the ballot box: slips and the log, with no way back to the register.

No clock, no row number, no key of the register. On SQLite every table is WITHOUT ROWID, so that
rows lie in the order of their keys and not in the order in which they came.
"""

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import AreaId, BallotboxBase, FixedBytes, RoundId

WITHOUT_ROWID = {"sqlite_with_rowid": False}


class BoxState(BallotboxBase):
    """Whether the box of a round takes slips."""

    __tablename__ = "box_state"
    __table_args__ = (
        CheckConstraint("phase IN ('open', 'closed')", name="phase"),
        WITHOUT_ROWID,
    )

    round: Mapped[RoundId] = mapped_column(primary_key=True)
    phase: Mapped[str] = mapped_column(String(6))


class StoredSlip(BallotboxBase):
    """One right as it was cast, until the box closes.

    `slot` is a keyed hash of the slip key and `body` is encrypted, both under the box key:
    pages, write-ahead logs and backups say nothing any more once that key is destroyed.
    """

    __tablename__ = "slip"
    __table_args__ = WITHOUT_ROWID

    round: Mapped[RoundId] = mapped_column(primary_key=True)
    area: Mapped[AreaId] = mapped_column(primary_key=True)
    slot: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class LogEntry(BallotboxBase):
    """One line of a round's log, without its line end. Nothing here ever changes: triggers."""

    __tablename__ = "log_entry"
    __table_args__ = (CheckConstraint("position >= 0", name="position"), WITHOUT_ROWID)

    round: Mapped[RoundId] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    line: Mapped[bytes] = mapped_column(LargeBinary)
    leaf: Mapped[bytes] = mapped_column(FixedBytes(32))


class StoredCheckpoint(BallotboxBase):
    """A signed note over the first `size` lines, and what is needed to grow the tree from there.

    Nothing here ever changes: triggers.
    """

    __tablename__ = "checkpoint"
    __table_args__ = (CheckConstraint("size > 0", name="size"), WITHOUT_ROWID)

    round: Mapped[RoundId] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)
    frontier: Mapped[bytes] = mapped_column(LargeBinary)


class OpenedSlip(BallotboxBase):
    """A published slip after opening, for looking up its code; made from the log at any time.

    `choice` is an initiative's id, empty for a right that was not spent, NULL when invalid.
    """

    __tablename__ = "opened_slip"
    __table_args__ = WITHOUT_ROWID

    round: Mapped[RoundId] = mapped_column(primary_key=True)
    area: Mapped[AreaId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(14), primary_key=True)
    leaf: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)
    choice: Mapped[str | None] = mapped_column(String(63))
