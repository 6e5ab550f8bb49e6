"""What stands on a plan's overview besides its questions: each part of the workspace adds a line.

A module with pages for a plan registers here:

    @overview_part(20)
    def tell_photos(view: ProposalView) -> Part | None: ...
"""

from collections.abc import Callable
from dataclasses import dataclass

from voting.services.proposals import ProposalView


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the overview: a link with its words, and how it stands with it.

    `todo` marks what somebody must do.
    """

    title: str
    text: str
    url: str
    todo: bool = False


Teller = Callable[[ProposalView], Part | None]
OVERVIEW_PARTS: list[tuple[int, Teller]] = []


def overview_part(place: int) -> Callable[[Teller], Teller]:
    """Register a function that gives a part's line, or None where it plays no role.

    Lines come in the order of `place`.
    """

    def register(teller: Teller) -> Teller:
        OVERVIEW_PARTS.append((place, teller))
        return teller

    return register


def list_parts(view: ProposalView) -> list[Part]:
    """Return the lines for a plan as it is now."""
    ordered = sorted(OVERVIEW_PARTS, key=lambda one: one[0])
    return [part for _place, tell in ordered if (part := tell(view))]
