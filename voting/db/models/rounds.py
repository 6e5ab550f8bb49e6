"""A round in the register: the round itself, its areas, its course and what it published."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import AreaId, FixedBytes, RegisterBase, RoundId

PHASES = (
    "preparation",
    "entries",
    "review",
    "list_final",
    "voting",
    "closed",
    "opened",
    "published",
    "checking",
    "final",
    "annulled",
)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Return the SQL condition that `column` holds one of `values`."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Round(RegisterBase):
    """One round: what stands about it as a whole.

    `version` grows with every change, so that a process knows when to read the plan again.
    `closing` is set before the ballot box closes: from then on no rights are issued. The times
    are those in force; the first closing time stands in the log's `setup`.
    """

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint(one_of("phase", PHASES), name="phase"),
        CheckConstraint(
            "opens_at < closes_at AND closes_at <= results_on AND results_on <= checking_until",
            name="times",
        ),
        CheckConstraint("regulation_ceiling_cents >= 0", name="ceiling"),
        CheckConstraint(
            "(regulation_reference IS NULL) = (regulation_ceiling_cents IS NULL)"
            " AND (regulation_reference IS NULL) = (regulation_decided_on IS NULL)",
            name="regulation",
        ),
        CheckConstraint("reissue_cap >= 0", name="reissue_cap"),
        CheckConstraint(
            "seal_threshold BETWEEN 1 AND seal_shares AND seal_shares <= 16", name="seal"
        ),
        CheckConstraint(one_of("seal_key_origin", ("offline", "demo")), name="seal_key_origin"),
        CheckConstraint("version >= 1", name="version"),
    )

    id: Mapped[RoundId] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    phase: Mapped[str] = mapped_column(String(20), default="preparation")
    closing: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    title_nl: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    municipality_name: Mapped[str] = mapped_column(Text)
    municipality_code: Mapped[str | None] = mapped_column(String(6))
    division_year: Mapped[int | None]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    results_on: Mapped[datetime]
    checking_until: Mapped[datetime]
    regulation_reference: Mapped[str | None] = mapped_column(Text)
    regulation_ceiling_cents: Mapped[int | None] = mapped_column(BigInteger)
    regulation_decided_on: Mapped[date | None]
    regulation_url: Mapped[str] = mapped_column(Text, default="")
    contact_phone: Mapped[str] = mapped_column(Text)
    contact_desk_nl: Mapped[str] = mapped_column(Text)
    contact_desk_en: Mapped[str] = mapped_column(Text)
    reissue_cap: Mapped[int]
    allow_small_areas: Mapped[bool]
    seal_threshold: Mapped[int]
    seal_shares: Mapped[int]
    seal_key_origin: Mapped[str | None] = mapped_column(String(10))
    setup_hash: Mapped[bytes | None] = mapped_column(FixedBytes(32))


class Area(RegisterBase):
    """A voting area of a round, with its pot and, once a roll is in, how many are entitled.

    `entitled` stays what it was at opening, whatever re-issues do.
    """

    __tablename__ = "voting_area"
    __table_args__ = (
        UniqueConstraint("round_id", "slug"),
        UniqueConstraint("round_id", "position"),
        CheckConstraint("pot_cents >= 0", name="pot"),
        CheckConstraint("entitled >= 0", name="entitled"),
    )

    id: Mapped[AreaId] = mapped_column(primary_key=True)
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Text)
    pot_cents: Mapped[int] = mapped_column(BigInteger)
    entitled: Mapped[int | None]


class SealKey(RegisterBase):
    """The trustees' public key of an area (X25519): choices are sealed to it."""

    __tablename__ = "seal_key"

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    area_id: Mapped[AreaId] = mapped_column(ForeignKey("voting_area.id"), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(FixedBytes(32))


class PhaseChange(RegisterBase):
    """What happened to a round, when and by whom; only ever added to.

    `act` is "phase", or what officers did beside it: "extend", "annul", "withdraw", "roll",
    "seal_keys", "correct". `facts` is canonical JSON, such as the new closing time.
    """

    __tablename__ = "phase_change"
    __table_args__ = (
        CheckConstraint(
            one_of("act", ("phase", "extend", "annul", "withdraw", "roll", "seal_keys", "correct")),
            name="act",
        ),
        CheckConstraint(one_of("phase", PHASES), name="phase"),
        CheckConstraint(
            "act NOT IN ('extend', 'annul', 'correct')"
            " OR (by_name <> '' AND confirmed_by <> '' AND by_name <> confirmed_by)",
            name="two_people",
        ),
    )

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(10))
    phase: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(Text, default="")
    confirmed_by: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[str] = mapped_column(Text, default="{}")


class Withdrawal(RegisterBase):
    """A plan withdrawn while residents vote: it stays on the list, its rights weigh nothing."""

    __tablename__ = "withdrawal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "initiative_id"], ["initiative.round_id", "initiative.id"]
        ),
    )

    round_id: Mapped[RoundId] = mapped_column(primary_key=True)
    initiative_id: Mapped[str] = mapped_column(String(63), primary_key=True)
    at: Mapped[datetime]


class FrozenFile(RegisterBase):
    """A file published with `setup`, as it was hashed, in parts of at most a mebibyte."""

    __tablename__ = "frozen_file"

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Result(RegisterBase):
    """A result as published: the first, and one more for each correction; never changed."""

    __tablename__ = "result"
    __table_args__ = (CheckConstraint("position >= 0", name="position"),)

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[bytes] = mapped_column(FixedBytes(32))
    record: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
