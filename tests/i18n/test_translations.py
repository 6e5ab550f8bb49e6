"""The catalogues are complete, and every page of errors reads well in both languages."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from voting.cli.translations import find_catalogues, find_problems, read_catalogue
from voting.settings import Settings
from voting.web.errors import describe_error

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|<[^>]+>")
STATUSES = (400, 403, 404, 405, 413, 429, 500)


def test_nothing_is_missing_doubtful_or_left_over(settings: Settings) -> None:
    assert find_problems(settings) == []


def test_there_is_a_dutch_catalogue(settings: Settings) -> None:
    assert [file.parent.parent.name for file in find_catalogues(settings)] == ["nl"]


def test_placeholders_and_marks_are_kept(settings: Settings) -> None:
    for file in find_catalogues(settings):
        for message in read_catalogue(file):
            if isinstance(message.id, str) and message.id:
                assert find_marks(message.id) == find_marks(str(message.string)), message.id


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_has_words_in_both_languages(app: Flask, status: int) -> None:
    with app.test_request_context("/"):
        with force_locale("nl"):
            dutch = describe_error(status)
        with force_locale("en"):
            english = describe_error(status)
    assert all(nl != en for nl, en in zip(dutch, english, strict=True))


def test_a_half_done_catalogue_is_noticed(settings: Settings, tmp_path: Path) -> None:
    catalogue = tmp_path / "translations" / "nl" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    (tmp_path / "voting").mkdir()
    (tmp_path / "voting" / "page.py").write_text(
        "gettext('kept'); gettext('new'); gettext('empty'); gettext('doubted')\n"
        "ngettext('%(n)s vote', '%(n)s votes', 2)\n"
    )
    catalogue.write_text(
        'msgid "kept"\nmsgstr "bewaard"\n\nmsgid "empty"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "doubted"\nmsgstr "betwijfeld"\n\nmsgid "old"\nmsgstr "oud"\n\n'
        'msgid "%(n)s vote"\nmsgid_plural "%(n)s votes"\n'
        'msgstr[0] "%(n)s stem"\nmsgstr[1] ""\n\n#~ msgid "gone"\n#~ msgstr "weg"\n'
    )
    problems = find_problems(replace(settings, translations_dir=tmp_path / "translations"))
    assert sorted(problem.split(":")[1].strip() for problem in problems) == [
        "doubtful",
        "left over",
        "missing",
        "missing",
        "not in the catalogue",
        "obsolete",
    ]


def find_marks(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))
