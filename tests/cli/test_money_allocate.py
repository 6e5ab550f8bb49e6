"""`flask money allocate`: the contract of its options, its lines and its exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

FILES = Path(__file__).parents[1] / "interchange" / "files"
KEYS = ["file", "rule", "pot_cents", "spent_cents", "unspent_cents", "initiatives"]
INITIATIVE_KEYS = ["id", "rights", "ask_cents", "minimum_cents", "payout_cents", "reason"]


def run(app: Flask, *arguments: str) -> Result:
    names = [str(FILES / one) if one.endswith(".pb") else one for one in arguments]
    return app.test_cli_runner().invoke(args=["money", "allocate", *names])


def allocate(app: Flask, *arguments: str) -> dict[str, Any]:
    result = run(app, *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    (line,) = result.stdout.splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


def payouts(told: dict[str, Any]) -> dict[str, int]:
    return {one["id"]: one["payout_cents"] for one in told["initiatives"]}


def reasons(told: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["reason"] for one in told["initiatives"]}


def test_json_is_one_object_a_file_and_nothing_else_on_stdout(app: Flask) -> None:
    result = run(app, "approval.pb", "cumulative.pb", "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(line) for line in lines] == [KEYS, KEYS]
    assert [Path(line["file"]).name for line in lines] == ["approval.pb", "cumulative.pb"]
    assert all(list(one) == INITIATIVE_KEYS for line in lines for one in line["initiatives"])


@pytest.mark.parametrize("rule", ["redemption", "fixed_price", "ranking"])
def test_the_pot_is_spent_or_left_to_the_cent(app: Flask, rule: str) -> None:
    told = allocate(app, "cumulative.pb", "--rule", rule)
    assert told["rule"] == rule
    assert told["pot_cents"] == 2_000_000
    assert told["spent_cents"] == sum(payouts(told).values())
    assert told["spent_cents"] + told["unspent_cents"] == told["pot_cents"]


def test_redemption_is_the_default_and_pays_by_rights(app: Flask) -> None:
    told = allocate(app, "cumulative.pb", "--minimum-share", "0")
    assert told["rule"] == "redemption"
    assert {one["id"]: one["rights"] for one in told["initiatives"]} == {
        "L1/07/X": 8,
        "L1/02/X": 6,
        "L1/03/X": 2,
    }
    assert payouts(told) == {"L1/07/X": 1_000_000, "L1/02/X": 750_000, "L1/03/X": 250_000}


def test_a_fixed_price_is_the_pot_over_all_rights_there_could_be(app: Flask) -> None:
    # 20,000 euros, 5 rights, 10 people: 400 euros a right.
    told = allocate(
        app, "cumulative.pb", "--rule", "fixed_price", "--entitled", "10", "--minimum-share", "0"
    )
    assert payouts(told) == {"L1/07/X": 320_000, "L1/02/X": 240_000, "L1/03/X": 80_000}


def test_the_price_ceiling_follows_rights_entitled_and_turnout(app: Flask) -> None:
    # 4 ballots times 2.5 are 10 people: 20,000 euros over 20 rights, all of them at turnout 1.
    options = ("--entitled", "2.5x", "--rights", "2", "--minimum-share", "0")
    full = allocate(app, "cumulative.pb", *options, "--target-turnout", "1")
    assert payouts(full) == {"L1/07/X": 800_000, "L1/02/X": 600_000, "L1/03/X": 200_000}
    # At half of them the ceiling is 2,000 a right, and the pot runs out first.
    half = allocate(app, "cumulative.pb", *options, "--target-turnout", "1/2")
    assert payouts(half)["L1/03/X"] == 250_000
    dearer = allocate(app, "cumulative.pb", "--entitled", "20x", "--target-turnout", "0.5")
    assert reasons(dearer)["L1/03/X"] == "minimum_above_ceiling"


def test_a_minimum_is_the_share_of_the_ask_rounded_up(app: Flask) -> None:
    told = allocate(app, "approval.pb", "--minimum-share", "1/3")
    assert [one["minimum_cents"] for one in told["initiatives"]] == [
        200_000,
        166_667,
        116_684,
        13_334,
    ]


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("skip", {"a": 700_000, "b": 0, "c": 100_000}),
        ("stop", {"a": 700_000, "b": 0, "c": 0}),
        ("partial_last", {"a": 700_000, "b": 300_000, "c": 0}),
    ],
)
def test_ranking_has_three_variants(app: Flask, variant: str, expected: dict[str, int]) -> None:
    told = allocate(app, "no-skip.pb", "--rule", "ranking", "--variant", variant)
    assert payouts(told) == expected


def test_the_threshold_can_be_the_files_own(app: Flask) -> None:
    ranking = ("threshold.pb", "--rule", "ranking", "--threshold")
    assert reasons(allocate(app, *ranking, "file"))["d"] == "below_threshold"
    assert payouts(allocate(app, *ranking, "file"))["c"] == 300_000
    assert reasons(allocate(app, *ranking, "4"))["c"] == "below_threshold"
    assert reasons(allocate(app, *ranking, "0"))["d"] == "does_not_fit"


def test_a_file_without_a_threshold_of_its_own_has_none(app: Flask) -> None:
    told = allocate(app, "ties.pb", "--rule", "ranking", "--threshold", "file")
    assert "below_threshold" not in reasons(told).values()


def test_the_seed_settles_what_is_equal(app: Flask) -> None:
    winners = {
        max(("twin-1", "twin-2"), key=payouts(told).__getitem__)
        for seed in "abcdefgh"
        for told in [allocate(app, "ties.pb", "--rule", "ranking", "--seed", seed)]
    }
    assert winners == {"twin-1", "twin-2"}


def test_a_wrong_file_is_told_with_line_and_reason_and_the_others_are_done(app: Flask) -> None:
    result = run(app, "wrong.pb", "ties.pb", "--json")
    assert result.exit_code == 1
    assert [Path(json.loads(one)["file"]).name for one in result.stdout.splitlines()] == ["ties.pb"]
    assert "wrong.pb, line 20, points: This ballot gives 6 points; it may give 5" in result.stderr
    assert "wrong.pb, regel 20, points: Deze stem geeft 6 punten" in result.stderr


def test_an_order_of_preference_is_refused_in_words(app: Flask) -> None:
    result = run(app, "ordinal.pb", "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "ordinal.pb, line 7, vote_type: Votes of type “ordinal” cannot" in result.stderr


def test_a_file_that_is_not_there_is_told(app: Flask) -> None:
    result = run(app, "absent.pb", "--json")
    assert result.exit_code == 1
    assert "absent.pb: This file is not there" in result.stderr


def test_an_official_tally_that_differs_is_told_on_stderr(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text((FILES / "ties.pb").read_text().replace("dear;4000;2", "dear;4000;3"))
    result = run(app, str(path), "--json")
    assert result.exit_code == 0
    assert "project dear has 3 officially, 2 by its ballots" in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--target-turnout", "0"),
        ("--target-turnout", "1/0"),
        ("--target-turnout", "11/10"),
        ("--minimum-share", "-1/2"),
        ("--entitled", "0"),
        ("--entitled", "0x"),
        ("--entitled", "many"),
        ("--threshold", "-1"),
        ("--rule", "lottery"),
        ("--variant", "best"),
        ("--rights", "0"),
    ],
)
def test_an_option_that_cannot_be_is_refused_before_anything(
    app: Flask, options: tuple[str, str]
) -> None:
    result = run(app, "ties.pb", *options)
    assert result.exit_code == 2
    assert options[0] in result.stderr
    assert result.stdout == ""


def test_without_json_there_is_a_table_to_read(app: Flask) -> None:
    result = run(app, "threshold.pb", "--rule", "ranking", "--threshold", "file")
    assert result.exit_code == 0
    assert "Passes and does not fit" in result.stdout
    assert "below threshold" in result.stdout
    assert "spent 10,000.00   unspent 0.00" in result.stdout


def test_a_name_cannot_steer_the_terminal(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text((FILES / "ties.pb").read_text().replace(";Dear", ";\x1b[31m[bold]Dear[/]"))
    result = run(app, str(path))
    assert "?[31m[bold]Dear[/]" in result.stdout
