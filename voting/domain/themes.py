"""Themes for the municipal agenda; each initiative carries one, chosen by its own group."""

from dataclasses import dataclass
from enum import StrEnum

from voting.domain.texts import Text

# WRR, Vertrouwen in de buurt (2005), section 6.8: residents list a theme with more than 50.
PETITION_MUST_EXCEED = 50
MOST_PRIORITY_THEMES = 5


class ListedBy(StrEnum):
    """Who put a theme on the list."""

    PARTY = "party"
    COLLEGE = "college"
    RESIDENTS = "residents"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme residents can rank by voting for initiatives that carry it."""

    slug: str
    name: Text
    listed_by: ListedBy
    priority: bool = False


def petition_passes(signatures: int) -> bool:
    """Tell whether residents list their theme: 50 signatures fail, 51 pass."""
    return signatures > PETITION_MUST_EXCEED
