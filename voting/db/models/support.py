"""Tables of the register: signatures for plans and for themes.

Nobody is named here. Who signed is a keyed hash that means nothing without a key outside the
database and in another round; an address is encrypted, with another key, for as long as its owner
may have to be told something.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import FixedBytes, RegisterBase, RoundId
from voting.db.models.people import LANGUAGES
from voting.db.models.rounds import one_of
from voting.domain.accounts import PersonId
from voting.domain.areas import LONGEST_SLUG
from voting.domain.signatures import Channel, PetitionState, SubjectId, SubjectKind


class SupportSubject(RegisterBase):
    """What can be signed: a proposal, whose id it has, or a petition for a theme.

    A proposal gets its row with its first signature. Once the signatures themselves are gone,
    `kept` is how many signed, and `kept_joint` how many signed it or a plan it linked up with.
    """

    __tablename__ = "support_subject"
    __table_args__ = (
        CheckConstraint(one_of("kind", tuple(map(str, SubjectKind))), name="kind"),
        CheckConstraint("kept >= 0", name="kept"),
        CheckConstraint("kept_joint >= kept", name="kept_joint"),
    )

    id: Mapped[SubjectId] = mapped_column(FixedBytes(16), primary_key=True)
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    kept: Mapped[int | None]
    kept_joint: Mapped[int | None]


class ThemePetition(RegisterBase):
    """A petition that residents begin for a theme; `slug` is what the theme will be called.

    `person` began it, until that account is deleted. `reason` says why an office took it down.
    """

    __tablename__ = "theme_petition"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("round_id", "slug"),
        CheckConstraint(one_of("state", tuple(map(str, PetitionState))), name="state"),
    )

    id: Mapped[SubjectId] = mapped_column(
        FixedBytes(16), ForeignKey("support_subject.id"), primary_key=True
    )
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"))
    reference: Mapped[str] = mapped_column(String(12))
    slug: Mapped[str] = mapped_column(String(LONGEST_SLUG))
    name_nl: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    person: Mapped[PersonId | None] = mapped_column(
        FixedBytes(16), ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]


class Signature(RegisterBase):
    """One person for one subject: `signer` is a keyed hash, the same in all of a round.

    `address` is encrypted, and empty for paper and once nobody has to be told anything. `nonce`
    is the part of the link to withdraw that can be stored: a key outside the database makes the
    rest.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint(one_of("channel", tuple(map(str, Channel))), name="channel"),
        CheckConstraint(one_of("language", LANGUAGES), name="language"),
    )

    subject_id: Mapped[SubjectId] = mapped_column(
        FixedBytes(16), ForeignKey("support_subject.id"), primary_key=True
    )
    signer: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str | None] = mapped_column(String(2))
    address: Mapped[bytes | None] = mapped_column(LargeBinary)
    nonce: Mapped[bytes | None] = mapped_column(FixedBytes(16))


class PendingSignature(RegisterBase):
    """The hash of a mailed link that makes a signature; the row goes when the link expires.

    The encrypted address goes as soon as the link was used.
    """

    __tablename__ = "pending_signature"
    __table_args__ = (CheckConstraint(one_of("language", LANGUAGES), name="language"),)

    hash: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)
    subject_id: Mapped[SubjectId] = mapped_column(
        FixedBytes(16), ForeignKey("support_subject.id"), index=True
    )
    signer: Mapped[bytes] = mapped_column(FixedBytes(32))
    language: Mapped[str] = mapped_column(String(2))
    address: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
