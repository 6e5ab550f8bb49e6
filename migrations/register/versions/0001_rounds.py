"""Rounds: their plans, their course, what they published, and the accounts of their money."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes, UtcDateTime
from voting.db.frozen_rounds import drop_functions, make_frozen
from voting.db.models.plan import ExactFraction

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=63), nullable=False),
        sa.CheckConstraint(
            "book IN ('council', 'pot', 'envelope', 'payable', 'paid', 'reserve', 'equalisation')",
            name=op.f("ck_ledger_account_book"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint("book", "owner", name=op.f("uq_ledger_account_book_owner")),
    )
    op.create_table(
        "round",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("closing", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("title_nl", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("municipality_name", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=True),
        sa.Column("division_year", sa.Integer(), nullable=True),
        sa.Column("opens_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("results_on", UtcDateTime(), nullable=False),
        sa.Column("checking_until", UtcDateTime(), nullable=False),
        sa.Column("regulation_reference", sa.Text(), nullable=True),
        sa.Column("regulation_ceiling_cents", sa.BigInteger(), nullable=True),
        sa.Column("regulation_decided_on", sa.Date(), nullable=True),
        sa.Column("regulation_url", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("contact_desk_nl", sa.Text(), nullable=False),
        sa.Column("contact_desk_en", sa.Text(), nullable=False),
        sa.Column("reissue_cap", sa.Integer(), nullable=False),
        sa.Column("allow_small_areas", sa.Boolean(), nullable=False),
        sa.Column("seal_threshold", sa.Integer(), nullable=False),
        sa.Column("seal_shares", sa.Integer(), nullable=False),
        sa.Column("seal_key_origin", sa.String(length=10), nullable=True),
        sa.Column("setup_hash", FixedBytes(32), nullable=True),
        sa.CheckConstraint(
            "phase IN ('preparation', 'entries', 'review', 'list_final', 'voting', 'closed',"
            " 'opened', 'published', 'checking', 'final', 'annulled')",
            name=op.f("ck_round_phase"),
        ),
        sa.CheckConstraint(
            "seal_key_origin IN ('offline', 'demo')", name=op.f("ck_round_seal_key_origin")
        ),
        sa.CheckConstraint(
            "(regulation_reference IS NULL) = (regulation_ceiling_cents IS NULL) AND"
            " (regulation_reference IS NULL) = (regulation_decided_on IS NULL)",
            name=op.f("ck_round_regulation"),
        ),
        sa.CheckConstraint(
            "opens_at < closes_at AND closes_at <= results_on AND results_on <= checking_until",
            name=op.f("ck_round_times"),
        ),
        sa.CheckConstraint("regulation_ceiling_cents >= 0", name=op.f("ck_round_ceiling")),
        sa.CheckConstraint("reissue_cap >= 0", name=op.f("ck_round_reissue_cap")),
        sa.CheckConstraint(
            "seal_threshold BETWEEN 1 AND seal_shares AND seal_shares <= 16",
            name=op.f("ck_round_seal"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_round_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("slug", name=op.f("uq_round_slug")),
    )
    op.create_table(
        "base_formula",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sector", sa.String(length=10), nullable=False),
        sa.Column("budget_cents", sa.BigInteger(), nullable=False),
        sa.Column("floor_cents", sa.BigInteger(), nullable=False),
        sa.Column("resident_share", ExactFraction(), nullable=False),
        sa.Column("guarantee_cents", sa.BigInteger(), nullable=False),
        sa.Column("population_source", sa.Text(), nullable=False),
        sa.Column("need_source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "sector IN ('layout', 'safety', 'education', 'social')",
            name=op.f("ck_base_formula_sector"),
        ),
        sa.CheckConstraint("budget_cents >= 0", name=op.f("ck_base_formula_budget")),
        sa.CheckConstraint("floor_cents >= 0", name=op.f("ck_base_formula_floor")),
        sa.CheckConstraint("guarantee_cents >= 0", name=op.f("ck_base_formula_guarantee")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_base_formula_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_base_formula")),
    )
    op.create_table(
        "frozen_file",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_frozen_file_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "name", "part", name=op.f("pk_frozen_file")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("debit_id", sa.Integer(), nullable=False),
        sa.Column("credit_id", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_ledger_entry_cents")),
        sa.CheckConstraint("debit_id <> credit_id", name=op.f("ck_ledger_entry_two_accounts")),
        sa.ForeignKeyConstraint(
            ["credit_id"],
            ["ledger_account.id"],
            name=op.f("fk_ledger_entry_credit_id_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["debit_id"],
            ["ledger_account.id"],
            name=op.f("fk_ledger_entry_debit_id_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_ledger_entry_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_ledger_entry")),
    )
    op.create_index(op.f("ix_ledger_entry_credit_id"), "ledger_entry", ["credit_id"], unique=False)
    op.create_index(op.f("ix_ledger_entry_debit_id"), "ledger_entry", ["debit_id"], unique=False)
    op.create_table(
        "money_rules",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("variant", sa.String(length=20), nullable=False),
        sa.Column("rights", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("target_turnout", ExactFraction(), nullable=False),
        sa.Column("sigma", ExactFraction(), nullable=False),
        sa.Column("phi", ExactFraction(), nullable=False),
        sa.Column("kappa", ExactFraction(), nullable=True),
        sa.Column("minimum_share_floor", ExactFraction(), nullable=False),
        sa.Column("minimum_share_ceiling", ExactFraction(), nullable=False),
        sa.CheckConstraint(
            "rule IN ('redemption', 'fixed_price', 'ranking')", name=op.f("ck_money_rules_rule")
        ),
        sa.CheckConstraint(
            "variant IN ('skip', 'stop', 'partial_last')", name=op.f("ck_money_rules_variant")
        ),
        sa.CheckConstraint("rights BETWEEN 1 AND 1000", name=op.f("ck_money_rules_rights")),
        sa.CheckConstraint("threshold >= 0", name=op.f("ck_money_rules_threshold")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_money_rules_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_money_rules")),
    )
    op.create_table(
        "phase_change",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "act IN ('phase', 'extend', 'annul', 'withdraw', 'roll', 'seal_keys')",
            name=op.f("ck_phase_change_act"),
        ),
        sa.CheckConstraint(
            "act NOT IN ('extend', 'annul') OR (by_name <> '' AND confirmed_by <> '' AND by_name"
            " <> confirmed_by)",
            name=op.f("ck_phase_change_two_people"),
        ),
        sa.CheckConstraint(
            "phase IN ('preparation', 'entries', 'review', 'list_final', 'voting', 'closed',"
            " 'opened', 'published', 'checking', 'final', 'annulled')",
            name=op.f("ck_phase_change_phase"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_phase_change_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_phase_change")),
    )
    op.create_table(
        "refusal_ground",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text_nl", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_refusal_ground_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_refusal_ground")),
    )
    op.create_table(
        "result",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", FixedBytes(32), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_result_position")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_result_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_result")),
    )
    op.create_table(
        "theme",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_nl", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("listed_by", sa.String(length=10), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "listed_by IN ('party', 'college', 'residents')", name=op.f("ck_theme_listed_by")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_theme_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "slug", name=op.f("pk_theme")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_theme_round_id_position")),
    )
    op.create_table(
        "voting_area",
        sa.Column("id", FixedBytes(16), nullable=False),
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pot_cents", sa.BigInteger(), nullable=False),
        sa.Column("entitled", sa.Integer(), nullable=True),
        sa.CheckConstraint("entitled >= 0", name=op.f("ck_voting_area_entitled")),
        sa.CheckConstraint("pot_cents >= 0", name=op.f("ck_voting_area_pot")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_voting_area_round_id_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_area")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_voting_area_round_id_position")),
        sa.UniqueConstraint("round_id", "slug", name=op.f("uq_voting_area_round_id_slug")),
    )
    op.create_table(
        "buurt",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("area_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("need_index", sa.Integer(), nullable=False),
        sa.Column("key_weight", sa.BigInteger(), nullable=False),
        sa.Column("cbs_code", sa.String(length=10), nullable=True),
        sa.Column("population_source", sa.Text(), nullable=True),
        sa.Column("population_on", sa.Date(), nullable=True),
        sa.Column("need_source", sa.Text(), nullable=True),
        sa.Column("need_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(need_source IS NULL) = (need_on IS NULL)", name=op.f("ck_buurt_need_source")
        ),
        sa.CheckConstraint(
            "(population_source IS NULL) = (population_on IS NULL)",
            name=op.f("ck_buurt_population_source"),
        ),
        sa.CheckConstraint("key_weight >= 0", name=op.f("ck_buurt_key_weight")),
        sa.CheckConstraint("need_index >= 0", name=op.f("ck_buurt_need_index")),
        sa.CheckConstraint("population >= 0", name=op.f("ck_buurt_population")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["voting_area.id"], name=op.f("fk_buurt_area_id_voting_area")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_buurt_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "slug", name=op.f("pk_buurt")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_buurt_round_id_position")),
    )
    op.create_table(
        "seal_key",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("area_id", FixedBytes(16), nullable=False),
        sa.Column("public_key", FixedBytes(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["voting_area.id"], name=op.f("fk_seal_key_area_id_voting_area")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_seal_key_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "area_id", name=op.f("pk_seal_key")),
    )
    op.create_table(
        "base_line",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("buurt", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=10), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("service_nl", sa.Text(), nullable=False),
        sa.Column("service_en", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(length=10), nullable=True),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "provider IN ('public', 'private', 'residents', 'mixed')",
            name=op.f("ck_base_line_provider"),
        ),
        sa.CheckConstraint(
            "sector IN ('layout', 'safety', 'education', 'social')",
            name=op.f("ck_base_line_sector"),
        ),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_base_line_amount")),
        sa.ForeignKeyConstraint(
            ["round_id", "buurt"],
            ["buurt.round_id", "buurt.slug"],
            name=op.f("fk_base_line_round_id_buurt_buurt"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_base_line_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_base_line")),
    )
    op.create_table(
        "base_need",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("formula", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("buurt", sa.String(length=40), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("need_index", sa.Integer(), nullable=False),
        sa.CheckConstraint("need_index >= 0", name=op.f("ck_base_need_need_index")),
        sa.CheckConstraint("population >= 0", name=op.f("ck_base_need_population")),
        sa.ForeignKeyConstraint(
            ["round_id", "buurt"],
            ["buurt.round_id", "buurt.slug"],
            name=op.f("fk_base_need_round_id_buurt_buurt"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "formula"],
            ["base_formula.round_id", "base_formula.position"],
            name=op.f("fk_base_need_round_id_formula_base_formula"),
        ),
        sa.PrimaryKeyConstraint("round_id", "formula", "position", name=op.f("pk_base_need")),
    )
    op.create_table(
        "initiative",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("id", sa.String(length=63), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("buurt", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=10), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("provider", sa.String(length=10), nullable=False),
        sa.Column("title_nl", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("summary_nl", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("description_nl", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("feasibility_nl", sa.Text(), nullable=False),
        sa.Column("feasibility_en", sa.Text(), nullable=False),
        sa.Column("upkeep_nl", sa.Text(), nullable=False),
        sa.Column("upkeep_en", sa.Text(), nullable=False),
        sa.Column("ask_cents", sa.BigInteger(), nullable=False),
        sa.Column("minimum_cents", sa.BigInteger(), nullable=False),
        sa.Column("ready", sa.String(length=10), nullable=True),
        sa.Column("listing", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "listing IN ('listed', 'withdrawn')", name=op.f("ck_initiative_listing")
        ),
        sa.CheckConstraint(
            "origin IN ('residents', 'company', 'agency', 'municipality')",
            name=op.f("ck_initiative_origin"),
        ),
        sa.CheckConstraint(
            "provider IN ('public', 'private', 'residents', 'mixed')",
            name=op.f("ck_initiative_provider"),
        ),
        sa.CheckConstraint(
            "sector IN ('layout', 'safety', 'education', 'social')",
            name=op.f("ck_initiative_sector"),
        ),
        sa.CheckConstraint("ask_cents >= 0", name=op.f("ck_initiative_ask")),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 63", name=op.f("ck_initiative_id")),
        sa.CheckConstraint(
            "minimum_cents BETWEEN 0 AND ask_cents", name=op.f("ck_initiative_minimum")
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "buurt"],
            ["buurt.round_id", "buurt.slug"],
            name=op.f("fk_initiative_round_id_buurt_buurt"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "theme"],
            ["theme.round_id", "theme.slug"],
            name=op.f("fk_initiative_round_id_theme_theme"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_initiative_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "id", name=op.f("pk_initiative")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_initiative_round_id_position")),
    )
    op.create_table(
        "initiative_link",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("initiative_id", sa.String(length=63), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "initiative_id"],
            ["initiative.round_id", "initiative.id"],
            name=op.f("fk_initiative_link_round_id_initiative_id_initiative"),
        ),
        sa.PrimaryKeyConstraint(
            "round_id", "initiative_id", "position", name=op.f("pk_initiative_link")
        ),
    )
    op.create_table(
        "preference",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("buurt", sa.String(length=40), nullable=False),
        sa.Column("initiative_id", sa.String(length=63), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "buurt"],
            ["buurt.round_id", "buurt.slug"],
            name=op.f("fk_preference_round_id_buurt_buurt"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "initiative_id"],
            ["initiative.round_id", "initiative.id"],
            name=op.f("fk_preference_round_id_initiative_id_initiative"),
        ),
        sa.PrimaryKeyConstraint("round_id", "position", "rank", name=op.f("pk_preference")),
        sa.UniqueConstraint(
            "round_id", "initiative_id", name=op.f("uq_preference_round_id_initiative_id")
        ),
    )
    op.create_table(
        "withdrawal",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("initiative_id", sa.String(length=63), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "initiative_id"],
            ["initiative.round_id", "initiative.id"],
            name=op.f("fk_withdrawal_round_id_initiative_id_initiative"),
        ),
        sa.PrimaryKeyConstraint("round_id", "initiative_id", name=op.f("pk_withdrawal")),
    )
    dialect = op.get_bind().dialect.name
    columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns("round")]
    for statement in make_frozen(dialect, columns):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("withdrawal")
    op.drop_table("preference")
    op.drop_table("initiative_link")
    op.drop_table("initiative")
    op.drop_table("base_need")
    op.drop_table("base_line")
    op.drop_table("seal_key")
    op.drop_table("buurt")
    op.drop_table("voting_area")
    op.drop_table("theme")
    op.drop_table("result")
    op.drop_table("refusal_ground")
    op.drop_table("phase_change")
    op.drop_table("money_rules")
    op.drop_index(op.f("ix_ledger_entry_debit_id"), table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_credit_id"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_table("frozen_file")
    op.drop_table("base_formula")
    op.drop_table("round")
    op.drop_table("ledger_account")
    for statement in drop_functions(op.get_bind().dialect.name):
        op.execute(statement)
