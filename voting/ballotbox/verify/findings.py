"""Collecting findings: every one counts, but only the first of a kind are kept in full."""

from collections import Counter

from voting.ballotbox.verify.report import AreaReport, Finding

KEPT = 20
SHOWN = 200


class Findings:
    """What was found so far; memory does not grow with the damage."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.warnings: list[Finding] = []
        self.more = 0
        self.areas: dict[bytes, AreaReport] = {}
        self._counts: Counter[tuple[str, bytes | None]] = Counter()

    def add(
        self,
        check: str,
        entry: int | None,
        expected: object,
        got: object,
        area: bytes | None = None,
    ) -> None:
        """Note a finding; the first 20 of each check and area are kept, the rest counted."""
        if area is not None and area in self.areas:
            self.areas[area].sound = False
        else:
            area = None
        self._counts[check, area] += 1
        if self._counts[check, area] > KEPT:
            self.more += 1
        else:
            self.kept.append(Finding(check, entry, show(expected), show(got), area))

    def warn(
        self, check: str, entry: int | None, expected: object, got: object, area: bytes
    ) -> None:
        """Note what is not wrong but worth a look."""
        self.warnings.append(Finding(check, entry, show(expected), show(got), area))


def show(value: object) -> str:
    """Write a value in a finding: hashes in hex, at most 200 characters, all of them printable."""
    text = value.hex() if isinstance(value, bytes) else str(value)
    return "".join(c if c.isprintable() else "?" for c in text[:SHOWN])
