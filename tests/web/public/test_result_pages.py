"""The result pages: figures of the record, sums that close, reasons for every amount."""

import csv
import io
import json
import tarfile
from dataclasses import replace

import pytest
from flask import Flask, get_template_attribute, url_for
from flask.testing import FlaskClient

from tests.web.pages import parse
from tests.web.towns import FINISHED, OPEN, Town, a_finished_plan
from voting.ballotbox.verify import verify_bundle
from voting.domain.explanation import explain_payout
from voting.domain.results import Reason, RoundResult
from voting.domain.rules import MoneyRules, Rule
from voting.services.publishing import list_downloads, load_result
from voting.web.i18n import format_euros
from voting.web.reasons import TELLERS, say_outcome, tell_why
from voting.web.story import count_areas, read_story


@pytest.fixture
def result(town: Town) -> RoundResult:
    """Return the record of the finished round."""
    found = load_result(town.stores, town.state(FINISHED))
    assert found is not None
    return found


def read_amounts(text: str) -> int:
    """Read an amount such as 64.500,00 as cents."""
    digits = text.replace("\xa0", "").replace("€", "").replace(".", "").replace(",", "")
    return int(digits)


def test_base_and_neighbourhood_package_stand_side_by_side_and_add_up(
    visitor: FlaskClient, result: RoundResult
) -> None:
    page = parse(visitor.get(f"/nl/{FINISHED}/results/zuid/kastanjehof"))
    area = next(one for one in result.areas if one.id == "zuid")
    envelope = area.find_envelope("kastanjehof")
    base = sum(one.amount_cents for one in result.base_totals if one.buurt == "kastanjehof")
    table = page.find_all("table", **{"class": "money"})[0]
    rows = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
    body, foot = rows[1:-1], rows[-1]
    assert len(body) == 4
    for column, total in ((1, base), (2, envelope.paid_cents)):
        assert sum(read_amounts(row[column]) for row in body) == total
        assert read_amounts(foot[column]) == total


def test_the_base_package_shows_how_its_formula_came_to_it(
    visitor: FlaskClient, result: RoundResult
) -> None:
    page = parse(visitor.get(f"/nl/{FINISHED}/results/zuid/kastanjehof"))
    table = page.find_all("table", **{"class": "money"})[1]
    row = ["".join(cell.itertext()) for cell in list(table.iter("tr"))[1]]
    share = next(one for one in result.base_shares if one.buurt == "kastanjehof")
    assert sum(map(read_amounts, row[1:])) == share.amount_cents
    assert "Bron:" in page.text()


def test_every_plan_has_its_rights_its_money_and_a_reason(
    visitor: FlaskClient, result: RoundResult
) -> None:
    text = parse(visitor.get(f"/nl/{FINISHED}/results/zuid")).text()
    area = next(one for one in result.areas if one.id == "zuid")
    titles = {one.id: one.title.nl for one in a_finished_plan().initiatives}
    for row in area.initiatives:
        assert titles[row.id] in text
    links = parse(visitor.get(f"/nl/{FINISHED}/results/zuid")).find_all("a")
    whys = [link.get("href", "") for link in links if "/why/" in link.get("href", "")]
    assert len(whys) == len(area.initiatives)
    for link in whys:
        assert visitor.get(link).status_code == 200


def test_the_sum_on_a_why_page_is_the_payout(visitor: FlaskClient, result: RoundResult) -> None:
    shown = 0
    for area in result.areas:
        for row in area.initiatives:
            if row.reason is not Reason.PAID_IN_PART:
                continue
            page = parse(visitor.get(f"/nl/{FINISHED}/results/{area.id}/{row.buurt}/why/{row.id}"))
            (sum_,) = page.find_all("p", **{"class": "sum"})
            parts = [" ".join("".join(part.itertext()).split()) for part in sum_]
            assert read_amounts(parts[-1]) == row.payout_cents
            shown += 1
    assert shown > 0


