"""Tables of the register: photos of proposals and reports. The pictures themselves are files."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import FixedBytes, RegisterBase
from voting.db.models.rounds import one_of
from voting.domain.accounts import PersonId
from voting.domain.photos import PhotoId, Stage
from voting.domain.proposals import ProposalId


class Photo(RegisterBase):
    """A photo of a proposal, or of what became of it: `tranche` is that of a milestone, else 0.

    `slot` holds the limit of five for each of these: a photo that was removed gives its slot
    back, and only its id stays, so that its files are known not to belong anywhere. `position`
    is the order.
    """

    __tablename__ = "photo"
    __table_args__ = (
        UniqueConstraint("proposal_id", "stage", "tranche", "slot"),
        CheckConstraint(one_of("stage", tuple(map(str, Stage))), name="stage"),
        CheckConstraint("tranche >= 0 AND (stage = 'milestone' OR tranche = 0)", name="tranche"),
        CheckConstraint("slot >= 0 AND slot < 5", name="slot"),
        CheckConstraint("(slot IS NULL) = (removed_at IS NOT NULL)", name="removed"),
        CheckConstraint("NOT agreed OR alt_nl <> '' OR alt_en <> ''", name="described"),
    )

    id: Mapped[PhotoId] = mapped_column(FixedBytes(16), primary_key=True)
    proposal_id: Mapped[ProposalId] = mapped_column(FixedBytes(16), ForeignKey("proposal.id"))
    stage: Mapped[str] = mapped_column(String(10))
    tranche: Mapped[int]
    slot: Mapped[int | None]
    position: Mapped[int]
    alt_nl: Mapped[str] = mapped_column(Text)
    alt_en: Mapped[str] = mapped_column(Text)
    agreed: Mapped[bool]
    list_width: Mapped[int]
    list_height: Mapped[int]
    page_width: Mapped[int]
    page_height: Mapped[int]
    added_at: Mapped[datetime]
    added_by: Mapped[PersonId | None] = mapped_column(
        FixedBytes(16), ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    removed_at: Mapped[datetime | None]
