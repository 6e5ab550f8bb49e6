"""Turning refusals and HTTP errors into kind, clear words in the reader's language."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from flask import Flask, Response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, InternalServerError

from voting.domain.errors.refused import Refused
from voting.web.problems import API, make_problem
from voting.web.security import read_away

R = TypeVar("R", bound=Refused)
Words = Callable[[Any], str]
WORDS: dict[type[Refused], Words] = {}
WORDINGS = (
    "words_asking",
    "words_ceremony",
    "words_complaints",
    "words_correcting",
    "words_entering",
    "words_grants",
    "words_linking_up",
    "words_letters",
    "words_office",
    "words_pabulib",
    "words_paper",
    "words_people",
    "words_photos",
    "words_places",
    "words_proposals",
    "words_redeeming",
    "words_round_file",
    "words_running",
    "words_staff",
    "words_support",
    "words_voting",
)
"""The modules with sentences; each registers its own."""


def words_for(kind: type[R]) -> Callable[[Callable[[R], str]], Callable[[R], str]]:
    """Register the function that puts a refusal of this kind into a sentence."""

    def register(words: Callable[[R], str]) -> Callable[[R], str]:
        WORDS[kind] = words
        return words

    return register


def explain(refusal: Refused) -> str:
    """Return why something was refused and what to do, in the language of the page."""
    words = WORDS.get(type(refusal))
    return words(refusal) if words else _("This is not possible. Nothing was changed.")


def init_app(app: Flask) -> None:
    """Give HTTP errors a page."""
    app.register_error_handler(HTTPException, show_error)


def show_error(
    error: HTTPException,
) -> Response | tuple[str, int, list[tuple[str, str]]]:
    """Show the page of an HTTP error, keeping its headers (Allow, Retry-After).

    Programs get the same as a problem they can read.
    """
    status = error.code or InternalServerError.code
    if status == 413:
        read_away()
    title, text = describe_error(status)
    if request.path.startswith(API):
        problem = make_problem(status, f"{title}. {text}")
        problem.headers.extend(_list_headers(error))
        return problem
    page = render_template("errors/error.html", status=status, title=title, text=text)
    return page, status, _list_headers(error)


def _list_headers(error: HTTPException) -> list[tuple[str, str]]:
    return [(name, value) for name, value in error.get_headers() if name != "Content-Type"]


def describe_error(status: int) -> tuple[str, str]:
    """Return title and text for an HTTP status."""
    described = {
        400: (_("We did not understand that"), _("Go back and try it once more.")),
        403: (
            _("This is not open to you"),
            _("Open the page from this site itself, not through a link or form elsewhere."),
        ),
        404: (
            _("This page does not exist"),
            _("Perhaps the address has a typing error. Go to the start and look from there."),
        ),
        405: (_("That is not possible here"), _("Go to the start and try again from there.")),
        413: (
            _("That was too much to send"),
            _("Nothing was changed. Go back, send less and try again."),
        ),
        429: (
            _("Too many tries"),
            _("Wait a few minutes and try again. What you chose is kept."),
        ),
        500: (
            _("Something went wrong here"),
            _("This is our mistake, not yours. Try again in a few minutes."),
        ),
    }
    return described.get(status, described[500 if status >= 500 else 400])


def load_words() -> None:
    """Import the modules with sentences; they import this one, so it comes last."""
    for name in WORDINGS:
        import_module(f"voting.web.{name}")


load_words()
