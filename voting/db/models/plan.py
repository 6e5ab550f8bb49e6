"""Tables of a round's plan: what the council decided, frozen when voting opens.

`position` keeps the order of the round file, which is the order residents see.
"""

from datetime import date
from fractions import Fraction

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from voting.db.base import AreaId, RegisterBase, RoundId
from voting.db.models.rounds import one_of

SECTORS = ("layout", "safety", "education", "social")
ORIGINS = ("residents", "company", "agency", "municipality")
PROVIDERS = ("public", "private", "residents", "mixed")


class ExactFraction(TypeDecorator[Fraction]):
    """An exact share such as 1/10, kept as text: a number column would round it."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        """Return "numerator/denominator" in lowest terms."""
        return None if value is None else f"{value.numerator}/{value.denominator}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        """Return the fraction."""
        return None if value is None else Fraction(value)


class Buurt(RegisterBase):
    """A neighbourhood of a voting area, with the figures that divide money."""

    __tablename__ = "buurt"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint("population >= 0", name="population"),
        CheckConstraint("need_index >= 0", name="need_index"),
        CheckConstraint("key_weight >= 0", name="key_weight"),
        CheckConstraint(
            "(population_source IS NULL) = (population_on IS NULL)", name="population_source"
        ),
        CheckConstraint("(need_source IS NULL) = (need_on IS NULL)", name="need_source"),
    )

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    area_id: Mapped[AreaId] = mapped_column(ForeignKey("voting_area.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    population: Mapped[int]
    need_index: Mapped[int]
    key_weight: Mapped[int] = mapped_column(BigInteger)
    cbs_code: Mapped[str | None] = mapped_column(String(10))
    population_source: Mapped[str | None] = mapped_column(Text)
    population_on: Mapped[date | None]
    need_source: Mapped[str | None] = mapped_column(Text)
    need_on: Mapped[date | None]


class Theme(RegisterBase):
    """A theme that initiatives of the round carry."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint(one_of("listed_by", ("party", "college", "residents")), name="listed_by"),
    )

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    name_nl: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    listed_by: Mapped[str] = mapped_column(String(10))
    priority: Mapped[bool]


class Initiative(RegisterBase):
    """One plan on the list."""

    __tablename__ = "initiative"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "buurt"], ["buurt.round_id", "buurt.slug"]),
        ForeignKeyConstraint(["round_id", "theme"], ["theme.round_id", "theme.slug"]),
        UniqueConstraint("round_id", "position"),
        CheckConstraint(one_of("sector", SECTORS), name="sector"),
        CheckConstraint(one_of("origin", ORIGINS), name="origin"),
        CheckConstraint(one_of("provider", PROVIDERS), name="provider"),
        CheckConstraint(one_of("listing", ("listed", "withdrawn")), name="listing"),
        CheckConstraint("ask_cents >= 0", name="ask"),
        CheckConstraint("minimum_cents BETWEEN 0 AND ask_cents", name="minimum"),
        CheckConstraint("length(id) BETWEEN 1 AND 63", name="id"),
    )

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(63), primary_key=True)
    position: Mapped[int]
    buurt: Mapped[str] = mapped_column(String(40))
    sector: Mapped[str] = mapped_column(String(10))
    theme: Mapped[str] = mapped_column(String(40))
    group: Mapped[str] = mapped_column("group_name", Text)
    origin: Mapped[str] = mapped_column(String(20))
    provider: Mapped[str] = mapped_column(String(10))
    title_nl: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    summary_nl: Mapped[str] = mapped_column(Text)
    summary_en: Mapped[str] = mapped_column(Text)
    description_nl: Mapped[str] = mapped_column(Text)
    description_en: Mapped[str] = mapped_column(Text)
    feasibility_nl: Mapped[str] = mapped_column(Text)
    feasibility_en: Mapped[str] = mapped_column(Text)
    upkeep_nl: Mapped[str] = mapped_column(Text)
    upkeep_en: Mapped[str] = mapped_column(Text)
    ask_cents: Mapped[int] = mapped_column(BigInteger)
    minimum_cents: Mapped[int] = mapped_column(BigInteger)
    ready: Mapped[str | None] = mapped_column(String(10))
    listing: Mapped[str] = mapped_column(String(10))


