"""Who decides on money, for which office and when; every such act takes two people."""

from dataclasses import dataclass
from datetime import datetime

from voting.domain.accounts import read_line
from voting.services.round_course import TwoPeople

LONGEST_OFFICE = 100


@dataclass(frozen=True, slots=True)
class Deciding:
    """Two people who do an act for an office at a moment."""

    office: str
    people: TwoPeople
    at: datetime

    def check(self) -> str:
        """Return the office's name; raise TwoPeopleNeeded, TextMissing or TextTooLong."""
        self.people.check()
        return read_line("office", self.office, LONGEST_OFFICE)

    @property
    def names(self) -> dict[str, str]:
        """Return the columns of an event that say who did it."""
        by, confirmed_by = self.people.by.strip(), self.people.confirmed_by.strip()
        return {
            "by_name": by[:LONGEST_OFFICE],
            "confirmed_by": confirmed_by[:LONGEST_OFFICE],
            "request": self.people.request,
        }
