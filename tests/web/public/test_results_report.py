"""The results report: one account of a round, the same on the page, the sheet, in JSON and CSV."""

import csv
import io
import json
import tomllib
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from flask.testing import FlaskClient

from config import HERE
from tests.web.pages import find_faults, parse
from tests.web.towns import FINISHED, OPEN, Town
from voting.domain.result_checks import check_result
from voting.domain.results import RoundResult
from voting.domain.software import VERSION
from voting.services.publishing import load_result
from voting.web.i18n import format_euros

REPORT = f"/nl/{FINISHED}/results-report"


@pytest.fixture
def facts(visitor: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(visitor.get(f"{REPORT}.json").data)
    return found


@pytest.fixture
def result(town: Town) -> RoundResult:
    town.stores.register.rollback()
    town.stores.ballotbox.rollback()
    found = load_result(town.stores, town.state(FINISHED))
    assert found is not None
    return found


def read_sheet(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(text.replace("\xa0", " ").split())


def test_every_item_of_the_account_is_in_the_facts(facts: dict[str, Any], town: Town) -> None:
    state = town.state(FINISHED)
    assert facts["round"]["status"] == "provisional"
    assert facts["round"]["regulation"]
    assert facts["marks"]["setup"] == (state.setup_hash or b"").hex()
    assert facts["marks"]["software"].startswith("buurtrechten ")
    assert [one["phase"] for one in facts["course"]][-1] == "published"
    for count in facts["counts"]:
        used = count["rights_used"] + count["rights_not_used"] + count["unreadable"]
        assert count["rights_issued"] == count["voters"] * 5
        assert used == (count["rights_issued"] if count["opened"] else 0)
    areas = facts["record"]["areas"]
    assert {"price_low", "price_high", "floor_cents", "ceiling_cents", "drops"} <= set(
        areas[0]["envelopes"][0]
    )
    assert set(facts["checks"].values()) == {1}
    assert facts["reports"]["all"] >= 0
    assert {one["buurt"] for one in facts["preferences"]}


def test_the_checks_notice_a_record_that_does_not_add_up(result: RoundResult) -> None:
    area = next(one for one in result.areas if one.balance.paid_cents)
    paid = next(one for one in area.initiatives if one.payout_cents)
    more = replace(paid, payout_cents=paid.cap_cents + 1)
    wrong = replace(
        area, initiatives=tuple(more if one is paid else one for one in area.initiatives)
    )
    changed = replace(result, areas=tuple(wrong if one is area else one for one in result.areas))
    assert {one.name for one in check_result(changed, result) if not one.holds} == {
        "conservation", "bounds", "recount",
    }  # fmt: skip
    envelope = replace(area.envelopes[0], floor_cents=area.envelopes[0].ceiling_cents + 1)
    squeezed = replace(area, envelopes=(envelope, *area.envelopes[1:]))
    bent = replace(result, areas=(squeezed, *[one for one in result.areas if one is not area]))
    assert "band" in {one.name for one in check_result(bent, bent) if not one.holds}


def test_the_page_the_sheet_and_the_csv_say_the_same(
    visitor: FlaskClient, facts: dict[str, Any], result: RoundResult
) -> None:
    answer = visitor.get(f"{REPORT}.pdf")
    assert answer.mimetype == "application/pdf"
    assert b"pdfuaid:part" in answer.data
    sheet = read_sheet(answer.data)
    page = " ".join(visitor.get(REPORT).text.replace("\xa0", " ").split())
    with visitor.application.test_request_context(REPORT, headers={"Accept-Language": "nl"}):
        visitor.application.preprocess_request()
        paid = format_euros(result.balance.paid_cents).replace("\xa0", " ")
    for area in result.areas:
        assert area.lot_order[0] in sheet
    for text in (paid, result.seed, facts["marks"]["software"]):
        assert text in sheet
        assert text in page
    shown = visitor.get(f"{REPORT}.csv")
    rows = dict(csv.reader(io.StringIO(shown.data.decode("utf-8-sig")), delimiter=";"))
    assert rows["record.balance.paid_cents"] == str(result.balance.paid_cents)
    assert rows["marks.result"] == facts["marks"]["result"]


def test_rows_of_the_csv_have_names_of_their_own(visitor: FlaskClient) -> None:
    text = visitor.get(f"/en/{FINISHED}/results-report.csv").data.decode()
    paths = [row[0] for row in csv.reader(io.StringIO(text))]
    assert len(paths) == len(set(paths))


def test_the_sheet_is_in_the_language_of_the_page(visitor: FlaskClient) -> None:
    sheet = read_sheet(visitor.get(f"/en/{FINISHED}/results-report.pdf").data)
    assert "Provisional" in sheet
    assert "Every pot is paid out or kept, to the cent." in sheet


def test_there_is_no_account_before_publication(visitor: FlaskClient) -> None:
    for page in ("results-report", "results-report.pdf", "results-report.json"):
        assert visitor.get(f"/nl/{OPEN}/{page}").status_code == 404


def test_the_page_has_every_part_as_a_heading(visitor: FlaskClient) -> None:
    text = visitor.get(REPORT).text
    assert find_faults(parse(visitor.get(REPORT)), "nl") == []
    assert text.count('id="part-') == 8


def test_the_report_names_the_version_of_this_software() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION
