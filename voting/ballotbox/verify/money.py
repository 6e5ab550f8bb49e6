"""Check the money of a published round by certificate, from the published JSON alone.

Reads `rules.json`, `budgets.json`, the tally, the seed, the withdrawals in the log, and
`result.json`. A finding is (check id, where, expected, got). Malformed input never raises.
"""

from collections.abc import Collection, Iterator
from typing import Any

from voting.ballotbox.verify.money_area import check_area
from voting.ballotbox.verify.money_base import check_base
from voting.ballotbox.verify.money_exact import read_fraction
from voting.ballotbox.verify.money_schema import (
    BUDGETS,
    LARGEST,
    RESULT,
    RULES,
    compare,
    find_misfits,
    show,
)

Finding = tuple[str, str, str, str]


def check_money(
    inputs: Any,
    tally: Any,
    seed: Any,
    result: Any,
    withdrawn: Collection[str] = (),
    forfeited: Collection[str] = (),
) -> Iterator[Finding]:
    """Yield everything that is wrong with a round's money; nothing means that it is right.

    The first four are parsed JSON of any shape. `inputs` is {"rules": ..., "budgets": ...}, the
    two files; `tally` is rights by initiative by area, opened areas only, both by the ids of
    `budgets.json`; `withdrawn` and `forfeited` are initiative ids.
    """
    shapes = list(_check_shapes(inputs, tally, seed, result))
    if shapes:
        yield from shapes
        return
    rules, budgets = inputs["rules"], inputs["budgets"]
    wrong = list(_check_inputs(rules, budgets, tally))
    if wrong:
        yield from wrong
        return
    yield from compare("money-result", "round_id", budgets["round_id"], result["round_id"])
    yield from compare("money-result", "seed", seed, result["seed"])
    yield from check_base(budgets, result)
    ids = [area["id"] for area in budgets["areas"]]
    found = [area["id"] for area in result["areas"]]
    if ids != found:
        yield "money-result", "areas", " ".join(ids)[:200], " ".join(found)[:200]
        return
    for area, own in zip(budgets["areas"], result["areas"], strict=True):
        facts = {
            "rules": rules,
            "round_id": budgets["round_id"],
            "seed": seed,
            "area": area,
            "tally": tally.get(area["id"]),
            "withdrawn": frozenset(withdrawn),
            "forfeited": frozenset(forfeited),
        }
        for check, where, expected, got in check_area(facts, own):
            yield check, f"{area['id']}.{where}", expected, got
    yield from _check_sums(result)


def _check_shapes(inputs: object, tally: object, seed: object, result: object) -> Iterator[Finding]:
    for where, expected, got in find_misfits(
        {"rules": RULES, "budgets": BUDGETS}, inputs, "inputs"
    ):
        yield "money-inputs", where, expected, got
    for where, expected, got in find_misfits(RESULT, result, "result"):
        yield "money-schema", where, expected, got
    for where, expected, got in find_misfits("text", seed, "seed"):
        yield "money-inputs", where, expected, got
    if not isinstance(tally, dict):
        yield "money-inputs", "tally", "an object", show(tally)
        return
    for area, counts in tally.items():
        if not isinstance(counts, dict):
            yield "money-inputs", f"tally.{show(area)}", "an object", show(counts)
            continue
        for initiative, rights in counts.items():
            if type(rights) is not int or not 0 <= rights <= LARGEST:
                yield "money-inputs", f"tally.{show(initiative)}", "whole", show(rights)


def _check_inputs(
    rules: dict[str, Any], budgets: dict[str, Any], tally: dict[str, Any]
) -> Iterator[Finding]:
    """Check what a shape cannot say: bounds between fields, ids once, references that exist."""
    if rules["target_turnout"] == "0/1":
        yield "money-inputs", "rules.target_turnout", "above zero", "0/1"
    if rules["kappa"] != "none":
        kappa = read_fraction(rules["kappa"])
        if kappa < 1 or max(kappa.numerator, kappa.denominator) > 10**9 - 1:
            yield "money-inputs", "rules.kappa", "at least one, at most nine digits", rules["kappa"]
    areas = budgets["areas"]
    lists = {
        "areas": [area["id"] for area in areas],
        "buurten": [one["id"] for area in areas for one in area["buurten"]],
        "initiatives": [one["id"] for area in areas for one in area["initiatives"]],
        "base_formulas": [one["sector"] for one in budgets["base_formulas"]],
    }
    for name, ids in lists.items():
        if len(set(ids)) != len(ids):
            yield "money-inputs", f"budgets.{name}", "every id once", "twice"
    for area in areas:
        yield from _check_area_input(area, tally)
    for area_id in tally:
        if area_id not in lists["areas"]:
            yield "money-inputs", f"tally.{show(area_id)}", "an area of the round", "unknown"
    for formula in budgets["base_formulas"]:
        yield from _check_formula(formula)


def _check_area_input(area: dict[str, Any], tally: dict[str, Any]) -> Iterator[Finding]:
    where = f"budgets.{area['id']}"
    buurten = {one["id"] for one in area["buurten"]}
    if not buurten:
        yield "money-inputs", where, "at least one buurt", "none"
    for one in area["initiatives"]:
        if one["buurt"] not in buurten:
            yield "money-inputs", f"{where}.{one['id']}", "a buurt of the area", one["buurt"]
        if one["minimum_cents"] > one["ask_cents"]:
            yield "money-inputs", f"{where}.{one['id']}", "minimum at most the ask", "more"
    known = {one["id"] for one in area["initiatives"]}
    for initiative in tally.get(area["id"], {}):
        if initiative not in known:
            yield "money-inputs", f"{where}.tally", "an initiative of the area", show(initiative)


def _check_formula(formula: dict[str, Any]) -> Iterator[Finding]:
    where = f"budgets.base_formulas.{formula['sector']}"
    ids = [one["buurt"] for one in formula["buurten"]]
    if len(set(ids)) != len(ids):
        yield "money-inputs", where, "every buurt once", "twice"
    if not sum(one["population"] * one["need_index"] for one in formula["buurten"]):
        yield "money-inputs", where, "residents and need", "none"
    guarantee = formula["guarantee_cents"]
    floors = [max(formula["floor_cents"], guarantee * b["population"]) for b in formula["buurten"]]
    if sum(floors) > formula["budget_cents"]:
        yield "money-inputs", where, f"floors at most {formula['budget_cents']}", str(sum(floors))


def _check_sums(result: dict[str, Any]) -> Iterator[Finding]:
    themes: dict[str, dict[str, Any]] = {}
    for row in (row for area in result["areas"] for row in area["themes"]):
        total = themes.setdefault(
            row["name"], {"name": row["name"], "initiatives": 0, "rights": 0, "payout_cents": 0}
        )
        for key in ("initiatives", "rights", "payout_cents"):
            total[key] += row[key]
    expected = [themes[name] for name in sorted(themes)]
    if expected != result["themes"]:
        yield "money-totals", "themes", "the sum of the areas", "another sum"
    for key, got in result["balance"].items():
        total_cents = sum(area["balance"][key] for area in result["areas"])
        yield from compare("money-balance", f"balance.{key}", total_cents, got)
