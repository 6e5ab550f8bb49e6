"""What a request for a second person asks, in words: every parameter of it."""

from dataclasses import dataclass

from voting.ballotbox import canonical
from voting.ballotbox.entries import parse_time
from voting.services.four_eyes import RequestView
from voting.web.i18n import format_moment_and_year
from voting.web.translating import _
from voting.web.words import write_mark


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
    return write_mark(text) if name in ("frozen", "result") else text


def write_changes(text: str) -> str:
    """Return what a correction changes, a plan a line, with a sign before each number."""
    changes = canonical.load(text.encode())
    return "\n".join(f"{area}, {initiative}: {rights:+d}" for area, initiative, rights in changes)
