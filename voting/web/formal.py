"""Dutch with u instead of je, where the municipality says so.

A second catalogue, `formal.po`, holds only the messages that differ; the others are the same in
both. It is read once, when the application starts.
"""

import io

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, current_app
from flask_babel import get_domain

from voting.settings import Settings
from voting.web.i18n import current_language

FORMAL = "formal"
FORMAL_WORDS = "formal words"


def use_formal_dutch(app: Flask) -> None:
    """Let the pages say u, when that is the municipality's setting."""
    settings: Settings = app.extensions["settings"]
    if settings.municipality.address != "u":
        return
    app.extensions[FORMAL_WORDS] = read_formal(settings)
    app.before_request(speak_formally)


def speak_formally() -> None:
    """Say u from here on, when the language is Dutch and the municipality says u."""
    formal = current_app.extensions.get(FORMAL_WORDS)
    if formal is None or current_language() != "nl":
        return
    usual = get_domain().get_translations()
    if current_app.extensions.get(FORMAL) is not usual:
        usual.merge(formal)
        current_app.extensions[FORMAL] = usual


def read_formal(settings: Settings) -> Translations:
    """Read the messages that differ."""
    file = settings.translations_dir / "nl" / "LC_MESSAGES" / "formal.po"
    compiled = io.BytesIO()
    with file.open("rb") as stream:
        write_mo(compiled, read_po(stream, locale="nl", abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)
