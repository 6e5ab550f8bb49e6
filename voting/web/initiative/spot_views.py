"""Views of the spot on the map: click it, or choose a part of the neighbourhood from a list."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.places import Cell, Compass, find_spots
from voting.domain.proposals import POSSIBLE, Act
from voting.services import places
from voting.services.places import Spot
from voting.services.proposals import ProposalView
from voting.services.round_state import find_round
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.initiative.blueprint import bp
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.overview_parts import Part, overview_part
from voting.web.maps import describe_map
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.translating import _

NOWHERE, AS_IT_IS = "none", "same"
LONGEST_NUMBER = 4


@overview_part(10)
def tell_spot(view: ProposalView) -> Part | None:
    """Tell whether the plan is marked on the map; nothing where there is no map."""
    spot = find_spot(view)
    if spot is None:
        return None
    url = url_for("initiative.show_spot", reference=view.reference)
    if spot.strayed:
        words = _("The spot is not in %(buurt)s. Choose it anew.", buurt=spot.buurt.name)
        return Part(_("On the map"), words, url, todo=True)
    words = _("May stay empty.") if spot.cell is None else _("The spot is marked.")
    return Part(_("On the map"), words, url)


@bp.get("/<reference>/spot")
@allow(Role.PERSON)
def show_spot(reference: str) -> ResponseReturnValue:
    """Show the map, to click on, and the same choice as a list."""
    view = take_proposal(reference)
    if view.state not in POSSIBLE[Act.EDIT]:
        return redirect(url_for(".show_plan", reference=reference), 303)
    return render_spot(view)


@bp.post("/<reference>/spot")
@allow(Role.PERSON)
def submit_spot(reference: str) -> ResponseReturnValue:
    """Keep where somebody clicked, or the part that was chosen."""
    filled = read_fields("spot.x", "spot.y", "where")
    view = take_proposal(reference)
    spot = find_spot(view) or abort(404)
    where = filled["where"]
    cell = _read_click(filled["spot.x"], filled["spot.y"])
    if cell is None and where != NOWHERE:
        cell = _find_cell(spot, where)
    try:
        places.choose_spot(stores(), take_account().id, reference, cell, now())
    except Refused as refusal:
        return render_spot(view, refusal), 422
    clicked = not where
    target = ".show_spot" if clicked else ".show_plan"
    return redirect(url_for(target, reference=reference), 303)


def find_spot(view: ProposalView) -> Spot | None:
    """Return where a plan is; None when there is no map of it."""
    return places.find_spot(stores(), find_round(stores(), view.round), view.draft)


def render_spot(view: ProposalView, refusal: Refused | None = None) -> str:
    """Show the map and the list."""
    spot = find_spot(view) or abort(404)
    offered = find_spots(spot.map.shapes[spot.buurt.slug])
    chosen = next((name.value for name, cell in offered.items() if cell == spot.cell), AS_IT_IS)
    return render_template(
        "initiative/spot.html",
        view=view,
        map=describe_map(find_round(stores(), view.round), spot, view.draft.word("place")),
        chosen=NOWHERE if spot.cell is None else chosen,
        marked=spot.cell is not None,
        choices=_list_choices(offered, own=spot.cell is not None and chosen == AS_IT_IS),
        problem=explain(refusal) if refusal else "",
    )


def _list_choices(offered: dict[Compass, Cell], *, own: bool) -> list[tuple[str, str]]:
    names = {
        Compass.NORTH_WEST: _("In the north-west"),
        Compass.NORTH: _("In the north"),
        Compass.NORTH_EAST: _("In the north-east"),
        Compass.WEST: _("In the west"),
        Compass.MIDDLE: _("In the middle"),
        Compass.EAST: _("In the east"),
        Compass.SOUTH_WEST: _("In the south-west"),
        Compass.SOUTH: _("In the south"),
        Compass.SOUTH_EAST: _("In the south-east"),
    }
    listed = [(name.value, names[name]) for name in offered]
    same = [(AS_IT_IS, _("Where the dot is now"))] if own else []
    return [(NOWHERE, _("No spot on the map")), *same, *listed]


def _read_click(x: str, y: str) -> Cell | None:
    """Return the pixel that a browser sends with a picture as button; None without one."""
    numbers = [text for text in (x, y) if text]
    if not numbers:
        return None
    if len(numbers) < 2 or any(len(text) > LONGEST_NUMBER for text in numbers):
        abort(400)
    if not all(text.isascii() and text.removeprefix("-").isdecimal() for text in numbers):
        abort(400)
    return int(x), int(y)


def _find_cell(spot: Spot, where: str) -> Cell:
    if where == AS_IT_IS and spot.cell is not None:
        return spot.cell
    offered = find_spots(spot.map.shapes[spot.buurt.slug])
    named = {name.value: cell for name, cell in offered.items()}
    return named.get(where) or abort(400)
