"""The demonstration and a replay, from start to end, as somebody types them."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from click.testing import Result
from flask import Flask

from config import HERE
from voting.ballotbox.codes import parse_code
from voting.ballotbox.verify import verify_bundle
from voting.cli.demo import MARK
from voting.cli.demo_town import ENTITLED, VOTERS, draw_roll, draw_votes
from voting.cli.voter_client import PageReader, VoterClient
from voting.demo import FINISHED_ROUND, WITHDRAWN
from voting.interchange.round_file import read_round

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
PATIENCE_SECONDS = 300


def run(*words: object, environment: Mapping[str, str] | None = None) -> list[dict[str, object]]:
    """Run `flask WORDS` as a program of its own, which must succeed; return its JSON lines."""
    done = subprocess.run(
        [*FLASK, *map(str, words)],
        cwd=HERE,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_demonstration_plays_a_round_to_its_end(tmp_path: Path) -> None:
    data, bundle = tmp_path / "data", tmp_path / "bundle"
    lines = run(
        "demo", "--no-serve", "--json", "--data", data, "--bundle", bundle,
        environment={"VOTING_DATA": str(tmp_path / "own")},
    )  # fmt: skip
    last = lines[-1]
    assert last["voters"] == sum(VOTERS) >= 200
    assert last["slips"] == 5 * sum(VOTERS)
    assert last["verified"] is True
    assert last["balance_cents"] == 0
    pots = sum(area.pot_cents for area in read_round(FINISHED_ROUND).voting_areas)
    paid, reserve = last["paid_cents"], last["reserve_cents"]
    assert isinstance(paid, int)
    assert isinstance(reserve, int)
    assert paid + reserve == pots
    assert verify_bundle(bundle).sound
    log = (bundle / "log.jsonl").read_text()
    assert f'"initiative":"{WITHDRAWN}"' in log
    assert '"type":"turnout"' in log


def test_a_newcomer_can_vote_at_once_with_a_printed_code(tmp_path: Path) -> None:
    """The demonstration serves until it is stopped; its codes work in the round left open."""
    process = subprocess.Popen(
        [*FLASK, "demo", "--json", "--data", str(tmp_path / "data")],
        cwd=HERE,
        env={**os.environ, "VOTING_DATA": str(tmp_path / "own")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        last = json.loads(process.stdout.readline())
        assert len(last["codes"]) >= 3
        host, port = last["url"].removeprefix("http://").split(":")
        connection = HTTPConnection(host, int(port))
        connection.request("GET", "/en/")
        page = connection.getresponse().read().decode()
        connection.close()
        assert "lindermeer-2027" in page
        plan = read_round(FINISHED_ROUND.with_name("lindermeer-2027.toml"))
        area = next(one for one in plan.voting_areas if one.name == last["codes"][0]["area"])
        choice = {plan.initiatives_in(area)[0].id: 2}
        with VoterClient(host, int(port)) as browser:
            code = parse_code(last["codes"][0]["code"])
            first = browser.vote(plan.slug, area.slug, code, choice)
            again = browser.vote(plan.slug, area.slug, code, choice, "en")
        assert len(first) == 5
        assert first == again
        plans = sign_in(last["url"], last["account"])
        for title in ("Een pluktuin achter de flats", "Kas op het schoolplein"):
            assert title in plans
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def sign_in(url: str, account: Mapping[str, str]) -> str:
    """Sign in as a browser does; return the page of the group's plans."""
    browser = build_opener(HTTPCookieProcessor())
    page = browser.open(f"{url}/nl/my/sign-in").read().decode()
    (token,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', page))
    form = urlencode({"csrf_token": token, **account}).encode()
    browser.open(f"{url}/nl/my/sign-in", form)
    shown: str = browser.open(f"{url}/nl/my/plans/").read().decode()
    return shown


def test_a_folder_that_is_no_demonstration_is_left_alone(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    result: Result = app.test_cli_runner().invoke(args=["demo", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    assert not (tmp_path / MARK).exists()


def test_the_town_has_enough_residents_and_stays_within_its_rights() -> None:
    plan = read_round(FINISHED_ROUND)
    roll = draw_roll(plan)
    assert len({row.reference for row in roll}) == len(roll) == sum(ENTITLED)
    codes = {area.slug: [f"{area.slug}{n}" for n in range(250)] for area in plan.voting_areas}
    votes = draw_votes(plan, codes)
    assert votes == draw_votes(plan, codes)
    assert len({vote.code for vote in votes}) == sum(VOTERS)
    for vote in votes:
        area = next(one for one in plan.voting_areas if one.slug == vote.area)
        assert set(vote.rights) <= {one.id for one in plan.initiatives_in(area)}
        assert 1 <= sum(vote.rights.values()) <= plan.rights


PB = """META
key;value
description;Proefdam
country;Netherlands
unit;Proefdam
instance;2026
num_projects;2
num_votes;24
budget;1000
vote_type;choose-1
rule;greedy
PROJECTS
project_id;cost;name;votes;selected
1;600;Boom;16;1
2;500;Bank;8;0
VOTES
voter_id;vote
"""


def test_a_replay_reproduces_the_official_tally(tmp_path: Path) -> None:
    file = tmp_path / "proefdam.pb"
    file.write_text(PB + "".join(f"v{n};{1 if n < 16 else 2}\n" for n in range(24)))
    (last,) = run(
        "round", "replay", file, "--http", 3, "--json",
        environment={"VOTING_DATA": str(tmp_path / "own")},
    )  # fmt: skip
    assert (last["voters"], last["by_http"], last["slips"]) == (24, 3, 24)
    assert last["tally_matches"] is True
    assert last["verified"] is True
    assert last["balance_cents"] == 0
    assert last["pot_cents"] == 100_000


def test_a_replay_that_differs_from_the_official_tally_says_so(tmp_path: Path) -> None:
    file = tmp_path / "proefdam.pb"
    wrong = PB.replace("1;600;Boom;16;1", "1;600;Boom;15;1")
    file.write_text(wrong + "".join(f"v{n};{1 if n < 16 else 2}\n" for n in range(24)))
    done = subprocess.run(
        [*FLASK, "round", "replay", str(file), "--http", "0", "--json"],
        cwd=HERE,
        env={**os.environ, "VOTING_DATA": str(tmp_path / "own")},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[0])["differing"] == {"1": [15, 16]}


def test_forms_and_slip_codes_are_read_from_the_page() -> None:
    reader = PageReader()
    reader.feed(
        '<form method="post" action="/cast"><input type="hidden" name="attempt" value="a">'
        '<input name="code"><button>Cast</button></form><form><input name="q"></form>'
        '<ul><li class="slip"><code>AAAA-BBBB-CCCC</code></li><li><code>no</code></li></ul>'
    )
    (form,) = reader.forms
    assert form.action == "/cast"
    assert form.fill_in({"code": "K"}) == [("attempt", "a"), ("code", "K")]
    assert reader.slips == ["AAAA-BBBB-CCCC"]


@pytest.mark.parametrize("value", [PB[:40], PB.replace("choose-1", "ordinal")])
def test_a_broken_pabulib_file_is_refused_in_words(app: Flask, tmp_path: Path, value: str) -> None:
    file = tmp_path / "broken.pb"
    file.write_text(value)
    result = app.test_cli_runner().invoke(args=["round", "replay", str(file)])
    assert result.exit_code == 1
    assert "broken.pb" in result.stderr
