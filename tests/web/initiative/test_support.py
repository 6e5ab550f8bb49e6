"""A group's signatures and posters, and asking for a theme: owner, member, outsider, nobody."""

import re

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from tests.services.people import KEYS
from tests.services.signers import end_list
from tests.web.initiative.places import Visitor
from tests.web.pages import find_faults, parse
from voting.db.session import open_stores
from voting.domain.signatures import identify_on_paper
from voting.services import petitions
from voting.services.paper_lists import enter_paper
from voting.services.support import set_threshold
from voting.services.support_subjects import find_subject

ENGLISH = {
    "title": {"title_en": "More green in the street", "summary_en": "Trees and benches"},
    "story": {"description_en": "Our street is bare. We plant trees."},
}


@pytest.fixture
def handed_in(alice: Visitor, plan: str) -> str:
    alice.fill(plan)
    assert alice.post(f"plans/{plan}/hand-in").status_code == 303
    return plan


def sign_on_paper(app: Flask, reference: str, number: int) -> None:
    people = [identify_on_paper(f"Bewoner {one}", "1234 AB", "1") for one in range(number)]
    with open_stores(app.extensions["settings"]) as stores:
        enter_paper(stores, KEYS, find_subject(stores.register, reference), people)


def read_pages(content: bytes) -> list[tuple[str, str]]:
    """Return the words of each page of a PDF, and what its code says."""
    pages = []
    for page in pypdfium2.PdfDocument(content):
        (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
        pages.append((" ".join(page.get_textpage().get_text_range().split()), code.text))
    return pages


def test_the_group_sees_its_count_and_where_to_sign(
    app: Flask, alice: Visitor, bob: Visitor, handed_in: str
) -> None:
    with open_stores(app.extensions["settings"]) as stores:
        round_id = find_subject(stores.register, handed_in).round_id
        set_threshold(stores, round_id, 25)
    sign_on_paper(app, handed_in, 7)
    assert "7 mensen hebben getekend" in alice.get(f"plans/{handed_in}/").text
    for member in (alice, bob):
        page = member.get(f"plans/{handed_in}/signatures")
        assert find_faults(parse(page), "nl") == []
        assert "Er zijn 25 handtekeningen nodig." in parse(page).text("main")
        assert f"http://127.0.0.1:5000/nl/voorjaar/proposals/{handed_in}/sign" in page.text
        assert "poster.pdf" in page.text


def test_the_poster_can_be_read_back_and_leads_to_the_sign_page(
    app: Flask, alice: Visitor, handed_in: str
) -> None:
    answer = alice.get(f"plans/{handed_in}/poster.pdf")
    assert answer.content_type == "application/pdf"
    assert b"pdfuaid:part" in answer.data
    ((words, code),) = read_pages(answer.data)
    assert code == f"http://127.0.0.1:5000/nl/voorjaar/proposals/{handed_in}/sign"
    assert code in words.replace(" ", "")
    for part in ("Meer groen in de Kadestraat", "Bomen en bankjes", "Kadestraat, Haven"):
        assert part in words
    assert app.test_client().get(code.removeprefix("http://127.0.0.1:5000")).status_code == 200


def test_a_plan_in_two_languages_has_a_page_for_each(alice: Visitor, plan: str) -> None:
    changes = {
        "title": ENGLISH["title"],
        "story": ENGLISH["story"],
    }
    alice.fill(plan, **changes)
    alice.post(f"plans/{plan}/hand-in")
    dutch, english = read_pages(alice.get(f"plans/{plan}/poster.pdf").data)
    assert "Teken met je telefoon" in dutch[0]
    assert "Sign with your phone" in english[0]
    assert "More green in the street" in english[0]
    assert "/nl/" in dutch[1]
    assert "/en/" in english[1]


def test_outsiders_and_nobody_get_no_count_and_no_poster_of_the_group(
    app: Flask, eve: Visitor, handed_in: str
) -> None:
    for path in (f"plans/{handed_in}/signatures", f"plans/{handed_in}/poster.pdf"):
        assert eve.get(path).status_code == 404
        assert Visitor(app).get(path).location.endswith("/sign-in")
    assert eve.get("plans/nothing/poster.pdf").status_code == 404


def test_a_draft_has_no_poster(alice: Visitor, plan: str) -> None:
    alice.fill(plan)
    for path in (f"plans/{plan}/signatures", f"plans/{plan}/poster.pdf"):
        assert alice.get(path).status_code == 404
    assert "signatures" not in alice.get(f"plans/{plan}/").text


def begin_theme(visitor: Visitor, **names: str) -> str:
    answer = visitor.post("plans/petitions/new", **names)
    assert answer.status_code == 303, answer.text
    return str(answer.location).split("/")[-2]


def test_one_question_begins_a_petition_with_its_poster(app: Flask, alice: Visitor) -> None:
    assert alice.get("plans/petitions/").location.endswith("/petitions/new")
    assert find_faults(parse(alice.get("plans/petitions/new")), "nl") == []
    reference = begin_theme(alice, name_nl="Kunst op straat", name_en="Street art")
    sign_on_paper(app, reference, 3)
    page = alice.get(f"plans/petitions/{reference}/")
    assert find_faults(parse(page), "nl") == []
    assert "3 mensen hebben getekend. Er zijn meer dan 50 handtekeningen nodig." in parse(
        page
    ).text("main")
    pages = read_pages(alice.get(f"plans/petitions/{reference}/poster.pdf").data)
    assert [code for _words, code in pages] == [
        f"http://127.0.0.1:5000/{language}/voorjaar/petitions/{reference}/sign"
        for language in ("nl", "en")
    ]
    assert "Street art" in pages[1][0]
    listed = alice.get("plans/petitions/")
    assert find_faults(parse(listed), "nl") == []
    assert "Kunst op straat" in listed.text


@pytest.mark.parametrize("name", ["", "x" * 61, "Groen", "=1+1"])
def test_a_name_that_cannot_be_says_why_and_stays(alice: Visitor, name: str) -> None:
    answer = alice.post("plans/petitions/new", name_nl=name, name_en="")
    if name == "=1+1":
        assert answer.status_code == 303
        return
    assert answer.status_code == 422
    assert find_faults(parse(answer), "nl") == []
    (field,) = parse(answer).find_all("input", name="name_nl")
    assert field.get("value") == name
    assert parse(answer).find_all("p", **{"class": "error row"})


def test_another_persons_petition_answers_as_if_it_were_not_there(
    app: Flask, alice: Visitor, eve: Visitor
) -> None:
    reference = begin_theme(alice, name_nl="Kunst op straat", name_en="")
    for path in (f"petitions/{reference}/", f"petitions/{reference}/poster.pdf"):
        assert eve.get(f"plans/{path}").status_code == 404
        assert Visitor(app).get(f"plans/{path}").location.endswith("/sign-in")
    assert re.search("Kunst op straat", eve.get("plans/petitions/new").text) is None


def test_who_began_it_reads_why_it_was_taken_down(app: Flask, alice: Visitor) -> None:
    reference = begin_theme(alice, name_nl="Kunst op straat", name_en="")
    with open_stores(app.extensions["settings"]) as stores:
        petitions.close_petition(stores, reference, "Dit <b>kan</b> niet.")
    page = alice.get(f"plans/petitions/{reference}/")
    assert "Dit &lt;b&gt;kan&lt;/b&gt; niet." in page.text
    assert alice.get(f"plans/petitions/{reference}/poster.pdf").status_code == 404


def test_no_theme_is_asked_for_once_the_list_is_final(app: Flask, alice: Visitor) -> None:
    with open_stores(app.extensions["settings"]) as stores:
        end_list(stores)
    page = alice.get("plans/petitions/new")
    assert page.status_code == 200
    assert parse(page).find_all("input", name="name_nl") == []
