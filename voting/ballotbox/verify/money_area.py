"""Check one voting area: its plans, its envelopes and its sums."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from voting.ballotbox.verify.money_division import check_ranking, check_redemption
from voting.ballotbox.verify.money_exact import (
    Row,
    find_wrong_division,
    floor_of,
    hash_lot,
    mix_weights,
    read_fraction,
    write_fraction,
)
from voting.ballotbox.verify.money_schema import compare

Finding = tuple[str, str, str, str]
Facts = dict[str, Any]
Json = dict[str, Any]

RUNNING = "running"  # no reason yet: it takes part in the division of its envelope
WITHOUT_WEIGHT = ("withdrawn", "no_rights", "below_threshold")


def check_area(facts: Facts, own: Json) -> Iterator[Finding]:
    """Yield what is wrong with an area's record.

    `facts` are the frozen input of the area, rules, round id, seed, its tally (None: not
    opened), and the withdrawn and forfeited ids. Everything has the right shape.
    """
    area = facts["area"]
    price = find_ceiling_price(facts)
    yield from compare("money-area", "ceiling_price", write_fraction(price), own["ceiling_price"])
    status = "too_few_issuances" if facts["tally"] is None else "opened"
    yield from compare("money-area", "status", status, own["status"])
    yield from compare("money-area", "entitled", area["entitled"], own["entitled"])
    expected = [one["id"] for one in area["initiatives"]]
    got = [row["id"] for row in own["initiatives"]]
    if expected != got:
        yield "money-area", "initiatives", " ".join(expected)[:200], " ".join(got)[:200]
        return
    reasons = {one["id"]: _judge(facts, one, price) for one in area["initiatives"]}
    rows = []
    for one, row in zip(area["initiatives"], own["initiatives"], strict=True):
        truth = _list_truth(facts, one, price)
        for key, value in truth.items():
            yield from compare("money-initiative", f"{one['id']}.{key}", value, row[key])
        payout = 0 if one["id"] in facts["forfeited"] else row["awarded_cents"]
        yield from compare(
            "money-initiative", f"{one['id']}.payout_cents", payout, row["payout_cents"]
        )
        rows.append({**row, **truth})
    own = {**own, "initiatives": rows}  # from here on the published facts are the true ones
    yield from _check_orders(facts, own)
    yield from _check_envelopes(facts, own, reasons)
    yield from _check_totals(own, rows, "")
    yield from _check_balance(facts, own)


def find_ceiling_price(facts: Facts) -> Fraction | None:
    """Return pot / (rights * entitled * target turnout); None under `ranking`."""
    rules, area = facts["rules"], facts["area"]
    if rules["rule"] == "ranking":
        return None
    full = rules["rule"] == "fixed_price"
    turnout = Fraction(1) if full else read_fraction(rules["target_turnout"])
    price: Fraction = area["pot_cents"] / (rules["rights"] * area["entitled"] * turnout)
    return price


def _count_rights(facts: Facts, one: Json) -> int:
    rights: int = (facts["tally"] or {}).get(one["id"], 0)
    return rights


def _find_cap(facts: Facts, one: Json, price: Fraction | None) -> int:
    ask: int = one["ask_cents"]
    return ask if price is None else min(ask, floor_of(price * _count_rights(facts, one)))


def _judge(facts: Facts, one: Json, price: Fraction | None) -> str:
    """Return the reason of an initiative that falls out before the division, or RUNNING."""
    rights = _count_rights(facts, one)
    if one["withdrawn"] or one["id"] in facts["withdrawn"]:
        return "withdrawn"
    if not rights:
        return "no_rights"
    if rights < facts["rules"]["threshold"]:
        return "below_threshold"
    if price is not None and _find_cap(facts, one, price) < max(1, one["minimum_cents"]):
        return "minimum_above_ceiling"
    return RUNNING


def _list_truth(facts: Facts, one: Json, price: Fraction | None) -> Json:
    """Return what a plan's row must say before the division, from inputs and tally alone."""
    return {
        **{key: one[key] for key in ("buurt", "sector", "theme", "ask_cents", "minimum_cents")},
        "rights": _count_rights(facts, one),
        "cap_cents": _find_cap(facts, one, price),
        "lot": hash_lot(facts["seed"], one["id"]),
    }


def _check_orders(facts: Facts, own: Json) -> Iterator[Finding]:
    area = facts["area"]
    ids = [one["id"] for one in area["initiatives"]]
    buurten = [one["id"] for one in area["buurten"]]
    lots = sorted(ids, key=lambda one: hash_lot(facts["seed"], one))
    buurt_lots = sorted(buurten, key=lambda one: hash_lot(facts["round_id"], one))
    if own["lot_order"] != lots:
        yield "money-lot", "lot_order", " ".join(lots)[:200], " ".join(own["lot_order"])[:200]
    if own["buurt_lot_order"] != buurt_lots:
        yield "money-lot", "buurt_lot_order", " ".join(buurt_lots)[:200], "another order"


