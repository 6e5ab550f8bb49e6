"""`flask translations`: the texts of pages and commands in every language."""

import io
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from flask import Flask
from flask.cli import AppGroup

from voting.settings import Settings

KEYWORDS = ("gettext", "_", "__", "lazy_gettext")
PLURAL_KEYWORDS = ("ngettext", "lazy_ngettext")
METHODS = [("voting/**.py", "python"), ("templates/**.*", "jinja2")]
OPTIONS = {"templates/**.*": {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}}


def register(app: Flask) -> None:
    """Add `flask translations check` and `update`."""
    settings: Settings = app.extensions["settings"]
    group = AppGroup("translations", help="Check and update the texts in every language.")

    @group.command("check")
    def check() -> None:
        """Exit 1 when a text is missing, doubtful, left over or not yet read from the code."""
        problems = find_problems(settings)
        for problem in problems:
            click.echo(problem)
        if problems:
            raise SystemExit(1)

    @group.command("update")
    def update() -> None:
        """Read the texts anew from code and templates into every catalogue."""
        template = extract(settings)
        for file in find_catalogues(settings):
            click.echo(f"{file.parent.parent.name}: {len(_update(file, template))} texts")

    app.cli.add_command(group)


def find_problems(settings: Settings) -> list[str]:
    """Return every reason why a catalogue is not complete, one line each."""
    wanted = {_key(message.id, message.context) for message in extract(settings) if message.id}
    return [
        problem
        for file in find_catalogues(settings)
        for problem in _find_problems(file.parent.parent.name, read_catalogue(file), wanted)
    ]


def extract(settings: Settings) -> Catalog:
    """Return the texts that code and templates use now."""
    root = settings.translations_dir.parent
    catalog = Catalog(project="Buurtrechten", charset="utf-8")
    keywords = dict.fromkeys(KEYWORDS) | dict.fromkeys(PLURAL_KEYWORDS, (1, 2))
    found = extract_from_dir(
        root,
        METHODS,
        OPTIONS,
        keywords,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
        directory_filter=_is_source_folder,
    )
    for file, _line, message, comments, context in sorted(found, key=lambda text: text[0]):
        catalog.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalog


def find_catalogues(settings: Settings) -> list[Path]:
    """Return the catalogue of each language but English, in which the code is written."""
    return sorted(settings.translations_dir.glob("*/LC_MESSAGES/messages.po"))


def read_catalogue(file: Path) -> Catalog:
    """Read a .po file, raising PoFileError for one that is broken."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parent.parent.name, abort_invalid=True)


def _find_problems(language: str, catalog: Catalog, wanted: set[tuple[str, str]]) -> list[str]:
    messages = [message for message in catalog if message.id]
    known = {_key(message.id, message.context) for message in messages}
    problems = [f"not in the catalogue: {text!r}" for text, _ in sorted(wanted - known)]
    problems += [f"left over: {text!r}" for text, _ in sorted(known - wanted)]
    problems += [f"obsolete: {message.id!r}" for message in catalog.obsolete.values()]
    problems += [f"doubtful: {message.id!r}" for message in messages if message.fuzzy]
    problems += [f"missing: {message.id!r}" for message in messages if not _is_complete(message)]
    problems += [
        f"wrong: {message.id!r}: {error}"
        for message in messages
        for error in message.check(catalog)
    ]
    return [f"{language}: {problem}" for problem in problems]


def _is_complete(message: object) -> bool:
    text = getattr(message, "string", "")
    return bool(text) and all(text if isinstance(text, tuple | list) else (text,))


def _key(text: str | tuple[str, ...] | list[str], context: str | None) -> tuple[str, str]:
    return (text if isinstance(text, str) else text[0], context or "")


def _update(file: Path, template: Catalog) -> Catalog:
    catalog = read_catalogue(file)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    text = io.BytesIO()
    write_po(text, catalog, width=100, sort_output=False, include_lineno=False)
    file.write_bytes(text.getvalue())
    return catalog


def _is_source_folder(folder: str) -> bool:
    name = Path(folder).name
    return not name.startswith(".") and name not in {
        "var",
        "tests",
        "build",
        "docs",
        "node_modules",
    }