class InitiativeLink(RegisterBase):
    """The earlier id of a plan that was linked up into this one."""

    __tablename__ = "initiative_link"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "initiative_id"], ["initiative.round_id", "initiative.id"]
        ),
    )

    round_id: Mapped[RoundId] = mapped_column(primary_key=True)
    initiative_id: Mapped[str] = mapped_column(String(63), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    earlier_id: Mapped[str] = mapped_column(Text)


class BaseLine(RegisterBase):
    """A line of the base package: an amount, or a service that is described."""

    __tablename__ = "base_line"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "buurt"], ["buurt.round_id", "buurt.slug"]),
        CheckConstraint(one_of("sector", SECTORS), name="sector"),
        CheckConstraint(one_of("provider", PROVIDERS), name="provider"),
        CheckConstraint("amount_cents >= 0", name="amount"),
    )

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    buurt: Mapped[str] = mapped_column(String(40))
    sector: Mapped[str] = mapped_column(String(10))
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    service_nl: Mapped[str] = mapped_column(Text)
    service_en: Mapped[str] = mapped_column(Text)
    provider: Mapped[str | None] = mapped_column(String(10))
    provider_name: Mapped[str] = mapped_column(Text)


class BaseFormula(RegisterBase):
    """A sector of the base package that is computed: a floor, then by residents and need."""

    __tablename__ = "base_formula"
    __table_args__ = (
        CheckConstraint(one_of("sector", SECTORS), name="sector"),
        CheckConstraint("budget_cents >= 0", name="budget"),
        CheckConstraint("floor_cents >= 0", name="floor"),
        CheckConstraint("guarantee_cents >= 0", name="guarantee"),
    )

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sector: Mapped[str] = mapped_column(String(10))
    budget_cents: Mapped[int] = mapped_column(BigInteger)
    floor_cents: Mapped[int] = mapped_column(BigInteger)
    resident_share: Mapped[Fraction] = mapped_column(ExactFraction)
    guarantee_cents: Mapped[int] = mapped_column(BigInteger)
    population_source: Mapped[str] = mapped_column(Text)
    need_source: Mapped[str] = mapped_column(Text)


class BaseNeed(RegisterBase):
    """A buurt in a formula of the base package: its residents and its need index."""

    __tablename__ = "base_need"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "formula"], ["base_formula.round_id", "base_formula.position"]
        ),
        ForeignKeyConstraint(["round_id", "buurt"], ["buurt.round_id", "buurt.slug"]),
        CheckConstraint("population >= 0", name="population"),
        CheckConstraint("need_index >= 0", name="need_index"),
    )

    round_id: Mapped[RoundId] = mapped_column(primary_key=True)
    formula: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    buurt: Mapped[str] = mapped_column(String(40))
    population: Mapped[int]
    need_index: Mapped[int]


class MoneyRules(RegisterBase):
    """How rights become euros in this round; the columns are those of the domain's MoneyRules."""

    __tablename__ = "money_rules"
    __table_args__ = (
        CheckConstraint(one_of("rule", ("redemption", "fixed_price", "ranking")), name="rule"),
        CheckConstraint(one_of("variant", ("skip", "stop", "partial_last")), name="variant"),
        CheckConstraint("rights BETWEEN 1 AND 1000", name="rights"),
        CheckConstraint("threshold >= 0", name="threshold"),
    )

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(20))
    variant: Mapped[str] = mapped_column(String(20))
    rights: Mapped[int]
    threshold: Mapped[int] = mapped_column(BigInteger)
    target_turnout: Mapped[Fraction] = mapped_column(ExactFraction)
    sigma: Mapped[Fraction] = mapped_column(ExactFraction)
    phi: Mapped[Fraction] = mapped_column(ExactFraction)
    kappa: Mapped[Fraction | None] = mapped_column(ExactFraction)
    minimum_share_floor: Mapped[Fraction] = mapped_column(ExactFraction)
    minimum_share_ceiling: Mapped[Fraction] = mapped_column(ExactFraction)


class Preference(RegisterBase):
    """The municipality's own order: `rank` counts from 0 within a list, `position` the lists."""

    __tablename__ = "preference"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "buurt"], ["buurt.round_id", "buurt.slug"]),
        ForeignKeyConstraint(
            ["round_id", "initiative_id"], ["initiative.round_id", "initiative.id"]
        ),
        UniqueConstraint("round_id", "initiative_id"),
    )

    round_id: Mapped[RoundId] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    buurt: Mapped[str] = mapped_column(String(40))
    initiative_id: Mapped[str] = mapped_column(String(63))


class RefusalGround(RegisterBase):
    """A ground, printed beforehand, on which the college may deviate from the result."""

    __tablename__ = "refusal_ground"

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text_nl: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
