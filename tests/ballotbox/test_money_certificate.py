"""The verifier's money check accepts every real result and finds every change to one."""

import copy
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.money_cases import EXAMPLE, EXAMPLE_RIGHTS, make_initiative, rounds
from voting.ballotbox.verify.money import check_money
from voting.domain.allocation import RoundMoney, allocate_round
from voting.domain.money_json import budgets_to_json, rules_to_json, to_json
from voting.domain.rules import AreaInput, BuurtInput, MoneyRules, Rule, Variant

SEED = "drawn in public"


def publish(money, tally):
    """Everything the verifier reads, as it comes out of the files."""
    inputs = {"rules": rules_to_json(money.rules), "budgets": budgets_to_json(money)}
    result = to_json(allocate_round(money, tally, SEED))
    return json.loads(json.dumps([inputs, tally, SEED, result]))


def list_leaves(data, path=()):
    """Every path to a string or a number."""
    if isinstance(data, dict):
        return [leaf for key, one in data.items() for leaf in list_leaves(one, (*path, key))]
    if isinstance(data, list):
        return [leaf for key, one in enumerate(data) for leaf in list_leaves(one, (*path, key))]
    return [path]


def get(data, path):
    for key in path:
        data = data[key]
    return data


def put(data, path, value):
    """A copy of `data` with another value at the path."""
    changed = copy.deepcopy(data)
    get(changed, path[:-1])[path[-1]] = value
    return changed


def mutate(value):
    """Other values of the same kind, then of other kinds."""
    if isinstance(value, int):
        return [value + 1, value - 1, str(value), 10**30, True]
    others = ["", "x", "paid_in_full", "1/3", "none", 5, [], {}, "\ud800"]
    return [other for other in others if other != value]


@given(rounds())
def test_every_generated_result_is_accepted(case):
    assert list(check_money(*publish(*case))) == []


@given(rounds(), st.data())
def test_every_change_of_a_leaf_of_the_result_is_found(case, data):
    inputs, tally, seed, result = publish(*case)
    path = data.draw(st.sampled_from(list_leaves(result)))
    for value in mutate(get(result, path)):
        assert list(check_money(inputs, tally, seed, put(result, path, value))), (path, value)


@pytest.mark.parametrize("rule", list(Rule))
@pytest.mark.parametrize("variant", list(Variant))
def test_every_change_of_every_leaf_of_the_worked_example_is_found(rule, variant):
    money = with_rules(rule, variant)
    inputs, tally, seed, result = publish(money, {"west": EXAMPLE_RIGHTS})
    assert list(check_money(inputs, tally, seed, result)) == []
    for path in list_leaves(result):
        for value in mutate(get(result, path)):
            assert list(check_money(inputs, tally, seed, put(result, path, value))), (path, value)


def with_rules(rule, variant):
    """The worked example under another rule."""
    old = EXAMPLE
    rules = MoneyRules(
        rule=rule, variant=variant, threshold=25, target_turnout=old.rules.target_turnout
    )
    return type(old)(old.round_id, rules, old.areas, old.base_formulas, old.base_amounts)


@given(rounds(), st.data())
def test_a_cent_moved_between_two_plans_is_found(case, data):
    inputs, tally, seed, result = publish(*case)
    area = data.draw(st.integers(0, len(result["areas"]) - 1))
    rows = result["areas"][area]["initiatives"]
    if len(rows) < 2:
        return
    giver = data.draw(st.integers(0, len(rows) - 1))
    taker = data.draw(st.integers(0, len(rows) - 1).filter(lambda row: row != giver))
    changed = copy.deepcopy(result)
    for row, cents in ((giver, -1), (taker, 1)):
        for key in ("awarded_cents", "payout_cents"):
            changed["areas"][area]["initiatives"][row][key] += cents
    assert list(check_money(inputs, tally, seed, changed))


@given(rounds(), st.data())
def test_another_tally_never_explains_the_published_rights(case, data):
    inputs, tally, seed, result = publish(*case)
    counts = [(area, one) for area, rights in tally.items() for one in rights]
    if not counts:
        return
    area, one = data.draw(st.sampled_from(counts))
    tally[area][one] += 1
    assert list(check_money(inputs, tally, seed, result))