def _check_envelopes(facts: Facts, own: Json, reasons: dict[str, str]) -> Iterator[Finding]:
    area, rules = facts["area"], facts["rules"]
    expected = [one["id"] for one in area["buurten"]]
    got = [envelope["buurt"] for envelope in own["envelopes"]]
    if expected != got:
        yield "money-envelope", "envelopes", " ".join(expected)[:200], " ".join(got)[:200]
        return
    keys = [one["key_weight"] for one in area["buurten"]]
    rights = [_count_buurt(facts, one["id"], reasons) for one in area["buurten"]]
    weights = mix_weights(read_fraction(rules["sigma"]), keys, rights)
    rows = []
    for envelope, key, count, weight in zip(own["envelopes"], keys, rights, weights, strict=True):
        name, share = envelope["buurt"], Fraction(key, sum(keys))
        low, high = _find_band(facts, share)
        values = {
            "key_weight": key,
            "share": write_fraction(share),
            "rights": count,
            "floor_cents": low,
            "ceiling_cents": high,
        }
        for field, value in values.items():
            yield from compare("money-envelope", f"{name}.{field}", value, envelope[field])
        lot = hash_lot(facts["round_id"], name)
        rows.append(Row(name, weight, low, high, envelope["envelope_cents"], lot))
    wrong = find_wrong_division(area["pot_cents"], rows)
    if wrong:
        yield "money-envelope", wrong[0], wrong[1], wrong[2]
    for envelope in own["envelopes"]:
        yield from _check_envelope(facts, own, envelope, reasons)


def _find_band(facts: Facts, share: Fraction) -> tuple[int, int]:
    """Return the least and the most an envelope with this key share may hold."""
    pot, rules = facts["area"]["pot_cents"], facts["rules"]
    low = floor_of(read_fraction(rules["phi"]) * pot * share)
    if rules["kappa"] == "none":
        return low, pot
    return low, min(pot, floor_of(read_fraction(rules["kappa"]) * pot * share))


def _count_buurt(facts: Facts, buurt: str, reasons: dict[str, str]) -> int:
    return sum(
        _count_rights(facts, one)
        for one in facts["area"]["initiatives"]
        if one["buurt"] == buurt and reasons[one["id"]] not in WITHOUT_WEIGHT
    )


def _check_envelope(
    facts: Facts, own: Json, envelope: Json, reasons: dict[str, str]
) -> Iterator[Finding]:
    name = envelope["buurt"]
    here = [row for row in own["initiatives"] if row["buurt"] == name]
    running = [row for row in here if reasons[row["id"]] == RUNNING]
    final = {row["id"]: reasons[row["id"]] for row in here}
    for row in here:
        if reasons[row["id"]] != RUNNING and row["awarded_cents"]:
            yield "money-payout", f"{row['id']}.awarded_cents", "0", str(row["awarded_cents"])
    if facts["rules"]["rule"] == "ranking":
        yield from check_ranking(facts["rules"]["variant"], envelope, running)
    else:
        yield from check_redemption(envelope, running)
        for drop in envelope["drops"]:
            if final.get(drop["initiative"]) == RUNNING:
                final[drop["initiative"]] = "minimum_not_reached"
    for row in here:
        yield from compare(
            "money-reason", row["id"], _find_reason(facts, row, final[row["id"]]), row["reason"]
        )
    paid = sum(row["payout_cents"] for row in here)
    yield from compare("money-balance", f"{name}.paid_cents", paid, envelope["paid_cents"])
    reserve = envelope["envelope_cents"] - paid
    yield from compare("money-balance", f"{name}.reserve_cents", reserve, envelope["reserve_cents"])
    yield from _check_totals(envelope, here, f"{name}.")


def _find_reason(facts: Facts, row: Json, reason: str) -> str:
    if facts["tally"] is None:
        return "not_opened"
    if reason != RUNNING:
        return reason
    if not row["awarded_cents"]:
        return "does_not_fit"
    if row["id"] in facts["forfeited"]:
        return "forfeited"
    return "paid_in_full" if row["awarded_cents"] == row["ask_cents"] else "paid_in_part"


def _check_totals(own: Json, rows: list[Json], where: str) -> Iterator[Finding]:
    for field in ("sector", "theme"):
        expected = []
        for name in sorted({row[field] for row in rows}):
            part = [row for row in rows if row[field] == name]
            expected.append(
                {
                    "name": name,
                    "initiatives": len(part),
                    "rights": sum(r["rights"] for r in part if r["reason"] != "withdrawn"),
                    "payout_cents": sum(r["payout_cents"] for r in part),
                }
            )
        if own[f"{field}s"] != expected:
            yield "money-totals", f"{where}{field}s", "the sum of the initiatives", "another sum"


def _check_balance(facts: Facts, own: Json) -> Iterator[Finding]:
    rows, envelopes = own["initiatives"], own["envelopes"]
    expected = {
        "pot_cents": facts["area"]["pot_cents"],
        "paid_cents": sum(row["payout_cents"] for row in rows),
        "reserve_cents": sum(one["reserve_cents"] for one in envelopes),
        "equalisation_cents": facts["area"]["pot_cents"]
        - sum(one["envelope_cents"] for one in envelopes),
    }
    for key, value in expected.items():
        yield from compare("money-balance", f"balance.{key}", value, own["balance"][key])
    withdrawn = sum(row["rights"] for row in rows if row["reason"] == "withdrawn")
    counted = sum(row["rights"] for row in rows) - withdrawn
    yield from compare("money-totals", "rights_counted", counted, own["rights_counted"])
    yield from compare("money-totals", "rights_withdrawn", withdrawn, own["rights_withdrawn"])
