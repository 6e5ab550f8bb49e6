"""Places: buurten, and the voting areas within which rights can be spent.

An area's boundary, population and need index belong to the round and are frozen with it.
"""

import re
from dataclasses import dataclass, field
from datetime import date

# Statistics Netherlands, "Wijk- en buurtkaart": codes change with the year of the division.
MUNICIPALITY_CODE = re.compile(r"GM\d{4}", re.ASCII)
DISTRICT_CODE = re.compile(r"WK\d{4}[0-9A-Z]{2}", re.ASCII)
BUURT_CODE = re.compile(r"BU\d{4}[0-9A-Z]{4}", re.ASCII)

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from and the day it describes; printed with the figure."""

    title: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of a buurt's population and of its need index, where they are given."""

    population: Source | None = None
    need: Source | None = None


@dataclass(frozen=True, slots=True)
class Buurt:
    """What its residents call their neighbourhood.

    `population` counts people, `need_index` is 100 on average, `key_weight` is the buurt's
    weight in the council's key (only its proportion to the others matters).
    """

    slug: str
    name: str
    population: int
    need_index: int
    key_weight: int
    cbs_code: str | None = None
    sources: Sources = field(default_factory=Sources)


@dataclass(frozen=True, slots=True)
class VotingArea:
    """The area within which rights can be spent; it has a pot of its own, in cents."""

    slug: str
    name: str
    pot_cents: int
    buurten: tuple[Buurt, ...]


def is_slug(value: str) -> bool:
    """Tell whether `value` is fit for an address: a-z, 0-9, single hyphens, 40 at most."""
    return len(value) <= LONGEST_SLUG and SLUG.fullmatch(value) is not None


def is_buurt_code(value: str) -> bool:
    """Tell whether `value` has the form of a CBS code of a buurt, such as BU03630500."""
    return BUURT_CODE.fullmatch(value) is not None


def is_district_code(value: str) -> bool:
    """Tell whether `value` has the form of a CBS code of a wijk, such as WK036305."""
    return DISTRICT_CODE.fullmatch(value) is not None


def is_municipality_code(value: str) -> bool:
    """Tell whether `value` has the form of a CBS code of a gemeente, such as GM0363."""
    return MUNICIPALITY_CODE.fullmatch(value) is not None
