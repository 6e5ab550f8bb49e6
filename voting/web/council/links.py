"""The links of the workspace's first page; modules of pages register their own."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for

from voting.services.round_state import RoundState
from voting.web.access import Role, find_roles
from voting.web.translating import _


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words."""

    title: str
    url: str


Teller = Callable[[RoundState], Link | None]
ROUND_LINKS: list[tuple[int, frozenset[Role], Teller]] = []
LINKS: list[tuple[int, frozenset[Role], Callable[[], Link]]] = []


def round_link(place: int, *roles: Role) -> Callable[[Teller], Teller]:
    """Register a function that gives a round's link, or None where it plays no role now.

    Links come in the order of `place`; only people with one of `roles` see them.
    """

    def register(teller: Teller) -> Teller:
        ROUND_LINKS.append((place, frozenset(roles), teller))
        return teller

    return register


def link(place: int, *roles: Role) -> Callable[[Callable[[], Link]], Callable[[], Link]]:
    """Register a link that belongs to no round."""

    def register(teller: Callable[[], Link]) -> Callable[[], Link]:
        LINKS.append((place, frozenset(roles), teller))
        return teller

    return register


def list_round_links(state: RoundState) -> list[Link]:
    """Return the links of a round that this person may follow."""
    own = find_roles()
    ordered = sorted(ROUND_LINKS, key=lambda one: one[0])
    return [found for _place, roles, tell in ordered if roles & own and (found := tell(state))]


def list_links() -> list[Link]:
    """Return the other links that this person may follow."""
    own = find_roles()
    ordered = sorted(LINKS, key=lambda one: one[0])
    return [tell() for _place, roles, tell in ordered if roles & own]


@link(10, Role.ADMINISTRATOR)
def _link_staff() -> Link:
    return Link(_("Colleagues"), url_for("council.show_staff"))


@link(90, Role.ADMINISTRATOR, Role.AUDITOR, Role.GRIFFIER)
def _link_log() -> Link:
    return Link(_("What staff did"), url_for("council.show_log"))
