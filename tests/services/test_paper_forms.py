"""Paper forms: two people enter each, only equal ones are cast, nothing joins code and choice."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text

from tests.services.polls import Poll, open_poll
from voting.db.models.register import PaperForm
from voting.db.session import Stores, open_stores
from voting.domain.errors.casting import (
    CodeMistyped,
    CodeUnknown,
    NothingChosen,
    PaperAfterVote,
    RoundClosed,
)
from voting.domain.errors.paper import (
    EntriesDiffer,
    FormDone,
    FormNotEntered,
    PaperTooLate,
    PlanNumberUnknown,
    ReasonMissing,
    SecondPersonNeeded,
    TooManyBoxes,
)
from voting.domain.paper import find_paper_deadline
from voting.services import paper_forms
from voting.services.casting import Receipt, cast_vote
from voting.services.paper_forms import (
    FilledForm,
    ReadForm,
    count_batch,
    enter_form,
    enter_form_again,
    set_form_aside,
)
from voting.services.recording import read_log
from voting.settings import Settings

ZONE = "Europe/Amsterdam"
LAST_DAY = date(2027, 3, 12)
"""The round closes on Monday 15 March 2027."""


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    return open_poll(stores, settings, {"noord": 11, "zuid": 1})


def fill_in(poll: Poll, number: int = 1, boxes: tuple[int, ...] = (1, 1, 2, 0, 0)) -> FilledForm:
    return FilledForm(7, number, poll.letters["noord"][number - 1], boxes, LAST_DAY)


def enter(poll: Poll, form: FilledForm, by: str = "Noor") -> ReadForm:
    return enter_form(poll.stores, poll.keys, poll.state, form, by, ZONE, poll.during)


def again(poll: Poll, form: FilledForm, by: str = "Ali") -> Receipt:
    return enter_form_again(poll.stores, poll.keys, poll.state, form, by, ZONE, poll.during)


def count(poll: Poll) -> tuple[int, ...]:
    return tuple(count_batch(poll.stores, poll.state, 7).values())


def test_a_form_is_read_back_and_cast_when_both_entries_are_equal(poll: Poll) -> None:
    form = fill_in(poll)
    read = enter(poll, form)
    assert (read.area, dict(read.selection)) == ("noord", {"boom": 2, "bank": 1})
    assert count(poll) == (1, 0, 0)
    typed = form.code.lower()
    receipt = again(poll, replace(form, code=f"{typed[:4]} {typed[4:]}"))
    assert receipt.first
    assert len(receipt.codes) == 5
    assert count(poll) == (0, 1, 0)
    with pytest.raises(FormDone):
        again(poll, form)
    with pytest.raises(FormDone):
        enter(poll, form)


def test_paper_is_one_total_an_area_when_the_box_closes(poll: Poll) -> None:
    for number in range(1, 11):
        enter(poll, fill_in(poll, number))
        again(poll, fill_in(poll, number))
    poll.cast(poll.letters["noord"][10], {"boom": 5})
    poll.close()
    (closing,) = [
        entry
        for entry in (one.read() for one in read_log(poll.stores.ballotbox, poll.round_id))
        if entry["type"] == "close"
    ]
    assert sorted(area["paper"] for area in closing["areas"]) == [0, 10]
    assert poll.verify().sound


@pytest.mark.parametrize(
    ("boxes", "fields"),
    [
        ((1, 2, 2, 0, 0), ("2",)),
        ((1, 1, 2, 3, 3), ("4", "5")),
        ((2, 1, 1, 0, 0), ("1", "3")),
        ((1, 1, 2), ("4", "5")),
    ],
)
def test_entries_that_differ_are_refused_by_box_and_nothing_is_cast(
    poll: Poll, boxes: tuple[int, ...], fields: tuple[str, ...]
) -> None:
    form = fill_in(poll)
    enter(poll, form)
    with pytest.raises(EntriesDiffer) as refusal:
        again(poll, replace(form, boxes=boxes))
    assert refusal.value.fields == fields
    assert count(poll) == (1, 0, 0)
    # The first person was wrong, and enters it anew; then the second may go on.
    enter(poll, replace(form, boxes=boxes))
    assert again(poll, replace(form, boxes=boxes)).first


def test_another_letters_code_in_the_second_entry_is_refused(poll: Poll) -> None:
    form = fill_in(poll)
    enter(poll, form)
    with pytest.raises(EntriesDiffer) as refusal:
        again(poll, replace(form, code=poll.letters["noord"][1]))
    assert refusal.value.fields == ("code",)


def test_the_second_entry_is_by_somebody_else(poll: Poll) -> None:
    form = fill_in(poll)
    with pytest.raises(FormNotEntered):
        again(poll, form)
    enter(poll, form)
    for same in ("Noor", " noor ", ""):
        with pytest.raises(SecondPersonNeeded):
            again(poll, form, same)
    with pytest.raises(ReasonMissing):
        enter(poll, form, " ")


def test_paper_never_replaces_a_vote(poll: Poll) -> None:
    form = fill_in(poll)
    poll.cast(form.code, {"doel": 5})
    enter(poll, form)
    with pytest.raises(PaperAfterVote):
        again(poll, form)
    assert count(poll) == (1, 0, 0)
    set_form_aside(poll.stores, poll.state, 7, 1, "Ali", "Met deze brief is al gestemd")
    assert count(poll) == (0, 0, 1)
    with pytest.raises(FormDone):
        enter(poll, form)


def test_a_form_that_came_too_late_or_makes_no_sense_is_not_entered(poll: Poll) -> None:
    form = fill_in(poll)
    wrong: list[tuple[FilledForm, type[Exception]]] = [
        (replace(form, received=date(2027, 3, 13)), PaperTooLate),
        (replace(form, received=date(2027, 3, 15)), PaperTooLate),
        (replace(form, code="7" * 16), CodeMistyped),
        (replace(form, code="0" * 16), CodeUnknown),
        (replace(form, boxes=(4, 0, 0, 0, 0)), PlanNumberUnknown),
        (replace(form, boxes=(1,) * 6), TooManyBoxes),
        (replace(form, boxes=(0,) * 5), NothingChosen),
    ]
    for filled, refusal in wrong:
        with pytest.raises(refusal):
            enter(poll, filled)
    assert count(poll) == (0, 0, 0)
    with pytest.raises(RoundClosed):
        enter_form(poll.stores, poll.keys, poll.state, form, "Noor", ZONE, poll.after)


def test_a_form_that_cannot_be_read_is_set_aside_with_a_reason(poll: Poll) -> None:
    with pytest.raises(ReasonMissing):
        set_form_aside(poll.stores, poll.state, 7, 1, "Noor", " ")
    set_form_aside(poll.stores, poll.state, 7, 1, "Noor", "Onleesbaar")
    assert count(poll) == (0, 0, 1)
    with pytest.raises(FormDone):
        set_form_aside(poll.stores, poll.state, 7, 1, "Noor", "Onleesbaar")


def test_a_crash_after_casting_gives_the_same_receipt_again(
    poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = fill_in(poll)
    enter(poll, form)
    made = []

    def cast_and_die(*given: object, **rest: object) -> Receipt:
        made.append(real(*given, **rest))  # type: ignore[arg-type]  # it stands in for it
        raise KeyboardInterrupt

    real = cast_vote
    with monkeypatch.context() as patch:
        patch.setattr(paper_forms, "cast_vote", cast_and_die)
        with pytest.raises(KeyboardInterrupt):
            again(poll, form)
    receipt = again(poll, form)
    assert receipt.codes == made[0].codes
    assert receipt.promise == made[0].promise
    assert count(poll) == (0, 1, 0)


def test_between_the_entries_nothing_stored_says_who_chose_what(poll: Poll) -> None:
    one, two = fill_in(poll, 1), fill_in(poll, 2)
    enter(poll, one)
    enter(poll, two)
    first, second = poll.stores.register.scalars(select(PaperForm).order_by(PaperForm.number))
    assert first.marks
    assert second.marks
    # The same choice under another code has no mark in common: marks cannot be compared.
    cut = [
        {marks[at : at + 16] for at in range(0, 96, 16)} for marks in (first.marks, second.marks)
    ]
    assert not cut[0] & cut[1]
    columns = poll.stores.register.execute(text("SELECT * FROM paper_form")).keys()
    assert set(columns) == {
        "round", "batch", "number", "state", "by_name", "again_by", "marks", "reason",
    }  # fmt: skip
    again(poll, one)
    marks = poll.stores.register.scalars(select(PaperForm.marks).order_by(PaperForm.number)).all()
    assert marks[0] is None


def test_a_form_entered_again_twice_at_once_is_cast_once(poll: Poll) -> None:
    form = fill_in(poll)
    enter(poll, form)

    def enter_elsewhere(by: str) -> str:
        with open_stores(poll.settings) as stores:
            other = replace(poll, stores=stores)
            try:
                return again(other, form, by).promise
            except FormDone:
                return ""

    with ThreadPoolExecutor(3) as room:
        promises = set(room.map(enter_elsewhere, ("Ali", "Bo", "Cas")))
    assert len(promises - {""}) == 1
    poll.stores.register.rollback()
    assert count(poll) == (0, 1, 0)


@pytest.mark.parametrize(
    ("closes", "last"),
    [
        (date(2027, 3, 15), date(2027, 3, 12)),
        (date(2027, 3, 16), date(2027, 3, 15)),
        (date(2027, 3, 30), date(2027, 3, 25)),
        (date(2027, 4, 28), date(2027, 4, 26)),
    ],
)
def test_paper_comes_in_one_working_day_before_closing(closes: date, last: date) -> None:
    assert find_paper_deadline(closes) == last
