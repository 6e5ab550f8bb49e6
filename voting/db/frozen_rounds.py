"""Triggers that hold a round to its rules: frozen once voting opens, and phases one by one.

They stop accidents and careless hands; the log's `setup` entry is what proves that nothing
changed. Written for SQLite and PostgreSQL.
"""

from collections.abc import Iterator, Sequence

from voting.db.append_only import make_append_only

STEPS = (
    ("preparation", "entries"),
    ("entries", "review"),
    ("review", "list_final"),
    ("list_final", "voting"),
    ("voting", "closed"),
    ("closed", "opened"),
    ("opened", "published"),
    ("published", "checking"),
    ("checking", "final"),
    *((phase, "annulled") for phase in ("voting", "closed", "opened", "published", "checking")),
)
PLAN_TABLES = (
    "voting_area",
    "buurt",
    "theme",
    "initiative",
    "initiative_link",
    "base_line",
    "base_formula",
    "base_need",
    "money_rules",
    "preference",
    "refusal_ground",
    "seal_key",
    "frozen_file",
)
"""Tables whose rows freeze when the round they belong to opens."""

MOVING_COLUMNS = ("version", "phase", "closing", "closes_at", "results_on", "checking_until")
"""What may still change of a round that is open: its course, and a later closing time."""

APPEND_ONLY = {
    "phase_change": ("round_id", "position"),
    "withdrawal": ("round_id", "initiative_id"),
    "result": ("round_id", "position"),
    "ledger_entry": ("round_id", "position"),
}

_BEFORE = "('preparation', 'entries', 'review', 'list_final')"
_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_round_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
# The names in these statements are our own, so S608 (SQL from strings) does not apply.
_PLAN_FUNCTION = f"""
CREATE OR REPLACE FUNCTION refuse_plan_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bytea := CASE WHEN TG_OP = 'DELETE' THEN OLD.round_id ELSE NEW.round_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM round WHERE id = owner AND phase NOT IN {_BEFORE}) THEN
        RAISE EXCEPTION '% is frozen', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""  # noqa: S608


def make_frozen(dialect: str, round_columns: Sequence[str]) -> Iterator[str]:
    """Give the statements that add every trigger; `round_columns` are those of `round`."""
    if dialect == "postgresql":
        yield _FUNCTION
        yield _PLAN_FUNCTION
    fixed = [column for column in round_columns if column not in MOVING_COLUMNS]
    yield from _make_round_triggers(dialect, fixed)
    for table in PLAN_TABLES:
        yield from _make_plan_triggers(dialect, table)
    for table, key in APPEND_ONLY.items():
        yield from _make_append_only(dialect, table, key)


def drop_functions(dialect: str) -> Iterator[str]:
    """Give the statements that remove what dropping the tables leaves behind."""
    if dialect == "postgresql":
        yield "DROP FUNCTION IF EXISTS refuse_round_change()"
        yield "DROP FUNCTION IF EXISTS refuse_plan_change()"


def _make_round_triggers(dialect: str, fixed: Sequence[str]) -> Iterator[str]:
    """Give the triggers on `round`: no step but the next one, and nothing else once open."""
    differs = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in fixed)
    steps = ", ".join(f"'{old}>{new}'" for old, new in STEPS)
    open_now = f"OLD.phase NOT IN {_BEFORE}"
    earlier = "NEW.closes_at < OLD.closes_at OR (OLD.closing AND NOT NEW.closing)"
    rules = {
        "skips_no_phase": (
            "UPDATE",
            f"NEW.phase <> OLD.phase AND OLD.phase || '>' || NEW.phase NOT IN ({steps})",
        ),
        "is_frozen": ("UPDATE", f"{open_now} AND ({changed} OR {earlier})"),
        "stays": ("DELETE", open_now),
        "begins": ("INSERT", "NEW.phase <> 'preparation'"),
    }
    for name, (verb, condition) in rules.items():
        yield _make_trigger(dialect, f"round_{name}", verb, "round", condition)


def _make_trigger(dialect: str, name: str, verb: str, table: str, condition: str) -> str:
    if dialect == "postgresql":
        return (
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW"
            f" WHEN ({condition}) EXECUTE FUNCTION refuse_round_change()"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
    )


def _make_plan_triggers(dialect: str, table: str) -> Iterator[str]:
    if dialect == "postgresql":
        yield (
            f"CREATE TRIGGER {table}_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_plan_change()"
        )
        yield (
            f"CREATE TRIGGER {table}_stays BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_round_change()"
        )
        return
    for verb, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        frozen = (
            f"EXISTS (SELECT 1 FROM round WHERE id = {row}.round_id "  # noqa: S608
            f"AND phase NOT IN {_BEFORE})"
        )
        name = f"{table}_is_frozen_{verb.lower()}_{row.lower()}"
        yield _make_trigger(dialect, name, verb, table, frozen)


def _make_append_only(dialect: str, table: str, key: Sequence[str]) -> Iterator[str]:
    if dialect != "postgresql":
        yield from make_append_only(dialect, table, [key])
        return
    for verb, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        yield (
            f"CREATE TRIGGER {table}_keeps_{each.lower()} BEFORE {verb} ON {table}"
            f" FOR EACH {each} EXECUTE FUNCTION refuse_round_change()"
        )
