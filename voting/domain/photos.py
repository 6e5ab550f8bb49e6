"""Photos of a plan and of what became of it: how many, how large, and when one is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from voting.domain.errors.photos import AgreementNeeded, AltMissing, AltTooLong, PhotoUnknown
from voting.domain.proposal_fields import clean_line
from voting.domain.texts import Text

PhotoId = NewType("PhotoId", bytes)
"""A photo: 16 random bytes, also its part of an address, so that nobody guesses one."""
MOST_PHOTOS = 5
MOST_BYTES = 12 * 1024 * 1024
"""The largest file taken; a telephone's photo is 3 to 8 MB."""
MOST_PIXELS = 40_000_000
LEAST_SIDE = 100
"""Pixels; a smaller picture shows nothing."""
LONGEST_ALT = 200


class Stage(StrEnum):
    """What a photo goes with: the plan itself, a milestone's report, or the closing report."""

    PLAN = "plan"
    MILESTONE = "milestone"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a group's photos are kept with, five for each; `tranche` is that of a milestone."""

    stage: Stage
    tranche: int = 0


PLAN = Occasion(Stage.PLAN)
CLOSING = Occasion(Stage.CLOSING)


class Size(StrEnum):
    """The two sizes a photo is kept in: a small one for lists, one for the plan's page."""

    LIST = "list"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept. `pixels` gives width and height of each size.

    One that lacks words or agreement is unfinished: only its group sees it, and nobody else.
    """

    id: PhotoId
    alt: Text
    pixels: dict[Size, tuple[int, int]]
    agreed: bool
    added_at: datetime
    occasion: Occasion = PLAN

    @property
    def shown(self) -> bool:
        """Tell whether it may be shown beside the plan."""
        return self.agreed and bool(self.alt)


def read_alt(nl: str, en: str) -> Text:
    """Return the words for who cannot see a photo; raise AltMissing or AltTooLong."""
    text = Text(clean_line(nl), clean_line(en))
    if not text:
        raise AltMissing
    for language, words in (("nl", text.nl), ("en", text.en)):
        if len(words) > LONGEST_ALT:
            raise AltTooLong(language, len(words), LONGEST_ALT)
    return text


def require_agreement(*, agreed: bool) -> None:
    """Raise AgreementNeeded unless everybody who is shown agreed, parents for children."""
    if not agreed:
        raise AgreementNeeded


def move_photo(ids: Sequence[PhotoId], id: PhotoId, *, up: bool) -> list[PhotoId]:
    """Return the order after one photo went a place up or down; at the end it stays.

    Raises PhotoUnknown when it is not among them.
    """
    if id not in ids:
        raise PhotoUnknown
    order = list(ids)
    place = order.index(id)
    other = max(0, place - 1) if up else min(len(order) - 1, place + 1)
    order[place], order[other] = order[other], order[place]
    return order
