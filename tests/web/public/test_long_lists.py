"""The pages of long lists ask the databases as little for five hundred as for five."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.services.proposed import propose_many
from tests.services.rounds import a_plan
from tests.web.pages import find_faults, parse
from voting.db.base import AreaId, RoundId
from voting.db.plans import save_plan
from voting.db.session import Stores, transaction
from voting.services.round_state import find_round
from voting.services.running_rounds import advance_round

AT = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)
FILTERS = ("", "?q=straat+planten&sector=layout&theme=groen", "?page=2", "?order=newest")
FEW, MANY = "kort", "lang"


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that reach both databases."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engines = app.extensions["engines"]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def add_round(stores: Stores, slug: str, count: int) -> None:
    """Add a round whose list is final, with as many plans on it as proposals."""
    plan = a_plan(slug)
    model = plan.initiatives[0]
    plans = tuple(replace(model, id=f"plan-{number}") for number in range(count))
    plan = replace(plan, initiatives=plans, preferences=())
    areas = {area.slug: AreaId(secrets.token_bytes(16)) for area in plan.voting_areas}
    with transaction(stores.register) as register:
        save_plan(register, RoundId(secrets.token_bytes(16)), areas, plan, AT)
    for _ in range(3):
        advance_round(stores, find_round(stores, slug), AT)
    propose_many(stores, find_round(stores, slug), count, AT)


@pytest.mark.parametrize("page", ["proposals/", "noord/plans"])
def test_a_long_list_takes_as_many_queries_as_a_short_one(
    stores: Stores, app: Flask, page: str
) -> None:
    add_round(stores, FEW, 5)
    add_round(stores, MANY, 500)
    client = app.test_client()
    for query in FILTERS:
        counts = []
        for slug in (FEW, MANY):
            path = f"/nl/{slug}/{page}{query}"
            assert find_faults(parse(client.get(path)), "nl") == []  # keeps the round in memory
            with counting(app) as statements:
                client.get(path)
            counts.append(len(statements))
        assert counts[0] == counts[1] <= 12, query
