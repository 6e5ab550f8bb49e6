"""A plan from the first question to handing in, one question a screen."""

import re

import pytest
from flask import Flask

from tests.web.initiative.places import ANSWERS, Visitor
from tests.web.pages import find_faults, parse

STEPS = (
    *ANSWERS,
    "police",
    "adult",
    "minimum",
    "milestones",
    "upkeep",
    "effects",
)


def test_who_has_no_group_names_one_on_the_way_to_the_first_question(alice: Visitor) -> None:
    assert alice.get("plans/new").location.endswith("/plans/new/group")
    assert alice.post("plans/new/group", name="De Groene Straat").location.endswith("/plans/new")
    page = alice.get("plans/new").text
    own = dict(re.findall(r'name="(group|round)" value="([^"]+)"', page))
    assert alice.post("plans/new", **own).location.endswith("/steps/title")


def test_each_answer_is_saved_and_leads_to_the_next_question(alice: Visitor, plan: str) -> None:
    steps = list(ANSWERS)
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        there = alice.save(plan, step, **ANSWERS[step]).location
        assert there.endswith(f"/steps/{after}" if after else f"/plans/{plan}/")
    page = parse(alice.get(f"plans/{plan}/")).text("main")
    assert "€ 1.000" in page
    assert "€ 1.200,50" in page
    assert alice.get(f"plans/{plan}/").text.count("/hand-in") == 1


def test_another_member_goes_on_on_another_device(alice: Visitor, bob: Visitor, plan: str) -> None:
    alice.save(plan, "title", "stop", **ANSWERS["title"])
    assert plan in bob.get("plans/").text
    page = bob.get(f"plans/{plan}/steps/title").text
    assert 'value="Meer groen in de Kadestraat"' in page


def test_an_owner_hands_in_and_is_told_by_when_it_is_decided(
    alice: Visitor, bob: Visitor, plan: str
) -> None:
    alice.fill(plan)
    assert "/hand-in" not in bob.get(f"plans/{plan}/").text
    assert bob.post(f"plans/{plan}/hand-in").status_code == 403
    assert alice.post(f"plans/{plan}/hand-in").status_code == 303
    page = parse(alice.get(f"plans/{plan}/")).text("main")
    assert "Ingediend" in page
    assert "beslist uiterlijk" in page
    assert alice.get(f"plans/{plan}/steps/title").status_code == 303


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_question_is_a_page_without_faults(
    app: Flask, alice: Visitor, plan: str, language: str
) -> None:
    alice.fill(plan, people={"young": "yes"}, subject={"patrol": "yes"})
    alice.language = language
    for path in ("plans/", "plans/new", f"plans/{plan}/", f"plans/{plan}/hand-in"):
        answer = alice.get(path)
        if answer.status_code == 200:
            assert find_faults(parse(answer), language) == [], path
    for step in STEPS:
        answer = alice.get(f"plans/{plan}/steps/{step}")
        assert find_faults(parse(answer), language) == [], step
