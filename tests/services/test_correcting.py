"""A proven counting error is corrected by a new, signed result; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.services.polls import Poll, open_poll
from voting.ballotbox.verify import verify_bundle
from voting.db.models.register import LedgerAccount, LedgerEntry, PhaseChange, Result
from voting.db.session import Stores, open_stores
from voting.domain.errors.correcting import (
    CorrectedAboveIssued,
    CorrectedBelowZero,
    CorrectionHalfDone,
    CorrectionReasonNeeded,
    InitiativeNotCounted,
    NothingToCorrect,
)
from voting.domain.errors.counting import WrongPhase
from voting.domain.errors.running import TwoPeopleNeeded
from voting.domain.texts import Text
from voting.services import correcting
from voting.services.bundling import export_bundle
from voting.services.correcting import Corrected, Correction, correct_result
from voting.services.publishing import load_result, publish_round
from voting.services.recording import read_last
from voting.services.round_course import TwoPeople
from voting.services.running_rounds import finish_round, start_checking
from voting.settings import Settings

PEOPLE = TwoPeople("Noor", "Ali")
REASON = Text("Twee strookjes ontbraken.", "Two slips were missing.")
SHIFT = {("noord", "boom"): -2, ("noord", "bank"): 2}


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    """Publish a round in which both areas were opened: noord has boom 63 and doel 21 rights."""
    made = open_poll(stores, settings, {"noord": 21, "zuid": 20})
    for code in made.letters["noord"]:
        made.cast(code, {"boom": 3, "doel": 1})
    for code in made.letters["zuid"]:
        made.cast(code, {"tuin": 5}, area="zuid")
    made.close()
    made.draw()
    made.open()
    made.count()
    at = made.plan.times.results_on
    publish_round(made.stores, made.keys, made.state, at, settings.checkpoint_dir)
    return made


def correct(poll: Poll, adjust: dict[tuple[str, str], int] = SHIFT, **rest: Any) -> Corrected:
    stores, reason = rest.get("stores", poll.stores), rest.get("reason", REASON)
    return correct_result(
        stores,
        poll.keys,
        poll.state if stores is poll.stores else replace(poll.state),
        Correction(adjust, reason),
        rest.get("people", PEOPLE),
        poll.plan.times.results_on,
        poll.settings.checkpoint_dir,
    )


def count_results(poll: Poll) -> int:
    poll.stores.register.rollback()
    return poll.stores.register.scalar(select(func.count()).select_from(Result)) or 0


def read_balances(poll: Poll) -> dict[tuple[str, str], int]:
    poll.stores.register.rollback()
    names = {
        one.id: (one.book, one.owner) for one in poll.stores.register.scalars(select(LedgerAccount))
    }
    balances = dict.fromkeys(names.values(), 0)
    for one in poll.stores.register.scalars(select(LedgerEntry)):
        balances[names[one.debit_id]] += one.cents
        balances[names[one.credit_id]] -= one.cents
    return balances


def test_the_corrected_result_holds_and_anybody_can_recompute_it(
    poll: Poll, tmp_path: Path
) -> None:
    before = load_result(poll.stores, poll.state)
    assert before is not None
    corrected = correct(poll)
    after = load_result(poll.stores, poll.state)
    assert after == corrected.result
    assert after is not None
    rights = {one.id: one.rights for one in after.areas[0].initiatives}
    old = {one.id: one.rights for one in before.areas[0].initiatives}
    assert {id: count - old[id] for id, count in rights.items() if count != old[id]} == {
        "boom": -2,
        "bank": 2,
    }
    entry = read_last(poll.stores.ballotbox, poll.round_id)
    assert (entry.position, entry.read()["reason_en"]) == (corrected.entry, REASON.en)
    export_bundle(poll.stores, poll.round_id, tmp_path / "bundle")
    report = verify_bundle(tmp_path / "bundle")
    assert report.sound, report.findings
    assert (tmp_path / "bundle" / f"result-{corrected.entry}.json").exists()


def test_a_second_correction_builds_on_the_first(poll: Poll) -> None:
    first = correct(poll)
    second = correct(poll, {("zuid", "tuin"): -1}, reason=Text("Nog een.", "One more."))
    entry = read_last(poll.stores.ballotbox, poll.round_id).read()
    assert entry["replaces"] == first.entry
    assert second.result.areas[0] == first.result.areas[0]
    assert poll.verify().sound


def test_the_books_follow_the_corrected_result(poll: Poll) -> None:
    corrected = correct(poll)
    balances = read_balances(poll)
    assert sum(balances.values()) == 0
    for area in corrected.result.areas:
        for one in area.initiatives:
            assert balances.get(("payable", one.id), 0) == one.payout_cents
        for envelope in area.envelopes:
            assert balances.get(("reserve", envelope.buurt), 0) == envelope.reserve_cents


def test_both_names_and_the_reason_stand_in_the_course_of_the_round(poll: Poll) -> None:
    correct(poll)
    row = poll.stores.register.scalars(
        select(PhaseChange).where(PhaseChange.act == "correct")
    ).one()
    assert (row.by_name, row.confirmed_by) == ("Noor", "Ali")
    assert REASON.nl in row.facts


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"adjust": {}}, NothingToCorrect),
        ({"adjust": {("zuid", "boom"): 1}}, InitiativeNotCounted),
        ({"adjust": {("oost", "boom"): 1}}, InitiativeNotCounted),
        ({"adjust": {("noord", "bank"): -1}}, CorrectedBelowZero),
        ({"adjust": {("noord", "bank"): 1000}}, CorrectedAboveIssued),
        ({"reason": Text("Alleen Nederlands", " ")}, CorrectionReasonNeeded),
        ({"people": TwoPeople("Noor", "noor ")}, TwoPeopleNeeded),
    ],
)
def test_what_is_no_correction_is_refused_and_nothing_is_logged(
    poll: Poll, given: dict[str, Any], refusal: type[Exception]
) -> None:
    last = read_last(poll.stores.ballotbox, poll.round_id).position
    with pytest.raises(refusal):
        correct(poll, **given)
    assert read_last(poll.stores.ballotbox, poll.round_id).position == last
    assert count_results(poll) == 1


def test_a_result_is_corrected_in_its_checking_period_and_not_after(poll: Poll) -> None:
    at, folder = poll.plan.times.results_on, poll.settings.checkpoint_dir
    start_checking(poll.stores, poll.keys, poll.state, at, folder)
    correct(poll)
    finish_round(poll.stores, poll.keys, poll.state, poll.plan.times.checking_until, folder)
    with pytest.raises(WrongPhase):
        correct(poll, {("zuid", "tuin"): -1})
    assert poll.verify().sound


def test_a_round_in_voting_has_nothing_to_correct(stores: Stores, settings: Settings) -> None:
    poll = open_poll(stores, settings)
    with pytest.raises(WrongPhase):
        correct(poll)


class _PowerCut(Exception):
    """The process dies after the log was written and before the register was."""


def test_a_correction_cut_short_is_finished_by_the_same_one_only(
    poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_given: object) -> None:
        raise _PowerCut

    with monkeypatch.context() as patched:
        patched.setattr(correcting, "_book", die)
        with pytest.raises(_PowerCut):
            correct(poll)
    assert count_results(poll) == 1
    logged = read_last(poll.stores.ballotbox, poll.round_id).position
    with pytest.raises(CorrectionHalfDone):
        correct(poll, {("zuid", "tuin"): -1})
    assert correct(poll).entry == logged
    assert read_last(poll.stores.ballotbox, poll.round_id).position == logged
    assert count_results(poll) == 2
    assert sum(read_balances(poll).values()) == 0
    assert poll.verify().sound


def test_two_officers_who_correct_at_once_correct_one_after_the_other(
    poll: Poll, settings: Settings
) -> None:
    def act(number: int) -> Corrected:
        with open_stores(settings) as own:
            return correct(poll, {("zuid", "tuin"): -1 - number}, stores=own)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(act, range(2)))
    assert len({one.entry for one in done}) == 2
    assert count_results(poll) == 3
    tuin = next(
        one
        for one in max(done, key=lambda each: each.entry).result.areas[1].initiatives
        if one.id == "tuin"
    )
    assert tuin.rights == 100 - 3
    assert poll.verify().sound
