"""Paper forms between their two entries. No clock, no code, no choice."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import RegisterBase, RoundId
from voting.db.models.roll import WITHOUT_ROWID
from voting.db.models.rounds import one_of

FORM_STATES = ("entered", "cast", "set_aside")


class PaperForm(RegisterBase):
    """One paper form of a batch, by the number that is written on it.

    `marks` are keyed hashes of the code and of each box, made with the code itself: they say to
    who has the form whether both entries are equal, and nothing to anybody else. They go when
    the form is cast or set aside.
    """

    __tablename__ = "paper_form"
    __table_args__ = (
        CheckConstraint("batch >= 1 AND number >= 1", name="numbers"),
        CheckConstraint(one_of("state", FORM_STATES), name="state"),
        CheckConstraint("(state = 'entered') = (marks IS NOT NULL)", name="marks"),
        CheckConstraint("by_name <> '' AND by_name <> again_by", name="two_people"),
        CheckConstraint("state <> 'cast' OR again_by <> ''", name="entered_twice"),
        CheckConstraint("state <> 'set_aside' OR reason <> ''", name="reason"),
        WITHOUT_ROWID,
    )

    round: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    batch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(10), default="entered")
    by_name: Mapped[str] = mapped_column(Text)
    again_by: Mapped[str] = mapped_column(Text, default="")
    marks: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(Text, default="")
