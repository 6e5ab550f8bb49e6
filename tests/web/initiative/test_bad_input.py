"""What cannot be right: a clear message beside the field, and everything that was typed kept."""

import re

import pytest

from tests.web.initiative.places import Visitor
from tests.web.pages import find_faults, parse

EVIL = '<script>alert("=1+1")</script> =HYPERLINK("http://x") {{ 7*7 }}'
WORDS = {
    "title": ("title_nl", "title_en", "summary_nl", "summary_en"),
    "story": ("description_nl", "description_en"),
    "place": ("place",),
    "subject": ("own_theme",),
    "police": ("police",),
    "adult": ("parent", "payee"),
    "upkeep": ("upkeep_nl", "upkeep_en"),
    "effects": ("effects",),
}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"costs-0-what": "Bomen", "costs-0-amount": "-5"}, "niet onder nul"),
        ({"costs-0-what": "Bomen", "costs-0-amount": "veel"}, "geen bedrag"),
        ({"costs-0-what": "Bomen", "costs-0-amount": "9" * 30}, "geen bedrag"),
        ({"costs-0-what": "Bomen", "costs-0-amount": "999999999999"}, "te groot"),
        ({"costs-0-what": "Bomen", "costs-0-amount": ""}, "half ingevuld"),
        ({"costs-0-what": "Bomen", "costs-0-amount": "5", "own_cents": "x"}, "geen bedrag"),
    ],
)
def test_an_amount_that_is_none_is_kept_as_typed_with_the_reason(
    alice: Visitor, plan: str, typed: dict[str, str], words: str
) -> None:
    answer = alice.save(plan, "costs", **typed)
    assert answer.status_code == 422
    page = parse(answer)
    assert find_faults(page, "nl") == []
    assert words in page.text("main")
    for name, text in typed.items():
        assert page.fields(name) == [text]
    wrong = page.find_all("input", aria_invalid="true")
    assert len(wrong) == 1
    assert "(niets)" not in alice.get(f"plans/{plan}/history").text


def test_sums_that_overflow_are_refused(alice: Visitor, plan: str) -> None:
    typed = {}
    for row in range(3):
        typed[f"costs-{row}-what"] = "Bomen"
        typed[f"costs-{row}-amount"] = "90.000.000"
    answer = alice.save(plan, "costs", **typed)
    assert answer.status_code == 422
    assert "te groot" in answer.text
    assert parse(answer).fields("costs-2-amount") == ["90.000.000"]


def test_a_line_more_saves_nothing_and_keeps_everything(alice: Visitor, plan: str) -> None:
    version = re.findall(
        r'name="version" value="(\d+)"', alice.get(f"plans/{plan}/steps/costs").text
    )
    typed = {"costs-0-what": "Bomen", "costs-0-amount": "tien"}
    path = f"plans/{plan}/steps/costs"
    answer = alice.post(path, version=version[0], rows="3", go="line", **typed)
    page = parse(answer)
    assert answer.status_code == 200
    assert page.fields("costs-0-amount") == ["tien"]
    assert page.fields("costs-3-amount") == [""]
    again = alice.post(path, version=version[0], rows="4", go="line", **typed)
    assert parse(again).fields("costs-4-amount") == [""]
    assert parse(alice.get(path)).fields("costs-0-amount") == [""]


def test_a_minimum_above_the_ask_or_out_of_bounds_is_said_at_once(
    alice: Visitor, plan: str
) -> None:
    alice.fill(plan)
    for typed, words in (("1000,01", "niet meer nodig"), ("249", "tussen € 250 en € 1.000")):
        answer = alice.save(plan, "minimum", minimum_cents=typed)
        assert answer.location.endswith("/steps/minimum")
        page = parse(alice.get(f"plans/{plan}/steps/minimum"))
        assert words in page.text("main").replace("\xa0", " ")
        assert page.fields("minimum_cents") == [typed]
        assert alice.get(f"plans/{plan}/hand-in").status_code == 303
        refused = alice.post(f"plans/{plan}/hand-in", f"plans/{plan}/steps/title")
        assert refused.status_code == 422
        assert "nog niet compleet" in refused.text
    assert alice.save(plan, "minimum", minimum_cents="250").location.endswith(f"/{plan}/")
    assert alice.post(f"plans/{plan}/hand-in").status_code == 303


@pytest.mark.parametrize(("step", "names"), WORDS.items())
def test_html_and_formulas_are_plain_text_everywhere(
    alice: Visitor, plan: str, step: str, names: tuple[str, ...]
) -> None:
    typed = dict.fromkeys(names, EVIL[:60])
    assert alice.save(plan, step, **typed).status_code == 303
    for path in ("", f"steps/{step}", "history"):
        answer = alice.get(f"plans/{plan}/{path}")
        assert "<script>alert" not in answer.text
        assert find_faults(parse(answer), "nl") == []
    page = parse(alice.get(f"plans/{plan}/steps/{step}"))
    texts = [one.get("value") or (one.text or "").strip() for one in page.root.iter()]
    assert texts.count(" ".join(EVIL[:60].split())) >= len(names)


def test_html_in_lines_and_group_names_is_plain_text(alice: Visitor, plan: str) -> None:
    alice.fill(plan, costs={"costs-1-what": EVIL, "costs-1-amount": "5"})
    alice.post(f"plans/{plan}/hand-in")
    for path in ("", "history", "copy", "preview"):
        assert "<script>alert" not in alice.get(f"plans/{plan}/{path}").text
    text = alice.get(f"plans/{plan}/copy.txt")
    assert text.content_type == "text/plain; charset=utf-8"
    assert text.headers["Content-Disposition"].startswith("attachment;")
    assert EVIL in text.text


@pytest.mark.parametrize(
    "typed",
    [
        {"state": "listed"},
        {"costs-0-what": "een ander scherm"},
        {"version": "x"},
        {"rows": "-1"},
    ],
)
def test_a_field_the_page_did_not_have_is_refused(
    alice: Visitor, plan: str, typed: dict[str, str]
) -> None:
    sent = {"version": "1", "title_nl": "Groen"} | typed
    assert alice.post(f"plans/{plan}/steps/title", **sent).status_code == 400
    assert "Groen" not in alice.get(f"plans/{plan}/steps/title").text.replace("Groene", "")


def test_a_text_too_long_is_kept_with_its_length(alice: Visitor, plan: str) -> None:
    answer = alice.save(plan, "story", description_nl="a" * 4001)
    assert answer.status_code == 422
    assert "4.001" in answer.text
    assert "a" * 4001 in answer.text


def test_a_choice_that_is_none_is_refused(alice: Visitor, plan: str) -> None:
    assert alice.save(plan, "subject", sector="evil").status_code == 422
    assert alice.get(f"plans/{plan}/steps/nosuchstep").status_code == 404
    alice.save(plan, "place", buurt="evil")
    page = parse(alice.get(f"plans/{plan}/")).text("main")
    assert "evil" not in page
