"""Tables of the register: who works for the municipality, four eyes, and what staff did.

Rows of requests, their answers and the staff log are added and never changed. They name people
by id and by the name they had, without a reference: they outlive an account.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import AreaId, FixedBytes, RegisterBase, RoundId
from voting.db.models.rounds import one_of
from voting.domain.accounts import LONGEST_EMAIL, LONGEST_NAME, PersonId
from voting.domain.four_eyes import Act
from voting.domain.staff import LONGEST_DEPARTMENT, StaffRole

VERDICTS = ("confirmed", "declined")
OUTCOMES = ("done", "refused")
LONGEST_ACT = 40


class StaffMember(RegisterBase):
    """Somebody who works here. `all_areas` is for reviewers; else `StaffArea` says which."""

    __tablename__ = "staff_member"

    person: Mapped[PersonId] = mapped_column(
        FixedBytes(16), ForeignKey("person.id"), primary_key=True
    )
    department: Mapped[str] = mapped_column(String(LONGEST_DEPARTMENT))
    all_areas: Mapped[bool]
    since: Mapped[datetime]


class StaffDuty(RegisterBase):
    """A role that a member of staff holds."""

    __tablename__ = "staff_duty"
    __table_args__ = (CheckConstraint(one_of("role", tuple(map(str, StaffRole))), name="role"),)

    person: Mapped[PersonId] = mapped_column(
        FixedBytes(16), ForeignKey("staff_member.person", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class StaffArea(RegisterBase):
    """A voting area that a reviewer looks at."""

    __tablename__ = "staff_area"

    person: Mapped[PersonId] = mapped_column(
        FixedBytes(16), ForeignKey("staff_member.person", ondelete="CASCADE"), primary_key=True
    )
    area_id: Mapped[AreaId] = mapped_column(
        ForeignKey("voting_area.id", ondelete="CASCADE"), primary_key=True
    )


class StaffInvitation(RegisterBase):
    """The hash of a link with which somebody becomes staff. `roles` is a JSON list."""

    __tablename__ = "staff_invitation"

    hash: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL), index=True)
    roles: Mapped[str] = mapped_column(Text)
    department: Mapped[str] = mapped_column(String(LONGEST_DEPARTMENT))
    invited_by: Mapped[str] = mapped_column(String(LONGEST_NAME))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ActRequest(RegisterBase):
    """An act that one person asked for. `asked` is canonical JSON, `asked_hash` its SHA-256."""

    __tablename__ = "act_request"
    __table_args__ = (
        UniqueConstraint("id", "person"),
        CheckConstraint(one_of("act", tuple(map(str, Act))), name="act"),
    )

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    act: Mapped[str] = mapped_column(String(20))
    round_id: Mapped[RoundId | None] = mapped_column(ForeignKey("round.id"), index=True)
    subject: Mapped[PersonId | None] = mapped_column(FixedBytes(16))
    asked: Mapped[str] = mapped_column(Text)
    asked_hash: Mapped[bytes] = mapped_column(FixedBytes(32))
    person: Mapped[PersonId] = mapped_column(FixedBytes(16))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    login: Mapped[bytes | None] = mapped_column(FixedBytes(32))
    at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]


class ActDecision(RegisterBase):
    """The answer to a request: one, by another person than `asked_by` when it confirms."""

    __tablename__ = "act_decision"
    __table_args__ = (
        ForeignKeyConstraint(["request", "asked_by"], ["act_request.id", "act_request.person"]),
        CheckConstraint(one_of("verdict", VERDICTS), name="verdict"),
        CheckConstraint("verdict = 'declined' OR person <> asked_by", name="two_people"),
    )

    request: Mapped[str] = mapped_column(String(12), primary_key=True)
    asked_by: Mapped[PersonId] = mapped_column(FixedBytes(16))
    verdict: Mapped[str] = mapped_column(String(10))
    person: Mapped[PersonId] = mapped_column(FixedBytes(16))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    login: Mapped[bytes | None] = mapped_column(FixedBytes(32))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class ActOutcome(RegisterBase):
    """What came of a confirmed request; `facts` is canonical JSON."""

    __tablename__ = "act_outcome"
    __table_args__ = (CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),)

    request: Mapped[str] = mapped_column(
        String(12), ForeignKey("act_decision.request"), primary_key=True
    )
    outcome: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    facts: Mapped[str] = mapped_column(Text)


class StaffAct(RegisterBase):
    """A line of the staff log: who did what, or was refused it, and why. Never a secret."""

    __tablename__ = "staff_act"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person: Mapped[PersonId | None] = mapped_column(FixedBytes(16))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    act: Mapped[str] = mapped_column(String(LONGEST_ACT))
    refused: Mapped[str] = mapped_column(String(LONGEST_ACT))
    facts: Mapped[str] = mapped_column(Text)
