"""Whom an answer to a message in the outbox goes to."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("reply_to", sa.String(254), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("mail") as table:
        table.drop_column("reply_to")
