"""The exact shape of the money files: keys, types and bounds, before anything is computed.

A shape is a kind (a string), a list of one shape, a mapping of keys to shapes, or a tuple of
the strings allowed. `docs/money.md` gives the same in words.
"""

import re
from collections.abc import Iterator
from math import gcd
from typing import Any

Misfit = tuple[str, str, str]  # where, expected, got
Finding = tuple[str, str, str, str]  # check id, where, expected, got

LARGEST = 2**53 - 1
_BOUNDS = {"whole": (0, LARGEST), "positive": (1, LARGEST), "flag": (0, 1)}
_PATTERNS = {"id": re.compile(r"[A-Za-z0-9._-]{1,63}"), "lot": re.compile(r"[0-9a-f]{64}")}
_FRACTION = re.compile(r"(0|[1-9][0-9]{0,39})/([1-9][0-9]{0,39})")

AREA_INPUT = {
    "id": "id",
    "pot_cents": "whole",
    "entitled": "positive",
    "buurten": [{"id": "id", "key_weight": "positive"}],
    "initiatives": [
        {
            "id": "id",
            "buurt": "id",
            "sector": "id",
            "theme": "id",
            "ask_cents": "positive",
            "minimum_cents": "whole",
            "withdrawn": "flag",
        }
    ],
}
RULES = {
    "format": ("buurtrechten/rules/v1",),
    "rule": ("redemption", "fixed_price", "ranking"),
    "variant": ("skip", "stop", "partial_last"),
    "rights": "positive",
    "threshold": "whole",
    "target_turnout": "share",
    "sigma": "share",
    "phi": "share",
    "kappa": "fraction or none",
    "minimum_share_floor": "share",
    "minimum_share_ceiling": "share",
}
BASE_AMOUNT = {"sector": "id", "buurt": "id", "amount_cents": "whole"}
BUDGETS = {
    "format": ("buurtrechten/budgets/v1",),
    "round_id": "id",
    "areas": [AREA_INPUT],
    "base_formulas": [
        {
            "sector": "id",
            "budget_cents": "whole",
            "floor_cents": "whole",
            "resident_share": "share",
            "buurten": [{"buurt": "id", "population": "whole", "need_index": "whole"}],
            "guarantee_cents": "whole",
            "population_source": "text",
            "need_source": "text",
        }
    ],
    "base_amounts": [BASE_AMOUNT],
}
TOTAL = {"name": "id", "initiatives": "whole", "rights": "whole", "payout_cents": "whole"}
BALANCE = {
    "pot_cents": "whole",
    "paid_cents": "whole",
    "reserve_cents": "whole",
    "equalisation_cents": "whole",
}
REASONS = (
    "paid_in_full",
    "paid_in_part",
    "below_threshold",
    "minimum_above_ceiling",
    "minimum_not_reached",
    "does_not_fit",
    "no_rights",
    "withdrawn",
    "forfeited",
    "not_opened",
)
ENVELOPE = {
    "buurt": "id",
    "key_weight": "positive",
    "share": "fraction",
    "rights": "whole",
    "floor_cents": "whole",
    "ceiling_cents": "whole",
    "envelope_cents": "whole",
    "paid_cents": "whole",
    "reserve_cents": "whole",
    "price": "fraction or none",
    "price_low": "fraction",
    "price_high": "fraction or none",
    "drops": [{"initiative": "id", "level": "fraction", "offered_cents": "whole"}],
    "ranking": ["id"],
    "sectors": [TOTAL],
    "themes": [TOTAL],
}
INITIATIVE = {
    "id": "id",
    "buurt": "id",
    "sector": "id",
    "theme": "id",
    "rights": "whole",
    "ask_cents": "positive",
    "minimum_cents": "whole",
    "cap_cents": "whole",
    "lot": "lot",
    "awarded_cents": "whole",
    "payout_cents": "whole",
    "reason": REASONS,
}
AREA = {
    "id": "id",
    "status": ("opened", "too_few_issuances"),
    "entitled": "positive",
    "rights_counted": "whole",
    "rights_withdrawn": "whole",
    "ceiling_price": "fraction or none",
    "lot_order": ["id"],
    "buurt_lot_order": ["id"],
    "envelopes": [ENVELOPE],
    "initiatives": [INITIATIVE],
    "sectors": [TOTAL],
    "themes": [TOTAL],
    "balance": BALANCE,
}
RESULT = {
    "format": ("buurtrechten/result/v1",),
    "round_id": "id",
    "seed": "text",
    "base_shares": [
        {
            "sector": "id",
            "buurt": "id",
            "floor_cents": "whole",
            "resident_cents": "whole",
            "need_cents": "whole",
        }
    ],
    "base_totals": [BASE_AMOUNT],
    "areas": [AREA],
    "themes": [TOTAL],
    "balance": BALANCE,
}


def find_misfits(shape: Any, data: object, where: str) -> Iterator[Misfit]:
    """Yield every place where `data` has not the given shape; never raises."""
    if isinstance(shape, dict):
        yield from _compare_keys(shape, data, where)
    elif isinstance(shape, list):
        if not isinstance(data, list):
            yield where, "a list", show(data)
            return
        for place, one in enumerate(data):
            yield from find_misfits(shape[0], one, f"{where}[{place}]")
    elif isinstance(shape, tuple):
        if not isinstance(data, str) or data not in shape:
            yield where, "one of " + " ".join(shape), show(data)
    elif not _is_kind(shape, data):
        yield where, shape, show(data)


def show(data: object) -> str:
    """Return a value for a finding, short and safe: containers only by their type."""
    if isinstance(data, str):
        return data[:80]
    if isinstance(data, int) and abs(data) < 10**60:
        return str(data)
    return type(data).__name__


def compare(check: str, where: str, expected: object, got: object) -> Iterator[Finding]:
    """Yield a finding when the two differ."""
    if type(expected) is not type(got) or expected != got:
        yield check, where, show(expected), show(got)


def _compare_keys(shape: dict[str, Any], data: object, where: str) -> Iterator[Misfit]:
    if not isinstance(data, dict):
        yield where, "an object", show(data)
        return
    for key in data:
        if key not in shape:
            yield f"{where}.{show(key)}", "no such key", "present"
    for key, part in shape.items():
        if key not in data:
            yield f"{where}.{key}", "present", "missing"
        else:
            yield from find_misfits(part, data[key], f"{where}.{key}")


def _is_kind(kind: str, data: object) -> bool:
    if kind in _BOUNDS:
        least, most = _BOUNDS[kind]
        return type(data) is int and least <= data <= most
    if not isinstance(data, str):
        return False
    if kind in _PATTERNS:
        return _PATTERNS[kind].fullmatch(data) is not None
    if kind == "text":
        return _is_unicode(data)
    return (kind == "fraction or none" and data == "none") or _is_fraction(data, kind == "share")


def _is_fraction(data: str, share: bool) -> bool:
    match = _FRACTION.fullmatch(data)
    if match is None:
        return False
    above, below = int(match[1]), int(match[2])
    return gcd(above, below) == 1 and (not share or above <= below < 10**9)


def _is_unicode(data: str) -> bool:
    """Tell whether a text can be UTF-8: JSON may hold half a surrogate pair."""
    return not any("\ud800" <= letter <= "\udfff" for letter in data)
