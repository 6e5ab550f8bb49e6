"""Collecting everything that is wrong in a round's files, to refuse it all at once."""

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from voting.domain.errors.files import FileProblem, RoundFileRefused

# Invisible characters that reorder text on a screen; none belongs in a plan.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file name, line counted from 1, column or key."""

    file: str
    line: int
    column: str | None = None


@dataclass(slots=True)
class Problems:
    """The problems found so far."""

    found: list[FileProblem] = field(default_factory=list)

    def add(self, place: Place, code: str, **facts: str | int) -> None:
        """Note one problem; reading goes on."""
        self.found.append(FileProblem(place.file, place.line, place.column, code, facts))

    def add_unknown(self, place: Place, code: str, value: str, known: Iterable[str]) -> None:
        """Note a name that does not exist, with the nearest one that does."""
        nearest = difflib.get_close_matches(value, list(known), n=1)
        if nearest:
            self.add(place, f"{code}_did_you_mean", value=value, nearest=nearest[0])
        else:
            self.add(place, code, value=value)

    def raise_if_any(self) -> None:
        """Refuse if anything was noted, in the order of files and lines."""
        if self.found:
            files = list(dict.fromkeys(problem.file for problem in self.found))
            self.found.sort(key=lambda problem: (files.index(problem.file), problem.line))
            raise RoundFileRefused(tuple(self.found))


def clean_text(written: str, place: Place, problems: Problems) -> str:
    """Return `written` trimmed and in Unicode form C; refuse invisible control characters."""
    text = unicodedata.normalize("NFC", written).strip()
    for character in text:
        hidden = unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"
        if hidden or character in _REORDERING:
            problems.add(place, "control_character", character=f"U+{ord(character):04X}")
            return ""
    return text.replace("\t", " ")
