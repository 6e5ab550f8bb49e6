"""Codes of places, ids of plans, themes and texts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from voting.domain.areas import is_buurt_code, is_district_code, is_municipality_code, is_slug
from voting.domain.errors.rounds import PhaseSkipped
from voting.domain.initiatives import is_initiative_id
from voting.domain.texts import Text
from voting.domain.themes import petition_passes


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (is_municipality_code, ["GM0363"], ["GM363", "GM03630", "gm0363", "GM036A", ""]),
        (is_district_code, ["WK036305", "WK0363AA"], ["WK03635", "WK0363aa", "BU036305"]),
        (is_buurt_code, ["BU03630500", "BU0363AA0Z"], ["BU0363050", "BU036305001", "BU0363-500"]),
        (is_slug, ["oud-linder", "a", "2", "x" * 40], ["", "Oud", "a--b", "-a", "a_b", "x" * 41]),
        (is_initiative_id, ["Z01", "a.b_c-d", "x" * 63], ["", "x" * 64, "a b", "ë", "a/b", "a\n"]),
    ],
)
def test_codes_have_their_form(
    check: Callable[[str], bool], good: list[str], bad: list[str]
) -> None:
    assert [value for value in good if not check(value)] == []
    assert [value for value in bad if check(value)] == []


def test_arabic_digits_are_no_digits_of_a_code() -> None:
    assert not is_municipality_code("GM\u0660\u0663\u0666\u0663")


def test_a_petition_passes_with_51_signatures_and_fails_with_50() -> None:
    assert not petition_passes(50)
    assert petition_passes(51)


def test_a_text_in_one_language_stands_in_for_the_other() -> None:
    only_dutch = Text("Speeltuin")
    assert only_dutch.get("en") == "Speeltuin"
    assert only_dutch.missing("en")
    assert not only_dutch.missing("nl")
    only_english = Text("", "Playground")
    assert only_english.get("nl") == "Playground"
    assert only_english.missing("nl")


def test_a_text_in_both_languages_misses_nothing() -> None:
    both = Text("Speeltuin", "Playground")
    assert (both.get("nl"), both.get("en")) == ("Speeltuin", "Playground")
    assert not both.missing("nl")
    assert not both.missing("en")


def test_no_text_at_all_is_not_a_missing_translation() -> None:
    assert not Text("")
    assert not Text("").missing("en")


@contextmanager
def passing_through() -> Iterator[None]:
    yield


def test_a_refusal_passes_through_a_context_manager_unchanged() -> None:
    with pytest.raises(PhaseSkipped) as refused, passing_through():
        raise PhaseSkipped("review", "voting")
    assert refused.value == PhaseSkipped("review", "voting")


def test_the_facts_of_a_refusal_cannot_change() -> None:
    refused = PhaseSkipped("review", "voting")
    with pytest.raises(AttributeError):
        refused.old = "entries"  # type: ignore[misc]  # that is what is tested
