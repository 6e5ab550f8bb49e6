"""Letters that the site sends: the words of each kind, in the language of who gets them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module

from flask import current_app, g
from flask_babel import force_locale

from voting.services.mailing import Letter
from voting.web import current_settings
from voting.web.i18n import LOCALES
from voting.web.translating import _

Facts = Mapping[str, str]
Words = Callable[[Facts], tuple[str, str]]
"""Returns subject and text."""
WORDS: dict[str, Words] = {}
PAGES: dict[str, tuple[str, str]] = {}
"""Which view the link of a kind opens, and what the view calls the token it carries."""
WORDINGS = (
    "letters_accounts",
    "letters_asking",
    "letters_complaints",
    "letters_grants",
    "letters_links",
    "letters_proposals",
    "letters_staff",
    "letters_support",
)
"""The modules with words; each registers its own."""


def letter_for(kind: str, page: str = "", carries: str = "token") -> Callable[[Words], Words]:
    """Register the function that words letters of this kind; `page` is what their link opens."""

    def register(words: Words) -> Words:
        WORDS[kind] = words
        if page:
            PAGES[kind] = page, carries
        return words

    return register


class PageLetters:
    """Letters in the words of the pages."""

    def write(self, kind: str, language: str, *, token: str = "", **facts: str) -> Letter:
        """Return the message, with the address of the page its link opens."""
        with force_locale(LOCALES[language]), _speaking(language):
            subject, text = WORDS[kind](facts)
            parts = [_("Hello,"), text]
            if token:
                parts.append(write_link(kind, language, token))
            parts.append(_("Municipality of %(name)s", name=current_settings().municipality.name))
            return Letter(subject, "\n\n".join(parts) + "\n")


def write_link(kind: str, language: str, token: str) -> str:
    """Return the address in a mail that its token opens."""
    page, carries = PAGES[kind]
    return write_address(page, language, **{carries: token})


def write_address(page: str, language: str, **parts: str) -> str:
    """Return a page's address: below our own, whatever the request said it is called.

    Commands write letters too, so it is made without a request.
    """
    path = current_app.url_map.bind("").build(page, {"language": language, **parts})
    return current_settings().public_url + path


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    """Let dates and moments be written in the language of the letter, not of the page."""
    before = g.get("language")
    g.language = language
    try:
        yield
    finally:
        g.language = before


def load_words() -> None:
    """Import the modules with words; they import this one, so it comes last."""
    for name in WORDINGS:
        import_module(f"voting.web.{name}")


load_words()
