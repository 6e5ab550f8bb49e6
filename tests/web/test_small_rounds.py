"""A round of few people: one right each, nine voters in an area, a row left out at closing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from config import from_environment
from tests.databases import SqliteTemplate
from tests.web.pages import parse
from tests.web.towns import Town, a_finished_plan, open_town
from voting.app import create_app
from voting.db.models.ballotbox import StoredSlip
from voting.db.session import transaction
from voting.web.stores import close_engines

SLUG = "hamlet"
VOTERS = {"noord": 22, "oost": 9, "zuid": 23}


@pytest.fixture(scope="module")
def hamlet(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: SqliteTemplate
) -> Iterator[Town]:
    """Make a town whose only round is finished; one slip in its box was damaged."""
    settings = from_environment({}).located_in(tmp_path_factory.mktemp("hamlet"))
    sqlite_template.copy_to(settings)
    usual = a_finished_plan()
    plan = replace(
        usual,
        slug=SLUG,
        money=replace(usual.money, rights=1),
        allow_small_areas=True,
    )
    with open_town(settings) as made:
        made.add_round(plan, entitled=30)
        for area in plan.voting_areas:
            chosen = plan.initiatives_in(area)[0].id
            for code in made.letters[SLUG][area.slug][: VOTERS[area.slug]]:
                made.cast(SLUG, area.slug, code, {chosen: 1})
        _damage_a_slip(made, "zuid")
        made.finish(SLUG)
        yield made


@pytest.fixture
def reader(hamlet: Town) -> Iterator[FlaskClient]:
    """A browser in the hamlet."""
    app = create_app(hamlet.settings)
    app.testing = True
    yield app.test_client()
    close_engines(app)


def _damage_a_slip(town: Town, area: str) -> None:
    place = town.state(SLUG).area_ids[area]
    with transaction(town.stores.ballotbox) as box:
        slot = box.scalars(select(StoredSlip.slot).where(StoredSlip.area == place)).first()
        box.execute(update(StoredSlip).where(StoredSlip.slot == slot).values(body=bytes(300)))


def test_a_turnout_under_ten_and_what_would_give_it_away_are_not_told(reader: FlaskClient) -> None:
    page = parse(reader.get(f"/en/{SLUG}/results"))
    cells = page.find_all("td", **{"class": "r num first"})
    voted = ["".join(one.itertext()).split(": ")[-1] for one in cells]
    assert sorted(voted) == ["22", "23", "fewer than 10", "–"]
    assert "fewer than 10 of 30" in parse(reader.get(f"/en/{SLUG}/results/oost")).text()
    text = parse(reader.get(f"/en/{SLUG}/audit")).text()
    assert "45 × 1 = 45" in text
    assert "Box closed. 1 did not pass" in text
    assert "In Oost fewer than 10 residents voted." in text


def test_a_slip_left_out_at_closing_is_not_laid_on_a_voter(reader: FlaskClient) -> None:
    text = parse(reader.get(f"/en/{SLUG}/audit")).text()
    assert "45 − 1 = 44" in text
    assert "1 row did not pass the checks and was left out" in text
    assert "not finished" not in text


@pytest.mark.parametrize("page", ["results", "results/zuid", "audit"])
def test_a_round_with_small_areas_says_so(reader: FlaskClient, page: str) -> None:
    assert "kan een gebied minder dan 200" in parse(reader.get(f"/nl/{SLUG}/{page}")).text()


def test_a_letter_with_one_right_has_its_card_and_a_slip_code_has_none(
    hamlet: Town, reader: FlaskClient
) -> None:
    found = reader.post(f"/nl/{SLUG}/check", data={"code": hamlet.letters[SLUG]["noord"][0]})
    assert "/card.txt" in found.text
    (slip,) = parse(found).find_all("code")[:1]
    again = reader.post(f"/nl/{SLUG}/check", data={"code": slip.text or ""})
    assert "Zo is het geteld" in again.text
    assert "/card.txt" not in again.text
