"""What has to be done every night is one command, and one fault in it does not stop the rest."""

import pytest
from flask import Flask

from tests.services.rounds import a_plan
from voting.cli import nightly
from voting.db.base import AreaId, RoundId
from voting.db.plans import save_plan
from voting.db.session import open_stores, transaction
from voting.domain.errors.people import TextMissing
from voting.settings import Settings


@pytest.fixture
def with_round(settings: Settings) -> None:
    plan = a_plan()
    areas = {
        area.slug: AreaId(number.to_bytes(16)) for number, area in enumerate(plan.voting_areas, 1)
    }
    with open_stores(settings) as stores, transaction(stores.register) as register:
        save_plan(register, RoundId(bytes(16)), areas, plan, plan.times.opens)


def test_every_part_is_done_for_every_round(app: Flask, with_round: None) -> None:
    done = app.test_cli_runner().invoke(args=["nightly"])
    assert done.exit_code == 0, done.output
    names = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert names == [
        "told-of-links",
        "answers-due",
        "grants-due",
        f"forgotten:{a_plan().slug}",
        "photos",
    ]


def test_a_part_that_fails_stops_no_other(
    app: Flask, with_round: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_at: object) -> int:
        raise TextMissing("name")

    monkeypatch.setattr(nightly, "tell_of_links", fail)
    done = app.test_cli_runner().invoke(args=["nightly"])
    assert done.exit_code == 1
    assert "told-of-links\tTextMissing" in done.stderr
    assert "photos\t" in done.stdout
