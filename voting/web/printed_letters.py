"""The words of the letter with a voting code: Dutch and English on one sheet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import force_locale

from voting.domain.paper import find_paper_deadline
from voting.interchange.letters import LetterWords
from voting.services.letter_facts import LetterFacts
from voting.web import current_settings
from voting.web.formal import speak_formally
from voting.web.i18n import LOCALES, format_day, format_moment, format_moment_and_year
from voting.web.translating import _

NOON = time(12)
PRINTED = ("nl", "en")
"""The languages of a sheet, in their order."""


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in one language, whatever the page or command is in."""
    before = g.get("language")
    g.language = language
    try:
        with force_locale(LOCALES[language]):
            speak_formally()
            yield
    finally:
        g.language = before


class LetterWording:
    """Letters in the words of the pages."""

    def write_letter(self, facts: LetterFacts) -> LetterWords:
        """Return what the sheet of a voting area says."""
        settings = current_settings()
        page = f"{settings.public_url}/nl/{facts.slug}/{facts.area}/plans"
        halves = []
        for language in PRINTED:
            with speaking(language):
                halves.append({"language": language, **write_half(facts, language)})
        words = {
            "language": "nl",
            "title": say_both(lambda: _("Your voting code")),
            "municipality": say_both(
                lambda: _("Municipality of %(name)s", name=facts.municipality)
            ),
            "round": f"{facts.title.get('nl')} / {facts.title.get('en')}",
            "area": facts.area_name,
            "site": f"{urlsplit(page).netloc}/nl/{facts.slug}",
            "roll_date": f"{facts.roll_date:%d-%m-%Y}" if facts.roll_date else "",
            "names": write_names(),
            "halves": halves,
            "proofs": write_proofs(facts),
        }
        return LetterWords(facts.area, page, words)


def write_half(facts: LetterFacts, language: str) -> dict[str, Any]:
    """Return the letter's text in the language that is spoken now."""
    place = current_settings().municipality
    noun = place.noun_nl if language == "nl" else place.noun_en
    opens, closes = format_moment(facts.opens), format_moment_and_year(facts.closes)
    zone = ZoneInfo(current_settings().time_zone)
    deadline = find_paper_deadline(facts.closes.astimezone(zone).date())
    return {
        "heading": _("Decide about plans in %(area)s", area=facts.area_name),
        "lead": [
            _(
                "You divide %(count)s %(noun)s over the plans you like. What gets enough, gets "
                "money from the municipality.",
                count=facts.rights,
                noun=noun,
            ),
            _("You can vote from %(opens)s until %(closes)s.", opens=opens, closes=closes),
        ],
        "steps": [
            _("Scan the square with your phone, or go to the address above."),
            _("Choose your plans and look them over."),
            _("Fill in your code and vote. You get a receipt: keep it."),
        ],
        "parts": [
            {
                "heading": _("On paper, or with help"),
                "lines": [
                    _(
                        "Call %(phone)s or come to %(desk)s. There you also get a paper form. "
                        "Hand it in on %(day)s at the latest.",
                        phone=facts.phone,
                        desk=facts.desk.get(language),
                        day=format_day(datetime.combine(deadline, NOON, zone)),
                    ),
                    _("Lost this letter? Bring your passport or identity card for a new one."),
                ],
            },
            {
                "heading": _("Keep this letter, and keep it to yourself"),
                "lines": [
                    _(
                        "This code is yours alone, not your household's. Whoever has it can vote "
                        "with it, and can see later what it was given to."
                    ),
                    _("Changed your mind? Until voting closes you can vote again with it."),
                ],
            },
            {
                "heading": _("Check it afterwards"),
                "lines": [
                    _(
                        "Voted? After the count the site lists the codes on your receipt, each "
                        "with its plan. Not voted? Then the list of who voted must not have your "
                        "number on the roll."
                    )
                ],
            },
        ],
    }


def write_names() -> dict[str, str]:
    """Return the names of what stands beside the text, in both languages."""
    return {
        "code": say_both(lambda: _("Your voting code")),
        "qr": say_both(lambda: _("Square to scan: opens the plans with your code")),
        "area": say_both(lambda: _("Voting area")),
        "reference": say_both(lambda: _("Reference")),
        "roll_index": say_both(lambda: _("Your number on the roll")),
        "roll_date": say_both(lambda: _("You lived here on")),
    }


def write_proofs(facts: LetterFacts) -> list[tuple[str, str]]:
    """Return the hashes that somebody can hold against the site."""
    key = say_both(lambda: _("Key of this area"))
    proofs = [(f"{key}:", group_digits(facts.issuer_fingerprint))]
    if facts.setup_hash:
        name = say_both(lambda: _("Rules and plans"))
        proofs.append((f"{name}:", group_digits(facts.setup_hash)))
    return proofs


def say_both(say: Callable[[], str]) -> str:
    """Return the same words in both languages, with a stroke between."""
    said = []
    for language in PRINTED:
        with speaking(language):
            said.append(say())
    return " / ".join(dict.fromkeys(said))


def group_digits(digits: str) -> str:
    """Return hexadecimal digits in groups of eight, which an eye can compare."""
    return " ".join(digits[start : start + 8] for start in range(0, len(digits), 8))
