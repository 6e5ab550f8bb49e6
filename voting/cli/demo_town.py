"""The residents of Lindermeer: who is on the roll, and how they spend their rights.

Drawn by chance from a fixed seed, with the skew of real rounds: a few plans draw most rights,
plans in one's own buurt draw more, and part of the rights stays unused.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from voting.demo import WITHDRAWN
from voting.domain.areas import VotingArea
from voting.domain.initiatives import Initiative
from voting.domain.rounds import RoundPlan
from voting.interchange.roll_file import RollRow

ENTITLED = (240, 214, 203)
"""Residents on the roll of each voting area."""
VOTERS = (86, 68, 58)
"""Residents of each voting area who vote: more than 200 together."""
VOTE_AGAIN = 4
"""Voters of each area who change their mind."""
OWN_BUURT = 3
"""How much more a plan in one's own buurt weighs."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One visit to the pages: a code, its voting area, and rights by initiative id."""

    code: str
    area: str
    rights: Mapping[str, int]


def draw_roll(plan: RoundPlan) -> tuple[RollRow, ...]:
    """Return the roll: references that mean nothing, by voting area."""
    return tuple(
        RollRow(f"LM{number:05d}", area.slug)
        for start, (area, count) in zip(
            (0, *accumulate(ENTITLED)), zip(plan.voting_areas, ENTITLED, strict=False), strict=False
        )
        for number in range(start + 1, start + count + 1)
    )


def draw_votes(plan: RoundPlan, codes: Mapping[str, list[str]]) -> list[Vote]:
    """Return every visit in order; those who vote again come last."""
    chance = random.Random(plan.slug)  # noqa: S311  # play that can be repeated, no secret
    first = [
        Vote(code, area.slug, draw_rights(plan, area, chance))
        for area, count in zip(plan.voting_areas, VOTERS, strict=True)
        for code in codes[area.slug][:count]
    ]
    chance.shuffle(first)
    return first + list(_vote_again(plan, codes, chance))


def _vote_again(
    plan: RoundPlan, codes: Mapping[str, list[str]], chance: random.Random
) -> Iterator[Vote]:
    for area in plan.voting_areas:
        for code in codes[area.slug][:VOTE_AGAIN]:
            yield Vote(code, area.slug, draw_rights(plan, area, chance))


def draw_rights(plan: RoundPlan, area: VotingArea, chance: random.Random) -> dict[str, int]:
    """Return how one resident spends the rights; at least one of them."""
    home = chance.choice(area.buurten).slug
    plans = [one for one in plan.initiatives_in(area) if one.id != WITHDRAWN]
    weights = [_weigh(one, place, home) for place, one in enumerate(plans)]
    spent = chance.choices(range(1, plan.rights + 1), (1, 2, 4, 6, 24)[-plan.rights :])[0]
    if chance.random() < 1 / 5:
        return {chance.choices(plans, weights)[0].id: spent}
    return dict(Counter(one.id for one in chance.choices(plans, weights, k=spent)))


def _weigh(one: Initiative, place: int, home: str) -> int:
    """Weigh a plan: the ones early in the file draw most, those at home more."""
    return 5040 // (place + 1) * (OWN_BUURT if one.buurt == home else 1)
