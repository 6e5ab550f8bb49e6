"""Spending rights: which selections a resident may cast, and the slips they become."""

from collections.abc import Mapping

from voting.domain.areas import VotingArea
from voting.domain.errors.casting import (
    InitiativeOfOtherArea,
    InitiativeWithdrawn,
    NegativeRights,
    NothingChosen,
    TooManyRights,
    UnknownArea,
    UnknownInitiative,
)
from voting.domain.initiatives import Initiative, Listing
from voting.domain.rounds import RoundPlan

BLANCO = ""
"""What a right that was not spent is cast as."""


def check_selection(plan: RoundPlan, area: str, selection: Mapping[str, int]) -> dict[str, int]:
    """Return the plans that got rights, by id, leaving out those with none.

    `selection` is initiative id → rights, `area` the slug of the voting area.

    Raises:
        UnknownArea, UnknownInitiative, InitiativeOfOtherArea, InitiativeWithdrawn: by id.
        NegativeRights: a plan is given less than zero.
        NothingChosen: no plan is given anything.
        TooManyRights: together they are given more than the round's rights.
    """
    place = find_area(plan, area)
    _refuse_negative(selection)
    chosen = {id: rights for id, rights in selection.items() if rights}
    for id in chosen:
        _check_initiative(plan, place, id)
    if not chosen:
        raise NothingChosen
    given = sum(chosen.values())
    if given > plan.rights:
        raise TooManyRights(given, plan.rights)
    return chosen


def expand_to_slips(selection: Mapping[str, int], rights: int) -> tuple[str, ...]:
    """Return one choice a right, by id; what is left is blanco, so that `rights` are cast."""
    choices = [id for id in sorted(selection) for _ in range(selection[id])]
    return (*choices, *[BLANCO] * (rights - len(choices)))


def find_area(plan: RoundPlan, area: str) -> VotingArea:
    """Return the voting area with this slug; raises `UnknownArea`."""
    for place in plan.voting_areas:
        if place.slug == area:
            return place
    raise UnknownArea(area)


def _refuse_negative(selection: Mapping[str, int]) -> None:
    for id, rights in selection.items():
        if rights < 0:
            raise NegativeRights(id)


def _check_initiative(plan: RoundPlan, area: VotingArea, id: str) -> None:
    initiative = next((one for one in plan.initiatives if one.id == id), None)
    if initiative is None:
        raise UnknownInitiative(id)
    if not _lies_in(initiative, area):
        raise InitiativeOfOtherArea(id, _name_area(plan, initiative))
    if initiative.listing is Listing.WITHDRAWN:
        raise InitiativeWithdrawn(id)


def _lies_in(initiative: Initiative, area: VotingArea) -> bool:
    return any(buurt.slug == initiative.buurt for buurt in area.buurten)


def _name_area(plan: RoundPlan, initiative: Initiative) -> str:
    return next(area.slug for area in plan.voting_areas if _lies_in(initiative, area))
