"""What a group fills in about its proposal, one question a step.

A draft is kept as a mapping from field to text, also for amounts and lists: so that a half-done
answer can be kept, every change is one line of history, and a suggestion is a text beside
another. `read_step` turns what was typed into that form; `Draft` gives it back with meaning.
Amounts are cents.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from voting.domain.errors.proposals import AnswerProblem, AnswersRefused
from voting.domain.initiatives import LONGEST_TITLE, Origin, Provider, Sector
from voting.domain.texts import Text

Fields = Mapping[str, str]
MOST_CENTS = 100_000_000_00
"""No line and no total may be larger; far below what a JSON reader or a column can hold."""
MOST_LINES = 20
LONGEST_WORDS = 200
GROUPED = re.compile(r"\d{1,3}(?:(?P<sign>[. ,])\d{3})(?:(?P=sign)\d{3})*|\d+", re.ASCII)
CENTS = re.compile(r"(.+?)(?:[.,](\d{1,2}|-+|–|—))?", re.ASCII)
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)


class Step(StrEnum):
    """The questions, in the order they are asked."""

    TITLE = "title"
    STORY = "story"
    PLACE = "place"
    SUBJECT = "subject"
    COSTS = "costs"
    PEOPLE = "people"
    POLICE = "police"
    ADULT = "adult"
    MINIMUM = "minimum"
    MILESTONES = "milestones"
    UPKEEP = "upkeep"
    EFFECTS = "effects"


SHORT_FORM = (Step.TITLE, Step.STORY, Step.PLACE, Step.SUBJECT, Step.COSTS, Step.PEOPLE)
"""Six questions are enough below the council's amount."""
ONLY_IF = {Step.POLICE: "patrol", Step.ADULT: "young"}
"""Steps that are asked only when this field of another step is ticked."""
LONGEST = {
    "title_nl": LONGEST_TITLE,
    "title_en": LONGEST_TITLE,
    "summary_nl": 200,
    "summary_en": 200,
    "description_nl": 4000,
    "description_en": 4000,
    "place": LONGEST_WORDS,
    "own_theme": 60,
    "parent": 80,
    "payee": 80,
    "police": 2000,
    "upkeep_nl": 500,
    "upkeep_en": 500,
    "effects": 1000,
}
"""Fields of words, with the most characters each may have."""
SEVERAL_LINES = frozenset({"description_nl", "description_en", "police", "effects"})
AMOUNTS = frozenset({"own_cents", "minimum_cents", "upkeep_cents"})
TICKS = frozenset({"patrol", "young", "parent_agrees"})
CHOICES: Mapping[str, frozenset[str]] = {
    "sector": frozenset(map(str, Sector)),
    "origin": frozenset(map(str, Origin)),
    "provider": frozenset(map(str, Provider)),
}
OPEN_CHOICES = frozenset({"buurt", "theme"})
"""Slugs of the round; whether they exist is checked against its plan."""
LISTS = frozenset({"costs", "milestones"})
FIELDS: Mapping[Step, tuple[str, ...]] = {
    Step.TITLE: ("title_nl", "title_en", "summary_nl", "summary_en"),
    Step.STORY: ("description_nl", "description_en"),
    Step.PLACE: ("buurt", "place"),
    Step.SUBJECT: ("sector", "theme", "own_theme", "patrol"),
    Step.COSTS: ("costs", "own_cents"),
    Step.PEOPLE: ("origin", "provider", "young"),
    Step.POLICE: ("police",),
    Step.ADULT: ("parent", "parent_agrees", "payee"),
    Step.MINIMUM: ("minimum_cents",),
    Step.MILESTONES: ("milestones",),
    Step.UPKEEP: ("upkeep_nl", "upkeep_en", "upkeep_cents"),
    Step.EFFECTS: ("effects",),
}
SUGGESTIBLE = frozenset(LONGEST) - {"parent", "payee"}
"""What an office may suggest words for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the budget: what it is, and what it costs with VAT that is not reclaimed."""

    what: str
    cents: int


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that will have been done by a month, as "2027-05"."""

    what: str
    month: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a proposal with their meaning."""

    fields: Fields

    def text(self, name: str) -> Text:
        """Return a text in both languages."""
        return Text(self.fields.get(f"{name}_nl", ""), self.fields.get(f"{name}_en", ""))

    def word(self, name: str) -> str:
        """Return a field as it is kept, empty when there is none."""
        return self.fields.get(name, "")

    def ticked(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return self.word(name) == "yes"

    def cents(self, name: str) -> int | None:
        """Return an amount; None when none was given."""
        return int(self.word(name)) if self.word(name) else None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the lines of the budget."""
        return tuple(Line(what, int(cents)) for cents, what in _split(self.word("costs")))

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """Return the milestones."""
        return tuple(Milestone(what, month) for month, what in _split(self.word("milestones")))

    @property
    def total_cents(self) -> int:
        """Return what the plan costs in all."""
        return sum(line.cents for line in self.lines)

    @property
    def ask_cents(self) -> int:
        """Return what is asked: the total without the group's own contribution."""
        return self.total_cents - (self.cents("own_cents") or 0)

    @property
    def ready(self) -> str | None:
        """Return the month of the last milestone."""
        return max((one.month for one in self.milestones), default=None)

    @property
    def languages(self) -> frozenset[str]:
        """Return the languages that title, summary and story are all written in."""
        needed = ("title", "summary", "description")
        return frozenset(
            language
            for language in ("nl", "en")
            if all(self.word(f"{name}_{language}") for name in needed)
        )


def read_step(step: Step, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a step as they are kept, from what was typed.

    A list comes as `costs-0-what`, `costs-0-amount`, `milestones-0-what`, `milestones-0-month`
    and so on. What is left out may stay empty: a draft is saved half-done.

    Raises:
        AnswersRefused: something cannot be what it should be, with every reason.
    """
    problems: list[AnswerProblem] = []
    fields = {name: _read_field(name, typed, problems) for name in FIELDS[step]}
    if problems:
        raise AnswersRefused(tuple(problems))
    return fields


def read_words(name: str, text: str) -> str:
    """Return the words for a field without signs that cannot be seen; raise AnswersRefused."""
    problems: list[AnswerProblem] = []
    words = _read_words(name, text, problems)
    if problems:
        raise AnswersRefused(tuple(problems))
    return words


def clean_line(line: str) -> str:
    """Return a line with single spaces, without signs that cannot be seen."""
    # Cc and Cf hold these, such as marks that turn the direction of text.
    signs = unicodedata.normalize("NFC", line)
    shown = (" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs") else sign for sign in signs)
    return " ".join("".join(shown).split())


def read_euros(text: str) -> int:
    """Return an amount in cents, written as 1250, 1.250, 1,250.50, 1.250,50 or € 12,-.

    Raises ValueError with a reason code: "negative", "not_an_amount" or "too_much".
    """
    plain = " ".join(text.replace("€", " ").split())
    if plain.startswith(("-", "−", "–")):
        raise ValueError("negative")
    found = CENTS.fullmatch(plain)
    if found is None:
        raise ValueError("not_an_amount")
    whole, cents = found[1], found[2]
    grouped = GROUPED.fullmatch(whole)
    if grouped is None or len(whole) > 20:
        raise ValueError("not_an_amount")
    euros = int(re.sub(r"\D", "", whole))
    amount = euros * 100 + int((cents or "").strip("-–—").ljust(2, "0"))
    if amount > MOST_CENTS:
        raise ValueError("too_much")
    return amount


def _read_field(name: str, typed: Mapping[str, str], problems: list[AnswerProblem]) -> str:
    if name in LISTS:
        return _read_list(name, typed, problems)
    text = typed.get(name, "")
    if name in AMOUNTS:
        return _read_amount(name, text, problems)
    if name in TICKS:
        return "yes" if text else ""
    if name in LONGEST:
        return _read_words(name, text, problems)
    if name in CHOICES and text and text not in CHOICES[name]:
        problems.append(AnswerProblem(name, "unknown_choice", {}))
        return ""
    return text.strip()[:LONGEST_WORDS]


def _read_words(name: str, text: str, problems: list[AnswerProblem]) -> str:
    several = name in SEVERAL_LINES
    lines = unicodedata.normalize("NFC", text).splitlines() if several else [text]
    words = "\n".join(clean_line(line) for line in lines).strip()
    if len(words) > LONGEST[name]:
        facts = {"length": len(words), "longest": LONGEST[name]}
        problems.append(AnswerProblem(name, "too_long", facts))
    return words


def _read_amount(name: str, text: str, problems: list[AnswerProblem]) -> str:
    if not text.strip():
        return ""
    try:
        return str(read_euros(text))
    except ValueError as error:
        problems.append(AnswerProblem(name, str(error), {}))
        return ""


def _read_list(name: str, typed: Mapping[str, str], problems: list[AnswerProblem]) -> str:
    rows = list(_read_rows(name, typed, problems))
    if name == "costs" and sum(int(value) for value, _what in rows) > MOST_CENTS:
        problems.append(AnswerProblem(name, "too_much", {}))
    return "\n".join(f"{value}\t{what}" for value, what in rows)


def _read_rows(
    name: str, typed: Mapping[str, str], problems: list[AnswerProblem]
) -> Iterator[tuple[str, str]]:
    part = "amount" if name == "costs" else "month"
    for number in range(MOST_LINES):
        place = f"{name}-{number}"
        what = clean_line(typed.get(f"{place}-what", ""))
        value = typed.get(f"{place}-{part}", "").strip()
        if not what and not value:
            continue
        if len(what) > LONGEST_WORDS:
            facts = {"length": len(what), "longest": LONGEST_WORDS}
            problems.append(AnswerProblem(f"{place}-what", "too_long", facts))
        if not what or not value:
            missing = "what" if not what else part
            problems.append(AnswerProblem(f"{place}-{missing}", "half_a_line", {}))
        elif part == "month":
            if not MONTH.fullmatch(value):
                problems.append(AnswerProblem(f"{place}-month", "not_a_month", {}))
            yield value, what
        else:
            yield _read_amount(f"{place}-amount", value, problems) or "0", what


def _split(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        value, _tab, what = line.partition("\t")
        yield value, what
