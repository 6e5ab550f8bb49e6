"""People with an account, their groups, and the outbox of mail."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "initiative_group",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_group")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", FixedBytes(16), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reply", sa.String(length=200), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f("ck_mail_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    op.create_index(op.f("ix_mail_next_try_at"), "mail", ["next_try_at"])

    op.create_table(
        "person",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_on", sa.Boolean(), nullable=False),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_person_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "tries",
        sa.Column("name", FixedBytes(32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tries")),
    )
    op.create_index(op.f("ix_tries_last_at"), "tries", ["last_at"])

    op.create_table(
        "address_change",
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("old_agreed", sa.Boolean(), nullable=False),
        sa.Column("new_agreed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
            name=op.f("fk_address_change_person_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_address_change")),
    )
    op.create_table(
        "invitation",
        sa.Column("hash", FixedBytes(32), nullable=False),
        sa.Column("group_id", FixedBytes(16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["initiative_group.id"],
            name=op.f("fk_invitation_group_id_initiative_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_group_id"), "invitation", ["group_id"])

    op.create_table(
        "link",
        sa.Column("hash", FixedBytes(32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('sign-up', 'reset', 'second-step', 'old-address', 'new-address')",
            name=op.f("ck_link_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_link_person_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_email"), "link", ["email"])
    op.create_index(op.f("ix_link_person"), "link", ["person"])

    op.create_table(
        "login",
        sa.Column("hash", FixedBytes(32), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_login_person_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_login")),
    )
    op.create_index(op.f("ix_login_person"), "login", ["person"])

    op.create_table(
        "membership",
        sa.Column("group_id", FixedBytes(16), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("duty", sa.String(length=10), nullable=True),
        sa.CheckConstraint("duty IN ('lead', 'deputy')", name=op.f("ck_membership_duty")),
        sa.CheckConstraint("role IN ('owner', 'member')", name=op.f("ck_membership_role")),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["initiative_group.id"],
            name=op.f("fk_membership_group_id_initiative_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_membership_person_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "person", name=op.f("pk_membership")),
        sa.UniqueConstraint("group_id", "duty", name=op.f("uq_membership_group_id_duty")),
    )
    op.create_index(op.f("ix_membership_person"), "membership", ["person"])

    op.create_table(
        "recovery_code",
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("hash", FixedBytes(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
            name=op.f("fk_recovery_code_person_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person", "hash", name=op.f("pk_recovery_code")),
    )


def downgrade() -> None:
    for table in (
        "recovery_code",
        "membership",
        "login",
        "link",
        "invitation",
        "address_change",
        "tries",
        "person",
        "mail",
        "lease",
        "initiative_group",
    ):
        op.drop_table(table)
