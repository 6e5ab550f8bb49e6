"""Maps of a voting area as pictures: drawn here, without tiles and without script."""

from dataclasses import dataclass
from html import escape

from flask import url_for

from voting.domain.places import AreaMap, Cell, Compass, Shape, find_bounds, find_spots, write_path
from voting.domain.proposal_fields import Draft
from voting.services.places import Spot, find_spot, find_spot_of_initiative
from voting.services.round_state import RoundState
from voting.web.stores import stores

LAND, CHOSEN, LINE, DOT = "#f1f6f3", "#ffc83d", "#12312c", "#b3261e"
LETTER = 7
"""About how wide a letter is, in pixels: a name that does not fit its buurt is left out."""


@dataclass(frozen=True, slots=True)
class ShownMap:
    """A map for `macros/maps.html`: its address, its pixels, and what it shows in words."""

    url: str
    width: int
    height: int
    area: str
    buurt: str
    place: str


def describe_map(state: RoundState, spot: Spot, place: str) -> ShownMap:
    """Return the map of a plan's buurt, with a dot where a spot was chosen."""
    x, y = spot.cell or (None, None)
    url = url_for("pictures.show_map", round=state.slug, buurt=spot.buurt.slug, x=x, y=y)
    frame = spot.map.frame
    return ShownMap(url, frame.columns, frame.rows, spot.area.name, spot.buurt.name, place)


def describe_spot(state: RoundState, draft: Draft) -> ShownMap | None:
    """Return the map of a plan for its page; None unless a spot was chosen in its buurt."""
    spot = find_spot(stores(), state, draft)
    return describe_map(state, spot, draft.word("place")) if spot and spot.cell else None


def describe_spot_of_initiative(state: RoundState, initiative_id: str) -> ShownMap | None:
    """Return the map of a plan on the voting list, as `describe_spot`."""
    found = find_spot_of_initiative(stores(), state, initiative_id)
    return describe_map(state, *found) if found else None


def draw_map(area: AreaMap, names: dict[str, str], buurt: str, cell: Cell | None) -> str:
    """Return the SVG of an area; `names` are those of its buurten by slug, `buurt` is yellow."""
    frame = area.frame
    size = f'width="{frame.columns}" height="{frame.rows}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
        f"<title>{escape(names[buurt])}</title>",
        f'<g stroke="{LINE}" stroke-linejoin="round" fill-rule="evenodd">',
    ]
    # The chosen one comes last, so that no neighbour lies over its line.
    for slug, shape in sorted(area.shapes.items(), key=lambda one: one[0] == buurt):
        fill, width = (CHOSEN, 2) if slug == buurt else (LAND, 1)
        parts.append(f'<path fill="{fill}" stroke-width="{width}" d="{write_path(shape)}"/>')
    parts.append(
        f'</g><g fill="{LINE}" font-family="sans-serif" font-size="12" text-anchor="middle">'
    )
    parts += [_write_name(names[slug], shape) for slug, shape in area.shapes.items()]
    parts.append("</g>")
    if cell is not None:
        x, y = cell
        ring = f'<circle cx="{x}" cy="{y}" r="8" fill="{DOT}" stroke="#fff" stroke-width="3"/>'
        parts.append(f'{ring}<circle cx="{x}" cy="{y}" r="10" fill="none" stroke="{LINE}"/>')
    return "".join((*parts, "</svg>"))


def _write_name(name: str, shape: Shape) -> str:
    west, _north, east, _south = find_bounds([shape])
    spots = find_spots(shape)
    if len(name) * LETTER > east - west or not spots:
        return ""
    x, y = spots.get(Compass.MIDDLE) or next(iter(spots.values()))
    return f'<text x="{x}" y="{y}">{escape(name)}</text>'
