"""The maps themselves: of an area with one buurt in yellow, and a dot or none."""

from flask import Response, abort

from voting.domain.areas import Buurt, VotingArea
from voting.services.places import load_map
from voting.services.round_state import RoundState
from voting.web.access import allow_everyone
from voting.web.initiative.picture_files import plain_bp
from voting.web.maps import draw_map
from voting.web.rounds import take_round
from voting.web.stores import stores

AN_HOUR = 3600


@plain_bp.get("/maps/<round>/<buurt>.svg", defaults={"x": None, "y": None})
@plain_bp.get("/maps/<round>/<buurt>/<int:x>-<int:y>.svg")
@allow_everyone
def show_map(round: str, buurt: str, x: int | None, y: int | None) -> Response:
    """Send the map of the voting area that a buurt lies in."""
    state = take_round(round)
    area, found = _find_buurt(state, buurt) or abort(404)
    area_map = load_map(stores(), state, area)
    if area_map is None or found.slug not in area_map.shapes:
        abort(404)
    cell = None if x is None or y is None else (x, y)
    if cell and (cell[0] >= area_map.frame.columns or cell[1] >= area_map.frame.rows):
        abort(404)
    names = {one.slug: one.name for one in area.buurten}
    picture = draw_map(area_map, names, found.slug, cell)
    response = Response(picture, content_type="image/svg+xml; charset=utf-8")
    response.cache_control.public = True
    response.cache_control.max_age = AN_HOUR
    return response


def _find_buurt(state: RoundState, slug: str) -> tuple[VotingArea, Buurt] | None:
    pairs = ((area, buurt) for area in state.plan.voting_areas for buurt in area.buurten)
    return next((pair for pair in pairs if pair[1].slug == slug), None)
