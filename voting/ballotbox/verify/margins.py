"""The smallest funding margin of an area: how few rights separate paid from not paid."""

from collections.abc import Iterator
from typing import Any


def find_margin(area: dict[str, Any], threshold: int) -> int | None:
    """Return the smallest margin in rights of an area of a sound result; None without any.

    It is the smallest of: the difference between a paid and an unpaid initiative of one buurt;
    what a paid initiative has above the last count under the threshold; what an unpaid one
    lacks to reach it. A sum of rights not cast, or of proven faults, below it cannot have
    decided who was paid. Amounts may shift with fewer rights: they are shares.
    """
    rows = [one for one in area["initiatives"] if one["reason"] != "withdrawn"]
    return min(_list_margins(rows, threshold), default=None)


def _list_margins(rows: list[dict[str, Any]], threshold: int) -> Iterator[int]:
    paid = [one for one in rows if one["payout_cents"]]
    unpaid = [one for one in rows if not one["payout_cents"]]
    for one in paid:
        for other in unpaid:
            if one["buurt"] == other["buurt"]:
                yield abs(one["rights"] - other["rights"])
        if threshold:
            yield one["rights"] - threshold + 1
    for other in unpaid:
        if other["rights"] < threshold:
            yield threshold - other["rights"]
