"""Maps of voting areas, and the spot of a proposal on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from voting.db.models.places import Outline, OutlineFrame
from voting.db.models.proposals import Proposal
from voting.db.models.rounds import Round
from voting.db.session import Stores, take_lock, transaction
from voting.domain.accounts import PersonId
from voting.domain.areas import Buurt, VotingArea
from voting.domain.errors.places import SpotOutside, SpotWithoutMap
from voting.domain.errors.proposals import WrongState
from voting.domain.places import (
    AreaMap,
    Cell,
    Frame,
    Point,
    is_inside,
    read_point,
    read_shape,
    write_point,
    write_shape,
)
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import POSSIBLE, Act, State
from voting.services.proposals import change_fields, changing_proposal, read_fields
from voting.services.round_state import RoundState, find_round

FIELD = "point"
"""The field of a proposal that holds its spot; it belongs to no question of the form."""
FRAME = ("west", "north", "step_x", "step_y", "columns", "rows")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a plan is on the map of its voting area: a cell within its buurt, None for no spot.

    `strayed` tells that a spot was chosen which does not lie in the buurt of the plan now.
    """

    area: VotingArea
    buurt: Buurt
    map: AreaMap
    cell: Cell | None
    strayed: bool = False


def save_outlines(stores: Stores, state: RoundState, maps: Mapping[str, AreaMap]) -> None:
    """Keep the maps of a round's voting areas, by slug, instead of those there were."""
    with transaction(stores.register) as register:
        take_lock(register, f"outlines {state.slug}")
        areas = list(state.area_ids.values())
        register.execute(delete(OutlineFrame).where(OutlineFrame.area_id.in_(areas)))
        register.execute(delete(Outline).where(Outline.round_id == state.id))
        for slug, one in maps.items():
            frame = {name: getattr(one.frame, name) for name in FRAME}
            register.add(OutlineFrame(area_id=state.area_ids[slug], **frame))
            for buurt, shape in one.shapes.items():
                rings = write_shape(shape)
                register.add(Outline(round_id=state.id, buurt=buurt, rings=rings))


def load_map(stores: Stores, state: RoundState, area: VotingArea) -> AreaMap | None:
    """Return the map of a voting area; None when the council gave no outlines."""
    row = stores.register.get(OutlineFrame, state.area_ids[area.slug])
    if row is None:
        return None
    slugs = [buurt.slug for buurt in area.buurten]
    query = select(Outline).where(Outline.round_id == state.id, Outline.buurt.in_(slugs))
    rings = {one.buurt: one.rings for one in stores.register.scalars(query)}
    shapes = {slug: read_shape(rings[slug]) for slug in slugs if slug in rings}
    return AreaMap(Frame(*(getattr(row, name) for name in FRAME)), shapes)


def find_spot(stores: Stores, state: RoundState, draft: Draft) -> Spot | None:
    """Return where a plan is; None when it has no buurt yet or its area has no map."""
    for area in state.plan.voting_areas:
        for buurt in area.buurten:
            if buurt.slug == draft.word("buurt"):
                return _find_spot(stores, state, (area, buurt), read_point(draft.word(FIELD)))
    return None


def find_spot_of_initiative(
    stores: Stores, state: RoundState, initiative_id: str
) -> tuple[Spot, str] | None:
    """Return where an initiative on the list is, with its place in words; None without a spot."""
    query = select(Proposal).where(
        Proposal.round_id == state.id, Proposal.initiative_id == initiative_id
    )
    for row in stores.register.scalars(query.order_by(Proposal.made_at, Proposal.reference)):
        draft = Draft(read_fields(row))
        spot = find_spot(stores, state, draft) if draft.word(FIELD) else None
        if spot is not None and spot.cell is not None:
            return spot, draft.word("place")
    return None


def choose_spot(
    stores: Stores, person: PersonId, reference: str, cell: Cell | None, at: datetime
) -> None:
    """Mark where the plan is, by a cell of its area's map; None takes the mark away.

    Raises ProposalUnknown, WrongState, SpotWithoutMap, or SpotOutside when the cell is not in
    the plan's buurt.
    """
    with changing_proposal(stores, reference, person) as (register, row):
        if State(row.state) not in POSSIBLE[Act.EDIT]:
            raise WrongState(row.state)
        point = ""
        if cell is not None:
            state = find_round(stores, register.get_one(Round, row.round_id).slug)
            point = _read_cell(find_spot(stores, state, Draft(read_fields(row))), cell)
        change_fields(register, row, {FIELD: point}, at, person=person)


def _find_spot(
    stores: Stores, state: RoundState, place: tuple[VotingArea, Buurt], point: Point | None
) -> Spot | None:
    area, buurt = place
    found = load_map(stores, state, area)
    if found is None or buurt.slug not in found.shapes:
        return None
    cell = found.frame.find_cell(point) if point else None
    inside = cell is not None and is_inside(found.shapes[buurt.slug], cell)
    return Spot(area, buurt, found, cell if inside else None, cell is not None and not inside)


def _read_cell(spot: Spot | None, cell: Cell) -> str:
    if spot is None:
        raise SpotWithoutMap
    if not is_inside(spot.map.shapes[spot.buurt.slug], cell):
        raise SpotOutside(spot.buurt.name)
    return write_point(spot.map.frame.find_point(cell))
