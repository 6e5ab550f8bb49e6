"""Outlines of buurten, on which a group marks its spot."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outline_frame",
        sa.Column("area_id", FixedBytes(16), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("west", "north", "step_x", "step_y", "columns", "rows")
        ),
        sa.CheckConstraint("step_x > 0 AND step_y > 0", name=op.f("ck_outline_frame_step")),
        sa.CheckConstraint("columns > 0 AND rows > 0", name=op.f("ck_outline_frame_size")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["voting_area.id"], name=op.f("fk_outline_frame_area_id_voting_area")
        ),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_outline_frame")),
    )
    op.create_table(
        "outline",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("buurt", sa.String(40), nullable=False),
        sa.Column("rings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "buurt"],
            ["buurt.round_id", "buurt.slug"],
            name=op.f("fk_outline_round_id_buurt_buurt"),
        ),
        sa.PrimaryKeyConstraint("round_id", "buurt", name=op.f("pk_outline")),
    )


def downgrade() -> None:
    for table in ("outline", "outline_frame"):
        op.drop_table(table)
