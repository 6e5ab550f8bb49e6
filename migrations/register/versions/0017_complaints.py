"""Complaints about a count, and what was answered."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("proof", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("answer_nl", sa.Text(), nullable=False),
        sa.Column("answer_en", sa.Text(), nullable=False),
        sa.Column("office", sa.String(100), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_complaint_number")),
        sa.CheckConstraint(
            "proof IN ('none', 'counted', 'later', 'fault')", name=op.f("ck_complaint_proof")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer_nl = '' AND answer_en = '')",
            name=op.f("ck_complaint_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_complaint_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_complaint")),
    )


def downgrade() -> None:
    op.drop_table("complaint")
