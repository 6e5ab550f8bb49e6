"""From closing to counting as a round manager does it on the web, with the trustees' shares."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.services.taking import PAIR
from tests.web.council.places import Officer, hire_officer
from tests.web.towns import Town, a_finished_plan, an_open_plan, open_town
from voting.ballotbox.encoding import b64
from voting.ballotbox.sealing import derive_area_key
from voting.ballotbox.trustees import make_shares, write_share
from voting.domain.staff import StaffRole
from voting.services import ceremony
from voting.services.destroying_codes import state_destruction
from voting.services.publishing import load_result
from voting.services.running_rounds import create_round
from voting.services.staff_log import list_log

MANAGER = StaffRole.ROUND_MANAGER
SEED = {"seed": "3 17 21, door de notaris", "again": "3 17 21,  door de notaris "}


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with open_town(app.extensions["settings"]) as made:
        yield made


@pytest.fixture
def noor(app: Flask, town: Town) -> Officer:
    return hire_officer(app, "Noor", MANAGER)


@pytest.fixture
def slug(town: Town) -> str:
    """A round whose closing time has passed, with votes enough in one area."""
    plan = a_finished_plan()
    town.add_round(plan)
    for code in town.letters[plan.slug]["noord"][:21]:
        town.cast(plan.slug, "noord", code, {"N01": 3, "N02": 2})
    return plan.slug


def sign(noor: Officer, path: str, **fields: str) -> int:
    """Send a form and, when a new code is asked, give a recovery code too."""
    answer = noor.post(path, **fields)
    if 'name="fresh_code"' in answer.text:
        answer = noor.post(path, **fields, fresh_code=noor.codes.pop())
    return answer.status_code


def read_refusals(town: Town) -> list[tuple[str, str]]:
    town.stores.register.rollback()
    return [(line.act, line.refused) for line in list_log(town.stores) if line.refused]


def test_from_closing_to_a_counted_result(
    app: Flask, town: Town, noor: Officer, slug: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = f"council/rounds/{slug}"
    assert f"{path}/close" in noor.get(f"{path}/running").text
    assert noor.post(f"{path}/count").status_code == 422, "nothing was opened yet"
    assert sign(noor, f"{path}/close") == 303
    assert town.state(slug).phase == "closed"
    different = noor.post(f"{path}/seed", seed="3 17 21", again="3 17 22")
    assert different.status_code == 422
    assert 'value="3 17 22"' in different.text
    assert f"{path}/seed" in noor.get(f"{path}/running").text
    assert sign(noor, f"{path}/seed", **SEED) == 303
    shares = [write_share(one) for one in make_shares(town.secrets[slug], 2, 3)]
    for wrong in (["nonsense words", shares[0]], [shares[0], shares[0]]):
        typed = {f"share-{number}": text for number, text in enumerate(wrong, 1)}
        refused = noor.post(f"{path}/open-box", **typed, code=noor.codes.pop())
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text
        assert shares[0].split()[-1] not in refused.text, "a share is never sent back"
        assert refused.headers["Cache-Control"] == "no-store"
    typed = {"share-1": shares[0], "share-2": shares[2]}
    state_destruction(
        town.stores,
        town.keys,
        town.state(slug),
        PAIR,
        "Versnipperd",
        datetime.now(UTC),
        town.settings.checkpoint_dir,
    )
    assert "niets mis" in noor.get(f"{path}/open-box").text
    without = noor.post(f"{path}/open-box", **typed, code="000000")
    assert without.status_code == 422
    assert town.state(slug).phase == "closed"
    opened = noor.post(f"{path}/open-box", **typed, code=noor.codes.pop())
    assert opened.status_code == 303, opened.text
    town.stores.register.rollback()
    town.stores.ballotbox.rollback()
    assert town.state(slug).phase == "opened"
    assert sign(noor, f"{path}/count") == 303
    town.stores.register.rollback()
    town.stores.ballotbox.rollback()
    result = load_result(town.stores, town.state(slug))
    assert result is not None
    assert result.seed == "3 17 21, door de notaris"
    page = noor.get(f"{path}/result").text
    assert "Speeltuin" in page or "N01" in page
    assert noor.client.get(f"/nl/{slug}/results-report").status_code == 404
    spoken = shares[0].split()[-1]
    assert spoken not in caplog.text
    facts = " ".join(str(line.facts) for line in list_log(town.stores))
    assert spoken not in facts


def test_a_box_does_not_close_early_and_the_refusal_is_logged(town: Town, noor: Officer) -> None:
    town.add_round(an_open_plan("ronde"))
    path = "council/rounds/ronde"
    page = noor.get(f"{path}/running").text
    assert f"{path}/close" not in page
    assert noor.post(f"{path}/close").status_code == 422
    assert town.state("ronde").phase == "voting"
    assert ("close", "ClosingNotReached") in read_refusals(town)


def test_a_round_too_large_for_a_page_is_left_to_the_command(
    town: Town, noor: Officer, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ceremony, "MOST_ISSUED", 20)
    refused = noor.post(f"council/rounds/{slug}/close")
    assert refused.status_code == 422
    assert "commando" in refused.text
    assert town.state(slug).phase == "voting"


def test_no_page_counts_voters_from_moment_to_moment(town: Town, noor: Officer) -> None:
    town.add_round(an_open_plan("ronde"))
    path = "council/rounds/ronde/running"
    before = noor.get(path).text
    for code in town.letters["ronde"]["zuid"][:11]:
        town.cast("ronde", "zuid", code, {"Z01": 5})
    after = noor.get(path).text

    def count(page: str) -> list[str]:
        return re.findall(r'<dd class="num">[^<]*/[^<]*</dd>', page)

    assert count(before) == count(after)
    assert len(count(after)) == 3


def test_trustees_keys_are_brought_and_shown_to_compare(town: Town, noor: Officer) -> None:
    plan = an_open_plan("ronde", opens=30)
    create_round(town.stores, town.keys, plan, datetime.now(UTC))
    state = town.state("ronde")
    path = "council/rounds/ronde"
    ids = json.loads(noor.get(f"{path}/ids.json").data)
    assert ids["round"] == b64(state.id)
    secret = bytes(range(32))
    areas = [
        {
            "area": b64(id),
            "seal_key": b64(derive_area_key(secret, state.id, id).public_key().public_bytes_raw()),
        }
        for id in state.area_ids.values()
    ]
    for wrong in ("geen json", "[]", json.dumps({"round": "x", "areas": areas})):
        refused = noor.post(f"{path}/seal-keys", keys=wrong)
        assert refused.status_code == 422
        if 'name="fresh_code"' in refused.text:
            noor.post(f"{path}/seal-keys", keys=wrong, fresh_code=noor.codes.pop())
    assert town.state("ronde").seal_keys == {}
    facts = json.dumps({"round": b64(state.id), "areas": areas})
    assert sign(noor, f"{path}/seal-keys", keys=facts) == 303
    page = noor.get(f"{path}/trustees").text
    assert all(one["seal_key"] in page for one in areas)


def test_who_watches_sees_where_the_round_is_and_does_nothing(
    app: Flask, town: Town, slug: str
) -> None:
    olga = hire_officer(app, "Olga", StaffRole.AUDITOR)
    page = olga.get(f"council/rounds/{slug}/running").text
    assert f"{slug}/close" not in page
    assert olga.get(f"council/rounds/{slug}/close").status_code == 403
