"""Every reason a file or a round is refused for has a sentence in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import voting
from tests.interchange.round_folder import LISTS, TOML, find_problems
from voting.domain.errors import FileProblem, OpeningProblem
from voting.web.words_round_file import (
    FILE_WORDS,
    OPENING_WORDS,
    tell_file_problem,
    tell_opening_problem,
)

PACKAGE = Path(voting.__file__).parent
SUGGESTING = frozenset({"add_unknown"})
NAMING = frozenset({"add", "Misread", "_problem", *SUGGESTING})


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


@pytest.mark.parametrize("code", sorted(set(find_codes(PACKAGE / "domain/opening.py"))))
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
