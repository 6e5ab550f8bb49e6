"""Every reason a file or a round is refused for has a sentence in both languages."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest

import voting
from tests.interchange.round_folder import LISTS, TOML, find_problems
from voting.domain.errors.files import FileProblem, RollRefused, RoundFileRefused
from voting.domain.errors.refused import Refused
from voting.domain.errors.rounds import (
    AnnulmentTooEarly,
    CannotOpen,
    ClosingHasPassed,
    ExtensionNotLater,
    ExtensionWithoutTimezone,
    OpeningProblem,
    PhaseReversed,
    PhaseSkipped,
    RoundEnded,
)
from voting.web.errors import WORDS
from voting.web.words_round_file import (
    FILE_WORDS,
    OPENING_WORDS,
    tell_file_problem,
    tell_opening_problem,
    tell_round_refusal,
)

PACKAGE = Path(voting.__file__).parent
SUGGESTING = frozenset({"add_unknown"})
NAMING = frozenset({"add", "Misread", "_problem", "OpeningProblem", *SUGGESTING})
OPENING = ("domain/opening.py", "services/opening_rounds.py")


def find_codes(path: Path) -> Iterator[str]:
    """Yield the reason codes a module's calls name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else None
        called = node.func.id if isinstance(node.func, ast.Name) else called
        if called in NAMING:
            for argument in node.args[:2]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value
                    if called in SUGGESTING:
                        yield f"{argument.value}_did_you_mean"


def file_codes() -> set[str]:
    paths = [*PACKAGE.glob("interchange/round_*.py"), PACKAGE / "interchange/roll_file.py"]
    return {code for path in paths for code in find_codes(path)}


def test_the_search_finds_the_codes() -> None:
    assert {"unknown_key", "unknown_key_did_you_mean", "bad_amount", "column_count"} <= file_codes()


@pytest.mark.parametrize("code", sorted(file_codes()))
def test_a_reason_has_words(code: str) -> None:
    assert code in FILE_WORDS


def opening_codes() -> set[str]:
    return {code for path in OPENING for code in find_codes(PACKAGE / path)}


@pytest.mark.parametrize("code", sorted(opening_codes()))
def test_a_reason_not_to_open_has_words(code: str) -> None:
    assert code in OPENING_WORDS


@pytest.mark.parametrize("code", sorted({*FILE_WORDS, *OPENING_WORDS}))
def test_both_languages_use_the_same_facts(code: str) -> None:
    for words in (FILE_WORDS, OPENING_WORDS):
        sentence = words.get(code, {"en": "", "nl": ""})
        english, dutch = (
            {name for _, name, _, _ in Formatter().parse(sentence[language]) if name}
            for language in ("en", "nl")
        )
        assert english == dutch
        assert set(sentence) == {"en", "nl"}


def test_a_problem_is_told_with_its_place() -> None:
    problem = FileProblem("plannen.csv", 3, "ask", "bad_amount", {"value": "12.50"})
    assert tell_file_problem(problem, "nl").startswith(
        "plannen.csv, regel 3, ask: “12.50” is geen bedrag."
    )
    assert tell_file_problem(problem, "en").startswith("plannen.csv, line 3, ask: “12.50” is not")
    whole = FileProblem("plannen.csv", 0, None, "file_missing", {})
    assert tell_file_problem(whole, "nl").startswith("plannen.csv: Dit bestand is er niet")


def test_amounts_are_told_as_each_language_writes_them() -> None:
    facts = {"pots_cents": 1_234_50, "ceiling_cents": 100_000}
    problem = OpeningProblem("pots_above_ceiling", facts)
    assert "1.234,50" in tell_opening_problem(problem, "nl")
    assert "1,234.50" in tell_opening_problem(problem, "en")


def test_the_facts_of_real_problems_fill_their_sentences(tmp_path: Path) -> None:
    problems = find_problems(
        tmp_path,
        toml=TOML.replace("20000", "2.5").replace("results_on", "result_on"),
        themes_csv=LISTS["themes.csv"].replace("51", "5"),
        initiatives_csv=LISTS["initiatives.csv"].replace("P2;dorp", "P1;dor") + "x;y\n",
    )
    assert len(problems) >= 6
    for problem in problems:
        for language in ("nl", "en"):
            assert "{" not in tell_file_problem(problem, language)


AT = datetime(2027, 6, 14, 18, tzinfo=UTC)
PROBLEM = FileProblem("rol.csv", 4, None, "column_count", {"expected": 2, "got": 1})
REFUSALS = [
    RoundFileRefused((PROBLEM,)),
    RollRefused((PROBLEM,), 7),
    CannotOpen((OpeningProblem("regulation_missing", {}),)),
    PhaseSkipped("entries", "voting"),
    PhaseReversed("voting", "entries"),
    RoundEnded("final"),
    AnnulmentTooEarly("review"),
    ClosingHasPassed(AT, AT),
    ExtensionNotLater(AT, AT),
    ExtensionWithoutTimezone(AT),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: type(one).__name__)
def test_a_refusal_is_told_in_both_languages(refusal: Refused) -> None:
    english, dutch = (tell_round_refusal(refusal, language) for language in ("en", "nl"))
    assert english != dutch
    assert len(english) == len(dutch)
    assert "{" not in "".join(english + dutch)
    assert type(refusal) in WORDS


def test_a_refused_roll_says_how_many_problems_are_not_listed() -> None:
    told = tell_round_refusal(RollRefused((PROBLEM,), 7), "nl")
    assert told == [
        "rol.csv, regel 4: Kolommen op deze regel: 1. Het moeten er 2 zijn.",
        "Fouten die hier niet staan: 7.",
    ]
