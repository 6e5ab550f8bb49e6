"""The roll, the issued rights (append-only), revoked and mistaken codes."""

import sqlalchemy as sa
from alembic import op

from voting.db.append_only import drop_function, make_append_only
from voting.db.base import FixedBytes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_entry",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("area", FixedBytes(16), nullable=False),
        sa.Column("roll_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lookup", FixedBytes(32), nullable=False),
        sa.Column("nonce", FixedBytes(32), nullable=False),
        sa.Column("reference", sa.String(100), nullable=False),
        sa.Column("commitment", FixedBytes(32), nullable=False),
        sa.CheckConstraint(
            "roll_index BETWEEN 1 AND 9999999999", name=op.f("ck_roll_entry_roll_index")
        ),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_roll_entry_round_round")),
        sa.ForeignKeyConstraint(
            ["area"], ["voting_area.id"], name=op.f("fk_roll_entry_area_voting_area")
        ),
        sa.PrimaryKeyConstraint("round", "area", "roll_index", name=op.f("pk_roll_entry")),
        sa.UniqueConstraint("round", "roll_index", name=op.f("uq_roll_entry_round_roll_index")),
        sa.UniqueConstraint("round", "reference", name=op.f("uq_roll_entry_round_reference")),
        sa.UniqueConstraint("round", "commitment", name=op.f("uq_roll_entry_round_commitment")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_roll_entry_round_lookup"),
        "roll_entry",
        ["round", "lookup"],
        unique=True,
    )
    op.create_table(
        "issuance",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("area", FixedBytes(16), nullable=False),
        sa.Column("roll_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("nonce", FixedBytes(32), nullable=False),
        sa.Column("hash", FixedBytes(32), nullable=False),
        sa.Column("code_key", FixedBytes(32), nullable=False),
        sa.Column("signature", FixedBytes(64), nullable=False),
        sa.PrimaryKeyConstraint("round", "area", "roll_index", name=op.f("pk_issuance")),
        sa.UniqueConstraint("round", "roll_index", name=op.f("uq_issuance_round_roll_index")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "revoked_code",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("lookup", FixedBytes(32), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_revoked_code_round_round")),
        sa.PrimaryKeyConstraint("round", "lookup", name=op.f("pk_revoked_code")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "failed_code",
        sa.Column("hour", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("network", FixedBytes(32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "network", name=op.f("pk_failed_code")),
        sqlite_with_rowid=False,
    )
    keys = (("round", "area", "roll_index"), ("round", "roll_index"))
    for statement in make_append_only(op.get_bind().dialect.name, "issuance", keys):
        op.execute(statement)


def downgrade() -> None:
    for table in ("failed_code", "revoked_code", "issuance", "roll_entry"):
        op.drop_table(table)
    for statement in drop_function(op.get_bind().dialect.name):
        op.execute(statement)
