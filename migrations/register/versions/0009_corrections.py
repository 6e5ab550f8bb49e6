"""A correction of a result in the course of a round, by two people."""

from alembic import op

from voting.db.append_only import make_append_only

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ACTS = "'phase', 'extend', 'annul', 'withdraw', 'roll', 'seal_keys'"
BY_TWO = "'extend', 'annul'"
NEW = "'correct'"


TABLE = "phase_change"
KEY = ("round_id", "position")


def upgrade() -> None:
    _replace_checks(f"{ACTS}, {NEW}", f"{BY_TWO}, {NEW}")


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    delete = f"DELETE FROM {TABLE} WHERE act = {NEW}"  # noqa: S608  # words of ours
    if postgresql:
        op.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        op.execute(delete)
        op.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
    else:
        op.execute(f"DROP TRIGGER {TABLE}_refuses_delete")
        op.execute(delete)
    _replace_checks(ACTS, BY_TWO)


def _replace_checks(acts: str, by_two: str) -> None:
    checks = {
        "act": f"act IN ({acts})",
        "two_people": f"act NOT IN ({by_two})"
        " OR (by_name <> '' AND confirmed_by <> '' AND by_name <> confirmed_by)",
    }
    with op.batch_alter_table(TABLE) as table:
        for name, rule in checks.items():
            constraint = op.f(f"ck_{TABLE}_{name}")
            table.drop_constraint(constraint, type_="check")
            table.create_check_constraint(constraint, rule)
    if op.get_bind().dialect.name == "sqlite":
        # The table was written anew, without its triggers.
        for statement in make_append_only("sqlite", TABLE, [KEY]):
            op.execute(statement)