@pytest.mark.parametrize("published", [0, 1, 399, 2**53 - 1])
def test_published_rights_that_the_tally_denies_are_found_without_a_crash(published):
    inputs, tally, seed, result = publish(EXAMPLE, {"west": EXAMPLE_RIGHTS})
    for place in range(len(EXAMPLE_RIGHTS)):
        path = ("areas", 0, "initiatives", place, "rights")
        found = check_money(inputs, tally, seed, put(result, path, published))
        assert "money-initiative" in {check for check, *_ in found}


@given(rounds(), st.data())
def test_many_well_formed_changes_at_once_are_found_without_a_crash(case, data):
    inputs, tally, seed, result = publish(*case)
    changed = copy.deepcopy(result)
    for path in data.draw(st.lists(st.sampled_from(list_leaves(result)), min_size=1, max_size=30)):
        old = get(result, path)
        numbers = st.sampled_from([0, 1, 5, 2**53 - 1]) | st.just(old)
        others = st.sampled_from([old, "0/1", "7/3", "none", "a", "forfeited", "withdrawn"])
        get(changed, path[:-1])[path[-1]] = data.draw(numbers if type(old) is int else others)
    assert bool(list(check_money(inputs, tally, seed, changed))) == (changed != result)


@given(rounds(), rounds())
def test_the_result_of_another_round_is_found_without_a_crash(case, other):
    inputs, tally, seed, result = publish(*case)
    another = publish(*other)[3]
    assert bool(list(check_money(inputs, tally, seed, another))) == (another != result)


@given(rounds(), st.data())
def test_malformed_inputs_are_findings_and_never_a_crash(case, data):
    everything = publish(*case)
    path = data.draw(st.sampled_from(list_leaves(everything)))
    cut = data.draw(st.integers(1, len(path)))
    others: list[object] = [
        None,
        1.5,
        True,
        -1,
        2**60,
        "",
        "0/0",
        "1/0",
        [],
        {},
        [[]],
        {"a": []},
        "x" * 999,
    ]
    for value in others:
        list(check_money(*put(everything, path[:cut], value)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(JSON, JSON, JSON, JSON)
def test_any_json_at_all_is_a_finding_and_never_a_crash(inputs, tally, seed, result):
    assert list(check_money(inputs, tally, seed, result))


def test_missing_and_unknown_keys_are_named():
    inputs, tally, seed, result = publish(EXAMPLE, {"west": EXAMPLE_RIGHTS})
    del result["areas"][0]["envelopes"][0]["price"]
    result["extra"] = 1
    found = {(check, where) for check, where, _, _ in check_money(inputs, tally, seed, result)}
    assert found == {
        ("money-schema", "result.extra"),
        ("money-schema", "result.areas[0].envelopes[0].price"),
    }


def test_a_plan_withdrawn_in_the_log_must_be_marked_in_the_result():
    inputs, tally, seed, result = publish(EXAMPLE, {"west": EXAMPLE_RIGHTS})
    assert list(check_money(inputs, tally, seed, result, withdrawn={"A4"}))


def test_a_drop_that_never_happened_is_found():
    inputs, tally, seed, result = publish(EXAMPLE, {"west": EXAMPLE_RIGHTS})
    envelope = result["areas"][0]["envelopes"][1]
    envelope["drops"] = [{"initiative": "B2", "level": "617297/350", "offered_cents": 352741}]
    checks = {check for check, _, _, _ in check_money(inputs, tally, seed, result)}
    assert "money-drop" in checks


def test_an_unequal_price_for_a_right_names_the_payout():
    inputs, tally, seed, result = publish(EXAMPLE, {"west": EXAMPLE_RIGHTS})
    rows = {row["id"]: row for row in result["areas"][0]["initiatives"]}
    rows["B1"]["awarded_cents"] += 100
    rows["B1"]["payout_cents"] += 100
    rows["B2"]["awarded_cents"] -= 100
    rows["B2"]["payout_cents"] -= 100
    assert "money-payout" in {check for check, *_ in check_money(inputs, tally, seed, result)}


def test_five_hundred_plans_are_checked():
    plans = tuple(make_initiative(f"A{n}", 10_000 + n, 5_000 + n) for n in range(500))
    area = AreaInput("west", 1_000_000, 5000, (BuurtInput("A", 1),), plans)
    rules = MoneyRules(target_turnout=Fraction(1, 100))
    rights = {f"A{n}": 10 + n * n % 97 for n in range(500)}
    published = publish(RoundMoney("r", rules, (area,)), {"west": rights})
    assert list(check_money(*published)) == []
