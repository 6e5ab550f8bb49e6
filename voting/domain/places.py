"""Outlines of buurten on a small grid, and a point on them: whole numbers only.

A grid of at most 288 by 432 cells lies over a voting area; one cell is one pixel of its map, so a
click needs no arithmetic. What is kept of a point is its place on earth in millionths of a degree
(WGS84, EPSG:4326), about a decimetre, so that it outlives another grid.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Cell = tuple[int, int]
"""Column and row, counted from the north-west."""
Ring = tuple[Cell, ...]
"""Corners in order; the last is joined to the first."""
Shape = tuple[Ring, ...]
"""Rings of one place. What lies in an odd number of them is inside, so a hole is a ring too."""
WIDEST = 288
"""Pixels: a map fits the smallest phone without being scaled, and a click is a cell."""
HIGHEST = 432
MARGIN = 4
"""Cells around the outline, so that its line is not cut off."""
SAMPLES = 5
"""Across a ninth of a buurt, how many cells are tried for its middle."""


class Compass(StrEnum):
    """The ninths of a buurt, row by row."""

    NORTH_WEST = "north-west"
    NORTH = "north"
    NORTH_EAST = "north-east"
    WEST = "west"
    MIDDLE = "middle"
    EAST = "east"
    SOUTH_WEST = "south-west"
    SOUTH = "south"
    SOUTH_EAST = "south-east"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth: longitude and latitude in millionths of a degree."""

    lon: int
    lat: int


@dataclass(frozen=True, slots=True)
class Frame:
    """How a grid lies on earth: its north-west corner and a cell's size, in millionths of a degree.

    `columns` and `rows` count its cells.
    """

    west: int
    north: int
    step_x: int
    step_y: int
    columns: int
    rows: int

    def find_cell(self, point: Point) -> Cell:
        """Return the cell a point lies in; it may be outside the grid."""
        return (point.lon - self.west) // self.step_x, (self.north - point.lat) // self.step_y

    def find_point(self, cell: Cell) -> Point:
        """Return the middle of a cell."""
        return Point(
            self.west + cell[0] * self.step_x + self.step_x // 2,
            self.north - cell[1] * self.step_y - self.step_y // 2,
        )


@dataclass(frozen=True, slots=True)
class AreaMap:
    """A voting area on its grid: the shape of each buurt, by slug, in the order of the round."""

    frame: Frame
    shapes: Mapping[str, Shape]


def is_inside(shape: Shape, cell: Cell) -> bool:
    """Tell whether a cell lies in a shape or on its edge."""
    crossings = 0
    for ring in shape:
        for start, end in walk_edges(ring):
            if _is_on(start, end, cell):
                return True
            crossings += _crosses(start, end, cell)
    return crossings % 2 == 1


def walk_edges(ring: Ring) -> Iterator[tuple[Cell, Cell]]:
    """Give each edge of a ring."""
    return zip(ring, (*ring[1:], ring[0]), strict=True)


def find_spots(shape: Shape) -> dict[Compass, Cell]:
    """Return a cell within the shape for each ninth of it that has one, the most central first."""
    west, north, east, south = find_bounds([shape])
    found = {}
    for number, name in enumerate(Compass):
        row, column = divmod(number, 3)
        left, right = _cut(west, east, column)
        top, bottom = _cut(north, south, row)
        for cell in _list_samples((left, top, right, bottom)):
            if is_inside(shape, cell):
                found[name] = cell
                break
    return found


def find_bounds(shapes: Iterable[Shape]) -> tuple[int, int, int, int]:
    """Return the least and most column and row: west, north, east, south."""
    cells = [cell for shape in shapes for ring in shape for cell in ring]
    columns, rows = [x for x, _y in cells], [y for _x, y in cells]
    return min(columns), min(rows), max(columns), max(rows)


def write_path(shape: Shape) -> str:
    """Return a shape as the path of an SVG, in steps from corner to corner."""
    return "".join(_write_ring(ring) for ring in shape)


def write_shape(shape: Shape) -> str:
    """Return a shape as it is stored: `x,y x,y x,y;x,y x,y x,y`."""
    return ";".join(" ".join(f"{x},{y}" for x, y in ring) for ring in shape)


def read_shape(text: str) -> Shape:
    """Return a stored shape."""
    return tuple(tuple(_read_cell(cell) for cell in ring.split(" ")) for ring in text.split(";"))


def write_point(point: Point) -> str:
    """Return a point as the field of a proposal: longitude and latitude."""
    return f"{point.lon} {point.lat}"


def read_point(text: str) -> Point | None:
    """Return a stored point; None when there is none."""
    lon, _space, lat = text.partition(" ")
    return Point(int(lon), int(lat)) if lat else None


def _is_on(start: Cell, end: Cell, cell: Cell) -> bool:
    (ax, ay), (bx, by), (x, y) = start, end, cell
    if (bx - ax) * (y - ay) != (by - ay) * (x - ax):
        return False
    return min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by)


def _crosses(start: Cell, end: Cell, cell: Cell) -> bool:
    """Tell whether a line from the cell to the east crosses an edge, its lower end left out."""
    (ax, ay), (bx, by), (x, y) = start, end, cell
    if (ay > y) == (by > y):
        return False
    turn = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    return turn > 0 if by > ay else turn < 0


def _cut(first: int, last: int, third: int) -> tuple[int, int]:
    length = last - first
    return first + length * third // 3, first + length * (third + 1) // 3


def _list_samples(box: tuple[int, int, int, int]) -> Sequence[Cell]:
    """Return cells spread over a box, those nearest its middle first."""
    left, top, right, bottom = box
    middle = (left + right, top + bottom)  # twice the middle, to stay with whole numbers
    cells = {
        (
            left + (right - left) * (2 * column + 1) // (2 * SAMPLES),
            top + (bottom - top) * (2 * row + 1) // (2 * SAMPLES),
        )
        for column in range(SAMPLES)
        for row in range(SAMPLES)
    }
    return sorted(
        cells,
        key=lambda cell: (
            (2 * cell[0] - middle[0]) ** 2 + (2 * cell[1] - middle[1]) ** 2,
            cell,
        ),
    )


def _write_ring(ring: Ring) -> str:
    (x, y), *rest = ring
    parts = [f"M{x} {y}l"]
    before = ring[0]
    for x, y in rest:
        dx, dy = x - before[0], y - before[1]
        first = f"{dx}" if parts[-1].endswith("l") or dx < 0 else f" {dx}"
        parts.append(f"{first}{dy}" if dy < 0 else f"{first} {dy}")
        before = (x, y)
    return f"{''.join(parts)}z"


def _read_cell(text: str) -> Cell:
    x, _comma, y = text.partition(",")
    return int(x), int(y)
