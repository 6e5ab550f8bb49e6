"""What a request for a second person asks, in words: every parameter of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from voting.ballotbox import canonical
from voting.ballotbox.entries import parse_time
from voting.services.four_eyes import RequestView
from voting.web.i18n import format_euros, format_moment_and_year
from voting.web.translating import _
from voting.web.words import format_date, write_mark


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter of what is asked, in words."""

    name: str
    value: str


def list_lines(view: RequestView) -> list[Line]:
    """Return what is asked in words, every parameter of it."""
    words = {
        "round": _("Round"),
        "closes": _("Voting would close on"),
        "closed": _("Now it closes on"),
        "reason": _("Reason, published as it stands"),
        "frozen": _("Mark of all that is frozen"),
        "result": _("Mark of the result"),
        "adjust": _("More or fewer rights: area, plan, number"),
        "reason_nl": _("Reason in Dutch, published as it stands"),
        "reason_en": _("Reason in English, published as it stands"),
        "name": _("Name"),
        "email": _("E-mail address"),
        "grants": _("Granted, each plan its amount"),
        "grant": _("Grant"),
        "plan": _("Plan"),
        "title": _("Plan"),
        "office": _("For the office"),
        "ground": _("Number of the printed ground"),
        "ground_text": _("Printed ground"),
        "cents": _("Amount"),
        "total_cents": _("Together"),
        "reserve_cents": _("To the reserve of the neighbourhood"),
        "reclaim_cents": _("Asked back"),
        "official": _("Who answers for it"),
        "budget_line": _("Budget line"),
        "on": _("From"),
        "payments": _("Payments"),
        "moves": _("From a reserve to the equalisation fund"),
        "buurt": _("Neighbourhood"),
    }
    return [
        Line(words.get(name, name), write_fact(name, text)) for name, text in view.asked.items()
    ]


def write_fact(name: str, text: str) -> str:
    """Return a parameter as people read it."""
    if name in ("closes", "closed"):
        return format_moment_and_year(parse_time(text))
    if name == "adjust":
        return write_changes(text)
    if name in ("cents", *AMOUNTS):
        return format_euros(int(text))
    if name in LISTS:
        return "\n".join(LISTS[name](row) for row in canonical.load(text.encode()))
    if name == "on":
        return format_date(date.fromisoformat(text))
    return write_mark(text) if name in ("frozen", "result") else text


def write_changes(text: str) -> str:
    """Return what a correction changes, a plan a line, with a sign before each number."""
    changes = canonical.load(text.encode())
    return "\n".join(f"{area}, {initiative}: {rights:+d}" for area, initiative, rights in changes)


def _write_grant(row: Sequence[Any]) -> str:
    plan, cents = row
    return f"{plan}: {format_euros(cents)}"


def _write_payment(row: Sequence[Any]) -> str:
    reference, tranche, cents, _version, name, last = row
    return f"{reference}/{tranche + 1}: {format_euros(cents)}, {name} (…{last})"


def _write_move(row: Sequence[Any]) -> str:
    slug, area, buurt, cents = row
    return f"{slug}, {buurt} → {area}: {format_euros(cents)}"


AMOUNTS = ("total_cents", "reserve_cents", "reclaim_cents")
LISTS: Mapping[str, Callable[[Sequence[Any]], str]] = {
    "grants": _write_grant,
    "payments": _write_payment,
    "moves": _write_move,
}
"""Parameters that are rows in canonical JSON, and how a row is read."""
