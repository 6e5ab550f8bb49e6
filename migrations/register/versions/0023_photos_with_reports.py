"""Photos go with a plan, with the report on a milestone, or with the closing report."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

CHECKS = {
    "ck_photo_stage": "stage IN ('plan', 'milestone', 'closing')",
    "ck_photo_tranche": "tranche >= 0 AND (stage = 'milestone' OR tranche = 0)",
}
OLD_LIMIT = "uq_photo_proposal_id_slot"
LIMIT = "uq_photo_proposal_id_stage_tranche_slot"


def upgrade() -> None:
    with op.batch_alter_table("photo") as table:
        table.add_column(sa.Column("stage", sa.String(10), nullable=False, server_default="plan"))
        table.add_column(sa.Column("tranche", sa.Integer(), nullable=False, server_default="0"))
        table.drop_constraint(op.f(OLD_LIMIT), type_="unique")
    with op.batch_alter_table("photo") as table:
        table.alter_column("stage", existing_type=sa.String(10), server_default=None)
        table.alter_column("tranche", existing_type=sa.Integer(), server_default=None)
        table.create_unique_constraint(op.f(LIMIT), ["proposal_id", "stage", "tranche", "slot"])
        for name, rule in CHECKS.items():
            table.create_check_constraint(op.f(name), rule)


def downgrade() -> None:
    # What goes with a report has no place in the older table; the sweep deletes the files.
    op.execute("DELETE FROM photo WHERE stage <> 'plan'")
    with op.batch_alter_table("photo") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(name), type_="check")
        table.drop_constraint(op.f(LIMIT), type_="unique")
        table.drop_column("stage")
        table.drop_column("tranche")
        table.create_unique_constraint(op.f(OLD_LIMIT), ["proposal_id", "slot"])
