"""Every reason a .pb file is refused for has a sentence in both languages."""

from pathlib import Path
from string import Formatter

import pytest

from voting.domain.errors.files import PabulibRefused
from voting.interchange.pabulib import parse_pabulib, read_pabulib
from voting.interchange.pabulib_problems import Code
from voting.web.errors import WORDS
from voting.web.words_pabulib import (
    PABULIB_WORDS,
    UNREADABLE,
    tell_pabulib_problem,
    tell_pabulib_refusal,
)

FILES = Path(__file__).parent / "files"


def find_marks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_there_are_words_for_every_reason_and_for_nothing_else() -> None:
    assert set(PABULIB_WORDS) == {code.value for code in Code}
    assert PabulibRefused in WORDS


@pytest.mark.parametrize("code", sorted(PABULIB_WORDS))
def test_both_languages_use_the_same_facts(code: str) -> None:
    words = PABULIB_WORDS[code]
    assert set(words) == set(UNREADABLE) == {"en", "nl"}
    assert find_marks(words["en"]) == find_marks(words["nl"])
    assert words["en"] != words["nl"]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_facts_of_real_problems_fill_their_sentences(language: str) -> None:
    with pytest.raises(PabulibRefused) as refusal:
        read_pabulib(FILES / "wrong.pb")
    for problem in refusal.value.problems:
        told = tell_pabulib_problem(problem, language)
        assert told.startswith("wrong.pb, line" if language == "en" else "wrong.pb, regel")
        assert "{" not in told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x;y\n",
        "META\nMETA\n",
        "META\nkey;value\nkey;value\nPROJECTS\nproject_id;project_id\nVOTES\nvoter_id\n",
        'META\nkey;"value\n',
    ],
)
def test_a_broken_frame_can_be_told(text: str) -> None:
    with pytest.raises(PabulibRefused) as refusal:
        parse_pabulib(text, "x.pb")
    for language in ("en", "nl"):
        assert all("{" not in line for line in tell_pabulib_refusal(refusal.value, language))


def test_what_is_left_out_is_counted() -> None:
    refusal = PabulibRefused((), 7)
    assert tell_pabulib_refusal(refusal, "en") == ["… and 7 more problems."]
    assert tell_pabulib_refusal(refusal, "nl") == ["… en nog 7 fouten."]
