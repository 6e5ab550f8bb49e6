"""Correcting a count: differences in rights, each within what was counted and issued.

A correction is for a counting error that was proven; it never follows from another wish.
"""

from collections.abc import Mapping

from voting.domain.errors.correcting import (
    CorrectedAboveIssued,
    CorrectedBelowZero,
    InitiativeNotCounted,
    NothingToCorrect,
)

Tally = Mapping[str, Mapping[str, int]]
"""Rights per initiative, by the slug of its voting area; areas that were not opened are absent."""
Adjustments = Mapping[tuple[str, str], int]
"""Rights added or taken, by voting area slug and initiative id."""


def apply_correction(
    tally: Tally, adjust: Adjustments, most: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """Return the tally after a correction; `most` is how many rights were issued in each area.

    Raises:
        NothingToCorrect: no number changes.
        InitiativeNotCounted: it is not in the tally of that area.
        CorrectedBelowZero, CorrectedAboveIssued: that cannot be a count.
    """
    if not any(adjust.values()):
        raise NothingToCorrect
    after = {area: dict(rights) for area, rights in tally.items()}
    for (area, initiative), change in adjust.items():
        before = after.get(area, {}).get(initiative)
        if before is None:
            raise InitiativeNotCounted(area, initiative)
        if before + change < 0:
            raise CorrectedBelowZero(initiative, before, change)
        after[area][initiative] = before + change
    for area, rights in after.items():
        if sum(rights.values()) > most[area]:
            raise CorrectedAboveIssued(area, sum(rights.values()), most[area])
    return after
