"""Every group of a joint plan confirms who gets the money."""

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes, UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = "grant_payee_confirmation"
CONFIRM_WHAT_WAS_NAMED = f"""
    INSERT INTO {TABLE} (grant_id, version, group_id, at)
    SELECT DISTINCT payee.grant_id, payee.version, proposal.group_id, payee.at
    FROM grant_payee AS payee
    JOIN initiative_grant AS one ON one.id = payee.grant_id
    JOIN proposal ON proposal.round_id = one.round_id
        AND proposal.initiative_id = one.initiative_id
"""  # noqa: S608  # words of ours
"""What was named under the rule before needs no other group."""


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("grant_id", FixedBytes(16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_id", FixedBytes(16), nullable=False),
        sa.Column("person", FixedBytes(16), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id", "version"],
            ["grant_payee.grant_id", "grant_payee.version"],
            name="fk_grant_payee_confirmation_payee",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["initiative_group.id"],
            name=op.f(f"fk_{TABLE}_group_id_initiative_group"),
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f(f"fk_{TABLE}_person_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("grant_id", "version", "group_id", name=op.f(f"pk_{TABLE}")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f(f"ix_{TABLE}_person"), TABLE, ["person"])
    op.execute(CONFIRM_WHAT_WAS_NAMED)


def downgrade() -> None:
    op.drop_table(TABLE)
