"""More acts of two people, which of them made an event, ticks, moved reserves and own action."""

import sqlalchemy as sa
from alembic import op

from voting.db.append_only import make_append_only
from voting.db.base import FixedBytes, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = (
    "'open', 'extend', 'annul', 'publish', 'correct', 'withdraw_grant', 'reissue', 'reset_step'"
)
NEW = (
    "'decide_grants', 'refuse_grant', 'carry_out', 'make_payment_list', 'carry_over', 'act_itself'"
)
REQUEST_KEYS = [["id"], ["id", "person"]]


def upgrade() -> None:
    _replace_acts(f"{BEFORE}, {NEW}")
    op.add_column(
        "grant_event", sa.Column("request", sa.String(12), nullable=False, server_default="")
    )
    op.create_index(op.f("ix_grant_event_request"), "grant_event", ["request"])
    _create_ticks()
    _create_moves()
    _create_own_actions()
    for statement in make_append_only(op.get_bind().dialect.name, "reserve_move", [["id"]]):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("own_action")
    op.drop_table("reserve_move")
    op.drop_table("grant_tick")
    op.drop_index(op.f("ix_grant_event_request"), "grant_event")
    with op.batch_alter_table("grant_event") as table:
        table.drop_column("request")
    # Requests are kept for good; where one of the new acts was asked, this cannot be undone.
    _replace_acts(BEFORE)


def _replace_acts(acts: str) -> None:
    name = op.f("ck_act_request_act")
    with op.batch_alter_table("act_request") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, f"act IN ({acts})")
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        # The table was made anew there, and its triggers went with the old one.
        for statement in make_append_only(dialect, "act_request", REQUEST_KEYS):
            op.execute(statement)


def _create_ticks() -> None:
    op.create_table(
        "grant_tick",
        sa.Column("grant_id", FixedBytes(16), nullable=False),
        sa.Column("payee_version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("by_name", sa.String(100), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('procurement', 'de_minimis', 'no_business')", name=op.f("ck_grant_tick_kind")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["initiative_grant.id"],
            name=op.f("fk_grant_tick_grant_id_initiative_grant"),
        ),
        sa.PrimaryKeyConstraint("grant_id", "payee_version", "kind", name=op.f("pk_grant_tick")),
    )


def _create_moves() -> None:
    op.create_table(
        "reserve_move",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("buurt", sa.String(40), nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("for_round", FixedBytes(16), nullable=False),
        sa.Column("by_name", sa.String(100), nullable=False),
        sa.Column("confirmed_by", sa.String(100), nullable=False),
        sa.Column("request", sa.String(12), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_reserve_move_cents")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_reserve_move_round_id_round")
        ),
        sa.ForeignKeyConstraint(
            ["for_round"], ["round.id"], name=op.f("fk_reserve_move_for_round_round")
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "buurt"],
            ["buurt.round_id", "buurt.slug"],
            name=op.f("fk_reserve_move_round_id_buurt"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserve_move")),
    )
    for column in ("round_id", "for_round", "request"):
        op.create_index(op.f(f"ix_reserve_move_{column}"), "reserve_move", [column])


def _create_own_actions() -> None:
    op.create_table(
        "own_action",
        sa.Column("round_id", FixedBytes(16), nullable=False),
        sa.Column("buurt", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("office", sa.String(100), nullable=False),
        sa.Column("by_name", sa.String(100), nullable=False),
        sa.Column("confirmed_by", sa.String(100), nullable=False),
        sa.Column("request", sa.String(12), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_own_action_reason")),
        sa.ForeignKeyConstraint(
            ["round_id", "buurt"],
            ["buurt.round_id", "buurt.slug"],
            name=op.f("fk_own_action_round_id_buurt"),
        ),
        sa.PrimaryKeyConstraint("round_id", "buurt", name=op.f("pk_own_action")),
    )
    op.create_index(op.f("ix_own_action_request"), "own_action", ["request"])
