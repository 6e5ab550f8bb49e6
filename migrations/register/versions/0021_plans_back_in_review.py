"""An event that tells that a plan is in review again."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = (
    "'begun', 'changed', 'submitted', 'taken_up', 'question', 'answer', 'suggestion', "
    "'accepted', 'declined', 'listed', 'turned_down', 'withdrawn', 'entered', 'confirmed', "
    "'photo_added', 'photo_removed', 'linked', 'unlinked'"
)


def upgrade() -> None:
    _replace_kinds(f"{BEFORE}, 'back_in_review', 'copied'")


def downgrade() -> None:
    op.execute("DELETE FROM proposal_event WHERE kind = 'back_in_review'")
    _replace_kinds(f"{BEFORE}, 'copied'")


def _replace_kinds(kinds: str) -> None:
    name = op.f("ck_proposal_event_kind")
    with op.batch_alter_table("proposal_event") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, f"kind IN ({kinds})")
