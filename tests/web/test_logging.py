"""What is written about a request holds no path, code or moment; casting leaves no line."""

import json

import pytest
from flask import Flask

from voting.web.access import allow_everyone
from voting.web.logging import quiet

CODE = "7K3D-9XQ2-PWRT-5VBE"


@pytest.fixture
def noisy(app: Flask) -> Flask:
    """A site with a page, a casting form and a page that breaks."""

    def fail(code: str) -> str:
        raise RuntimeError(code)

    app.add_url_rule("/nl/page/<code>", "page", allow_everyone(lambda code: code))
    app.add_url_rule("/nl/cast", "cast", quiet(allow_everyone(lambda: "")), methods=["POST"])
    app.add_url_rule("/nl/broken/<code>", "broken", allow_everyone(fail))
    app.testing = False
    return app


def test_a_line_has_the_route_not_the_path(
    noisy: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    noisy.test_client().get(f"/nl/page/{CODE}?code={CODE}", headers={"Cookie": f"choice={CODE}"})
    written = capsys.readouterr().err
    line = json.loads(written)
    assert line["route"] == "/nl/page/<code>"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert CODE not in written


def test_a_line_tells_no_finer_time_than_the_hour(
    noisy: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    noisy.test_client().get("/nl/page/x")
    assert set(json.loads(capsys.readouterr().err)) == {
        "duration", "event", "hour", "level", "method", "route", "status",
    }  # fmt: skip


def test_casting_writes_nothing(noisy: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    noisy.test_client().post("/nl/cast", data={"code": CODE})
    assert capsys.readouterr().err == ""


def test_an_unexpected_error_tells_where_but_not_what(
    noisy: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    response = noisy.test_client().get(f"/nl/broken/{CODE}")
    assert response.status_code == 500
    written = capsys.readouterr().err
    assert CODE not in written
    first = json.loads(written.splitlines()[0])
    assert first["kind"] == "RuntimeError"
    assert any("fail:" in place for place in first["places"])


def test_an_unknown_address_is_not_written(
    noisy: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    noisy.test_client().get(f"/{CODE}")
    assert json.loads(capsys.readouterr().err)["route"] == "none"
