"""Proposals that were there before get what they are found by, and when they were handed in."""

import json

import pytest
from sqlalchemy import Connection, text

from tests.migrations.test_migrations import connect
from voting.db import migrating
from voting.db.engines import make_engine
from voting.domain.proposal_search import find_places
from voting.settings import Settings

FIELDS = {"title_nl": "Café & bánken", "buurt": "haven", "sector": "layout", "payee": "Geheim"}
ROUND, GROUP = b"r" * 16, b"g" * 16


def test_old_proposals_are_found_after_the_step_and_stay_after_its_undoing(
    settings: Settings, backend: str
) -> None:
    migrating.downgrade(settings, "register", "0005")
    engine = make_engine(settings.register_url, foreign_keys=False)
    with engine.begin() as connection:
        _add_rows(connection)
    engine.dispose()
    migrating.upgrade(settings, "register", "0006")
    with connect(settings, "register") as connection:
        columns = "handed_in_at, buurt, sector, theme, search_text"
        query = text(f"SELECT {columns} FROM proposal ORDER BY reference")  # noqa: S608  # ours
        draft, handed_in = connection.execute(query).all()
    assert draft[0] is None
    assert str(handed_in[0]).startswith("2026-03-02 19:00:00")
    assert draft[1:] == handed_in[1:] == tuple(find_places(FIELDS).values())
    migrating.downgrade(settings, "register", "0005")
    with connect(settings, "register") as connection:
        kept = connection.execute(text("SELECT fields FROM proposal")).scalars()
        assert [json.loads(one) for one in kept] == [FIELDS, FIELDS]


def _add_rows(connection: Connection) -> None:
    """Add two proposals, the second handed in, to tables whose parents may be absent."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
    for reference, id in (("a", b"a" * 16), ("b", b"b" * 16)):
        connection.execute(
            text(
                "INSERT INTO proposal (id, round_id, group_id, reference, state, version, fields,"
                " made_at) VALUES (:id, :round, :group, :reference, 'draft', 1, :fields,"
                " '2026-03-01 19:00:00+00:00')"
            ),
            {
                "id": id,
                "round": ROUND,
                "group": GROUP,
                "reference": reference,
                "fields": json.dumps(FIELDS),
            },
        )
    for position, kind, day in ((0, "begun", 1), (1, "submitted", 2), (2, "question", 3)):
        connection.execute(
            text(
                "INSERT INTO proposal_event (proposal_id, position, kind, at, version, office,"
                " field, old, new, \"text\") VALUES (:id, :position, :kind, :at, 1, '', '', '',"
                " '', '')"
            ),
            {
                "id": b"b" * 16,
                "position": position,
                "kind": kind,
                "at": f"2026-03-0{day} 19:00:00+00:00",
            },
        )


@pytest.mark.parametrize("name", ["parent", "payee", "police"])
def test_what_is_told_about_people_is_not_kept_to_search(name: str) -> None:
    assert "geheim" not in find_places({name: "Geheim"})["search_text"]
