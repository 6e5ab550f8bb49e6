"""Codes wait encrypted until two people take them; who took what, and when, stays."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TAKEN = (
    "state NOT IN ('taking', 'taken') OR (kind IS NOT NULL AND token IS NOT NULL"
    " AND taken_at IS NOT NULL AND by_name <> '' AND confirmed_by <> ''"
    " AND by_name <> confirmed_by)"
)
DESTROYED = (
    "destroyed_at IS NULL OR (statement <> '' AND destroyed_by <> ''"
    " AND destroyed_with <> '' AND destroyed_by <> destroyed_with)"
)


def upgrade() -> None:
    op.create_table(
        "print_run",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("roll_date", sa.Date(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(10), nullable=True),
        sa.Column("token", FixedBytes(16), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("destroyed_at", UtcDateTime(), nullable=True),
        sa.Column("destroyed_by", sa.Text(), nullable=False),
        sa.Column("destroyed_with", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 1 AND letters >= 0", name=op.f("ck_print_run_counts")),
        sa.CheckConstraint(
            "state IN ('kept', 'taking', 'taken', 'dropped')", name=op.f("ck_print_run_state")
        ),
        sa.CheckConstraint("kind IN ('letters', 'csv')", name=op.f("ck_print_run_kind")),
        sa.CheckConstraint(TAKEN, name=op.f("ck_print_run_taken")),
        sa.CheckConstraint(DESTROYED, name=op.f("ck_print_run_destroyed")),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_print_run_round_round")),
        sa.PrimaryKeyConstraint("round", "number", name=op.f("pk_print_run")),
    )
    op.create_table(
        "kept_code",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("roll_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed", FixedBytes(44), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_kept_code_round_round")),
        sa.PrimaryKeyConstraint("round", "roll_index", name=op.f("pk_kept_code")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("kept_code")
    op.drop_table("print_run")
