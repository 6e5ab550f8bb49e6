"""Triggers that keep a table append-only, on SQLite and on PostgreSQL.

They stop accidents and careless hands. Who owns the database can drop them: what proves the log
against its owner is the signed tree over it.

SQLite: INSERT OR REPLACE deletes the old row without calling its delete trigger (unless
`recursive_triggers` is on), so an insert trigger looks for the keys first.
"""

from collections.abc import Iterator, Sequence

# A function a database, shared by its append-only tables.
_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def make_append_only(dialect: str, table: str, keys: Sequence[Sequence[str]]) -> Iterator[str]:
    """Give the statements that make `table` refuse every change of a row it has.

    `keys` are the table's primary and unique keys, each a list of columns.
    """
    if dialect == "postgresql":
        yield _FUNCTION
        yield (
            f"CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        yield (
            f"CREATE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
    for verb in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN {refuse}; END"
        )
    for number, key in enumerate(keys):
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        yield (
            f"CREATE TRIGGER {table}_refuses_replace_{number} BEFORE INSERT ON {table} "  # noqa: S608  # our own names
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN {refuse}; END"
        )


def drop_function(dialect: str) -> Iterator[str]:
    """Give the statement that removes what dropping the tables leaves behind."""
    if dialect == "postgresql":
        yield "DROP FUNCTION IF EXISTS refuse_change()"
