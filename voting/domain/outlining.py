"""Laying outlines on a grid that is as coarse as it must be: the same every time.

Each corner goes to its cell, so that two buurten that share a border on earth share it on the map.
"""

from collections.abc import Mapping, Sequence

from voting.domain.places import (
    HIGHEST,
    MARGIN,
    WIDEST,
    AreaMap,
    Cell,
    Frame,
    Point,
    Ring,
    Shape,
    write_path,
)

Border = Sequence[Point]
"""A ring on earth, without its first corner repeated."""
COARSER = (1, 2, 3, 4, 6, 8, 12)
"""How many cells are taken together, until the map is small enough."""
MOST_PATHS = 7_000
"""Characters of all paths of a voting area: with what stands around them, below 8 kB."""
LEAST_PATH = 60
"""Each buurt may have so many characters, however many there are."""


def lay_out(borders: Mapping[str, Sequence[Border]], cosine: int) -> AreaMap:
    """Return the map of a voting area from the borders of its buurten.

    `cosine` is that of its latitude, in ten thousandths. Raises LookupError with the slug of a
    buurt that is too small to be seen, and OverflowError when the outlines are too intricate.
    """
    frame = _make_frame(
        [point for rings in borders.values() for ring in rings for point in ring], cosine
    )
    fine = {
        slug: [tuple(map(frame.find_cell, ring)) for ring in rings]
        for slug, rings in borders.items()
    }
    most = max(MOST_PATHS, LEAST_PATH * len(borders))
    for size in COARSER:
        shapes = {slug: simplify(rings, size) for slug, rings in fine.items()}
        lost = next((slug for slug, shape in shapes.items() if not shape), None)
        if lost is not None and size == 1:
            raise LookupError(lost)
        if lost is not None:
            break
        if sum(len(write_path(shape)) for shape in shapes.values()) <= most:
            return AreaMap(frame, shapes)
    raise OverflowError


def simplify(rings: Sequence[Ring], size: int) -> Shape:
    """Return rings with their corners on every `size`-th cell, without what adds nothing."""
    coarse = (_clear([(x // size * size, y // size * size) for x, y in ring]) for ring in rings)
    return tuple(ring for ring in coarse if ring)


def _make_frame(points: Sequence[Point], cosine: int) -> Frame:
    west, east = min(point.lon for point in points), max(point.lon for point in points)
    south, north = min(point.lat for point in points), max(point.lat for point in points)
    room_x, room_y = WIDEST - 2 * MARGIN - 1, HIGHEST - 2 * MARGIN - 1
    step_y = max(1, -(-(north - south) // room_y), -(-(east - west) * cosine // (room_x * 10_000)))
    step_x = max(1, -(-step_y * 10_000 // cosine))
    return Frame(
        west=west - MARGIN * step_x,
        north=north + MARGIN * step_y,
        step_x=step_x,
        step_y=step_y,
        columns=(east - west) // step_x + 1 + 2 * MARGIN,
        rows=(north - south) // step_y + 1 + 2 * MARGIN,
    )


def _clear(cells: list[Cell]) -> Ring:
    """Leave out corners that repeat, lie on a straight line, or go back where they came from."""
    before = -1
    while len(cells) != before:
        before = len(cells)
        cells = [cell for number, cell in enumerate(cells) if cell != cells[number - 1]]
        kept: list[Cell] = []
        for number, cell in enumerate(cells):
            left = kept[-1] if kept else cells[number - 1]
            right = cells[(number + 1) % len(cells)]
            if _turns(left, cell, right):
                kept.append(cell)
        cells = kept
    return tuple(cells) if len(cells) > 2 else ()


def _turns(a: Cell, b: Cell, c: Cell) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) != (b[1] - a[1]) * (c[0] - a[0])
