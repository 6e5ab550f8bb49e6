"""Acts that died between the log and the register, or before everything was destroyed, go again."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, make_url, select

from tests.services.polls import Poll, open_poll
from voting.db import engines
from voting.db.models.ballotbox import StoredSlip
from voting.db.models.register import Withdrawal
from voting.db.session import Stores, open_stores
from voting.domain.errors.counting import BoxAlreadyOpened, ClosingNotReached
from voting.domain.errors.rounds import ClosingHasPassed, ExtensionNotLater, RoundEnded
from voting.domain.rounds import Phase
from voting.services import altering_rounds, running_rounds
from voting.services.emptying import Emptied
from voting.services.publishing import publish_round
from voting.services.recording import read_last, read_log, record
from voting.services.round_course import TwoPeople
from voting.services.round_state import find_round
from voting.services.running_rounds import finish_round, start_checking
from voting.services.turnout import record_turnout
from voting.settings import Settings

PAIR = TwoPeople("Noor", "Ali")
DESTROYED = ("box", "salt", "lookup")


class Died(Exception):
    """Where the process died."""


def die(*_: Any, **__: Any) -> None:
    raise Died


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    made = open_poll(stores, settings, {"noord": 21, "zuid": 3})
    for code in made.letters["noord"]:
        made.cast(code, {"boom": 5})
    return made


def extend(poll: Poll, closes: datetime, at: datetime | None = None) -> None:
    altering_rounds.extend_round(
        poll.stores, poll.keys, poll.state, closes, PAIR, at or poll.during,
        poll.settings.checkpoint_dir,
    )  # fmt: skip


def withdraw(poll: Poll, at: datetime) -> None:
    altering_rounds.withdraw_initiative(
        poll.stores, poll.keys, poll.state, "boom", at, poll.settings.checkpoint_dir
    )


def annul(poll: Poll) -> bool:
    return altering_rounds.annul_round(
        poll.stores, poll.keys, poll.state, PAIR, "Brand.", poll.during,
        poll.settings.checkpoint_dir,
    )  # fmt: skip


def list_notices(poll: Poll, kind: str) -> list[dict[str, Any]]:
    entries = [entry.read() for entry in read_log(poll.stores.ballotbox, poll.round_id)]
    return [entry for entry in entries if entry.get("kind") == kind]


def check_destroyed(poll: Poll) -> None:
    assert not [name for name in DESTROYED if poll.keys.has(poll.round_id, name)]
    assert poll.stores.ballotbox.scalar(select(func.count()).select_from(StoredSlip)) == 0


@pytest.fixture
def half_extended(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Let an extension die once it is in the log; return the closing time it announced."""
    later = poll.plan.times.closes + timedelta(days=1)
    with monkeypatch.context() as patch:
        patch.setattr(altering_rounds, "note_act", die)
        with pytest.raises(Died):
            extend(poll, later)
    assert poll.state.plan.times.closes < later
    assert read_last(poll.stores.ballotbox, poll.round_id).read()["kind"] == "extend"
    return later


def test_an_extension_that_died_is_done_again_and_said_once(
    poll: Poll, half_extended: datetime
) -> None:
    extend(poll, half_extended)
    assert poll.state.plan.times.closes == half_extended
    assert len(list_notices(poll, "extend")) == 1
    closed = poll.close(at=half_extended)
    assert closed.box.done, closed.box.findings


def test_after_an_extension_that_died_closing_moves_only_later_than_announced(
    poll: Poll, half_extended: datetime
) -> None:
    with pytest.raises(ExtensionNotLater):
        extend(poll, half_extended - timedelta(hours=1))
    latest = half_extended + timedelta(hours=1)
    extend(poll, latest)
    moved = latest - poll.plan.times.closes
    assert poll.state.plan.times.results_on == poll.plan.times.results_on + moved
    assert poll.close(at=latest).box.done


def test_a_box_does_not_close_before_the_time_that_the_log_announced(
    poll: Poll, half_extended: datetime
) -> None:
    with pytest.raises(ClosingNotReached):
        poll.close(at=half_extended - timedelta(seconds=1))
    assert not poll.state.closing
    assert poll.close(at=half_extended).box.done


