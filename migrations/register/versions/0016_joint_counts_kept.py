"""How many signed plans that linked up stays known when the signatures go."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAME = "ck_support_subject_kept_joint"


def upgrade() -> None:
    with op.batch_alter_table("support_subject") as table:
        table.add_column(sa.Column("kept_joint", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f(NAME), "kept_joint >= kept")


def downgrade() -> None:
    with op.batch_alter_table("support_subject") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.drop_column("kept_joint")
