"""A counted round becomes public: its result, its ledger and the files to download."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from tests.services.polls import Poll, open_poll
from voting.ballotbox.errors import KeyMissing
from voting.db.models.ballotbox import LogEntry
from voting.db.models.register import LedgerAccount, LedgerEntry, Result
from voting.db.session import Stores, transaction
from voting.domain.errors.counting import BundleUnsound
from voting.domain.errors.rounds import PhaseReversed, PhaseSkipped, RoundEnded
from voting.domain.errors.running import CheckingNotOver, NotCounted, ResultsNotYet
from voting.domain.rounds import Phase
from voting.interchange.pabulib import parse_pabulib
from voting.services.counting import write_result
from voting.services.emptying import check_published
from voting.services.publishing import (
    list_downloads,
    load_result,
    make_download,
    publish_round,
)
from voting.services.recording import read_last, read_log
from voting.services.running_rounds import finish_round, start_checking
from voting.settings import Settings


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    """Open a round in which both areas get enough votes to be opened."""
    made = open_poll(stores, settings, {"noord": 21, "zuid": 20})
    for code in made.letters["noord"]:
        made.cast(code, {"boom": 3, "doel": 1})
    for code in made.letters["zuid"]:
        made.cast(code, {"tuin": 5}, area="zuid")
    return made


def open_up(poll: Poll) -> None:
    """Close, draw and open."""
    poll.close()
    poll.draw()
    poll.open()


def publish(poll: Poll, late: timedelta = timedelta()) -> None:
    """Publish on the day of the result."""
    at = poll.plan.times.results_on + late
    publish_round(poll.stores, poll.keys, poll.state, at, poll.settings.checkpoint_dir)


def test_a_published_result_is_booked_to_the_cent(poll: Poll) -> None:
    open_up(poll)
    poll.count()
    publish(poll)
    assert poll.state.phase is Phase.PUBLISHED
    result = load_result(poll.stores, poll.state)
    assert result is not None
    balances = read_balances(poll.stores)
    assert sum(balances.values()) == 0
    assert balances["council", "noord"] == -2_000_000
    for area in result.areas:
        for one in area.initiatives:
            assert balances.get(("payable", one.id), 0) == one.payout_cents
        for envelope in area.envelopes:
            assert balances.get(("reserve", envelope.buurt), 0) == envelope.reserve_cents
    last = read_last(poll.stores.ballotbox, poll.round_id).read()
    assert (last["kind"], last["phase"]) == ("phase", "published")
    assert poll.verify().sound


def test_a_result_is_published_once_and_not_before_its_day(poll: Poll) -> None:
    with pytest.raises(PhaseSkipped):
        publish(poll)
    open_up(poll)
    with pytest.raises(NotCounted):
        publish(poll)
    poll.count()
    with pytest.raises(ResultsNotYet):
        publish(poll, late=timedelta(seconds=-1))
    assert poll.state.phase is Phase.OPENED
    assert poll.stores.register.scalar(select(func.count()).select_from(LedgerEntry)) == 0
    publish(poll)
    with pytest.raises(PhaseReversed):
        publish(poll)


def test_what_does_not_verify_is_neither_counted_nor_published(poll: Poll) -> None:
    open_up(poll)
    check_published(poll.stores, poll.round_id)
    poll.count()
    entries = list(read_log(poll.stores.ballotbox, poll.round_id))
    first, last = (one for one in entries if b'"slip"' in one.line), entries[-1]
    with transaction(poll.stores.ballotbox) as box:
        disarm(box, "log_entry")
        changed = LogEntry.position == next(first).position
        box.execute(update(LogEntry).where(changed).values(line=next(first).line))
    assert read_last(poll.stores.ballotbox, poll.round_id) == last
    with pytest.raises(BundleUnsound):
        check_published(poll.stores, poll.round_id)
    with pytest.raises(BundleUnsound):
        publish(poll)
    assert poll.state.phase is Phase.OPENED


def test_a_result_that_is_not_the_logged_one_is_shown_to_nobody(poll: Poll) -> None:
    open_up(poll)
    counted = poll.count()
    record = write_result(counted.result).replace(b'"boom"', b'"boon"')
    with transaction(poll.stores.register) as register:
        disarm(register, "result")
        register.execute(update(Result).values(record=record.decode()))
    with pytest.raises(BundleUnsound):
        load_result(poll.stores, poll.state)
    with pytest.raises(BundleUnsound):
        publish(poll)


def disarm(session: Session, table: str) -> None:
    """Take away the triggers that keep a table, as whoever owns the database can."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    query = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    for name in session.scalars(query, {"table": table}).all():
        session.execute(text(f"DROP TRIGGER {name}"))


def test_a_final_round_has_no_keys_that_open_anything(poll: Poll) -> None:
    open_up(poll)
    poll.count()
    publish(poll)
    folder = poll.settings.checkpoint_dir
    until = poll.plan.times.checking_until
    start_checking(poll.stores, poll.keys, poll.state, poll.after, folder)
    with pytest.raises(CheckingNotOver):
        finish_round(poll.stores, poll.keys, poll.state, poll.after, folder)
    assert poll.keys.load(poll.round_id).salt
    finish_round(poll.stores, poll.keys, poll.state, until, folder)
    assert poll.state.phase is Phase.FINAL
    for name in ("salt", "lookup"):
        with pytest.raises(KeyMissing):
            getattr(poll.keys.load(poll.round_id), name)
        assert not poll.keys.has(poll.round_id, name)
    with pytest.raises(RoundEnded):
        finish_round(poll.stores, poll.keys, poll.state, until, folder)
    assert poll.verify().sound


def test_every_download_says_what_the_result_says(poll: Poll, tmp_path: Path) -> None:
    assert make_download(poll.stores, poll.state, "result.json") is None
    open_up(poll)
    counted = poll.count()
    publish(poll)
    files = {}
    for name in list_downloads(poll.state):
        made = make_download(poll.stores, poll.state, name)
        assert made is not None
        assert made.content
        files[name] = made.content
    noord = counted.result.areas[0]
    paid = {one.id: one.payout_cents for area in counted.result.areas for one in area.initiatives}
    rows = list(csv.DictReader(io.StringIO(files["initiatives.csv"].decode())))
    assert {row["id"]: row["payout"].replace(".", "") for row in rows} == {
        one: f"{cents // 100}{cents % 100:02d}" for one, cents in paid.items()
    }
    dutch = files["plannen.csv"].decode("utf-8-sig").splitlines()
    assert dutch[0].startswith("stemgebied;")
    lines = [json.loads(line) for line in files["initiatives.json"].splitlines()]
    assert {line["id"]: line["payout_cents"] for line in lines} == paid
    read = parse_pabulib(files["noord.pb"].decode(), "noord.pb")
    assert read.count_points() == {one.id: one.rights for one in noord.initiatives}
    assert make_download(poll.stores, poll.state, "../keys") is None


def read_balances(stores: Stores) -> dict[tuple[str, str], int]:
    """Return each account's debits minus credits."""
    accounts = {
        row.id: (row.book, row.owner) for row in stores.register.scalars(select(LedgerAccount))
    }
    balances: dict[tuple[str, str], int] = dict.fromkeys(accounts.values(), 0)
    for entry in stores.register.scalars(select(LedgerEntry)):
        balances[accounts[entry.debit_id]] += entry.cents
        balances[accounts[entry.credit_id]] -= entry.cents
    return balances
