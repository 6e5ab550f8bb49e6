"""Saying something in the language of the page, with types."""

import flask_babel


def _(message: str, /, **facts: object) -> str:
    """Return the message in the language of the page, with its facts filled in."""
    return str(flask_babel.gettext(message, **facts))


def ngettext(one: str, many: str, count: int, /, **facts: object) -> str:
    """Return the message that fits the number."""
    return str(flask_babel.ngettext(one, many, count, **facts))
