"""Tables of the register: proposals of initiative groups and everything that happened to them."""

import json
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from voting.db.base import FixedBytes, RegisterBase, RoundId
from voting.db.models.rounds import one_of
from voting.domain.accounts import PersonId
from voting.domain.groups import GroupId
from voting.domain.proposal_fields import LONGEST_WORDS
from voting.domain.proposal_search import find_places
from voting.domain.proposals import ProposalId, State
from voting.domain.reviewing import Kind


class ProposalRules(RegisterBase):
    """What the council decided about the proposals of a round; the usual where there is no row."""

    __tablename__ = "proposal_rules"
    __table_args__ = (
        CheckConstraint("short_form_cents >= 0", name="short_form"),
        CheckConstraint("signatures >= 1", name="signatures"),
    )

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    short_form_cents: Mapped[int] = mapped_column(BigInteger)
    signatures: Mapped[int | None]
    """How many signatures a proposal needs; none where it is empty."""


class Proposal(RegisterBase):
    """A group's proposal as it is now. `fields` is a JSON object from field to text.

    `reference` is its part of an address and, after the title, of its id on the list. A draft's
    `version` grows with every change. `waits_since` is the day its group was asked something,
    `reminded_for` the last day to answer that it was reminded of.
    `handed_in_at` is the last time it was handed in; what never was is not public.
    `buurt`, `sector`, `theme` and `search_text` repeat what `fields` say, so that finding
    proposals reads no JSON; they are kept in step by every assignment to `fields`.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint(one_of("state", tuple(map(str, State))), name="state"),
    )

    id: Mapped[ProposalId] = mapped_column(FixedBytes(16), primary_key=True)
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), index=True)
    group_id: Mapped[GroupId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_group.id"), index=True
    )
    reference: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    fields: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    decide_by: Mapped[date | None]
    answer_by: Mapped[date | None]
    waits_since: Mapped[date | None]
    reminded_for: Mapped[date | None]
    initiative_id: Mapped[str | None] = mapped_column(String(63))
    handed_in_at: Mapped[datetime | None]
    buurt: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    sector: Mapped[str] = mapped_column(String(10))
    theme: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    search_text: Mapped[str] = mapped_column(Text)

    @validates("fields")
    def _keep_in_step(self, _name: str, fields: str) -> str:
        for column, words in find_places(json.loads(fields)).items():
            setattr(self, column, words)
        return fields


class ProposalEvent(RegisterBase):
    """One thing that happened to a proposal. Rows are added, never changed.

    Only `person` is emptied when that account is deleted: what was said stays, as the group's.
    """

    __tablename__ = "proposal_event"
    __table_args__ = (CheckConstraint(one_of("kind", tuple(map(str, Kind))), name="kind"),)

    proposal_id: Mapped[ProposalId] = mapped_column(
        FixedBytes(16), ForeignKey("proposal.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    version: Mapped[int]
    person: Mapped[PersonId | None] = mapped_column(
        FixedBytes(16), ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    office: Mapped[str] = mapped_column(String(100))
    field: Mapped[str] = mapped_column(String(20))
    old: Mapped[str] = mapped_column(Text)
    new: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    about: Mapped[int | None]