def test_an_area_with_too_few_voters_says_that_its_box_stayed_closed(visitor: FlaskClient) -> None:
    text = parse(visitor.get(f"/nl/{FINISHED}/results/oost")).text()
    assert "De bus van dit gebied is niet geopend." in text
    assert "De hele pot blijft in reserve." in text


@pytest.mark.parametrize("path", ["", "/havenkom", "/havenkom/why/O01"])
def test_a_box_that_stayed_closed_is_not_told_as_a_count_of_zero(
    visitor: FlaskClient, path: str
) -> None:
    text = parse(visitor.get(f"/nl/{FINISHED}/results/oost{path}")).text("main")
    assert "De bus van dit gebied is niet geopend. Er stemden te weinig" in text
    assert "Thema’s in" not in text
    assert "0 rechten" not in text
    assert "zoveel als het mag krijgen" not in text


def test_a_box_with_faults_is_not_laid_on_too_few_voters(town: Town, town_app: Flask) -> None:
    state = town.state(FINISHED)
    count = count_areas(state, read_story(town.stores, state))["oost"]
    with town_app.test_request_context("/nl/"):
        for name in ("unopened", "turnout"):
            tell = get_template_attribute("macros/results.html", name)
            facts = [replace(count, skipped="findings"), 5][: 2 if name == "turnout" else 1]
            assert "de controle vond" in str(tell(*facts)).lower()
            assert "te weinig" not in str(tell(*facts))


def test_no_result_is_shown_while_people_vote(visitor: FlaskClient) -> None:
    for path in ("results", "results/zuid", "results/zuid/kastanjehof/why/Z01", "slips/zuid/all"):
        assert visitor.get(f"/nl/{OPEN}/{path}").status_code == 404
    assert visitor.get(f"/{OPEN}/downloads/result.json").status_code == 404
    assert "rechten verdeeld" not in parse(visitor.get(f"/nl/{OPEN}/zuid/plans")).text()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_download_on_the_page_is_there(visitor: FlaskClient, language: str) -> None:
    page = parse(visitor.get(f"/{language}/{FINISHED}/results"))
    links = [one.get("href", "") for one in page.find_all("a", download="")]
    assert len(links) >= 8
    for link in links:
        answer = visitor.get(link)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_the_spreadsheet_the_record_and_the_page_agree(
    town: Town, visitor: FlaskClient, result: RoundResult
) -> None:
    names = list_downloads(town.state(FINISHED))
    assert {"plannen.csv", "result.json", "zuid.pb"} <= set(names)
    excel = visitor.get(f"/{FINISHED}/downloads/plannen.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(excel), delimiter=";"))
    paid = sum(read_amounts(row["toegekend"]) for row in rows)
    record = json.loads(visitor.get(f"/{FINISHED}/downloads/result.json").data)
    assert paid == record["balance"]["paid_cents"] == result.balance.paid_cents
    with visitor.application.test_request_context("/nl/"):
        words = " ".join(format_euros(paid).split())
        assert words in parse(visitor.get(f"/nl/{FINISHED}/results")).text()


def test_the_bundle_of_the_page_verifies(visitor: FlaskClient, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("bundle")
    with visitor.get(f"/{FINISHED}/bundle.tar.gz") as answer:
        packed = io.BytesIO(answer.data)
    with tarfile.open(fileobj=packed) as archive:
        archive.extractall(folder, filter="data")
    report = verify_bundle(folder / FINISHED)
    assert report.sound, report.findings


def test_every_reason_has_words(town_app, result: RoundResult) -> None:
    area = result.areas[0]
    with town_app.test_request_context("/nl/"):
        for reason in Reason:
            assert say_outcome(reason, 5)
            assert reason in TELLERS
        for rule in Rule:
            for row in area.initiatives:
                why = explain_payout(area, row.id)
                assert tell_why(why, MoneyRules(rule=rule), "Kastanjehof").lead
        assert url_for("public.show_results", round=FINISHED) == f"/nl/{FINISHED}/results"
