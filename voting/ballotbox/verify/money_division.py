"""Check what one envelope pays: by certificate, each drop by its exact level, ranking by replay."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from voting.ballotbox.verify.money_exact import (
    Row,
    find_wrong_division,
    floor_of,
    is_level,
    read_fraction,
    write_fraction,
)
from voting.ballotbox.verify.money_schema import compare

Finding = tuple[str, str, str, str]
Json = dict[str, Any]


def check_ranking(variant: str, envelope: Json, running: list[Json]) -> Iterator[Finding]:
    """Replay the ranking from the top; `running` are the plans that take part."""
    name = envelope["buurt"]
    ranked = sorted(running, key=lambda row: (-row["rights"], row["ask_cents"], row["lot"]))
    order = [row["id"] for row in ranked]
    if envelope["ranking"] != order:
        yield "money-ranking", f"{name}.ranking", " ".join(order)[:200], "another order"
    left, ended = envelope["envelope_cents"], False
    for row in ranked:
        amount = 0
        if not ended and row["ask_cents"] <= left:
            amount = row["ask_cents"]
        elif not ended and variant != "skip":
            amount = left if variant == "partial_last" else 0
            ended = True
        left -= amount
        yield from compare(
            "money-ranking", f"{row['id']}.awarded_cents", amount, row["awarded_cents"]
        )
    if envelope["drops"]:
        yield "money-drop", f"{name}.drops", "none", str(len(envelope["drops"]))
    for key, value in (("price", "none"), ("price_low", "0/1"), ("price_high", "none")):
        yield from compare("money-price", f"{name}.{key}", value, envelope[key])


def check_redemption(envelope: Json, running: list[Json]) -> Iterator[Finding]:
    """Check each drop by its level, then what is left by the price and the last cents."""
    name, cents = envelope["buurt"], envelope["envelope_cents"]
    if envelope["ranking"]:
        yield "money-ranking", f"{name}.ranking", "empty", str(len(envelope["ranking"]))
    staying = sorted(running, key=lambda r: (Fraction(_floor(r), r["rights"]), r["lot"]))
    for drop in envelope["drops"]:
        misfit = _find_wrong_drop(drop, staying, cents)
        if misfit:
            yield "money-drop", f"{name}.{drop['initiative']}", *misfit
            return
        dropped = staying.pop()
        yield from compare("money-payout", dropped["id"], 0, dropped["awarded_cents"])
    yield from _check_price(envelope, staying)
    wrong = find_wrong_division(cents, [_make_row(plan) for plan in staying])
    if wrong:
        yield "money-payout", f"{name}.{wrong[0]}", wrong[1], wrong[2]
    for key, value in zip(("price_low", "price_high"), _find_interval(staying), strict=True):
        yield from compare("money-price", f"{name}.{key}", write_fraction(value), envelope[key])


def _make_row(plan: Json) -> Row:
    return Row(
        plan["id"],
        plan["rights"],
        _floor(plan),
        plan["cap_cents"],
        plan["awarded_cents"],
        plan["lot"],
    )


def _find_interval(staying: list[Json]) -> tuple[Fraction, Fraction | None]:
    rows = [_make_row(plan) for plan in staying]
    lows = [Fraction(2 * r.amount - 1, 2 * r.weight) for r in rows if r.amount > r.floor]
    highs = [Fraction(2 * r.amount + 1, 2 * r.weight) for r in rows if r.amount < r.ceiling]
    return max(lows, default=Fraction(0)), min(highs, default=None)


def _find_wrong_drop(drop: Json, staying: list[Json], cents: int) -> tuple[str, str] | None:
    """Return (expected, got) when this is not the next drop with its exact level."""
    if not staying or staying[-1]["id"] != drop["initiative"]:
        return (staying[-1]["id"] if staying else "nobody"), drop["initiative"]
    level, last = read_fraction(drop["level"]), staying[-1]
    weights = [row["rights"] for row in staying]
    caps = [row["cap_cents"] for row in staying]
    if sum(caps) <= cents or not is_level(level, cents, weights, caps):
        return "the level that fills the envelope", drop["level"]
    if level * last["rights"] >= _floor(last):
        return "a level too low for its minimum", drop["level"]
    offered = floor_of(level * last["rights"])
    if offered != drop["offered_cents"]:
        return str(offered), str(drop["offered_cents"])
    return None


def _check_price(envelope: Json, staying: list[Json]) -> Iterator[Finding]:
    where, cents = f"{envelope['buurt']}.price", envelope["envelope_cents"]
    weights = [row["rights"] for row in staying]
    caps = [row["cap_cents"] for row in staying]
    if sum(caps) <= cents:
        yield from compare("money-price", where, "none", envelope["price"])
        return
    if envelope["price"] == "none":
        yield "money-price", where, "a price", "none"
        return
    price = read_fraction(envelope["price"])
    if not is_level(price, cents, weights, caps):
        yield "money-price", where, "the level that fills the envelope", envelope["price"]
    elif price * staying[-1]["rights"] < _floor(staying[-1]):
        yield "money-drop", where, f"{staying[-1]['id']} dropped", "kept"


def _floor(row: Json) -> int:
    minimum: int = row["minimum_cents"]
    return max(1, minimum)
