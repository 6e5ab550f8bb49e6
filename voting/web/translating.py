"""Saying something in the language of the page, with types."""

import flask_babel


def _(message: str, /, **facts: object) -> str:
    """Return the message in the language of the page, with its facts filled in."""
    return str(flask_babel.gettext(message, **facts))


def ngettext(one: str, many: str, count: int, /, **facts: object) -> str:
    """Return the message that fits the number."""
    return str(flask_babel.ngettext(one, many, count, **facts))


def N_(message: str) -> str:  # noqa: N802  # the name that extractors of messages know
    """Mark a message for translation; `_` translates it when it is shown."""
    return message
