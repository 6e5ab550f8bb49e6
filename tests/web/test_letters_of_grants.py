"""Each letter about a grant, in both languages: its words, amounts, dates and link."""

import pytest
from flask import Flask

from voting.web.letters import WORDS, PageLetters

FACTS = {
    "about": "Planten",
    "cents": "300000",
    "due": "2026-06-01",
    "granted": "800000",
    "held": "2026-03-12T10:00:00+00:00",
    "wanting": "Het Veld",
    "last": "4300",
    "milestone": "Planten",
    "office": "Afdeling Wijken",
    "official": "Piet",
    "paid": "0",
    "payee": "Stichting Groen",
    "plan": "plandoel",
    "reason": "Het mag niet.",
    "reclaim": "5000",
    "reference": "voorjaar-1",
    "title": "Doel",
    "until": "2026-04-20",
}
KINDS = sorted(kind for kind in WORDS if kind.startswith("grant-"))
DAYS = {
    "nl": ("20 april 2026", "€\N{NO-BREAK SPACE}8.000,00"),
    "en": ("20 April 2026", "€8,000.00"),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_what_it_is_about_and_where(app: Flask, kind: str, language: str) -> None:
    # As a command writes it: without a request.
    with app.app_context():
        letter = PageLetters().write(kind, language, **FACTS)
    assert "%(" not in letter.text + letter.subject
    assert f"/{language}/my/plans/plandoel/grant" in letter.text
    assert ("Gemeente" if language == "nl" else "Municipality") in letter.text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_dates_and_amounts_are_those_of_the_reader(app: Flask, language: str) -> None:
    other = "en" if language == "nl" else "nl"
    with app.test_request_context(f"/{other}/"):
        letter = PageLetters().write("grant-decided", language, **FACTS)
    assert all(one in letter.text for one in DAYS[language])


def test_an_initiative_without_pages_gets_no_link(app: Flask) -> None:
    with app.app_context():
        letter = PageLetters().write("grant-decided", "nl", **{**FACTS, "plan": ""})
    assert "http" not in letter.text
    assert len(KINDS) > 15
