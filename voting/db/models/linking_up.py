"""Tables of the register: plans that link up, and the talk of their groups about it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import FixedBytes, RegisterBase, RoundId
from voting.db.models.rounds import one_of
from voting.domain.accounts import PersonId
from voting.domain.linking_up import LinkKind, LinkState, LinkUpId
from voting.domain.proposals import ProposalId


class LinkUp(RegisterBase):
    """A talk about linking up. `fields` is a JSON object of the joint texts.

    `version` grows with every change of those; 0 means that nobody wrote any yet.
    """

    __tablename__ = "link_up"
    __table_args__ = (CheckConstraint(one_of("state", tuple(map(str, LinkState))), name="state"),)

    id: Mapped[LinkUpId] = mapped_column(FixedBytes(16), primary_key=True)
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    fields: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]


class LinkUpMember(RegisterBase):
    """A plan in a link. `proposer` began it.

    `in_force` is true while the link is agreed and NULL otherwise, so that the key lets a plan
    be in one agreed link at most.
    """

    __tablename__ = "link_up_member"
    __table_args__ = (
        UniqueConstraint("proposal_id", "in_force"),
        CheckConstraint("in_force", name="in_force"),
    )

    link_id: Mapped[LinkUpId] = mapped_column(
        FixedBytes(16), ForeignKey("link_up.id"), primary_key=True
    )
    proposal_id: Mapped[ProposalId] = mapped_column(
        FixedBytes(16), ForeignKey("proposal.id"), primary_key=True
    )
    proposer: Mapped[bool]
    in_force: Mapped[bool | None]


class LinkUpAgreement(RegisterBase):
    """That a plan's lead agreed, and to which terms."""

    __tablename__ = "link_up_agreement"

    link_id: Mapped[LinkUpId] = mapped_column(
        FixedBytes(16), ForeignKey("link_up.id"), primary_key=True
    )
    proposal_id: Mapped[ProposalId] = mapped_column(
        FixedBytes(16), ForeignKey("proposal.id"), primary_key=True
    )
    terms: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class LinkUpEvent(RegisterBase):
    """A line of the talk. Rows are added, never changed, but for two marks.

    `person` is emptied when that account is deleted: what was said stays, as the group's.
    `told` is set when the letters about it were written.
    """

    __tablename__ = "link_up_event"
    __table_args__ = (CheckConstraint(one_of("kind", tuple(map(str, LinkKind))), name="kind"),)

    link_id: Mapped[LinkUpId] = mapped_column(
        FixedBytes(16), ForeignKey("link_up.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    proposal_id: Mapped[ProposalId] = mapped_column(FixedBytes(16), ForeignKey("proposal.id"))
    person: Mapped[PersonId | None] = mapped_column(
        FixedBytes(16), ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    text: Mapped[str] = mapped_column(Text)
    told: Mapped[bool] = mapped_column(default=False, index=True)


class LinkUpHint(RegisterBase):
    """That an office thinks two plans go well together; the groups decide."""

    __tablename__ = "link_up_hint"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[ProposalId] = mapped_column(
        FixedBytes(16), ForeignKey("proposal.id"), index=True
    )
    other_id: Mapped[ProposalId] = mapped_column(
        FixedBytes(16), ForeignKey("proposal.id"), index=True
    )
    office: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    told: Mapped[bool] = mapped_column(default=False, index=True)
