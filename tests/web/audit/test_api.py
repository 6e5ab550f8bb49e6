"""Open data for programs: as described, by the design rules, and nothing before its time."""

import hashlib
import json
import re
from collections import Counter
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from tests.web.towns import COMING, FINISHED, OPEN, Town
from voting.ballotbox.log import leaf_hash
from voting.services.recording import read_log, read_size
from voting.web.audit.api.contract import read_contract

API = "/api/v1"


def fetch(visitor: FlaskClient, path: str, status: int = 200) -> Any:
    answer = visitor.get(f"{API}{path}")
    assert answer.status_code == status, answer.text
    problem = answer.content_type == "application/problem+json"
    assert problem == (status >= 400)
    assert answer.headers["API-Version"] == "1.0.0"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    return answer.json


def test_every_address_is_described_and_every_description_has_one(town_app: Flask) -> None:
    rules = {
        re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix(API))
        for rule in town_app.url_map.iter_rules()
        if rule.rule.startswith(API)
    }
    assert rules == set(read_contract()["paths"])
    assert all(
        rule.methods == {"GET", "HEAD", "OPTIONS"}
        for rule in town_app.url_map.iter_rules()
        if rule.rule.startswith(API)
    )


@pytest.fixture
def any_schema(town_app: Flask) -> Any:
    """The API as it describes itself."""
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", town_app)


@pytest.fixture
def real_schema(town_app: Flask, town: Town) -> Any:
    """The same, asked about rounds, areas and initiatives that exist."""
    plan = town.state(FINISHED).plan
    config = SchemathesisConfig.from_dict(
        {
            "parameters": {
                "path.round": FINISHED,
                "path.area": plan.voting_areas[0].slug,
                "path.initiative": plan.initiatives[0].id,
            }
        }
    )
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", town_app, config=config)


@pytest.mark.parametrize("name", ["any_schema", "real_schema"])
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_sent_is_answered_as_described(
    request: pytest.FixtureRequest, name: str, mode: GenerationMode
) -> None:
    """Requests made from the description, right ones and wrong ones."""
    statuses: Counter[int] = Counter()
    for result in request.getfixturevalue(name).get_all_operations():
        operation = result.ok()

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            statuses[case.call_and_validate().status_code] += 1

        try:
            ask()
        except Unsatisfiable:
            assert not operation.query, "only what takes nothing cannot be asked wrongly"
    assert statuses[400 if mode.is_negative else 200 if name == "real_schema" else 404] > 20


def test_the_description_says_where_it_is(visitor: FlaskClient, town: Town) -> None:
    described = fetch(visitor, "/openapi.json")
    assert described["servers"] == [{"url": f"{town.settings.public_url}{API}"}]
    assert described["info"]["contact"]["name"] == town.settings.municipality.name


def test_a_slash_at_the_end_is_another_address(visitor: FlaskClient) -> None:
    for path in ("/rounds/", f"/rounds/{FINISHED}/", "/nothing", "/rounds/nothing"):
        problem = fetch(visitor, path, 404)
        assert problem["status"] == 404


def test_all_mistakes_are_told_at_once_in_the_language_of_the_reader(visitor: FlaskClient) -> None:
    path = f"{API}/rounds/{FINISHED}/initiatives?page=0&pageSize=1000&sector=money&colour=1&page=2"
    texts: dict[str, list[str]] = {}
    for language in ("nl", "en"):
        answer = visitor.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 400
        problem: Any = answer.json
        errors = {one["name"]: one for one in problem["errors"]}
        assert {name: one["code"] for name, one in errors.items()} == {
            "page": "repeated",
            "pageSize": "invalid",
            "sector": "invalid",
            "colour": "unknown",
        }
        texts[language] = [one["detail"] for one in errors.values()]
    assert all(dutch != english for dutch, english in zip(*texts.values(), strict=True))


def test_only_reading_is_possible(visitor: FlaskClient) -> None:
    answer = visitor.post(f"{API}/rounds")
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_the_log_can_be_followed_to_its_signed_head(visitor: FlaskClient, town: Town) -> None:
    start, lines = 0, []
    while True:
        part = fetch(visitor, f"/rounds/{FINISHED}/log?from={start}&limit=1000")
        for one in part["items"]:
            assert leaf_hash(one["line"].encode()).hex() == one["leafHash"]
            lines.append(one["line"].encode())
        start += len(part["items"])
        if not part["items"]:
            break
    state = town.state(FINISHED)
    assert len(lines) == part["size"] == read_size(town.stores.ballotbox, state.id)
    assert lines == [one.line for one in read_log(town.stores.ballotbox, state.id)]
    latest = fetch(visitor, f"/rounds/{FINISHED}/checkpoints/latest")
    assert latest["size"] == len(lines)
    last = fetch(visitor, f"/rounds/{FINISHED}/checkpoints?pageSize=100")
    assert last["items"][-1] == latest


def test_the_result_is_the_one_whose_hash_is_in_the_log(visitor: FlaskClient, town: Town) -> None:
    result = fetch(visitor, f"/rounds/{FINISHED}/result")
    file = visitor.get(f"/{FINISHED}/downloads/result.json").data
    record = json.loads(file)
    assert (
        result["record"]["areas"][0]["envelopes"][0]["envelopeCents"]
        == (record["areas"][0]["envelopes"][0]["envelope_cents"])
    )
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(canonical.encode()).hexdigest() == result["sha256"]


def test_nothing_is_told_before_its_time(visitor: FlaskClient) -> None:
    fetch(visitor, f"/rounds/{OPEN}/result", 404)
    fetch(visitor, f"/rounds/{COMING}/log", 404)
    fetch(visitor, f"/rounds/{COMING}/initiatives", 404)
    assert fetch(visitor, f"/rounds/{COMING}")["setupHash"] is None
    areas = fetch(visitor, f"/rounds/{OPEN}/areas")["items"]
    assert [area["issued"] for area in areas] == [None] * len(areas)
    types = {
        json.loads(one["line"])["type"] for one in fetch(visitor, f"/rounds/{OPEN}/log")["items"]
    }
    assert types <= {"setup", "notice", "turnout", "reissue"}


@pytest.mark.parametrize("field", ["sector", "theme", "buurt", "area"])
def test_initiatives_can_be_chosen_by_where_and_what(visitor: FlaskClient, field: str) -> None:
    everything = fetch(visitor, f"/rounds/{FINISHED}/initiatives?pageSize=100")
    wanted = everything["items"][0][field]
    some = fetch(visitor, f"/rounds/{FINISHED}/initiatives?pageSize=100&{field}={wanted}")
    assert [one for one in everything["items"] if one[field] == wanted] == some["items"]
    assert 0 < some["total"] <= everything["total"]


def test_a_link_in_an_answer_leads_to_the_same(visitor: FlaskClient, town: Town) -> None:
    for one in fetch(visitor, f"/rounds/{FINISHED}/initiatives?pageSize=2")["items"]:
        path = one["href"].removeprefix(f"{town.settings.public_url}{API}")
        assert fetch(visitor, path) == one
