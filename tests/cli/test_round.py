"""A whole round by its commands, and what each refuses in words."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from getpass import getuser
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests.services.polls import an_attempt
from voting.ballotbox.codes import parse_code
from voting.ballotbox.trustees.command import main as run_trustees
from voting.ballotbox.verify import verify_bundle
from voting.demo import OPEN_ROUND
from voting.interchange.round_file import read_round
from voting.services.casting import cast_vote
from voting.services.closing import ClosingTwice
from voting.services.recording import OutOfOrder
from voting.services.round_state import find_round
from voting.web.keys import open_keys
from voting.web.stores import stores

PLAN = read_round(OPEN_ROUND)
OPENS, CLOSES = PLAN.times.opens, PLAN.times.closes
AREA = PLAN.voting_areas[0]
TWO = ("--by", "Noor", "--confirmed-by", "Ali")


@dataclass
class Terminal:
    """A terminal at an installation; `clock` is what its commands take for now."""

    app: Flask
    folder: Path
    clock: datetime = OPENS - timedelta(days=30)
    language: str = "en_GB.UTF-8"
    last: Result | None = field(default=None)

    def run(self, *words: object) -> list[dict[str, Any]]:
        """Run `flask round WORDS --json`, which must succeed, and return its objects."""
        result = self.try_out(*words, "--json")
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    def try_out(self, *words: object) -> Result:
        """Run `flask round WORDS`."""
        runner = self.app.test_cli_runner(env={"LC_ALL": self.language})
        self.last = runner.invoke(args=["round", *map(str, words)])
        return self.last

    def write_roll(self, per_area: int) -> Path:
        """Write a roll with so many residents in each voting area."""
        lines = ["kenmerk;gebied"]
        for area in PLAN.voting_areas:
            lines += [f"{area.slug}-{number};{area.slug}" for number in range(per_area)]
        path = self.folder / "roll.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
        return path

    def prepare(self) -> None:
        """Take the round of Lindermeer to a final list with a roll."""
        self.run("create", OPEN_ROUND, "--ids-out", self.folder / "ids.json")
        for _ in range(3):
            self.run("advance")
        self.run("import-roll", self.write_roll(200))
        self.run("letters", self.folder / "letters", "--csv", *TWO)

    def read_codes(self, area: str) -> list[str]:
        """Return the codes of an area, as a printer reads them."""
        with (self.folder / "letters" / "codes.csv").open(newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        return [parse_code(row["code"]) for row in rows if row["area"] == area]

    def cast(self, count: int) -> None:
        """Cast so many votes in the first area."""
        first, second = (one.id for one in PLAN.initiatives_in(AREA)[:2])
        with self.app.app_context():
            state = find_round(stores())
            for code in self.read_codes(AREA.slug)[:count]:
                cast_vote(
                    stores(),
                    open_keys(),
                    state,
                    code=code,
                    area=AREA.slug,
                    selection={first: 3, second: 1},
                    attempt=an_attempt(),
                    at=self.clock,
                )


@pytest.fixture
def terminal(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal(app, tmp_path)
    monkeypatch.setattr("voting.cli.desk.read_clock", lambda: made.clock)
    return made


def open_the_box(terminal: Terminal) -> dict[str, Any]:
    """Open it with two shares; it stays closed until two people say the letters are gone."""
    shares = [terminal.folder / "trustees" / f"share-{number}-a.txt" for number in (1, 3)]
    command = ("open-box", "--share", shares[0], "--share", shares[1])
    early = terminal.try_out(*command, "--json")
    assert json.loads(early.stdout)["refused"] == "CodesNotDestroyed"
    terminal.run("destroyed", "--statement", "Versnipperd op 1 maart", *TWO)
    (box,) = terminal.run(*command)
    return box


def test_a_whole_round_by_commands(terminal: Terminal) -> None:
    terminal.prepare()
    folder = terminal.folder
    assert run_trustees(["make", str(folder / "ids.json"), str(folder / "trustees")]) == 0
    (said,) = terminal.run("make-shares", "--public", folder / "trustees" / "seal-keys.json")
    assert said["origin"] == "offline"
    terminal.clock = OPENS + timedelta(hours=1)
    (opened,) = terminal.run("open")
    assert len(opened["setup_hash"]) == 64
    terminal.cast(21)
    (status,) = terminal.run("status", "--course")
    assert status["phase"] == "voting"
    assert status["issued"] == {AREA.slug: 21}
    terminal.run("turnout")
    (reissued,) = terminal.run("reissue", f"{AREA.slug}-199")
    assert parse_code(reissued["code"])
    terminal.run("reissue", f"{AREA.slug}-198", "--by", "Noor", "--document-seen")
    acts = terminal.run("status", "--course")[0]["course"]
    assert reissued["code"] not in str(acts)
    assert acts[-2]["by"] == getuser()
    assert acts[-1]["by"] == "Noor"
    facts = {"document_seen": 1, "reissued": f"{AREA.slug}-198"}
    assert json.loads(acts[-1]["facts"]) == facts
    later = CLOSES + timedelta(hours=1)
    terminal.run("extend", later.isoformat(), "--by", "Noor", "--confirmed-by", "Ali")
    terminal.run("withdraw", PLAN.initiatives[-1].id)
    assert terminal.try_out("close").exit_code == 1
    terminal.clock = later
    (closed,) = terminal.run("close")
    assert (closed["issued"], closed["slips"], closed["emptied"]) == (21, 105, True)
    early = terminal.try_out("open-box", "--share", terminal.write_roll(1), "--json")
    assert json.loads(early.stdout)["refused"] == "SeedMissing"
    terminal.run("seed", "3-17-21")
    box = open_the_box(terminal)
    assert box["opened"] == [AREA.slug]
    (counted,) = terminal.run("count")
    assert (counted["slips"], counted["balance_cents"]) == (105, 0)
    assert terminal.try_out("publish").exit_code == 1
    terminal.clock = later + (PLAN.times.results_on - CLOSES)
    terminal.run("publish")
    (exported,) = terminal.run("export", folder / "bundle")
    report = verify_bundle(folder / "bundle")
    assert report.sound, report.findings
    assert exported["entries"] == (folder / "bundle" / "log.jsonl").read_bytes().count(b"\n")
    terminal.run("finish")
    correct(terminal)
    assert terminal.try_out("finish").exit_code == 1
    terminal.clock = later + (PLAN.times.checking_until - CLOSES)
    terminal.run("finish")
    assert terminal.run("status")[0]["phase"] == "final"


def correct(terminal: Terminal) -> None:
    """Take one right from the first plan; nobody does that alone, nor below zero."""
    plan = PLAN.initiatives[0].id
    said = ["--reason-nl", "Een telfout.", "--reason-en", "A miscount.", "--by", "Noor"]
    wrong = ["--adjust", AREA.slug, plan, "-9999", *said, "--confirmed-by", "Ali"]
    assert terminal.try_out("correct", *wrong).exit_code == 1
    assert terminal.try_out("correct", "--adjust", AREA.slug, plan, "-1", *said).exit_code == 1
    right = ["--adjust", AREA.slug, plan, "-1", *said, "--confirmed-by", "Ali"]
    (corrected,) = terminal.run("correct", *right)
    terminal.run("export", terminal.folder / "corrected")
    assert (terminal.folder / "corrected" / f"result-{corrected['entry']}.json").exists()
    assert verify_bundle(terminal.folder / "corrected").sound


def test_shares_made_here_make_it_a_demonstration(terminal: Terminal) -> None:
    terminal.prepare()
    terminal.run("make-shares", terminal.folder / "shares")
    assert terminal.run("status")[0]["seal_key_origin"] == "demo"
    assert len(list((terminal.folder / "shares").glob("share-*.txt"))) == 6


def test_a_refusal_is_said_in_the_language_of_the_terminal(terminal: Terminal) -> None:
    terminal.run("create", OPEN_ROUND, "--ids-out", terminal.folder / "ids.json")
    english = terminal.try_out("open")
    terminal.language = "nl_NL.UTF-8"
    dutch = terminal.try_out("open")
    assert (english.exit_code, dutch.exit_code) == (1, 1)
    assert "The round cannot open yet" in english.stderr
    assert "De ronde kan nog niet open" in dutch.stderr
    assert english.stdout == dutch.stdout == ""


def test_a_refusal_as_json_stays_on_one_line(terminal: Terminal) -> None:
    result = terminal.try_out("status", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"] == "RoundUnknown"


def test_several_rounds_must_be_told_apart(terminal: Terminal) -> None:
    for name in ("een", "twee"):
        ids = terminal.folder / f"{name}.json"
        terminal.run("create", OPEN_ROUND, "--round", name, "--ids-out", ids)
    result = terminal.try_out("advance")
    assert result.exit_code == 1
    assert "een" in result.stderr
    assert "twee" in result.stderr
    terminal.run("advance", "--round", "twee")
    phases = {one["round"]: one["phase"] for one in terminal.run("status")}
    assert phases == {"een": "preparation", "twee": "entries"}


@pytest.mark.parametrize(
    ("error", "words"),
    [(OutOfOrder("close", "issue"), "after close"), (ClosingTwice(), "Somebody else is closing")],
)
def test_what_the_log_refuses_is_said_in_words(
    terminal: Terminal, error: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.run("create", OPEN_ROUND, "--ids-out", terminal.folder / "ids.json")

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("voting.cli.round_counting.close_round", refuse)
    result = terminal.try_out("close")
    assert result.exit_code == 1
    assert words in result.stderr


def test_one_person_does_not_annul(terminal: Terminal) -> None:
    terminal.prepare()
    terminal.run("make-shares", terminal.folder / "shares")
    terminal.clock = OPENS + timedelta(hours=1)
    terminal.run("open")
    result = terminal.try_out("annul", "--by", "Noor", "--confirmed-by", "Noor")
    assert result.exit_code == 1
    terminal.run("annul", "--by", "Noor", "--confirmed-by", "Ali", "--reason", "Brand")
    assert terminal.run("status")[0]["phase"] == "annulled"


def test_a_wrong_roll_leaves_no_codes(terminal: Terminal) -> None:
    terminal.run("create", OPEN_ROUND, "--ids-out", terminal.folder / "ids.json")
    roll = terminal.folder / "wrong.csv"
    roll.write_text(f"reference,area\na,{AREA.slug}\na,{AREA.slug}\n")
    result = terminal.try_out("import-roll", roll)
    assert result.exit_code == 1
    assert "wrong.csv, line 3" in result.stderr
    result = terminal.try_out("letters", terminal.folder / "letters", *TWO)
    assert result.exit_code == 1
    assert not (terminal.folder / "letters").exists()


def test_a_pabulib_file_becomes_a_round_that_can_open(
    terminal: Terminal, write_pb: Callable[[Path], Path]
) -> None:
    terminal.clock = datetime(2027, 1, 1, tzinfo=UTC)
    path = write_pb(terminal.folder)
    said = terminal.run("import-pabulib", path, "--ids-out", terminal.folder / "ids.json")
    assert said[1]["rows"] == 3
    terminal.run("make-shares", terminal.folder / "shares")
    terminal.clock += timedelta(hours=1)
    terminal.run("open")
    assert terminal.run("status")[0]["phase"] == "voting"


@pytest.fixture
def write_pb() -> Callable[[Path], Path]:
    text = """META
