"""Proposals of initiative groups, what happened to them, and the council's rules about them."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATES = "'draft', 'submitted', 'in_review', 'questions', 'listed', 'turned_down', 'withdrawn'"
KINDS = (
    "'begun', 'changed', 'submitted', 'taken_up', 'question', 'answer', 'suggestion', "
    "'accepted', 'declined', 'listed', 'turned_down', 'withdrawn'"
)


def upgrade() -> None:
    op.create_table(
        "proposal_rules",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("short_form_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("short_form_cents >= 0", name=op.f("ck_proposal_rules_short_form")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_proposal_rules_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_proposal_rules")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("group_id", FixedBytes(16), nullable=False),
        sa.Column("reference", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("waits_since", sa.Date(), nullable=True),
        sa.Column("initiative_id", sa.String(63), nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_proposal_state")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_proposal_round_id_round")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["initiative_group.id"],
            name=op.f("fk_proposal_group_id_initiative_group"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("reference", name=op.f("uq_proposal_reference")),
    )
    op.create_index(op.f("ix_proposal_round_id"), "proposal", ["round_id"])
    op.create_index(op.f("ix_proposal_group_id"), "proposal", ["group_id"])
    op.create_table(
        "proposal_event",
        sa.Column("proposal_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=True),
        sa.Column("office", sa.String(100), nullable=False),
        sa.Column("field", sa.String(20), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_proposal_event_kind")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_event_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
            name=op.f("fk_proposal_event_person_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_proposal_event")),
    )
    op.create_index(op.f("ix_proposal_event_person"), "proposal_event", ["person"])


def downgrade() -> None:
    for table in ("proposal_event", "proposal", "proposal_rules"):
        op.drop_table(table)
