"""Signatures for plans and themes, and how many the council asks."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LANGUAGES = "'nl', 'en'"


def upgrade() -> None:
    with op.batch_alter_table("proposal_rules") as table:
        table.add_column(sa.Column("signatures", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_proposal_rules_signatures"), "signatures >= 1")
    _make_subjects()
    _make_signatures()


def downgrade() -> None:
    for table in ("pending_signature", "signature", "theme_petition", "support_subject"):
        op.drop_table(table)
    with op.batch_alter_table("proposal_rules") as rules:
        rules.drop_constraint(op.f("ck_proposal_rules_signatures"), type_="check")
        rules.drop_column("signatures")


def _make_subjects() -> None:
    op.create_table(
        "support_subject",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('proposal', 'theme')", name=op.f("ck_support_subject_kind")),
        sa.CheckConstraint("kept >= 0", name=op.f("ck_support_subject_kept")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_support_subject_round_id_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_subject")),
    )
    op.create_index(op.f("ix_support_subject_round_id"), "support_subject", ["round_id"])
    op.create_table(
        "theme_petition",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("reference", sa.String(12), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'listed', 'closed')", name=op.f("ck_theme_petition_state")
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["support_subject.id"], name=op.f("fk_theme_petition_id_support_subject")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_theme_petition_round_id_round")
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
            name=op.f("fk_theme_petition_person_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_petition")),
        sa.UniqueConstraint("reference", name=op.f("uq_theme_petition_reference")),
        sa.UniqueConstraint("round_id", "slug", name=op.f("uq_theme_petition_round_id_slug")),
    )
    op.create_index(op.f("ix_theme_petition_person"), "theme_petition", ["person"])


def _make_signatures() -> None:
    op.create_table(
        "signature",
        sa.Column("subject_id", FixedBytes(16), nullable=False),
        sa.Column("signer", FixedBytes(32), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("language", sa.String(2), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("nonce", FixedBytes(16), nullable=True),
        sa.CheckConstraint("channel IN ('mail', 'paper')", name=op.f("ck_signature_channel")),
        sa.CheckConstraint(f"language IN ({LANGUAGES})", name=op.f("ck_signature_language")),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["support_subject.id"],
            name=op.f("fk_signature_subject_id_support_subject"),
        ),
        sa.PrimaryKeyConstraint("subject_id", "signer", name=op.f("pk_signature")),
        sa.UniqueConstraint("nonce", name=op.f("uq_signature_nonce")),
    )
    op.create_table(
        "pending_signature",
        sa.Column("hash", FixedBytes(32), nullable=False),
        sa.Column("subject_id", FixedBytes(16), nullable=False),
        sa.Column("signer", FixedBytes(32), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            f"language IN ({LANGUAGES})", name=op.f("ck_pending_signature_language")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["support_subject.id"],
            name=op.f("fk_pending_signature_subject_id_support_subject"),
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_pending_signature")),
    )
    op.create_index(op.f("ix_pending_signature_subject_id"), "pending_signature", ["subject_id"])
    op.create_index(op.f("ix_pending_signature_expires_at"), "pending_signature", ["expires_at"])
