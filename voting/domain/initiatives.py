"""Initiatives: what residents, companies, agencies or the municipality propose for a buurt."""

import re
from dataclasses import dataclass
from enum import StrEnum

from voting.domain.texts import Text

INITIATIVE_ID = re.compile(r"[A-Za-z0-9._-]{1,63}", re.ASCII)
LONGEST_TITLE = 60


class Sector(StrEnum):
    """The four sectors of the base package; one ballot spans them all."""

    LAYOUT = "layout"
    SAFETY = "safety"
    EDUCATION = "education"
    SOCIAL = "social"


class Origin(StrEnum):
    """Whose idea it is."""

    RESIDENTS = "residents"
    COMPANY = "company"
    AGENCY = "agency"
    MUNICIPALITY = "municipality"


class Provider(StrEnum):
    """Who carries it out: public, private, the residents themselves, or a mix."""

    PUBLIC = "public"
    PRIVATE = "private"
    RESIDENTS = "residents"
    MIXED = "mixed"


class Listing(StrEnum):
    """A plan withdrawn during voting stays on the list, marked; its rights weigh nothing."""

    LISTED = "listed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Initiative:
    """One plan on the list; `buurt` and `theme` are slugs, amounts are cents.

    `minimum_cents` is what the group needs at least; with less it does not start.
    `ready` is the month it can be done, as "2027-05". `linked_from` names the earlier ids
    of plans that were linked up into this one.
    """

    id: str
    buurt: str
    sector: Sector
    theme: str
    group: str
    origin: Origin
    provider: Provider
    title: Text
    summary: Text
    description: Text
    ask_cents: int
    minimum_cents: int
    ready: str | None
    feasibility: Text
    upkeep: Text
    linked_from: tuple[str, ...] = ()
    listing: Listing = Listing.LISTED


def is_initiative_id(value: str) -> bool:
    """Tell whether `value` fits the sealed choice: 1 to 63 letters, digits, `.`, `_` or `-`."""
    return INITIATIVE_ID.fullmatch(value) is not None
