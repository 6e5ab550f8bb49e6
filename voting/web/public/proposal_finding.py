"""Reading what a visitor looks for among the proposals, from the address."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from voting.domain.initiatives import Sector
from voting.domain.rounds import RoundPlan
from voting.services.public_proposals import PUBLIC_STATES, Order, Wanted
from voting.web.paging import read_page

LONGEST_QUESTION = 80
NAMES = ("q", "buurt", "sector", "theme", "state", "order")


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; `unknown` tells that a choice in the address does not exist."""

    wanted: Wanted
    unknown: bool

    @property
    def empty(self) -> bool:
        """Tell whether nothing is filtered out."""
        one = self.wanted
        return not (one.words or one.buurt or one.sector or one.theme or one.state)

    def as_query(self, page: int) -> dict[str, str]:
        """Return what goes into the address of another page."""
        one = self.wanted
        order = "" if one.order is Order.DAY else one.order.value
        values = (one.words, one.buurt, one.sector, one.theme, one.state, order)
        parts = dict(zip(NAMES, values, strict=True)) | {"page": str(page) if page > 1 else ""}
        return {name: value for name, value in parts.items() if value}


def read_question(arguments: Mapping[str, str], plan: RoundPlan) -> Question:
    """Read the address; what does not exist is left out, and said so."""
    choices: dict[str, Collection[str]] = {
        "buurt": {buurt.slug for area in plan.voting_areas for buurt in area.buurten},
        "sector": set(map(str, Sector)),
        "theme": {theme.slug for theme in plan.themes},
        "state": set(map(str, PUBLIC_STATES)),
        "order": set(map(str, Order)),
    }
    given = {name: arguments.get(name, "") for name in choices}
    known = {name: value for name, value in given.items() if value in choices[name]}
    order = Order(known.pop("order", Order.DAY))
    words = _read_words(arguments.get("q", ""))
    page = read_page(arguments.get("page", ""))
    unknown = any(value and value not in choices[name] for name, value in given.items())
    return Question(Wanted(words=words, order=order, page=page, **known), unknown)


def _read_words(text: str) -> str:
    seen = "".join(sign if sign.isprintable() else " " for sign in text[:LONGEST_QUESTION])
    return " ".join(seen.split())
