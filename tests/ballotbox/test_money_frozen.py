"""Set-up, catalogue and money of a round must tell one story."""

import copy

import pytest

from tests.domain.money_cases import EXAMPLE
from voting.ballotbox.verify.money_frozen import check_frozen
from voting.domain.money_json import budgets_to_json, rules_to_json

INPUTS = {"rules": rules_to_json(EXAMPLE.rules), "budgets": budgets_to_json(EXAMPLE)}
SETUP = {
    "round": "round-1",
    "rights": 5,
    "areas": [{"area": "AAAA", "slug": "west", "entitled": 2500}],
}
SHOWN = ("id", "buurt", "sector", "theme", "ask_cents", "minimum_cents")
CATALOGUE = {
    "initiatives": [
        {"area": "AAAA", **{key: plan[key] for key in SHOWN}}
        for plan in INPUTS["budgets"]["areas"][0]["initiatives"]
    ]
}


def find(setup=SETUP, catalogue=CATALOGUE, inputs=INPUTS):
    return [where for _, where, _, _ in check_frozen(setup, catalogue, inputs)]


def test_files_of_one_round_agree():
    assert find() == []


@pytest.mark.parametrize(
    ("key", "value", "where"),
    [
        ("round", "round-2", ["round_id"]),
        ("rights", 6, ["rights"]),
        ("areas", [{"area": "AAAA", "slug": "west", "entitled": 2501}], ["areas.west.entitled"]),
    ],
)
def test_another_set_up_is_found(key, value, where):
    assert find(setup={**SETUP, key: value}) == where


@pytest.mark.parametrize("key", SHOWN[1:])
def test_a_plan_that_residents_read_differently_is_found(key):
    catalogue = copy.deepcopy(CATALOGUE)
    catalogue["initiatives"][0][key] = "another"
    assert find(catalogue=catalogue) == [f"A1.{key}"]


def test_plans_on_one_list_only_are_found():
    fewer = {"initiatives": CATALOGUE["initiatives"][1:]}
    more = {"initiatives": [*CATALOGUE["initiatives"], {"id": "Z9"}]}
    assert (find(catalogue=fewer), find(catalogue=more)) == (["A1"], ["Z9"])


@pytest.mark.parametrize("data", [None, [], {"initiatives": 5}, {"initiatives": [1, {"id": []}]}])
def test_something_else_than_a_catalogue_is_found_without_a_crash(data):
    assert len(find(catalogue=data)) == len(CATALOGUE["initiatives"])
    assert find(inputs=data) == []
