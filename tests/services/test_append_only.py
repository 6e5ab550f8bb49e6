"""The log, its checkpoints and the issuances take new rows and no other change, on both databases.

Rows that are replaced count as changed, whatever words the statement uses.
"""

from dataclasses import asdict, dataclass

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.services.polls import Poll, open_poll
from voting.db.session import Stores, transaction
from voting.settings import Settings


@dataclass(frozen=True)
class Table:
    """A table, its database, its primary key and a column to tamper with."""

    name: str
    database: str
    key: str
    column: str


TABLES = (
    Table("issuance", "register", "round, area, roll_index", "hash"),
    Table("log_entry", "ballotbox", "round, position", "line"),
    Table("checkpoint", "ballotbox", "round, size", "frontier"),
)
BOTH = (
    "UPDATE {name} SET {column} = {column}",
    "DELETE FROM {name}",
    "DELETE FROM {name} WHERE 1 = 1",
    (
        "INSERT INTO {name} SELECT * FROM {name} WHERE true"
        " ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}"
    ),
    "INSERT INTO {name} SELECT * FROM {name} WHERE true",
)
OF_SQLITE = (
    "INSERT OR REPLACE INTO {name} SELECT * FROM {name}",
    "REPLACE INTO {name} SELECT * FROM {name}",
    "UPDATE OR REPLACE {name} SET {column} = {column}",
    "INSERT OR IGNORE INTO {name} SELECT * FROM {name}",
)
OF_POSTGRESQL = (
    "TRUNCATE {name}",
    (
        "MERGE INTO {name} t USING {name} s ON t.round = s.round"
        " WHEN MATCHED THEN UPDATE SET {column} = s.{column}"
    ),
)


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    """Open a round and cast a vote, so that every table has a row."""
    opened = open_poll(stores, settings, {"noord": 1, "zuid": 1})
    opened.cast(opened.letters["noord"][0], {"boom": 1})
    return opened


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_statement_changes_what_stands(poll: Poll, table: Table, backend: str) -> None:
    session: Session = getattr(poll.stores, table.database)
    before = _read(session, table)
    for statement in (*BOTH, *(OF_SQLITE if backend == "sqlite" else OF_POSTGRESQL)):
        with pytest.raises(DBAPIError), transaction(session):
            session.execute(text(statement.format(**asdict(table))))
        assert _read(session, table) == before, statement


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_row_is_not_replaced_with_recursive_triggers_either(poll: Poll, table: Table) -> None:
    """The setting makes SQLite call delete triggers for replaced rows; it changes nothing here."""
    session: Session = getattr(poll.stores, table.database)
    session.rollback()
    connection = session.get_bind().engine.raw_connection()
    before = _read(session, table)
    try:
        for on in (0, 1):
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA recursive_triggers = {on}")
            for statement in OF_SQLITE:
                with pytest.raises(Exception, match="is append-only"):
                    cursor.execute(statement.format(**asdict(table)))
    finally:
        connection.close()
    assert _read(session, table) == before


def _read(session: Session, table: Table) -> list[tuple[object, ...]]:
    rows = session.execute(select(text("*")).select_from(text(table.name))).all()
    session.rollback()
    assert rows
    return [tuple(row) for row in rows]
