"""The one primitive against its slow definition, and its laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.domain.apportionment import apportion, draw_lot, find_level


def apportion_slowly(pot, weights, floors, ceilings, lots):
    """The definition itself: one cent at a time."""
    amounts = list(floors)
    while sum(amounts) < pot:
        takers = [
            (Fraction(2 * amounts[i] + 1, 2 * weights[i]), lots[i], i)
            for i in range(len(weights))
            if weights[i] > 0 and amounts[i] < ceilings[i]
        ]
        if not takers:
            break
        amounts[min(takers)[2]] += 1
    return amounts


@st.composite
def cases(draw, most=12):
    """A pot, weights, floors and ceilings that can be met, and distinct lots."""
    size = draw(st.integers(0, most))
    weights = draw(st.lists(st.integers(0, 12), min_size=size, max_size=size))
    floors = draw(st.lists(st.integers(0, 12), min_size=size, max_size=size))
    room = draw(st.lists(st.integers(0, 40), min_size=size, max_size=size))
    lots = [draw_lot(str(draw(st.integers(0, 99))), str(i)) for i in range(size)]
    pot = sum(floors) + draw(st.integers(0, 150))
    return pot, weights, floors, [f + r for f, r in zip(floors, room, strict=True)], lots


@given(cases())
def test_the_fast_division_equals_the_definition(case):
    assert apportion(*case) == apportion_slowly(*case)


@given(cases())
def test_one_more_cent_in_the_pot_lowers_nobody(case):
    pot, *rest = case
    before, after = apportion(pot, *rest), apportion(pot + 1, *rest)
    assert all(a >= b for a, b in zip(after, before, strict=True))


@given(cases(), st.data())
def test_one_more_right_raises_nobody_else_and_never_lowers_its_owner(case, data):
    pot, weights, floors, ceilings, lots = case
    if not weights:
        return
    chosen = data.draw(st.integers(0, len(weights) - 1))
    more = [w + (i == chosen) for i, w in enumerate(weights)]
    before = apportion(pot, weights, floors, ceilings, lots)
    after = apportion(pot, more, floors, ceilings, lots)
    assert after[chosen] >= before[chosen]
    assert all(after[i] <= before[i] for i in range(len(weights)) if i != chosen)


@given(cases(), st.integers(1, 50))
def test_multiplying_all_rights_changes_nothing(case, factor):
    pot, weights, *rest = case
    assert apportion(pot, [w * factor for w in weights], *rest) == apportion(pot, weights, *rest)


@given(cases(), st.data())
def test_who_leaves_with_their_amount_changes_nothing_for_the_rest(case, data):
    pot, weights, floors, ceilings, lots = case
    if not weights:
        return
    out = data.draw(st.integers(0, len(weights) - 1))
    amounts = apportion(*case)
    stay = [i for i in range(len(weights)) if i != out]
    rest = [[column[i] for i in stay] for column in (weights, floors, ceilings, lots)]
    assert apportion(pot - amounts[out], *rest) == [amounts[i] for i in stay]


@given(cases())
def test_the_level_adds_up_to_the_pot(case):
    pot, weights, floors, ceilings, _ = case
    level = find_level(pot, weights, floors, ceilings)
    fills = [
        min(max((level or 0) * w, f), c) for w, f, c in zip(weights, floors, ceilings, strict=True)
    ]
    if level is None:
        most = sum(c if w else f for w, f, c in zip(weights, floors, ceilings, strict=True))
        assert most <= pot
    else:
        assert sum(fills) == pot


def test_equal_claims_are_settled_by_the_lot():
    assert apportion(1, [5, 5], [0, 0], [9, 9], ["b", "a"]) == [0, 1]


def test_weight_zero_stays_at_its_floor():
    assert apportion(10, [0, 1], [2, 0], [9, 5], ["a", "b"]) == [2, 5]


@pytest.mark.parametrize(
    ("pot", "weights", "floors", "ceilings", "lots"),
    [
        (1, [1], [2], [3], ["a"]),
        (9, [1], [3], [2], ["a"]),
        (9, [1, 1], [0, 0], [2, 2], ["a", "a"]),
        (9, [-1], [0], [2], ["a"]),
        (9, [1, 2], [0], [2], ["a"]),
    ],
)
def test_impossible_bounds_are_an_error(pot, weights, floors, ceilings, lots):
    with pytest.raises(ValueError, match=r"."):
        apportion(pot, weights, floors, ceilings, lots)


def test_the_lot_is_sha_256_over_seed_zero_and_id():
    assert draw_lot("seed", "a") == (
        "0a360ec6083529e6e03c992407b72d77238a7f8b857d4891a8f6c5fcb8d4c542"
    )