def test_a_withdrawal_that_died_is_done_again_and_said_once(
    poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(altering_rounds, "note_act", die)
        with pytest.raises(Died):
            withdraw(poll, poll.during)
    assert poll.stores.register.scalar(select(func.count()).select_from(Withdrawal)) == 0
    withdraw(poll, poll.after)
    assert poll.stores.register.scalar(select(func.count()).select_from(Withdrawal)) == 1
    assert len(list_notices(poll, "withdrawn")) == 1


def test_turnout_is_told_once_a_day(poll: Poll) -> None:
    def tell(at: datetime) -> dict[str, int]:
        folder = poll.settings.checkpoint_dir
        return record_turnout(poll.stores, poll.keys, poll.state, at, folder)

    assert tell(poll.during) == {"noord": 21}
    told = read_last(poll.stores.ballotbox, poll.round_id)
    for code in poll.letters["zuid"]:
        poll.cast(code, {"tuin": 5}, area="zuid")
    assert tell(poll.during + timedelta(minutes=5)) == {"noord": 21}
    assert read_last(poll.stores.ballotbox, poll.round_id) == told
    assert tell(poll.during + timedelta(days=1)) == {"noord": 21}
    assert read_last(poll.stores.ballotbox, poll.round_id).position == told.position + 1


def test_no_plan_is_withdrawn_once_voting_is_over(poll: Poll) -> None:
    with pytest.raises(ClosingHasPassed):
        withdraw(poll, poll.plan.times.closes)
    assert list_notices(poll, "withdrawn") == []


def test_an_opening_that_died_is_done_again_without_a_second_release(
    poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll.close()
    poll.draw()

    def record_and_die(*given: Any) -> None:
        record(*given)
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr("voting.services.opening.record", record_and_die)
        with pytest.raises(Died):
            poll.open()
    assert poll.state.phase == Phase.CLOSED
    opened = poll.open()
    assert (opened.opened, opened.skipped) == (("noord",), {"zuid": "few-issuances"})
    assert find_round(poll.stores).phase is Phase.OPENED
    with pytest.raises(BoxAlreadyOpened):
        poll.open()
    poll.count()
    publish(poll)
    assert poll.verify().sound


def publish(poll: Poll) -> None:
    on = poll.plan.times.results_on
    publish_round(poll.stores, poll.keys, poll.state, on, poll.settings.checkpoint_dir)


def finish(poll: Poll) -> bool:
    until = poll.plan.times.checking_until
    return finish_round(poll.stores, poll.keys, poll.state, until, poll.settings.checkpoint_dir)


def test_an_annulled_round_keeps_no_votes_and_no_keys_to_them(poll: Poll) -> None:
    assert annul(poll)
    check_destroyed(poll)
    assert poll.verify().annulled
    with pytest.raises(RoundEnded):
        annul(poll)


@pytest.mark.parametrize("name", ["note_act", "destroy_rest"])
def test_an_annulment_that_died_is_done_again_and_said_once(
    poll: Poll, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(altering_rounds, name, die)
        with pytest.raises(Died):
            annul(poll)
    annul(poll)
    assert poll.state.phase is Phase.ANNULLED
    assert len(list_notices(poll, "annul")) == 1
    check_destroyed(poll)


def test_a_finish_that_died_destroys_the_rest_when_done_again(
    poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll.close()
    poll.draw()
    poll.open()
    poll.count()
    publish(poll)
    start_checking(poll.stores, poll.keys, poll.state, poll.after, poll.settings.checkpoint_dir)
    with monkeypatch.context() as patch:
        patch.setattr(running_rounds, "destroy_rest", die)
        with pytest.raises(Died):
            finish(poll)
    assert poll.keys.has(poll.round_id, "salt")
    assert finish(poll)
    check_destroyed(poll)
    assert len(list_notices(poll, "phase")) == 3
    with pytest.raises(RoundEnded):
        finish(poll)


def test_a_box_that_was_kept_for_its_findings_is_destroyed_at_the_end(
    poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Emptied(False)
    with monkeypatch.context() as patch:
        patch.setattr("voting.services.closing.empty_box", lambda *_: kept)
        assert not poll.close().box.done
    assert poll.keys.has(poll.round_id, "box")
    poll.draw()
    poll.open()
    poll.count()
    publish(poll)
    start_checking(poll.stores, poll.keys, poll.state, poll.after, poll.settings.checkpoint_dir)
    assert finish(poll)
    check_destroyed(poll)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_box_in_use_is_not_called_empty_until_nothing_remains(
    poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make_url(poll.settings.ballotbox_url).database or ""
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM slip").fetchone()
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 100)
    poll.stores.close()
    with open_stores(poll.settings) as poll.stores:
        assert poll.close().box == Emptied(False)
        reader.close()
        assert poll.close().box == Emptied(True)
        assert Path(file + "-wal").stat().st_size == 0
