"""Tables of the register: the office's side of a review that is no event of the proposal."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import FixedBytes, RegisterBase
from voting.db.models.rounds import one_of
from voting.domain.accounts import LONGEST_NAME, PersonId
from voting.domain.office import Verdict
from voting.domain.proposals import ProposalId
from voting.domain.staff import LONGEST_DEPARTMENT


class DecisionReason(RegisterBase):
    """A usual reason to admit or to turn down, in the words of this municipality."""

    __tablename__ = "decision_reason"
    __table_args__ = (CheckConstraint(one_of("verdict", tuple(map(str, Verdict))), name="verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    verdict: Mapped[str] = mapped_column(String(10))
    text_nl: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)


class CostEstimate(RegisterBase):
    """What a plan would cost according to a department; only ever added to, the last one counts."""

    __tablename__ = "cost_estimate"
    __table_args__ = (CheckConstraint("cents >= 0", name="cents"),)

    proposal_id: Mapped[ProposalId] = mapped_column(
        FixedBytes(16), ForeignKey("proposal.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    department: Mapped[str] = mapped_column(String(LONGEST_DEPARTMENT))
    cents: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    at: Mapped[datetime]


class ReviewTask(RegisterBase):
    """Which reviewer took a proposal up."""

    __tablename__ = "review_task"

    proposal_id: Mapped[ProposalId] = mapped_column(
        FixedBytes(16), ForeignKey("proposal.id"), primary_key=True
    )
    person: Mapped[PersonId] = mapped_column(
        FixedBytes(16), ForeignKey("staff_member.person", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]


class DeclaredInterest(RegisterBase):
    """A reviewer said to have a stake in a plan, such as a relative's: somebody else reviews it."""

    __tablename__ = "declared_interest"

    proposal_id: Mapped[ProposalId] = mapped_column(
        FixedBytes(16), ForeignKey("proposal.id"), primary_key=True
    )
    person: Mapped[PersonId] = mapped_column(
        FixedBytes(16), ForeignKey("staff_member.person", ondelete="CASCADE"), primary_key=True
    )
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
