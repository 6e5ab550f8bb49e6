"""Events that tell of photos, plans from paper, links and copies."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = (
    "'begun', 'changed', 'submitted', 'taken_up', 'question', 'answer', 'suggestion', "
    "'accepted', 'declined', 'listed', 'turned_down', 'withdrawn'"
)
NEW = "'entered', 'confirmed', 'photo_added', 'photo_removed', 'linked', 'unlinked', 'copied'"


def upgrade() -> None:
    _replace_kinds(f"{BEFORE}, {NEW}")


def downgrade() -> None:
    op.execute(f"DELETE FROM proposal_event WHERE kind IN ({NEW})")  # noqa: S608  # words of ours
    _replace_kinds(BEFORE)


def _replace_kinds(kinds: str) -> None:
    name = op.f("ck_proposal_event_kind")
    with op.batch_alter_table("proposal_event") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, f"kind IN ({kinds})")
