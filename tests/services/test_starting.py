"""The checks at start: a database that was put back, a stuffed box, a box that lacks votes."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, make_url, select, text, update

from tests.services.polls import Poll, open_poll
from voting.ballotbox.checkpoints import sign_checkpoint
from voting.ballotbox.entries import make_notice
from voting.db import migrating
from voting.db.models.ballotbox import LogEntry, StoredSlip
from voting.db.session import Stores, open_stores, transaction
from voting.domain.errors.counting import BoxOverfull, LogFallsShort
from voting.services.recording import read_head, read_last, record
from voting.services.starting import check_start
from voting.settings import Settings


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    return open_poll(stores, settings, {"noord": 12, "zuid": 1})


def start(poll: Poll) -> None:
    check_start(poll.stores, poll.keys, poll.settings.checkpoint_dir, poll.during)


def notice(poll: Poll, text: str) -> None:
    entry = make_notice(poll.during, "free", text, text)
    record(poll.stores, poll.keys, poll.round_id, [entry], poll.settings.checkpoint_dir)


def test_a_sound_round_starts(poll: Poll) -> None:
    notice(poll, "hello")
    for code in poll.letters["noord"]:
        poll.cast(code, {"boom": 5})
    size = read_head(poll.stores.ballotbox, poll.round_id).size
    start(poll)
    assert read_head(poll.stores.ballotbox, poll.round_id).size == size


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_database_put_back_refuses_to_start(poll: Poll, tmp_path: Path) -> None:
    file = Path(make_url(poll.settings.ballotbox_url).database or "")
    _checkpoint(poll)
    older = tmp_path / "older.sqlite"
    shutil.copy(file, older)
    notice(poll, "first")
    _put_back(poll, older, file)
    with pytest.raises(LogFallsShort) as refusal:
        start(poll)
    assert (refusal.value.size, refusal.value.kept_size) == (1, 2)
    with pytest.raises(LogFallsShort):
        notice(poll, "another history")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_another_history_of_the_same_length_refuses_to_start(poll: Poll) -> None:
    kept = next(poll.settings.checkpoint_dir.glob("*.checkpoint"))
    notice(poll, "first")
    first = kept.read_bytes()
    kept.unlink()
    round_keys = poll.keys.load(poll.round_id)
    kept.write_bytes(sign_checkpoint(round_keys.log, poll.round_id, 2, bytes(32)))
    with pytest.raises(LogFallsShort):
        start(poll)
    kept.write_bytes(first)
    start(poll)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_database_without_the_log_refuses_to_start(poll: Poll, tmp_path: Path) -> None:
    fresh = poll.settings.located_in(tmp_path / "fresh")
    shutil.copytree(poll.settings.checkpoint_dir, fresh.checkpoint_dir)
    migrating.upgrade(fresh, "register")
    with pytest.raises(migrating.BallotBoxGone):
        migrating.create_if_absent(fresh)
    migrating.upgrade(fresh, "ballotbox")
    with open_stores(fresh) as stores, pytest.raises(LogFallsShort):
        check_start(stores, poll.keys, fresh.checkpoint_dir, poll.during)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_empty_ballot_box_is_made_for_a_round_that_the_register_calls_open(
    poll: Poll,
) -> None:
    _take_away_checkpoints(poll)
    poll.stores.ballotbox.close()
    poll.stores.ballotbox.get_bind().engine.dispose()
    Path(make_url(poll.settings.ballotbox_url).database or "").unlink()
    with pytest.raises(migrating.BallotBoxGone):
        migrating.create_if_absent(poll.settings)


def test_a_line_changed_under_its_old_hash_refuses_to_start(poll: Poll) -> None:
    notice(poll, "first")
    with transaction(poll.stores.ballotbox) as box:
        if box.get_bind().dialect.name == "sqlite":
            box.execute(text("DROP TRIGGER log_entry_refuses_update"))
        else:
            box.execute(text("DROP TRIGGER log_entry_keeps_rows ON log_entry"))
        box.execute(update(LogEntry).where(LogEntry.position == 1).values(line=b"{}"))
    with pytest.raises(LogFallsShort):
        start(poll)


def test_an_opened_round_without_its_checkpoint_outside_refuses_to_start(poll: Poll) -> None:
    notice(poll, "first")
    _take_away_checkpoints(poll)
    with pytest.raises(LogFallsShort) as refusal:
        start(poll)
    assert (refusal.value.size, refusal.value.kept_size) == (2, 0)
    with pytest.raises(LogFallsShort):
        notice(poll, "another history")


def _take_away_checkpoints(poll: Poll) -> None:
    for kept in poll.settings.checkpoint_dir.glob("*.checkpoint"):
        kept.unlink()


def test_a_box_with_more_slips_than_rights_refuses_to_start(poll: Poll) -> None:
    poll.cast(poll.letters["noord"][0], {"boom": 5})
    with transaction(poll.stores.ballotbox) as box:
        row = box.execute(select(StoredSlip.__table__)).first()
        assert row is not None
        box.execute(insert(StoredSlip).values(**{**row._mapping, "slot": bytes(32)}))
    with pytest.raises(BoxOverfull) as refusal:
        start(poll)
    assert (refusal.value.slips, refusal.value.issued) == (6, 5)


def test_a_box_that_lacks_votes_starts_and_says_so_once(poll: Poll) -> None:
    for code in poll.letters["noord"][:11]:
        poll.cast(code, {"boom": 5})
    poll.cast(poll.letters["zuid"][0], {"tuin": 5}, area="zuid")
    with transaction(poll.stores.ballotbox) as box:
        kept = box.scalars(select(StoredSlip.slot).order_by(StoredSlip.slot)).all()
        box.execute(delete(StoredSlip).where(StoredSlip.slot.in_(kept[:5])))
        box.execute(delete(StoredSlip).where(StoredSlip.area == poll.area_ids["zuid"]))
    start(poll)
    entry = read_last(poll.stores.ballotbox, poll.round_id).read()
    assert (entry["type"], entry["kind"]) == ("notice", "box-short")
    (area,) = entry["areas"]
    assert area["issued"] == 11
    assert area["boxed"] in (9, 10)
    size = read_head(poll.stores.ballotbox, poll.round_id).size
    start(poll)
    assert read_head(poll.stores.ballotbox, poll.round_id).size == size


def _checkpoint(poll: Poll) -> None:
    poll.stores.ballotbox.rollback()
    connection = poll.stores.ballotbox.get_bind().engine.raw_connection()
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _put_back(poll: Poll, older: Path, file: Path) -> None:
    poll.stores.ballotbox.close()
    poll.stores.ballotbox.get_bind().engine.dispose()
    for rest in file.parent.glob(f"{file.name}-*"):
        rest.unlink()
    shutil.copy(older, file)
