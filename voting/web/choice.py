"""What a visitor chose so far: one short-lived cookie and nothing else, on no server.

The cookie names nobody. It holds which of the daily orders the list has, the round, the
voting area and the rights per initiative: `1:37:round:area:tree=2:lamp=1`.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from flask import Response, g, request

from voting.domain.areas import is_slug
from voting.domain.initiatives import is_initiative_id

COOKIE = "choice"
VERSION = "1"
ORDERS = 64
"""How many orders the list of plans has each day."""
LIFETIME = 24 * 3600
LONGEST = 1500
"""Characters; more than any true choice takes."""
MOST_RIGHTS = 20
NUMBER = re.compile(r"[1-9]\d?|0", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """Rights per initiative in one voting area of one round; not cast yet."""

    order: int
    round: str = ""
    area: str = ""
    rights: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def spent(self) -> int:
        """Return how many rights were given to an initiative."""
        return sum(self.rights.values())

    def within(self, round: str, area: str) -> "Choice":
        """Return this choice as far as it is about one voting area: else an empty one."""
        if (self.round, self.area) == (round, area):
            return self
        return Choice(self.order, round, area)

    def give(self, initiative: str, step: int) -> "Choice":
        """Return the choice with `step` more rights for an initiative; never below zero."""
        rights = dict(self.rights)
        rights[initiative] = max(0, rights.get(initiative, 0) + step)
        return self.replace_rights(rights)

    def replace_rights(self, rights: Mapping[str, int]) -> "Choice":
        """Return the choice with other rights; initiatives without any are left out."""
        some = {name: count for name, count in rights.items() if count > 0}
        return replace(self, rights=MappingProxyType(some))


def read_choice() -> Choice:
    """Return what the browser sent; anything that is not exactly ours counts as nothing."""
    return _parse_cookie() or Choice(secrets.randbelow(ORDERS))


def has_order() -> bool:
    """Tell whether the browser carries a choice already, so that its order can be kept."""
    return _parse_cookie() is not None


def keep_choice(response: Response, choice: Choice) -> None:
    """Send the cookie along with `response`."""
    response.set_cookie(
        COOKIE,
        write_choice(choice),
        max_age=LIFETIME,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )


def forget_choice(response: Response) -> None:
    """Delete the cookie."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Strict")


def write_choice(choice: Choice) -> str:
    """Return the cookie's value."""
    parts = [f"{name}={count}" for name, count in choice.rights.items()]
    return ":".join([VERSION, str(choice.order), choice.round, choice.area, *parts])


def parse_choice(value: str) -> Choice | None:
    """Return the choice that `value` holds, None unless it is written exactly as we write."""
    parts = value.split(":")
    if len(value) > LONGEST or len(parts) < 4 or parts[0] != VERSION:
        return None
    order = _read_number(parts[1], ORDERS - 1)
    round, area = parts[2], parts[3]
    empty = not round and not area
    if order is None or not (empty or (is_slug(round) and is_slug(area))):
        return None
    rights = _read_rights(parts[4:])
    if rights is None or (rights and empty):
        return None
    return Choice(order, round, area, MappingProxyType(rights))


def _parse_cookie() -> Choice | None:
    g.reads_cookie = True  # the answer then says so to caches
    return parse_choice(request.cookies.get(COOKIE, ""))


def _read_rights(parts: list[str]) -> dict[str, int] | None:
    rights: dict[str, int] = {}
    for part in parts:
        name, _, count = part.partition("=")
        number = _read_number(count, MOST_RIGHTS)
        if not number or name in rights or not is_initiative_id(name):
            return None
        rights[name] = number
    return rights


def _read_number(text: str, most: int) -> int | None:
    if NUMBER.fullmatch(text) is None or int(text) > most:
        return None
    return int(text)
