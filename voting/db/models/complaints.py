"""Tables of the register: complaints about a count, and what was answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import RegisterBase, RoundId
from voting.db.models.rounds import one_of
from voting.domain.accounts import LONGEST_EMAIL
from voting.domain.complaints import Proof


class Complaint(RegisterBase):
    """One complaint. The receipt is not kept, only what it proved.

    `text` is for the office alone, `answer_nl` and `answer_en` are public. `email` is emptied
    once the answer is on its way.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(one_of("proof", tuple(map(str, Proof))), name="proof"),
        CheckConstraint(
            "(answered_at IS NULL) = (answer_nl = '' AND answer_en = '')", name="answer"
        ),
    )

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    area: Mapped[str] = mapped_column(String(40))
    proof: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    answer_nl: Mapped[str] = mapped_column(Text, default="")
    answer_en: Mapped[str] = mapped_column(Text, default="")
    office: Mapped[str] = mapped_column(String(100), default="")
    answered_at: Mapped[datetime | None]
