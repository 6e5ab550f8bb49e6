"""Tables of the register: who is entitled, and whose rights were issued. No clock anywhere.

A row says nothing about a person. Only the civil registry office, outside this system, knows
whose `reference` it is.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import AreaId, FixedBytes, RegisterBase, RoundId

WITHOUT_ROWID = {"sqlite_with_rowid": False}
LAST_ROLL_INDEX = 9_999_999_999
LONGEST_REFERENCE = 100


class RollEntry(RegisterBase):
    """One entitled resident of a round.

    `lookup` is the keyed hash of the voting code, `nonce` opens the published `commitment` to
    the code's key.
    """

    __tablename__ = "roll_entry"
    __table_args__ = (
        UniqueConstraint("round", "roll_index"),
        UniqueConstraint("round", "reference"),
        UniqueConstraint("round", "commitment"),
        Index(None, "round", "lookup", unique=True),
        CheckConstraint(f"roll_index BETWEEN 1 AND {LAST_ROLL_INDEX}", name="roll_index"),
        WITHOUT_ROWID,
    )

    round: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    area: Mapped[AreaId] = mapped_column(ForeignKey("voting_area.id"), primary_key=True)
    roll_index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lookup: Mapped[bytes] = mapped_column(FixedBytes(32))
    nonce: Mapped[bytes] = mapped_column(FixedBytes(32))
    reference: Mapped[str] = mapped_column(String(LONGEST_REFERENCE))
    commitment: Mapped[bytes] = mapped_column(FixedBytes(32))


class Issuance(RegisterBase):
    """That the rights of one roll entry were issued, once. Nothing here ever changes: triggers.

    `hash` is SHA-256 of the blinded values, `signature` the code key's over it. `nonce` is the
    roll entry's: what closing publishes must not hang on rows that can still change.
    """

    __tablename__ = "issuance"
    __table_args__ = (UniqueConstraint("round", "roll_index"), WITHOUT_ROWID)

    round: Mapped[RoundId] = mapped_column(primary_key=True)
    area: Mapped[AreaId] = mapped_column(primary_key=True)
    roll_index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    nonce: Mapped[bytes] = mapped_column(FixedBytes(32))
    hash: Mapped[bytes] = mapped_column(FixedBytes(32))
    code_key: Mapped[bytes] = mapped_column(FixedBytes(32))
    signature: Mapped[bytes] = mapped_column(FixedBytes(64))


class RevokedCode(RegisterBase):
    """The keyed hash of a voting code that a re-issue replaced."""

    __tablename__ = "revoked_code"
    __table_args__ = WITHOUT_ROWID

    round: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    lookup: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)


class FailedCode(RegisterBase):
    """How many wrong codes came from one network in one clock hour; earlier hours are purged.

    `network` is a keyed hash that includes the hour.
    """

    __tablename__ = "failed_code"
    __table_args__ = WITHOUT_ROWID

    hour: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    network: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
