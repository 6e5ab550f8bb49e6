"""Slips, the log and its checkpoints; log and checkpoints are append-only."""

import sqlalchemy as sa
from alembic import op

from voting.db.append_only import drop_function, make_append_only
from voting.db.base import FixedBytes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "box_state",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("phase", sa.String(6), nullable=False),
        sa.CheckConstraint("phase IN ('open', 'closed')", name=op.f("ck_box_state_phase")),
        sa.PrimaryKeyConstraint("round", name=op.f("pk_box_state")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slip",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("area", FixedBytes(16), nullable=False),
        sa.Column("slot", FixedBytes(32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("round", "area", "slot", name=op.f("pk_slip")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_entry",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", FixedBytes(32), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_log_entry_position")),
        sa.PrimaryKeyConstraint("round", "position", name=op.f("pk_log_entry")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoint",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_checkpoint_size")),
        sa.PrimaryKeyConstraint("round", "size", name=op.f("pk_checkpoint")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "opened_slip",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("area", FixedBytes(16), nullable=False),
        sa.Column("code", sa.String(14), nullable=False),
        sa.Column("leaf", FixedBytes(32), nullable=False),
        sa.Column("choice", sa.String(63), nullable=True),
        sa.PrimaryKeyConstraint("round", "area", "code", "leaf", name=op.f("pk_opened_slip")),
        sqlite_with_rowid=False,
    )
    dialect = op.get_bind().dialect.name
    for table, key in (
        ("log_entry", ("round", "position")),
        ("checkpoint", ("round", "size")),
    ):
        for statement in make_append_only(dialect, table, [key]):
            op.execute(statement)


def downgrade() -> None:
    for table in ("opened_slip", "checkpoint", "log_entry", "slip", "box_state"):
        op.drop_table(table)
    for statement in drop_function(op.get_bind().dialect.name):
        op.execute(statement)
