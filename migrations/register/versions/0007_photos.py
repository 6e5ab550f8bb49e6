"""Photos of proposals."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("proposal_id", FixedBytes(16), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt_nl", sa.Text(), nullable=False),
        sa.Column("alt_en", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("list_width", sa.Integer(), nullable=False),
        sa.Column("list_height", sa.Integer(), nullable=False),
        sa.Column("page_width", sa.Integer(), nullable=False),
        sa.Column("page_height", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", FixedBytes(16), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("slot >= 0 AND slot < 5", name=op.f("ck_photo_slot")),
        sa.CheckConstraint(
            "(slot IS NULL) = (removed_at IS NOT NULL)", name=op.f("ck_photo_removed")
        ),
        sa.CheckConstraint(
            "NOT agreed OR alt_nl <> '' OR alt_en <> ''", name=op.f("ck_photo_described")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_photo_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["person.id"],
            name=op.f("fk_photo_added_by_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("proposal_id", "slot", name=op.f("uq_photo_proposal_id_slot")),
    )
    op.create_index(op.f("ix_photo_added_by"), "photo", ["added_by"])


def downgrade() -> None:
    op.drop_table("photo")
