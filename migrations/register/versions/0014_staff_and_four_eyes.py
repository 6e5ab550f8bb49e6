"""Staff and their roles, four eyes, the staff log, and the office's side of a review."""

import sqlalchemy as sa
from alembic import op

from voting.db.append_only import make_append_only
from voting.db.base import FixedBytes, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ACTS = "'open', 'extend', 'annul', 'publish', 'correct', 'withdraw_grant', 'reissue', 'reset_step'"
ROLES = (
    "'round_manager', 'reviewer', 'desk_officer', 'publisher', 'treasurer', 'griffier', "
    "'auditor', 'administrator'"
)
KEPT = {
    "act_request": [["id"], ["id", "person"]],
    "act_decision": [["request"]],
    "act_outcome": [["request"]],
    "staff_act": [["id"]],
}
"""Tables that take new rows only, with their keys."""


def upgrade() -> None:
    op.create_table(
        "decision_reason",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("text_nl", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('admit', 'turn_down')", name=op.f("ck_decision_reason_verdict")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_reason")),
    )
    op.create_table(
        "staff_act",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("refused", sa.String(40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_act")),
    )
    op.create_index(op.f("ix_staff_act_at"), "staff_act", ["at"])

    op.create_table(
        "staff_invitation",
        sa.Column("hash", FixedBytes(32), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("department", sa.String(60), nullable=False),
        sa.Column("invited_by", sa.String(80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_staff_invitation")),
    )
    op.create_index(op.f("ix_staff_invitation_email"), "staff_invitation", ["email"])

    op.create_table(
        "act_request",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("round_id", FixedBytes(16), nullable=True),
        sa.Column("subject", FixedBytes(16), nullable=True),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("asked_hash", FixedBytes(32), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("login", FixedBytes(32), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            f"act IN ({ACTS})",
            name=op.f("ck_act_request_act"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_act_request_round_id_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_request")),
        sa.UniqueConstraint("id", "person", name=op.f("uq_act_request_id_person")),
    )
    op.create_index(op.f("ix_act_request_at"), "act_request", ["at"])
    op.create_index(op.f("ix_act_request_round_id"), "act_request", ["round_id"])

    op.create_table(
        "staff_member",
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("department", sa.String(60), nullable=False),
        sa.Column("all_areas", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_staff_member_person_person")
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_staff_member")),
    )
    op.create_table(
        "act_decision",
        sa.Column("request", sa.String(12), nullable=False),
        sa.Column("asked_by", FixedBytes(16), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("login", FixedBytes(32), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "verdict = 'declined' OR person <> asked_by", name=op.f("ck_act_decision_two_people")
        ),
        sa.CheckConstraint(
            "verdict IN ('confirmed', 'declined')", name=op.f("ck_act_decision_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["request", "asked_by"],
            ["act_request.id", "act_request.person"],
            name=op.f("fk_act_decision_request_asked_by_act_request"),
        ),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_act_decision")),
    )
    op.create_table(
        "cost_estimate",
        sa.Column("proposal_id", FixedBytes(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(60), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_cost_estimate_cents")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_cost_estimate_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_cost_estimate")),
    )
    op.create_table(
        "declared_interest",
        sa.Column("proposal_id", FixedBytes(16), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["staff_member.person"],
            name=op.f("fk_declared_interest_person_staff_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_declared_interest_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person", name=op.f("pk_declared_interest")),
    )
    op.create_table(
        "review_task",
        sa.Column("proposal_id", FixedBytes(16), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["staff_member.person"],
            name=op.f("fk_review_task_person_staff_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_review_task_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_review_task")),
    )
    op.create_index(op.f("ix_review_task_person"), "review_task", ["person"])

    op.create_table(
        "staff_area",
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("area_id", FixedBytes(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["voting_area.id"],
            name=op.f("fk_staff_area_area_id_voting_area"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["staff_member.person"],
            name=op.f("fk_staff_area_person_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person", "area_id", name=op.f("pk_staff_area")),
    )
    op.create_table(
        "staff_duty",
        sa.Column("person", FixedBytes(16), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.CheckConstraint(
            f"role IN ({ROLES})",
            name=op.f("ck_staff_duty_role"),
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["staff_member.person"],
            name=op.f("fk_staff_duty_person_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person", "role", name=op.f("pk_staff_duty")),
    )
    op.create_table(
        "act_outcome",
        sa.Column("request", sa.String(12), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'refused')", name=op.f("ck_act_outcome_outcome")),
        sa.ForeignKeyConstraint(
            ["request"], ["act_decision.request"], name=op.f("fk_act_outcome_request_act_decision")
        ),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_act_outcome")),
    )
    with op.batch_alter_table("login") as table:
        table.add_column(sa.Column("second_step_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("fresh_until", UtcDateTime(), nullable=True))

    dialect = op.get_bind().dialect.name
    for kept, keys in KEPT.items():
        for statement in make_append_only(dialect, kept, keys):
            op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("login") as table:
        table.drop_column("fresh_until")
        table.drop_column("second_step_at")

    op.drop_table("act_outcome")
    op.drop_table("staff_duty")
    op.drop_table("staff_area")
    op.drop_table("review_task")
    op.drop_table("declared_interest")
    op.drop_table("cost_estimate")
    op.drop_table("act_decision")
    op.drop_table("staff_member")
    op.drop_table("act_request")
    op.drop_table("staff_invitation")
    op.drop_table("staff_act")
    op.drop_table("decision_reason")
