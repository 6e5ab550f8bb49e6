"""A site whose own check fails serves nobody, and says so once in its log."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.services.polls import Poll, open_poll
from voting.app import create_app
from voting.db.session import Stores
from voting.settings import Settings
from voting.web.starting import check_process
from voting.web.stores import close_engines

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tampered(stores: Stores, settings: Settings) -> Poll:
    poll = open_poll(stores, settings)
    for kept in settings.checkpoint_dir.glob("*.checkpoint"):
        kept.unlink()
    return poll


def test_every_request_is_refused_and_the_log_says_why_once(
    tampered: Poll, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings)
    browser = app.test_client()
    for path in ("/", f"/nl/{tampered.plan.slug}/", "/nl/nowhere"):
        response = browser.get(path)
        assert response.status_code == 503
        assert "This site was stopped" in response.text
    close_engines(app)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    faults = [line for line in lines if line["event"] == "the check at start failed"]
    assert [line["kind"] for line in faults] == ["LogFallsShort"]


def test_a_sound_site_serves(app: Flask, stores: Stores, settings: Settings) -> None:
    poll = open_poll(stores, settings)
    assert check_process(app) is None
    assert app.test_client().get(f"/nl/{poll.plan.slug}/").status_code == 200


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_gunicorn_does_not_start(tampered: Poll, settings: Settings) -> None:
    tampered.stores.close()
    data = settings.keys_dir.parent
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    ended = subprocess.run(  # our own command
        [*command, "--bind", "127.0.0.1:0", "wsgi:app"],
        cwd=ROOT,
        env={**os.environ, "VOTING_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 4
    assert "LogFallsShort" in ended.stderr
