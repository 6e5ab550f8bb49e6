"""Plans that link up: the talk, who is in it, who agreed, and an office's hints."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = "'proposed', 'talking', 'agreed', 'declined', 'undone'"
KINDS = (
    "'proposed', 'said', 'written', 'agreed', 'linked', 'changed', 'reopened', 'declined', "
    "'undone', 'replaced'"
)


def upgrade() -> None:
    op.create_table(
        "link_up",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_link_up_state")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_link_up_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_up")),
    )
    op.create_index(op.f("ix_link_up_round_id"), "link_up", ["round_id"])
    op.create_table(
        "link_up_member",
        *_make_keys("link_up_member"),
        sa.Column("proposer", sa.Boolean(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=True),
        sa.CheckConstraint("in_force", name=op.f("ck_link_up_member_in_force")),
        sa.UniqueConstraint(
            "proposal_id", "in_force", name=op.f("uq_link_up_member_proposal_id_in_force")
        ),
    )
    op.create_table(
        "link_up_agreement",
        *_make_keys("link_up_agreement"),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    _create_events()
    _create_hints()


def downgrade() -> None:
    for table in (
        "link_up_hint",
        "link_up_event",
        "link_up_agreement",
        "link_up_member",
        "link_up",
    ):
        op.drop_table(table)


def _make_keys(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("link_id", FixedBytes(16), nullable=False),
        sa.Column("proposal_id", FixedBytes(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["link_up.id"], name=op.f(f"fk_{table}_link_id_link_up")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f(f"fk_{table}_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("link_id", "proposal_id", name=op.f(f"pk_{table}")),
    ]


def _create_events() -> None:
    op.create_table(
        "link_up_event",
        sa.Column("link_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("proposal_id", FixedBytes(16), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_link_up_event_kind")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["link_up.id"], name=op.f("fk_link_up_event_link_id_link_up")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_link_up_event_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
            name=op.f("fk_link_up_event_person_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("link_id", "position", name=op.f("pk_link_up_event")),
    )
    for column in ("person", "told"):
        op.create_index(op.f(f"ix_link_up_event_{column}"), "link_up_event", [column])


def _create_hints() -> None:
    op.create_table(
        "link_up_hint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", FixedBytes(16), nullable=False),
        sa.Column("other_id", FixedBytes(16), nullable=False),
        sa.Column("office", sa.String(100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], ["proposal.id"], name=op.f(f"fk_link_up_hint_{column}_proposal")
            )
            for column in ("proposal_id", "other_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_up_hint")),
    )
    for column in ("proposal_id", "other_id", "told"):
        op.create_index(op.f(f"ix_link_up_hint_{column}"), "link_up_hint", [column])
