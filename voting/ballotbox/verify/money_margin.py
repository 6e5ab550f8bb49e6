"""How many rights would have changed who is funded: a yardstick for faults, not a proof.

It looks at one plan at a time, at the published prices. Moving rights also moves prices and
envelopes, so the true number can differ; `docs/money.md` says so.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from voting.ballotbox.verify.money_exact import read_fraction

Json = dict[str, Any]


def find_smallest_margin(rules: Json, area: Json) -> int | None:
    """Return the fewest rights that would fund another plan, or one less; None if there is none.

    `rules` is `rules.json`, `area` an area of a `result.json` without findings.
    """
    if area["status"] != "opened":
        return None
    return min(_list_margins(rules, area), default=None)


def _list_margins(rules: Json, area: Json) -> Iterator[int]:
    for envelope in area["envelopes"]:
        rows = [
            row
            for row in area["initiatives"]
            if row["buurt"] == envelope["buurt"] and row["reason"] != "withdrawn"
        ]
        for row in rows:
            need = max(1, rules["threshold"], *_list_needs(area, envelope, row))
            if row["awarded_cents"]:
                yield row["rights"] - need + 1
            elif row["rights"] < need:
                yield need - row["rights"]
        if rules["rule"] == "ranking":
            yield from _list_gaps(envelope, {row["id"]: row for row in rows})


def _list_needs(area: Json, envelope: Json, row: Json) -> Iterator[int]:
    """Yield the rights that the minimum needs: under the ceiling, at the price, at its drop."""
    floor = max(1, row["minimum_cents"])
    levels = [one["level"] for one in envelope["drops"] if one["initiative"] == row["id"]]
    for price in (area["ceiling_price"], *(levels or [envelope["price"]])):
        if price not in ("none", "0/1"):
            yield _round_up(floor / read_fraction(price))


def _list_gaps(envelope: Json, rows: dict[str, Json]) -> Iterator[int]:
    """Yield the smallest lead over each plan that did not fit, of the funded ones above it."""
    lead: int | None = None
    for name in envelope["ranking"]:
        if rows[name]["awarded_cents"]:
            lead = rows[name]["rights"]
        elif lead is not None:
            yield max(1, lead - rows[name]["rights"])


def _round_up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
