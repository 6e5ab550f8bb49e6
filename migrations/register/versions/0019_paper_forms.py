"""Paper forms between their two entries."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CHECKS = {
    "numbers": "batch >= 1 AND number >= 1",
    "state": "state IN ('entered', 'cast', 'set_aside')",
    "marks": "(state = 'entered') = (marks IS NOT NULL)",
    "two_people": "by_name <> '' AND by_name <> again_by",
    "entered_twice": "state <> 'cast' OR again_by <> ''",
    "reason": "state <> 'set_aside' OR reason <> ''",
}


def upgrade() -> None:
    op.create_table(
        "paper_form",
        sa.Column("round", FixedBytes(16), nullable=False),
        sa.Column("batch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("again_by", sa.Text(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *[
            sa.CheckConstraint(check, name=op.f(f"ck_paper_form_{name}"))
            for name, check in CHECKS.items()
        ],
        sa.ForeignKeyConstraint(["round"], ["round.id"], name=op.f("fk_paper_form_round_round")),
        sa.PrimaryKeyConstraint("round", "batch", "number", name=op.f("pk_paper_form")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("paper_form")
