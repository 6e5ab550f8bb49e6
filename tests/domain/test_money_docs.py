"""docs/money.md names everything that the files and the verifier use."""

import re
from pathlib import Path

import pytest

from tests.domain.money_cases import EXAMPLE, EXAMPLE_RIGHTS
from voting.domain.allocation import allocate_round
from voting.domain.money_json import budgets_to_json, rules_to_json, to_json
from voting.domain.results import AreaStatus, Reason
from voting.domain.rules import Rule, Variant

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs/money.md").read_text()
WORDS = set(re.findall(r"[a-z_]+", DOCS))


def list_keys(data):
    if isinstance(data, list):
        return {key for one in data for key in list_keys(one)}
    if isinstance(data, dict):
        return set(data) | {key for one in data.values() for key in list_keys(one)}
    return set()


def test_every_key_of_the_three_files_is_described():
    files = [
        rules_to_json(EXAMPLE.rules),
        budgets_to_json(EXAMPLE),
        to_json(allocate_round(EXAMPLE, {"west": EXAMPLE_RIGHTS}, "seed")),
    ]
    assert list_keys(files) <= WORDS


@pytest.mark.parametrize("codes", [Reason, AreaStatus, Rule, Variant])
def test_every_code_is_described(codes):
    assert {code.value for code in codes} <= WORDS


def test_every_check_of_the_verifier_is_described_and_no_other():
    sources = (ROOT / "voting/ballotbox/verify").glob("money*.py")
    used = {one for path in sources for one in re.findall(r'"(money-[a-z]+)"', path.read_text())}
    assert used == set(re.findall(r"`(money-[a-z]+)`", DOCS))


def test_the_worked_example_in_the_docs_is_the_one_that_is_tested():
    area = allocate_round(EXAMPLE, {"west": EXAMPLE_RIGHTS}, "seed").areas[0]
    for one in area.initiatives:
        row = next(line for line in DOCS.splitlines() if line.startswith(f"| {one.id} |"))
        assert f"| {one.payout_cents:,} | `{one.reason.value}`" in row
    for envelope in area.envelopes:
        assert f"{envelope.envelope_cents:,}" in DOCS
        assert f"{envelope.reserve_cents:,}" in DOCS
