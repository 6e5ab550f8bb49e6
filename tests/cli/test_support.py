"""`flask support`: thresholds, paper lists, themes and forgetting, as an office does it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.services.signers import end_list, make_petition, make_plan, make_round
from voting.db.session import open_stores
from voting.domain.rounds import Phase
from voting.services.support import load_threshold
from voting.services.support_subjects import find_subject
from voting.settings import Settings

HEAD = "naam;postcode;huisnummer\n"


@pytest.fixture
def plan(settings: Settings) -> str:
    """Return the reference of a plan that was handed in."""
    with open_stores(settings) as stores:
        make_round(stores)
        return make_plan(stores).reference


@pytest.fixture
def theme(settings: Settings, plan: str) -> str:
    """Return the reference of a petition beside it."""
    with open_stores(settings) as stores:
        return make_petition(stores).reference


@pytest.fixture
def run(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def do(run: FlaskCliRunner, *arguments: str, code: int = 0) -> str:
    answer = run.invoke(args=["support", *arguments])
    assert answer.exit_code == code, answer.output
    return str(answer.output)


def write_list(folder: Path, lines: str) -> str:
    file = folder / "list.csv"
    file.write_text(HEAD + lines)
    return str(file)


def test_a_list_on_paper_counts_everybody_once(
    run: FlaskCliRunner, plan: str, tmp_path: Path
) -> None:
    file = write_list(tmp_path, "Bob;1234 AB;1\nEve;1234 AB;1\nBOB;1234ab;1\n")
    assert do(run, "paper", plan, file) == "added 2, known 1\n"
    assert do(run, "paper", plan, file) == "added 0, known 3\n"
    one = ("--name", "Mallory", "--address", "1234 AB 12a")
    assert do(run, "paper", plan, *one) == "added 1, known 0\n"
    assert do(run, "count", plan) == "3\n"
    assert do(run, "paper", plan, *one, "--remove") == "withdrawn 1\n"
    assert do(run, "paper", plan, *one, "--remove") == "withdrawn 0\n"
    assert do(run, "count", plan) == "2\n"


def test_of_a_list_with_faults_nothing_is_taken_over(
    run: FlaskCliRunner, plan: str, tmp_path: Path
) -> None:
    file = write_list(tmp_path, "Bob;1234 AB;1\nEve;zonder;1\n;1234 AB;1\n")
    said = do(run, "paper", plan, file, code=1)
    assert "Regel 3: Dit is geen postcode" in said
    assert "Regel 4: De naam ontbreekt." in said
    assert "2 regels zijn geweigerd." in said
    assert do(run, "count", plan) == "0\n"
    wrong = do(run, "paper", plan, "--name", "Bob", "--address", "Dorpsstraat 1", code=1)
    assert "1234 AB 12" in wrong


def test_a_file_or_one_person_and_not_both(run: FlaskCliRunner, plan: str, tmp_path: Path) -> None:
    file = write_list(tmp_path, "Bob;1234 AB;1\n")
    do(run, "paper", plan, code=2)
    do(run, "paper", plan, file, "--name", "Bob", code=2)
    do(run, "paper", plan, file, "--remove", code=2)


def test_the_council_sets_a_number_and_takes_it_back(
    run: FlaskCliRunner, settings: Settings, plan: str
) -> None:
    do(run, "threshold", "voorjaar", "25")
    with open_stores(settings) as stores:
        round_id = find_subject(stores.register, plan).round_id
        assert load_threshold(stores.register, round_id) == 25
        do(run, "threshold", "voorjaar", "0")
        stores.register.rollback()
        assert load_threshold(stores.register, round_id) is None
    do(run, "threshold", "voorjaar", "-1", code=2)


def test_a_theme_is_listed_at_51(run: FlaskCliRunner, theme: str, tmp_path: Path) -> None:
    lines = "".join(f"Bewoner {number};1234 AB;1\n" for number in range(50))
    do(run, "paper", theme, write_list(tmp_path, lines))
    assert "Er zijn 50 handtekeningen, en er zijn er 51 nodig." in do(
        run, "list-theme", theme, code=1
    )
    do(run, "paper", theme, "--name", "Nog een", "--address", "1234 AB 1")
    assert f"{theme}\topen\t51\tKunst op straat" in do(run, "themes", "voorjaar")
    assert do(run, "list-theme", theme) == "kunst-op-straat\n"


def test_a_petition_can_be_taken_down(run: FlaskCliRunner, theme: str, plan: str) -> None:
    do(run, "close-theme", theme, "--reason", "Beledigend")
    assert do(run, "themes", "voorjaar") == ""
    for wrong in (theme, plan, "nothing"):
        do(run, "close-theme", wrong, "--reason", "Nog eens", code=1)


def test_purging_says_how_much_went(run: FlaskCliRunner, settings: Settings, plan: str) -> None:
    do(run, "paper", plan, "--name", "Bob", "--address", "1234 AB 1")
    assert do(run, "purge", "voorjaar") == "addresses 0, signatures 0\n"
    with open_stores(settings) as stores:
        end_list(stores, Phase.FINAL)
    assert do(run, "purge", "voorjaar") == "addresses 0, signatures 1\n"
    assert do(run, "count", plan) == "1\n"
