"""Check the base package: its formulas by certificate, its totals by adding up."""

from collections.abc import Iterator
from typing import Any

from voting.ballotbox.verify.money_exact import (
    Row,
    find_wrong_division,
    floor_of,
    hash_lot,
    mix_weights,
    read_fraction,
)

Finding = tuple[str, str, str, str]


def check_base(budgets: dict[str, Any], result: dict[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with the base package; both arguments have the right shape."""
    formulas = budgets["base_formulas"]
    expected = [(one["sector"], b["buurt"]) for one in formulas for b in one["buurten"]]
    got = [(row["sector"], row["buurt"]) for row in result["base_shares"]]
    if expected != got:
        yield "money-base", "base_shares", f"{len(expected)} rows as frozen", f"{len(got)} rows"
        return
    start = 0
    for formula in formulas:
        rows = result["base_shares"][start : start + len(formula["buurten"])]
        start += len(rows)
        yield from _check_formula(formula, rows, budgets["round_id"])
    totals: dict[tuple[str, str], int] = {}
    for row in result["base_shares"]:
        cents = row["floor_cents"] + row["resident_cents"] + row["need_cents"]
        _add(totals, row, cents)
    for row in budgets["base_amounts"]:
        _add(totals, row, row["amount_cents"])
    sums = [{"sector": s, "buurt": b, "amount_cents": c} for (s, b), c in sorted(totals.items())]
    if sums != result["base_totals"]:
        yield "money-base", "base_totals", "the sum by sector and buurt", "another sum"


def _add(totals: dict[tuple[str, str], int], row: dict[str, Any], cents: int) -> None:
    place = (row["sector"], row["buurt"])
    totals[place] = totals.get(place, 0) + cents


def _check_formula(
    formula: dict[str, Any], rows: list[dict[str, Any]], round_id: str
) -> Iterator[Finding]:
    where = f"base_shares.{formula['sector']}"
    buurten = formula["buurten"]
    people = [one["population"] for one in buurten]
    needs = [one["population"] * one["need_index"] for one in buurten]
    guarantee = formula["guarantee_cents"]
    floors = [max(formula["floor_cents"], guarantee * count) for count in people]
    for floor, row in zip(floors, rows, strict=True):
        if row["floor_cents"] != floor:
            yield "money-base", f"{where}.{row['buurt']}", str(floor), str(row["floor_cents"])
    rest = formula["budget_cents"] - sum(floors)
    share = read_fraction(formula["resident_share"])
    by_people = [row["resident_cents"] for row in rows]
    by_need = [row["need_cents"] for row in rows]
    lots = [hash_lot(round_id, one["buurt"]) for one in buurten]
    if guarantee:
        if any(by_need):
            yield "money-base", where, "no separate part by need", "one"
        amounts = [floor + cents for floor, cents in zip(floors, by_people, strict=True)]
        divisions = [(formula["budget_cents"], mix_weights(share, people, needs), floors, amounts)]
    else:
        first = floor_of(share * rest)
        zeros = [0] * len(rows)
        divisions = [(first, people, zeros, by_people), (rest - first, needs, zeros, by_need)]
    for pot, weights, lows, amounts in divisions:
        columns = zip(buurten, weights, lows, amounts, lots, strict=True)
        wrong = find_wrong_division(
            pot, [Row(b["buurt"], w, low, pot, x, lot) for b, w, low, x, lot in columns]
        )
        if wrong:
            yield "money-base", f"{where}.{wrong[0]}", wrong[1], wrong[2]
