"""`flask round replay`: a real round, played from its Pabulib file to a verified result.

It runs on databases of its own, which are thrown away unless `--data` keeps them. The ballots
are the file's; the codes, the trustees and the closing time are played.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import click

from voting.cli.desk import Desk, refuse, round_command
from voting.cli.live_server import HOST, find_port, serving
from voting.cli.playing import (
    Bundle,
    Play,
    describe_money,
    find_checkout,
    make_keys_side_by_side,
)
from voting.cli.round_making import FILE, FOLDER, number_voters
from voting.cli.round_words import SAYINGS
from voting.cli.voter_client import VoterClient
from voting.db.session import open_stores
from voting.domain.errors.running import FileInTheWay
from voting.domain.results import RoundResult
from voting.domain.rounds import RoundTimes
from voting.interchange.csv_out import to_euros
from voting.interchange.pabulib import PabulibRound, read_pabulib
from voting.interchange.pabulib_plan import list_selections, map_ids, to_round_plan
from voting.services.counting import Counted
from voting.services.replaying import KnownVote, cast_all

BROWSERS = 4
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a replay."""

    pabulib: PabulibRound
    play: Play
    votes: int
    by_http: int
    counted: Counted
    bundle: Bundle

    def describe(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        differing = compare_tally(self.pabulib, self.counted.result)
        return {
            "file": self.pabulib.source,
            "round": self.play.plan.slug,
            "voters": self.votes,
            "by_http": self.by_http,
            "slips": self.bundle.slip_keys,
            "invalid": self.counted.invalid,
            "projects": len(self.pabulib.projects),
            "official_tallies": count_official(self.pabulib),
            "tally_matches": not differing,
            "differing": differing,
            "rule": self.play.plan.money.rule.value,
            "pot_cents": self.counted.result.balance.pot_cents,
            **describe_money(self.counted.result),
            "paid_initiatives": sum(
                one.payout_cents > 0
                for area in self.counted.result.areas
                for one in area.initiatives
            ),
            "verified": self.bundle.verified,
            "findings": list(self.bundle.findings),
            "bundle_bytes": self.bundle.size,
            "result_hash": self.counted.sha256.hex(),
            "times_ms": dict(self.play.times),
        }


@round_command("replay")
@click.argument("file", type=FILE)
@click.option(
    "--http",
    type=click.IntRange(0),
    default=300,
    show_default=True,
    help="Ballots cast through the pages of a running server; the rest through its services.",
)
@click.option("--bundle", type=FOLDER, help="Keep the exported bundle in this new folder.")
@click.option("--data", type=FOLDER, help="Keep databases and keys in this new folder.")
def replay(desk: Desk, file: Path, http: int, bundle: Path | None, data: Path | None) -> None:
    """Play a real round from FILE: make, open, cast every ballot, close, count, pay, verify."""
    pabulib = read_pabulib(file)
    for folder in (bundle, data):
        if folder is not None and folder.exists() and any(folder.iterdir()):
            raise FileInTheWay(folder.name)
    with ExitStack() as stack:
        place = data or Path(stack.enter_context(TemporaryDirectory(prefix="replay-")))
        place.mkdir(parents=True, exist_ok=True)
        settings = desk.settings.located_in(place)
        stores = stack.enter_context(open_stores(settings))
        make_key = make_keys_side_by_side(1)
        play = Play(
            stores, settings, place.resolve(), plan_replay(desk, pabulib), desk.language,
            PROCESSES, make_key,
        )  # fmt: skip
        done = play_round(desk, play, pabulib, http, bundle or place / "bundle")
        facts = done.describe()
    show_replay(desk, done, facts)
    if not (facts["verified"] and facts["tally_matches"]):
        refuse(desk, "NotVerified", json.dumps([facts["findings"], facts["differing"]]))


def plan_replay(desk: Desk, pabulib: PabulibRound) -> Any:
    """Return the plan of the round: it opened a minute ago and closes in a fortnight."""
    opens = desk.at.replace(microsecond=0) - timedelta(minutes=1)
    closes = opens + timedelta(days=14)
    times = RoundTimes(opens, closes, closes + timedelta(days=1), closes + timedelta(days=15))
    plan = to_round_plan(pabulib, times)
    return replace(plan, slug=desk.name) if desk.name else plan


def play_round(desk: Desk, play: Play, pabulib: PabulibRound, http: int, folder: Path) -> Replayed:
    """Play the whole round; the clock of its later steps is the round's own."""
    area = play.plan.voting_areas[0].slug
    selections = [rights for rights in list_selections(pabulib) if rights]
    codes = play.prepare(number_voters(play.plan, len(pabulib.ballots)), desk.at)[area]
    votes = [KnownVote(code, area, rights) for code, rights in zip(codes, selections, strict=False)]
    through_pages, through_services = votes[:http], votes[http:]
    with desk.progress("votes", len(votes)) as note_progress:
        if through_pages:
            cast_through_pages(play, through_pages, note_progress)
        with play.timing("cast_services"):
            cast_all(
                play.settings, play.plan.slug, through_services, desk.at,
                processes=PROCESSES, note_progress=note_progress,
            )  # fmt: skip
    times = play.plan.times
    play.close(times.closes)
    counted = play.count(f"replay of {pabulib.source}", times.closes)
    play.publish(times.results_on)
    return Replayed(pabulib, play, len(votes), len(through_pages), counted, play.export(folder))


def cast_through_pages(play: Play, votes: list[KnownVote], note_progress: Any) -> None:
    """Start a server and let a few browsers cast these votes."""
    waiting, lock = iter(votes), Lock()
    checkout, log = find_checkout(play.settings), play.folder / "server.log"
    with serving(checkout, play.settings, find_port(), log) as server, play.timing("cast_pages"):

        def sit_at_browser() -> None:
            with VoterClient(HOST, server.port) as browser:
                while True:
                    with lock:
                        own = list(islice(waiting, 1))
                    for vote in own:
                        browser.vote(play.plan.slug, vote.area, vote.code, vote.selection)
                        note_progress(1)
                    if not own:
                        return

        with ThreadPoolExecutor(BROWSERS) as room:
            for browser in [room.submit(sit_at_browser) for _ in range(BROWSERS)]:
                browser.result()


def count_official(pabulib: PabulibRound) -> int:
    """Return how many projects of the file have an official tally."""
    return sum(project.official_tally is not None for project in pabulib.projects)


def compare_tally(pabulib: PabulibRound, result: RoundResult) -> dict[str, list[int]]:
    """Return official and counted rights of every project where these differ."""
    counted = {one.id: one.rights for area in result.areas for one in area.initiatives}
    ids = map_ids(pabulib)
    return {
        project.id: [project.official_tally, counted[ids[project.id]]]
        for project in pabulib.projects
        if project.official_tally not in (None, counted[ids[project.id]])
    }


def show_replay(desk: Desk, done: Replayed, facts: dict[str, Any]) -> None:
    """Print the figures, the times and the size."""
    said = SAYINGS["replayed"][desk.language]
    euros = {
        name.removesuffix("_cents"): f"{to_euros(value):,}"
        for name, value in facts.items()
        if name.endswith("_cents")
    }
    verdict = SAYINGS["sound" if done.bundle.verified else "unsound"][desk.language]
    lines = [said.format(**facts, **euros, verdict=verdict, size=done.bundle.size)]
    lines += [
        f"  {step:14} {milliseconds // 1000:>5}.{milliseconds % 1000:03d} s"
        for step, milliseconds in done.play.times.items()
    ]
    desk.show(facts, lines)


COMMANDS = (replay,)
