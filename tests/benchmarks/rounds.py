"""A round to measure: one voting area, sixty initiatives, and a few hundred letters."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.services.polls import Poll, open_poll
from tests.services.rounds import a_plan
from voting.db.session import Stores
from voting.domain.areas import VotingArea
from voting.domain.initiatives import Initiative
from voting.domain.rounds import RoundPlan, RoundTimes
from voting.domain.texts import Text
from voting.settings import Settings

INITIATIVES = 60
AREA = "noord"


def a_large_plan(initiatives: int = INITIATIVES) -> RoundPlan:
    """Return a round in which voting is open now, with this many plans in one voting area."""
    plan = a_plan("meting", opens=datetime.now(UTC) - timedelta(days=1))
    noord = plan.voting_areas[0]
    model = plan.initiatives_in(noord)[0]
    return replace(
        plan,
        times=_shorten(plan.times),
        voting_areas=(VotingArea(AREA, noord.name, 30_000_000, noord.buurten),),
        initiatives=tuple(_describe(model, number, noord) for number in range(initiatives)),
        base_lines=(),
        preferences=(),
        regulation=replace(plan.regulation, ceiling_cents=30_000_000) if plan.regulation else None,
    )


def _shorten(times: RoundTimes) -> RoundTimes:
    return replace(times, closes=datetime.now(UTC) + timedelta(days=1))


def _describe(model: Initiative, number: int, area: VotingArea) -> Initiative:
    """Return a plan with texts as long as real ones."""
    return replace(
        model,
        id=f"plan-{number:02}",
        buurt=area.buurten[number % len(area.buurten)].slug,
        group=f"Bewonersgroep Achter de Vink {number}",
        title=Text(
            f"Groene gevels in de Lijsterstraat {number}",
            f"Green fronts in the Lijsterstraat {number}",
        ),
        summary=Text(
            "Klimplanten langs twintig huizen, met een bankje op de hoek om even te zitten.",
            "Climbers along twenty houses, with a bench at the corner for who wants to sit down.",
        ),
        description=Text("We planten en geven water. " * 8, "We plant and we water. " * 8),
        ask_cents=450_000 + number * 1_000,
        minimum_cents=225_000,
    )


def open_large_poll(
    stores: Stores, settings: Settings, voters: int, initiatives: int = INITIATIVES
) -> Poll:
    """Open the round for `voters` letters."""
    return open_poll(stores, settings, {AREA: voters}, a_large_plan(initiatives))


def choose(number: int) -> dict[str, int]:
    """Return the selection of a voter: as many draw from few plans, with some rights unspent."""
    draw = random.Random(number)
    rights = draw.choice((3, 4, 5, 5, 5, 5))
    selection: dict[str, int] = {}
    for _ in range(rights):
        plan = f"plan-{min(draw.randrange(INITIATIVES), draw.randrange(INITIATIVES)):02}"
        selection[plan] = selection.get(plan, 0) + 1
    return selection
