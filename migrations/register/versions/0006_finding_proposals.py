"""What proposals are found by, beside their fields, and when they were handed in."""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

from voting.db.base import FixedBytes, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SEARCHED = (
    *("title_nl", "title_en", "summary_nl", "summary_en"),
    *("description_nl", "description_en", "place", "own_theme"),
)
NEW = {
    "buurt": sa.String(200),
    "sector": sa.String(10),
    "theme": sa.String(200),
    "search_text": sa.Text(),
}
PROPOSAL = sa.table(
    "proposal",
    sa.column("id", FixedBytes(16)),
    sa.column("fields", sa.Text()),
    sa.column("handed_in_at", UtcDateTime()),
    *(sa.column(name, kind) for name, kind in NEW.items()),
)
EVENT = sa.table(
    "proposal_event",
    sa.column("proposal_id", FixedBytes(16)),
    sa.column("kind", sa.String(16)),
    sa.column("at", UtcDateTime()),
)


def upgrade() -> None:
    op.add_column("proposal", sa.Column("handed_in_at", UtcDateTime(), nullable=True))
    for name, kind in NEW.items():
        op.add_column("proposal", sa.Column(name, kind, nullable=True))
    _fill()
    with op.batch_alter_table("proposal") as table:
        for name, kind in NEW.items():
            table.alter_column(name, existing_type=kind, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("proposal") as table:
        for name in ("handed_in_at", *NEW):
            table.drop_column(name)


def _fill() -> None:
    connection = op.get_bind()
    for id, fields in connection.execute(sa.select(PROPOSAL.c.id, PROPOSAL.c.fields)).all():
        moments = sa.select(sa.func.max(EVENT.c.at)).where(
            EVENT.c.proposal_id == id, EVENT.c.kind == "submitted"
        )
        connection.execute(
            sa.update(PROPOSAL)
            .where(PROPOSAL.c.id == id)
            .values(handed_in_at=moments.scalar_subquery(), **_find_places(json.loads(fields)))
        )


def _find_places(fields: dict[str, str]) -> dict[str, str]:
    words = " ".join(fields[name] for name in SEARCHED if fields.get(name))
    plain = unicodedata.normalize("NFKD", words.casefold())
    text = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return {name: fields.get(name, "") for name in ("buurt", "sector", "theme")} | {
        "search_text": text
    }
