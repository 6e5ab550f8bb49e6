"""What the result pages show, put together from the record and the frozen plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from voting.domain.areas import Buurt, VotingArea
from voting.domain.initiatives import Initiative, Sector
from voting.domain.packages import BaseShare
from voting.domain.results import (
    AreaResult,
    EnvelopeResult,
    InitiativeResult,
    RoundResult,
    Total,
)
from voting.domain.rounds import BaseLine, RoundPlan
from voting.domain.themes import Theme
from voting.web.words import to_decimal

NARROWEST = Decimal("0.6")
"""The smallest bar that can be seen, in percent."""


@dataclass(frozen=True, slots=True)
class SectorRow:
    """Base and neighbourhood package of one sector: cents, and the bars' widths in percent."""

    sector: Sector
    base_cents: int
    package_cents: int
    base_width: Decimal
    package_width: Decimal


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan and what became of it."""

    plan: Initiative
    result: InitiativeResult


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme, its rights, and its place: themes with as many rights share one."""

    place: int
    theme: Theme
    total: Total
    width: Decimal


@dataclass(frozen=True, slots=True)
class RankRow:
    """One place in the residents' and in the municipality's order."""

    place: int
    residents: Initiative | None
    officials: Initiative | None


@dataclass(frozen=True, slots=True)
class BuurtPage:
    """Everything about one buurt's result."""

    buurt: Buurt
    envelope: EnvelopeResult
    base_cents: int
    sectors: tuple[SectorRow, ...]
    services: tuple[BaseLine, ...]
    shares: tuple[BaseShare, ...]
    """How the formula made the base package, for the sectors that have one."""
    plans: tuple[PlanRow, ...]
    ranks: tuple[RankRow, ...]


def describe_buurt(
    plan: RoundPlan, result: RoundResult, area: AreaResult, buurt: Buurt
) -> BuurtPage:
    """Put one buurt's page together."""
    envelope = area.find_envelope(buurt.slug)
    sectors = compare_packages(result, [buurt.slug], envelope.sectors)
    rows = list_plans(plan, [row for row in area.initiatives if row.buurt == buurt.slug])
    return BuurtPage(
        buurt=buurt,
        envelope=envelope,
        base_cents=sum(row.base_cents for row in sectors),
        sectors=sectors,
        services=tuple(
            line
            for line in plan.base_lines
            if line.buurt == buurt.slug and line.amount_cents is None
        ),
        shares=tuple(share for share in result.base_shares if share.buurt == buurt.slug),
        plans=rows,
        ranks=compare_orders(plan, buurt, rows),
    )


def compare_packages(
    result: RoundResult, buurten: Iterable[str], totals: Iterable[Total]
) -> tuple[SectorRow, ...]:
    """Return base and neighbourhood package per sector of some buurten, with bars to one scale."""
    places = set(buurten)
    paid = {total.name: total.payout_cents for total in totals}
    pairs = [
        (
            sector,
            sum(
                one.amount_cents
                for one in result.base_totals
                if one.sector == sector.value and one.buurt in places
            ),
            paid.get(sector.value, 0),
        )
        for sector in Sector
    ]
    most = max((max(base, package) for _sector, base, package in pairs), default=0)
    return tuple(
        SectorRow(sector, base, package, scale(base, most), scale(package, most))
        for sector, base, package in pairs
    )


def list_plans(plan: RoundPlan, rows: Iterable[InitiativeResult]) -> tuple[PlanRow, ...]:
    """Return plans with their result, most rights first."""
    plans = {one.id: one for one in plan.initiatives}
    found = [PlanRow(plans[row.id], row) for row in rows if row.id in plans]
    return tuple(sorted(found, key=lambda row: (-row.result.rights, row.result.lot)))


def rank_themes(plan: RoundPlan, totals: Iterable[Total]) -> tuple[ThemeRow, ...]:
    """Return the themes that plans carry, most rights first; equal rights share a place."""
    themes = {theme.slug: theme for theme in plan.themes}
    ordered = sorted(
        (total for total in totals if total.name in themes), key=lambda one: (-one.rights, one.name)
    )
    most = max((total.rights for total in ordered), default=0)
    rights = [total.rights for total in ordered]
    return tuple(
        ThemeRow(
            rights.index(total.rights) + 1,
            themes[total.name],
            total,
            scale(total.rights, most),
        )
        for total in ordered
    )


def compare_orders(plan: RoundPlan, buurt: Buurt, rows: tuple[PlanRow, ...]) -> tuple[RankRow, ...]:
    """Return the residents' order beside the municipality's; empty when it gave none."""
    given = next((one for one in plan.preferences if one.buurt == buurt.slug), None)
    if given is None:
        return ()
    plans = {one.id: one for one in plan.initiatives}
    officials = [plans[id] for id in given.initiatives if id in plans]
    residents = [row.plan for row in rows]
    return tuple(RankRow(i + 1, _at(residents, i), officials[i]) for i in range(len(officials)))


def sum_base(result: RoundResult, area: VotingArea) -> int:
    """Return the base package of a voting area as far as it is money, in cents."""
    places = {buurt.slug for buurt in area.buurten}
    return sum(one.amount_cents for one in result.base_totals if one.buurt in places)


def scale(part: int, whole: int) -> Decimal:
    """Return a bar's width in percent with one decimal; what is not nothing can be seen."""
    if not part or not whole:
        return Decimal(0)
    return max(NARROWEST, to_decimal(Fraction(part * 99, whole), 1))


def find_names(plan: RoundPlan) -> Mapping[str, Initiative]:
    """Return the plans by id."""
    return {one.id: one for one in plan.initiatives}


def _at(plans: list[Initiative], index: int) -> Initiative | None:
    return plans[index] if index < len(plans) else None
