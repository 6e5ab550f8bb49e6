"""Letters that the site sends: the words of each kind, in the language of who gets them."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from flask import url_for
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
WORDINGS = ("letters_accounts", "letters_links", "letters_proposals", "letters_support")
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
        with force_locale(LOCALES[language]):
            subject, text = WORDS[kind](facts)
            parts = [_("Hello,"), text]
            if token:
                parts.append(write_link(kind, language, token))
            parts.append(_("Municipality of %(name)s", name=current_settings().municipality.name))
            return Letter(subject, "\n\n".join(parts) + "\n")


def write_link(kind: str, language: str, token: str) -> str:
    """Return the address in a mail: below our own, whatever the request said it is called."""
    page, carries = PAGES[kind]
    values: dict[str, Any] = {"language": language, carries: token}
    return current_settings().public_url + url_for(page, **values)


def load_words() -> None:
    """Import the modules with words; they import this one, so it comes last."""
    for name in WORDINGS:
        import_module(f"voting.web.{name}")


load_words()
