"""A transaction writes everything or nothing, and two writers wait for each other."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, LargeBinary, MetaData, Table, exc, insert, select, text
from sqlalchemy.orm import Session

from voting.db.base import FixedBytes, UtcDateTime
from voting.db.session import Stores, open_stores, take_lock, transaction
from voting.settings import Settings

NOTES = Table(
    "note",
    MetaData(),
    Column("id", LargeBinary, primary_key=True),
    Column("at", UtcDateTime),
    Column("key", FixedBytes(4)),
)
NOON = datetime(2026, 6, 14, 12, tzinfo=UTC)


@pytest.fixture
def register(stores: Stores) -> Session:
    with transaction(stores.register) as session:
        NOTES.create(session.connection())
    return stores.register


def test_a_transaction_keeps_what_it_wrote(register: Session) -> None:
    with transaction(register):
        register.execute(insert(NOTES).values(id=b"a"))
    register.rollback()
    assert list_notes(register) == [b"a"]


def test_a_refused_transaction_leaves_nothing(register: Session) -> None:
    with pytest.raises(LookupError), transaction(register):
        register.execute(insert(NOTES).values(id=b"a"))
        raise LookupError
    assert list_notes(register) == []


def test_a_transaction_starts_although_something_was_read_before(register: Session) -> None:
    assert list_notes(register) == []
    with transaction(register):
        register.execute(insert(NOTES).values(id=b"a"))
    assert list_notes(register) == [b"a"]


def test_a_transaction_sees_what_another_wrote_since_the_last_reading(
    register: Session, settings: Settings
) -> None:
    assert list_notes(register) == []
    with open_stores(settings) as other, transaction(other.register):
        other.register.execute(insert(NOTES).values(id=b"b"))
    with transaction(register):
        assert list_notes(register) == [b"b"]


def test_a_second_writer_waits_for_the_first(register: Session, settings: Settings) -> None:
    order: list[str] = []

    def write_second() -> None:
        with open_stores(settings) as other, transaction(other.register):
            take_lock(other.register, "notes")
            order.append("second")

    with transaction(register):
        take_lock(register, "notes")
        second = threading.Thread(target=write_second)
        second.start()
        second.join(timeout=0.3)
        order.append("first")
    second.join(timeout=30)
    assert order == ["first", "second"]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_shared_locks_do_not_wait_for_each_other(stores: Stores, settings: Settings) -> None:
    with transaction(stores.register), open_stores(settings) as other, transaction(other.register):
        take_lock(stores.register, "casting", shared=True)
        take_lock(other.register, "casting", shared=True)


def test_moments_come_back_in_utc(register: Session) -> None:
    summer = NOON.astimezone(timezone(timedelta(hours=2)))
    with transaction(register):
        register.execute(insert(NOTES).values(id=b"a", at=summer))
    assert register.execute(select(NOTES.c.at)).scalar_one() == NOON
    assert register.execute(select(NOTES.c.at)).scalar_one().tzinfo is UTC


@pytest.mark.parametrize("value", [{"at": datetime(2026, 6, 14)}, {"key": b"12345"}])  # noqa: DTZ001  # the mistake itself
def test_a_moment_without_zone_and_a_key_of_another_length_are_refused(
    register: Session, value: dict[str, object]
) -> None:
    with pytest.raises(exc.StatementError), transaction(register):
        register.execute(insert(NOTES).values(id=b"a", **value))


def test_an_error_tells_no_values(register: Session) -> None:
    with pytest.raises(exc.IntegrityError) as caught, transaction(register):
        for _ in range(2):
            register.execute(insert(NOTES).values(id=b"VOTE-CODE"))
    assert "VOTE-CODE" not in str(caught.value)
    assert "parameters hidden" in str(caught.value)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_sqlite_is_set_up_for_several_processes(stores: Stores) -> None:
    assert read_pragmas(stores.register) == ["wal", 2, 1, 1, 30_000]
    assert read_pragmas(stores.ballotbox) == ["wal", 2, 1, 1, 30_000]


def read_pragmas(session: Session) -> list[object]:
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    return [session.execute(text(f"PRAGMA {name}")).scalar_one() for name in names]


def list_notes(session: Session) -> list[bytes]:
    return list(session.execute(select(NOTES.c.id)).scalars())
