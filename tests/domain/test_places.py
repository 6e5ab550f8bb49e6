"""Points in outlines, clicks on maps and coarse grids: in whole numbers, against slower ways."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from voting.domain.outlining import MOST_PATHS, lay_out, simplify
from voting.domain.places import (
    HIGHEST,
    WIDEST,
    Cell,
    Compass,
    Frame,
    Point,
    Ring,
    find_spots,
    is_inside,
    read_point,
    read_shape,
    walk_edges,
    write_path,
    write_point,
    write_shape,
)

SQUARE: Ring = ((0, 0), (30, 0), (30, 30), (0, 30))
HOLE: Ring = ((10, 10), (20, 10), (20, 20), (10, 20))
cells = st.tuples(st.integers(0, 12), st.integers(0, 12))
rings = st.lists(cells, min_size=3, max_size=9).map(tuple)
shapes = st.lists(rings, min_size=1, max_size=3).map(tuple)
degrees = st.integers(-80_000_000, 80_000_000)
points = st.builds(Point, degrees, degrees)
FAR = (Fraction(-1_000_003, 7), Fraction(-77_777, 13))


def is_inside_slowly(shape: tuple[Ring, ...], cell: Cell) -> bool:
    """An even number of triangles from a far corner to each edge cover what is outside."""
    count = 0
    for ring in shape:
        for start, end in walk_edges(ring):
            signs = [
                turn(FAR, start, cell),
                turn(start, end, cell),
                turn(end, FAR, cell),
            ]
            if start != end and turn(FAR, start, end) != 0:
                assume(signs[0] != 0 and signs[2] != 0)
                count += signs[0] > 0 and signs[1] > 0 and signs[2] > 0
                count += signs[0] < 0 and signs[1] < 0 and signs[2] < 0
    return count % 2 == 1


def turn(
    a: tuple[Fraction, Fraction] | Cell,
    b: tuple[Fraction, Fraction] | Cell,
    c: tuple[Fraction, Fraction] | Cell,
) -> Fraction:
    return Fraction((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


def is_on_edge(shape: tuple[Ring, ...], cell: Cell) -> bool:
    for ring in shape:
        for start, end in walk_edges(ring):
            along = [min(start[i], end[i]) <= cell[i] <= max(start[i], end[i]) for i in (0, 1)]
            if turn(start, end, cell) == 0 and all(along):
                return True
    return False


@given(shapes, cells)
def test_inside_is_what_a_slow_count_of_triangles_says(shape: tuple[Ring, ...], cell: Cell) -> None:
    if is_on_edge(shape, cell):
        assert is_inside(shape, cell)
    else:
        assert is_inside(shape, cell) == is_inside_slowly(shape, cell)


def test_a_hole_is_outside_and_its_edge_inside() -> None:
    shape = (SQUARE, HOLE)
    assert is_inside(shape, (5, 5))
    assert not is_inside(shape, (15, 15))
    assert is_inside(shape, (10, 15))
    assert is_inside(shape, (0, 0))
    assert not is_inside(shape, (31, 5))


@given(shapes)
def test_every_named_spot_lies_within(shape: tuple[Ring, ...]) -> None:
    for cell in find_spots(shape).values():
        assert is_inside(shape, cell)


def test_a_square_has_nine_spots_and_they_lie_where_they_are_called() -> None:
    spots = find_spots((SQUARE,))
    assert list(spots) == list(Compass)
    assert spots[Compass.MIDDLE] == (15, 15)
    assert spots[Compass.NORTH_WEST] == (5, 5)
    assert spots[Compass.SOUTH] == (15, 25)


def test_what_lies_in_a_hole_is_not_offered() -> None:
    assert Compass.MIDDLE not in find_spots((SQUARE, HOLE))


@given(shapes)
def test_a_shape_is_read_as_it_was_stored(shape: tuple[Ring, ...]) -> None:
    assert read_shape(write_shape(shape)) == shape


@given(points)
def test_a_point_is_read_as_it_was_stored(point: Point) -> None:
    assert read_point(write_point(point)) == point
    assert read_point("") is None


@given(shapes)
def test_a_path_leads_along_every_corner(shape: tuple[Ring, ...]) -> None:
    drawn = []
    for part in write_path(shape).replace("-", " -").split("z")[:-1]:
        start, _line, steps = part.removeprefix("M").partition("l")
        x, y = map(int, start.split())
        ring = [(x, y)]
        numbers = list(map(int, steps.split()))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        drawn.append(tuple(ring))
    assert tuple(drawn) == shape


@given(points, st.integers(1, 9999), st.integers(1, 9999), cells)
def test_a_click_comes_back_to_its_own_cell(
    corner: Point, step_x: int, step_y: int, cell: Cell
) -> None:
    frame = Frame(corner.lon, corner.lat, step_x, step_y, 13, 13)
    assert frame.find_cell(frame.find_point(cell)) == cell


@given(
    st.lists(st.lists(points, min_size=4, max_size=30), min_size=1, max_size=4),
    st.integers(1000, 10_000),
)
def test_a_map_fits_its_grid_and_its_file(borders: list[list[Point]], cosine: int) -> None:
    named = {f"buurt-{number}": [ring] for number, ring in enumerate(borders)}
    try:
        made = lay_out(named, cosine)
    except LookupError:
        return
    frame = made.frame
    assert 0 < frame.columns <= WIDEST
    assert 0 < frame.rows <= HIGHEST
    assert sum(len(write_path(shape)) for shape in made.shapes.values()) <= MOST_PATHS
    for shape in made.shapes.values():
        for x, y in (cell for ring in shape for cell in ring):
            assert 0 <= x < frame.columns
            assert 0 <= y < frame.rows
    assert lay_out(named, cosine) == made


def test_an_intricate_coast_becomes_small_and_stays_the_same() -> None:
    coast = [Point(4_900_000 + x * 100, 52_300_000 + (x % 2) * 90_000 + x) for x in range(2000)]
    around = [Point(5_100_000, 52_500_000), Point(4_900_000, 52_500_000)]
    made = lay_out({"kust": [[*coast, *around]]}, 6112)
    assert len(write_path(made.shapes["kust"])) <= MOST_PATHS


def test_shared_borders_stay_shared() -> None:
    middle = [Point(4_910_000 + (y % 3) * 777, 52_370_000 + y * 500) for y in range(20)]
    left = [Point(4_900_000, 52_380_000), Point(4_900_000, 52_370_000), *middle]
    right = [Point(4_930_000, 52_370_000), Point(4_930_000, 52_380_000), *reversed(middle)]
    made = lay_out({"west": [left], "east": [right]}, 6112)
    west, east = made.shapes["west"][0], made.shapes["east"][0]
    first, last = min(x for x, _y in west), max(x for x, _y in east)
    assert {cell for cell in west if cell[0] > first} == {cell for cell in east if cell[0] < last}


@pytest.mark.parametrize(
    ("ring", "left"),
    [
        (((0, 0), (5, 0), (10, 0), (10, 10)), ((0, 0), (10, 0), (10, 10))),
        (((0, 0), (0, 0), (9, 0), (9, 9)), ((0, 0), (9, 0), (9, 9))),
        (((0, 0), (5, 5), (0, 0), (5, 5)), None),
        (((0, 0), (4, 0), (8, 0)), None),
    ],
)
def test_corners_that_add_nothing_are_left_out(ring: Ring, left: Ring | None) -> None:
    assert simplify([ring], 1) == ((left,) if left else ())
