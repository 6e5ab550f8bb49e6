"""Money as JSON: the same back, only safe types, and nothing else accepted."""

import json
from fractions import Fraction

import pytest
from hypothesis import given

from tests.domain.money_cases import EXAMPLE, EXAMPLE_AREA, EXAMPLE_RIGHTS, rounds
from voting.domain.allocation import allocate_round
from voting.domain.errors.money import FloorsExceedBudget, InvalidMoneyInput
from voting.domain.money_json import (
    area_input_from_json,
    area_input_to_json,
    budgets_to_json,
    from_json,
    money_from_json,
    rules_from_json,
    rules_to_json,
    to_json,
)
from voting.domain.packages import BaseFormula, BuurtNeed
from voting.domain.rules import BuurtInput, MoneyRules


def list_values(data):
    """Every value, containers included."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [data, *(one for part in inner for one in list_values(part))]


@given(rounds())
def test_a_recount_from_the_published_files_equals_the_stored_result(case):
    money, tally = case
    files = json.dumps([rules_to_json(money.rules), budgets_to_json(money)])
    stored = to_json(allocate_round(money, tally, "seed"))
    again = money_from_json(*json.loads(files))
    assert again == money
    assert to_json(allocate_round(again, tally, "seed")) == stored
    assert to_json(from_json(json.loads(json.dumps(stored)))) == stored


@given(rounds())
def test_only_objects_lists_strings_and_safe_whole_numbers_are_written(case):
    money, tally = case
    written = [budgets_to_json(money), to_json(allocate_round(money, tally, "seed"))]
    for value in list_values(written):
        assert type(value) in (dict, list, str, int)
        assert type(value) is not int or 0 <= value < 2**53


def test_fractions_are_strings_in_lowest_terms():
    written = rules_to_json(MoneyRules(phi=Fraction(2, 4), kappa=None))
    assert (written["phi"], written["kappa"], written["sigma"]) == ("1/2", "none", "0/1")


def test_an_area_comes_back_as_it_was():
    assert area_input_from_json(area_input_to_json(EXAMPLE_AREA)) == EXAMPLE_AREA


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("phi", "2/4"),
        ("phi", 0.5),
        ("phi", "3/2"),
        ("phi", "1/0"),
        ("kappa", "1/2"),
        ("target_turnout", "0/1"),
        ("rights", True),
        ("rights", 0),
        ("threshold", -1),
        ("threshold", "0"),
        ("rule", "lottery"),
        ("rule", None),
        ("extra", 1),
        ("format", "buurtrechten/rules/v2"),
        ("sigma", "1/10000000000"),
    ],
)
def test_wrong_parameters_are_refused(key, value):
    with pytest.raises(InvalidMoneyInput):
        rules_from_json({**rules_to_json(MoneyRules()), key: value})


@pytest.mark.parametrize("data", [None, [], "x", {}, {"format": "buurtrechten/result/v1"}])
def test_something_else_is_not_a_result(data):
    with pytest.raises(InvalidMoneyInput):
        from_json(data)


def test_a_result_with_a_wrong_type_inside_is_refused():
    written = to_json(allocate_round(EXAMPLE, {"west": EXAMPLE_RIGHTS}, "seed"))
    written["areas"][0]["envelopes"] = {}
    with pytest.raises(InvalidMoneyInput):
        from_json(written)


def test_floors_above_the_budget_are_refused():
    with pytest.raises(FloorsExceedBudget) as refused:
        BaseFormula("safety", 99, 50, Fraction(1), (BuurtNeed("A", 1, 1), BuurtNeed("B", 1, 1)))
    assert (refused.value.floors_cents, refused.value.budget_cents) == (100, 99)


@pytest.mark.parametrize(("name", "weight"), [("", 1), ("a b", 1), ("x" * 64, 1), ("a", 0)])
def test_ids_and_key_weights_have_bounds(name, weight):
    with pytest.raises(InvalidMoneyInput):
        BuurtInput(name, weight)
