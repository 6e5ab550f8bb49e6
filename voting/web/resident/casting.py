"""Casting: what the look-over page shows, and why a vote was not taken."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from voting.domain.errors.casting import (
    AlreadyVoted,
    AttemptMalformed,
    CodeMistyped,
    CodeOfOtherArea,
    CodeRevoked,
    CodeUnknown,
    RoundAnnulled,
    RoundClosed,
    RoundNotOpen,
    TooManyTries,
)
from voting.domain.errors.refused import Refused
from voting.web.errors import explain
from voting.web.resident.choosing import Place, list_lines, say_closed
from voting.web.resident.forms import make_attempt
from voting.web.rounds import find_area, name_buurten
from voting.web.translating import _

CODE_REFUSALS = (CodeMistyped, CodeUnknown, CodeRevoked, TooManyTries)
CONFLICTS = (AlreadyVoted, CodeOfOtherArea, RoundAnnulled, RoundClosed, RoundNotOpen)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a reader can go on."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a vote was not taken: a heading, what to do, and the words at the code's field."""

    title: str
    text: str
    field: str = ""
    link: Link | None = None


def describe_look_over(
    place: Place,
    rights: dict[str, int],
    *,
    code: str = "",
    attempt: str | None = None,
    problem: Problem | None = None,
) -> dict[str, Any]:
    """Return what the look-over page shows; after a refusal with the code that was typed."""
    lines = list_lines(place, {id: count for id, count in rights.items() if count > 0})
    spent = sum(line.count for line in lines)
    allowed = place.state.plan.rights
    return {
        "area": place.area,
        "open": place.open,
        "closed_words": say_closed(place),
        "chosen": lines,
        "spent": spent,
        "left": allowed - spent,
        "full": spent >= allowed,
        "buurten": name_buurten(place.area),
        "code": code,
        "attempt": attempt or make_attempt(),
        "problem": problem,
    }


def find_http_status(refusal: Refused) -> int:
    """Return the HTTP status that fits a refusal."""
    if isinstance(refusal, TooManyTries):
        return 429
    return 409 if isinstance(refusal, CONFLICTS) else 422


def describe_problem(place: Place, refusal: Refused) -> Problem:
    """Put a refusal into a heading and a sentence, and at the code when the code is wrong."""
    if isinstance(refusal, CODE_REFUSALS):
        text = " ".join((_text_of_code(refusal), _("Your choice is saved.")))
        return Problem(_title_of_code(refusal), text, field=_at_the_code(refusal))
    text = explain(refusal)
    if isinstance(refusal, CodeOfOtherArea):
        return Problem(_("Your code is for another area"), text, link=_link_to(place, refusal))
    if isinstance(refusal, AttemptMalformed):
        return Problem(_("Look it over once more"), text)
    return Problem(_("You have not voted"), text)


def _title_of_code(refusal: Refused) -> str:
    if isinstance(refusal, TooManyTries):
        return _("Too many wrong codes")
    if isinstance(refusal, CodeRevoked):
        return _("This code is no longer valid")
    return _("This code is not right")


def _text_of_code(refusal: Refused) -> str:
    if isinstance(refusal, CodeMistyped):
        return _("Often one character is wrong.")
    if isinstance(refusal, CodeRevoked):
        return _("You got a newer letter: use the code on that one.")
    return explain(refusal)


def _at_the_code(refusal: Refused) -> str:
    if isinstance(refusal, CodeRevoked):
        return _("A newer letter replaced this code.")
    return _("Compare each group of four with your letter.")


def _link_to(place: Place, refusal: CodeOfOtherArea) -> Link | None:
    area = find_area(place.state.plan, refusal.code_area)
    if area is None:
        return None
    url = url_for("resident.show_plans", round=place.state.slug, area=area.slug)
    return Link(_("Choose in %(area)s", area=area.name), url)
