"""Which of our rankings a Pabulib file says its city used, or why it is none of them.

The values of `rule` are those of the format's own checker (pabulib.org): `greedy` goes on to
what still fits, `greedy-no-skip` stops at the first that does not, `greedy-threshold` is
`greedy` among the projects that reach `min_project_score_threshold`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voting.domain.rules import Variant
from voting.interchange.pabulib_meta import read_count

# The two sentences about leftovers that the Amsterdam files use.
_LEFTOVER_FITS = "fund additional projects that fit within leftover budget ordered by score"
_LEFTOVER_PART = "partially fund one additional project with highest score"


@dataclass(frozen=True, slots=True)
class StatedRanking:
    """A ranking of ours, and the least score (in points or approvals) that can win."""

    variant: Variant
    threshold: int


class NotOurs(StrEnum):
    """Why a file's rule is none of our rankings."""

    NOT_GREEDY = "not_greedy"
    OWN_BUDGETS = "budgets_per_category_or_neighborhood"
    UNEXPLAINED_GREEDY = "greedy_variant_without_definition"
    UNEXPLAINED_LEFTOVER = "leftover_budget_without_definition"
    THRESHOLD_MISSING = "threshold_missing"


def greedy_rule(meta: Mapping[str, str]) -> StatedRanking | NotOurs:
    """Return the ranking that META states, or the reason why it is none of ours.

    A budget per category or neighborhood is not one of ours: within it a project competes
    with its own category first and with all projects for what is left. A council that wants
    that makes the categories voting areas, each with its pot.
    """
    rule = meta.get("rule", "")
    if not rule.startswith("greedy"):
        return NotOurs.NOT_GREEDY
    if rule not in ("greedy", "greedy-no-skip", "greedy-threshold"):
        return NotOurs.UNEXPLAINED_GREEDY
    if meta.get("budget_per_category") or meta.get("budget_per_neighborhood"):
        return NotOurs.OWN_BUDGETS
    threshold = read_threshold(meta)
    if threshold is None and rule == "greedy-threshold":
        return NotOurs.THRESHOLD_MISSING
    variant = _read_variant(rule, meta.get("leftover_budget", "").strip().lower())
    if variant is None:
        return NotOurs.UNEXPLAINED_LEFTOVER
    return StatedRanking(variant, threshold or 0)


def read_threshold(meta: Mapping[str, str]) -> int | None:
    """Return the least score a file asks of a winner, None if it states none."""
    return read_count(meta.get("min_project_score_threshold", ""))


def _read_variant(rule: str, leftover: str) -> Variant | None:
    if leftover == _LEFTOVER_PART:
        return Variant.PARTIAL_LAST
    if leftover == _LEFTOVER_FITS:
        return Variant.SKIP
    if leftover:
        return None
    return Variant.STOP if rule == "greedy-no-skip" else Variant.SKIP