key;value
description;Proefdam
country;Netherlands
unit;Proefdam
instance;2026
num_projects;2
num_votes;3
budget;1000
vote_type;choose-1
rule;greedy
PROJECTS
project_id;cost;name
1;600;Boom
2;500;Bank
VOTES
voter_id;vote
a;1
b;1
c;2
"""

    def write(folder: Path) -> Path:
        path = folder / "proefdam.pb"
        path.write_text(text)
        return path

    return write


def test_for_a_trial_the_codes_come_at_once_and_the_log_says_so(terminal: Terminal) -> None:
    terminal.run("create", OPEN_ROUND, "--ids-out", terminal.folder / "ids.json")
    for _ in range(3):
        terminal.run("advance")
    codes = terminal.folder / "codes.csv"
    terminal.run("import-roll", terminal.write_roll(200), "--codes-out", codes)
    assert terminal.try_out("import-roll", terminal.write_roll(200), "--codes-out", codes).exit_code
    (terminal.folder / "letters").mkdir()
    codes.rename(terminal.folder / "letters" / "codes.csv")
    assert [file.name for file in terminal.folder.glob(".codes-*")] == []
    terminal.run("make-shares", terminal.folder / "shares")
    terminal.clock = OPENS + timedelta(hours=1)
    terminal.run("open")
    terminal.cast(20)
    terminal.clock = CLOSES
    terminal.run("close")
    terminal.run("seed", "3-17-21")
    shares = sorted((terminal.folder / "shares").glob("share-*-a.txt"))[:2]
    (box,) = terminal.run("open-box", "--share", shares[0], "--share", shares[1])
    assert box["opened"] == [AREA.slug]
    terminal.run("export", terminal.folder / "bundle")
    log = (terminal.folder / "bundle" / "log.jsonl").read_text()
    assert "handed out as a file at import" in log
    assert verify_bundle(terminal.folder / "bundle").sound
