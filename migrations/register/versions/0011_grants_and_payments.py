"""Grants: decisions, payees, agreements, tranches, reports and payments."""

import sqlalchemy as sa
from alembic import op

from voting.db.append_only import make_append_only
from voting.db.base import FixedBytes, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = (
    "grant_payment",
    "grant_tranche",
    "grant_report",
    "grant_reminder",
    "grant_payee",
    "grant_event",
    "grant_agreement",
    "initiative_grant",
    "grant_rules",
)
STATES = (
    "'decided', 'payee_known', 'agreed', 'paying', 'reported', 'finished', 'withdrawn', 'refused'"
)
KINDS = (
    "'decided', 'refused', 'payee_named', 'account_changed', 'account_shown', 'offered', "
    "'agreed_group', 'agreed_paper', 'carried_out', 'reported', 'returned', "
    "'accepted', 'listed', 'taken_back', 'paid', 'closed', 'finished', 'reclaimed', 'withdrawn'"
)


def upgrade() -> None:
    op.create_table(
        "grant_rules",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("small_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("small_cents >= 0", name=op.f("ck_grant_rules_small")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_grant_rules_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_grant_rules")),
    )
    op.create_table(
        "initiative_grant",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("initiative_id", sa.String(63), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(60), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("granted_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("released_cents", sa.BigInteger(), nullable=False),
        sa.Column("reclaimed_cents", sa.BigInteger(), nullable=False),
        sa.Column("office", sa.String(100), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("objection_until", sa.Date(), nullable=False),
        sa.Column("ground", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agreement", sa.Integer(), nullable=False),
        sa.Column("report_by", sa.Date(), nullable=True),
        sa.Column("owes_report", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state <> 'refused' OR ground IS NOT NULL", name=op.f("ck_initiative_grant_ground")
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR reason <> ''", name=op.f("ck_initiative_grant_reason")
        ),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_initiative_grant_state")),
        sa.CheckConstraint(
            "state NOT IN ('finished', 'withdrawn', 'refused')"
            " OR paid_cents + released_cents = granted_cents",
            name=op.f("ck_initiative_grant_settled"),
        ),
        sa.CheckConstraint("granted_cents > 0", name=op.f("ck_initiative_grant_granted")),
        sa.CheckConstraint(
            "paid_cents >= 0 AND released_cents >= 0"
            " AND paid_cents + released_cents <= granted_cents",
            name=op.f("ck_initiative_grant_purse"),
        ),
        sa.CheckConstraint(
            "reclaimed_cents >= 0 AND reclaimed_cents <= paid_cents",
            name=op.f("ck_initiative_grant_reclaimed"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_initiative_grant_round_id_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_grant")),
        sa.UniqueConstraint("reference", name=op.f("uq_initiative_grant_reference")),
        sa.UniqueConstraint(
            "round_id", "initiative_id", name=op.f("uq_initiative_grant_round_id_initiative_id")
        ),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_initiative_grant_round_id_number")),
    )
    op.create_index(op.f("ix_initiative_grant_round_id"), "initiative_grant", ["round_id"])

    op.create_table(
        "grant_agreement",
        sa.Column("grant_id", FixedBytes(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("officer", sa.String(100), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["initiative_grant.id"],
            name=op.f("fk_grant_agreement_grant_id_initiative_grant"),
        ),
        sa.PrimaryKeyConstraint("grant_id", "version", name=op.f("pk_grant_agreement")),
    )
    op.create_table(
        "grant_event",
        sa.Column("grant_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=True),
        sa.Column("by_name", sa.String(100), nullable=False),
        sa.Column("confirmed_by", sa.String(100), nullable=False),
        sa.Column("tranche", sa.Integer(), nullable=True),
        sa.Column("cents", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_grant_event_kind")),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["initiative_grant.id"],
            name=op.f("fk_grant_event_grant_id_initiative_grant"),
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.id"],
            name=op.f("fk_grant_event_person_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("grant_id", "position", name=op.f("pk_grant_event")),
    )
    op.create_index(op.f("ix_grant_event_person"), "grant_event", ["person"])

    op.create_table(
        "grant_payee",
        sa.Column("grant_id", FixedBytes(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("holder", sa.String(100), nullable=False),
        sa.Column("kvk", sa.String(8), nullable=False),
        sa.Column("invoice", sa.String(100), nullable=False),
        sa.Column("adult", sa.Boolean(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("iban", sa.LargeBinary(), nullable=True),
        sa.Column("last_four", sa.String(4), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("budget_line", sa.String(100), nullable=False),
        sa.Column("carried_on", sa.Date(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('entity', 'person', 'host', 'supplier', 'municipality')",
            name=op.f("ck_grant_payee_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["initiative_grant.id"],
            name=op.f("fk_grant_payee_grant_id_initiative_grant"),
        ),
        sa.PrimaryKeyConstraint("grant_id", "version", name=op.f("pk_grant_payee")),
    )
    op.create_table(
        "grant_reminder",
        sa.Column("grant_id", FixedBytes(16), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["initiative_grant.id"],
            name=op.f("fk_grant_reminder_grant_id_initiative_grant"),
        ),
        sa.PrimaryKeyConstraint("grant_id", "kind", "due_on", name=op.f("pk_grant_reminder")),
    )
    op.create_table(
        "grant_report",
        sa.Column("grant_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tranche", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("spent_cents", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("spent_cents >= 0", name=op.f("ck_grant_report_spent")),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["initiative_grant.id"],
            name=op.f("fk_grant_report_grant_id_initiative_grant"),
        ),
        sa.PrimaryKeyConstraint("grant_id", "position", name=op.f("pk_grant_report")),
    )
    op.create_table(
        "grant_tranche",
        sa.Column("grant_id", FixedBytes(16), nullable=False),
        sa.Column("agreement", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("milestone", sa.String(200), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("advance", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.CheckConstraint(
            "stage IN ('waiting', 'reported', 'redeemable', 'listed', 'paid', 'dropped')",
            name=op.f("ck_grant_tranche_stage"),
        ),
        sa.CheckConstraint("cents > 0", name=op.f("ck_grant_tranche_cents")),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["initiative_grant.id"],
            name=op.f("fk_grant_tranche_grant_id_initiative_grant"),
        ),
        sa.PrimaryKeyConstraint("grant_id", "agreement", "position", name=op.f("pk_grant_tranche")),
    )
    op.create_table(
        "grant_payment",
        sa.Column("grant_id", FixedBytes(16), nullable=False),
        sa.Column("agreement", sa.Integer(), nullable=False),
        sa.Column("tranche", sa.Integer(), nullable=False),
        sa.Column("payee_version", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("listed_at", UtcDateTime(), nullable=False),
        sa.Column("paid_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("cents > 0", name=op.f("ck_grant_payment_cents")),
        sa.ForeignKeyConstraint(
            ["grant_id", "agreement", "tranche"],
            ["grant_tranche.grant_id", "grant_tranche.agreement", "grant_tranche.position"],
            name="fk_grant_payment_tranche",
        ),
        sa.PrimaryKeyConstraint("grant_id", "agreement", "tranche", name=op.f("pk_grant_payment")),
    )
    op.create_index(op.f("ix_grant_payment_list_number"), "grant_payment", ["list_number"])
    keys = (("grant_id", "position"),)
    for statement in make_append_only(op.get_bind().dialect.name, "grant_report", keys):
        op.execute(statement)


def downgrade() -> None:
    # The function behind the triggers is another table's too, so it stays.
    for table in TABLES:
        op.drop_table(table)
