"""Tables of the register: the voting codes between the roll and the post.

Codes wait here encrypted, with a key that lies outside the database, until two people take
them. Then these rows and that key go, and only who took what, and when, stays.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import FixedBytes, RegisterBase, RoundId
from voting.db.models.roll import WITHOUT_ROWID
from voting.db.models.rounds import one_of

RUN_STATES = ("kept", "taking", "taken", "dropped")
RUN_KINDS = ("letters", "csv")


class PrintRun(RegisterBase):
    """All codes of a round, made at once; the run with the highest number is in force.

    `state` "kept": encrypted here; "taking": two people began to take them into the folder that
    knows `token`; "taken": handed over and gone; "dropped": a later run made them worthless.
    `roll_date` is the day the roll was drawn up (peildatum). `destroyed_at` and `statement` say
    when and how whoever printed the letters destroyed what they had.
    """

    __tablename__ = "print_run"
    __table_args__ = (
        CheckConstraint("number >= 1 AND letters >= 0", name="counts"),
        CheckConstraint(one_of("state", RUN_STATES), name="state"),
        CheckConstraint(one_of("kind", RUN_KINDS), name="kind"),
        CheckConstraint(
            "state NOT IN ('taking', 'taken') OR (kind IS NOT NULL AND token IS NOT NULL"
            " AND taken_at IS NOT NULL AND by_name <> '' AND confirmed_by <> ''"
            " AND by_name <> confirmed_by)",
            name="taken",
        ),
        CheckConstraint(
            "destroyed_at IS NULL OR (statement <> '' AND destroyed_by <> ''"
            " AND destroyed_with <> '' AND destroyed_by <> destroyed_with)",
            name="destroyed",
        ),
    )

    round: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    letters: Mapped[int] = mapped_column(default=0)
    roll_date: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10), default="kept")
    kind: Mapped[str | None] = mapped_column(String(10))
    token: Mapped[bytes | None] = mapped_column(FixedBytes(16))
    taken_at: Mapped[datetime | None]
    by_name: Mapped[str] = mapped_column(Text, default="")
    confirmed_by: Mapped[str] = mapped_column(Text, default="")
    destroyed_at: Mapped[datetime | None]
    destroyed_by: Mapped[str] = mapped_column(Text, default="")
    destroyed_with: Mapped[str] = mapped_column(Text, default="")
    statement: Mapped[str] = mapped_column(Text, default="")


class KeptCode(RegisterBase):
    """One code that waits to be printed, encrypted with the key of its run."""

    __tablename__ = "kept_code"
    __table_args__ = WITHOUT_ROWID

    round: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    roll_index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(FixedBytes(44))
