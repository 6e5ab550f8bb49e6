"""What is typed on a form, amounts as people write them, and working days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.domain.errors.proposals import AnswersRefused
from voting.domain.proposal_fields import MOST_CENTS, Draft, Step, read_euros, read_step
from voting.domain.proposals import Act, Bounds, State, find_state_after, list_steps
from voting.domain.working_days import add_working_days, find_easter, is_working_day

typed_text = st.text(st.characters(codec="ascii"), max_size=60)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1250", 125_000),
        ("1.250", 125_000),
        ("1,250", 125_000),
        ("1.250,50", 125_050),
        ("1,250.5", 125_050),
        ("€ 12,-", 1_200),
        ("1 000 000", 100_000_000),
        ("0,05", 5),
    ],
)
def test_an_amount_is_read_as_it_was_meant(text: str, cents: int) -> None:
    assert read_euros(text) == cents


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-5", "negative"),
        ("−5", "negative"),
        ("five", "not_an_amount"),
        ("1.25.0", "not_an_amount"),
        ("1e9", "not_an_amount"),
        ("100000000,01", "too_much"),
        ("9" * 400, "not_an_amount"),
        ("١٢", "not_an_amount"),
        ("=1+1", "not_an_amount"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_euros(text)


@given(st.integers(0, MOST_CENTS))
def test_every_amount_can_be_written_in_dutch(cents: int) -> None:
    euros = f"{cents // 100:,}".replace(",", ".")
    assert read_euros(f"€ {euros},{cents % 100:02}") == cents


@given(st.dictionaries(st.sampled_from(["title_nl", "summary_en"]), typed_text))
def test_words_that_were_kept_are_kept_as_they_are(typed: dict[str, str]) -> None:
    kept = read_step(Step.TITLE, typed)
    assert read_step(Step.TITLE, kept) == kept


def test_words_that_are_too_long_are_not_cut() -> None:
    with pytest.raises(AnswersRefused) as refused:
        read_step(Step.TITLE, {"title_nl": "x" * 61})
    assert [(one.field, one.code) for one in refused.value.problems] == [("title_nl", "too_long")]


def test_html_and_formulas_are_only_text() -> None:
    typed = {"title_nl": "<script>alert(1)</script>", "summary_nl": "=HYPERLINK(1)"}
    assert read_step(Step.TITLE, typed) | {"title_en": "", "summary_en": ""} == typed | {
        "title_en": "",
        "summary_en": "",
    }


def test_sums_that_overflow_are_refused() -> None:
    typed = {f"costs-{n}-what": "x" for n in range(3)}
    typed |= {f"costs-{n}-amount": "50.000.000" for n in range(3)}
    with pytest.raises(AnswersRefused) as refused:
        read_step(Step.COSTS, typed)
    assert [problem.code for problem in refused.value.problems] == ["too_much"]


def test_a_half_line_says_what_is_missing() -> None:
    with pytest.raises(AnswersRefused) as refused:
        read_step(Step.COSTS, {"costs-0-what": "Bomen", "costs-2-amount": "5"})
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["costs-0-amount", "costs-2-what"]


def test_a_tab_or_line_in_a_budget_line_breaks_nothing() -> None:
    fields = read_step(Step.COSTS, {"costs-0-what": "a\tb\nc", "costs-0-amount": "5"})
    assert [(line.what, line.cents) for line in Draft(fields).lines] == [("a b c", 500)]


def test_six_questions_are_enough_for_a_small_plan() -> None:
    small = Draft({"costs": "250000\tx"})
    large = Draft({"costs": "250001\tx", "patrol": "yes"})
    assert len(list_steps(small, Bounds())) == 6
    assert Step.MINIMUM in list_steps(large, Bounds())
    assert Step.POLICE in list_steps(large, Bounds())
    assert Step.ADULT not in list_steps(large, Bounds())


@pytest.mark.parametrize("act", list(Act))
def test_nothing_is_done_with_what_was_turned_down(act: Act) -> None:
    with pytest.raises(Exception, match="WrongState"):
        find_state_after(act, State.TURNED_DOWN)


def test_easter_is_where_the_calendar_has_it() -> None:
    assert [find_easter(year) for year in (2024, 2026, 2038)] == [
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ]


def test_holidays_do_not_count() -> None:
    off = [(2026, 4, 3), (2026, 4, 6), (2026, 4, 27), (2026, 5, 5), (2026, 5, 14), (2026, 5, 25)]
    assert not any(is_working_day(date(*day)) for day in off)
    assert not is_working_day(date(2025, 4, 26))
    assert add_working_days(date(2026, 12, 23), 10) == date(2027, 1, 8)
