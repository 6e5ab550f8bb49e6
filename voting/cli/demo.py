"""`flask demo`: a made-up town, one round played to its end, and one left open for you."""

import json
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

import click
from flask import Flask, current_app, g
from flask.cli import with_appcontext
from rich.console import Console

from voting.ballotbox.codes import group_code
from voting.cli.demo_groups import NEXT_ROUND, GroupAccount, take_plans
from voting.cli.demo_town import ENTITLED, Vote, draw_roll, draw_votes
from voting.cli.demo_words import WORDS
from voting.cli.desk import Desk, language_option, refuse, saying_refusals
from voting.cli.live_server import HOST, LiveServer, find_port, serving
from voting.cli.playing import (
    Bundle,
    Play,
    describe_money,
    find_checkout,
    make_keys_side_by_side,
    read_codes,
)
from voting.cli.voter_client import VoterClient
from voting.db.session import open_stores
from voting.demo import FINISHED_ROUND, OPEN_ROUND, WITHDRAWN, move_to
from voting.domain.errors.running import FileInTheWay
from voting.domain.rounds import RoundPlan, RoundTimes
from voting.interchange.round_file import read_round
from voting.services.counting import Counted
from voting.services.round_course import TwoPeople
from voting.services.running_rounds import extend_round, withdraw_initiative
from voting.services.turnout import record_turnout
from voting.settings import Municipality, Settings

MARK = ".buurtrechten-demo"
"""A file that says: this folder is a demonstration and may be thrown away."""
PORT = 5000
BROWSERS = 3
VOTING_SECONDS = 20
MORE_SECONDS = 8
SEED = "Lindermeer, draw in the town hall: 3 17 21 28 35 44"
PRINTED_CODES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the finished round."""

    counted: Counted
    issued: int
    bundle: Bundle

    def describe(self) -> dict[str, Any]:
        """Return the last line of `--json`."""
        return {
            "voters": self.issued,
            "slips": self.bundle.slip_keys,
            "verified": self.bundle.verified,
            **describe_money(self.counted.result),
            "result_hash": self.counted.sha256.hex(),
        }


def register(app: Flask) -> None:
    """Add `flask demo`."""
    app.cli.add_command(play_demo)


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="End when the round is finished.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object at the end, on stdout.")
@click.option("--bundle", type=click.Path(file_okay=False, path_type=Path), help="Where it goes.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="var/demo if not.")
@language_option
@with_appcontext
def play_demo(
    no_serve: bool, as_json: bool, bundle: Path | None, data: Path | None, language: str
) -> None:
    """Play one round of a made-up town to its end, and leave another one open for you."""
    desk = Desk(None, as_json, language)
    g.language = desk.language
    installed: Settings = current_app.extensions["settings"]
    checkout = find_checkout(installed)
    folder = (data or checkout / "var" / "demo").resolve()
    with saying_refusals(desk):
        clear_folder(folder, bundle)
        port = find_port(0 if no_serve else PORT)
        settings = place_town(installed, folder, port)
        with open_stores(settings) as stores:
            make_key = make_keys_side_by_side(3 * len(ENTITLED))
            later = Play(stores, settings, folder, plan_open(), desk.language, make_key=make_key)
            with (
                telling(desk, "start"),
                serving(checkout, settings, port, folder / "server.log") as server,
            ):
                outcome = play(desk, later, server, bundle or folder / "bundle")
                account = take_plans(later)
                tell_end(desk, outcome, later, server, account if not no_serve else None)
                if not no_serve:
                    stores.close()
                    wait_for(server)
    if not outcome.bundle.verified:
        refuse(desk, "NotVerified", json.dumps(outcome.bundle.findings))


def place_town(installed: Settings, folder: Path, port: int) -> Settings:
    """Return the town's own installation: its names, its address and its folder."""
    contact = read_round(OPEN_ROUND).contact
    names = Municipality(
        name=read_round(OPEN_ROUND).municipality.name,
        phone=contact.phone,
        desk_nl=contact.desk.nl,
        desk_en=contact.desk.en,
    )
    there = installed.located_in(folder)
    return replace(there, municipality=names, public_url=f"http://{HOST}:{port}")


def clear_folder(folder: Path, bundle: Path | None) -> None:
    """Make the demonstration's folder anew; raises FileInTheWay for a folder that is not one."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise FileInTheWay(folder.name)
        shutil.rmtree(folder)
    if bundle is not None and bundle.exists() and any(bundle.iterdir()):
        raise FileInTheWay(bundle.name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def plan_finished() -> RoundPlan:
    """Return the round that is played: it closes when the voters should be done."""
    plan = read_round(FINISHED_ROUND)
    closes = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=VOTING_SECONDS)
    moved = move_to(plan, closes - (plan.times.closes - plan.times.opens))
    soon = replace(moved.times, results_on=closes + timedelta(seconds=1))
    return replace(moved, times=soon)


def plan_open() -> RoundPlan:
    """Return the round that is left open: it opened an hour ago."""
    now = datetime.now(UTC).replace(microsecond=0)
    return move_to(read_round(OPEN_ROUND), now - timedelta(hours=1))


def play(desk: Desk, later: Play, server: LiveServer, bundle: Path) -> Outcome:
    """Prepare both rounds, let the voters vote in the other one, and finish that."""
    with telling(desk, "prepare"):
        later.prepare(draw_roll(later.plan), datetime.now(UTC))
        # Its closing time is near, so its times are chosen when everything else stands.
        finished = replace(later, plan=plan_finished(), times={})
        codes = finished.prepare(draw_roll(finished.plan), datetime.now(UTC))
    votes = draw_votes(finished.plan, codes)
    with telling(desk, "vote"):
        half = len(votes) // 2
        cast_by_http(finished, server, votes[:half])
        withdraw(finished)
        cast_by_http(finished, server, votes[half:])
    with telling(desk, "close"):
        closed = finished.close(wait_until(finished.state.plan.times.closes))
    with telling(desk, "count"):
        counted = finished.count(SEED, datetime.now(UTC))
        finished.publish(wait_until(finished.state.plan.times.results_on))
    with telling(desk, "verify"):
        return Outcome(counted, closed.issued, finished.export(bundle))


def withdraw(finished: Play) -> None:
    """Log a turnout, and withdraw the plan whose group gave up."""
    at, checkpoints = datetime.now(UTC), finished.settings.checkpoint_dir
    record_turnout(finished.stores, finished.keys, finished.state, at, checkpoints)
    withdraw_initiative(finished.stores, finished.keys, finished.state, WITHDRAWN, at, checkpoints)


def cast_by_http(play: Play, server: LiveServer, votes: Sequence[Vote]) -> None:
    """Let a few browsers at once cast votes through the pages.

    On a slow machine two people extend the round, as they would after an outage.
    """
    waiting, lock = iter(votes), Lock()

    def sit_at_browser() -> None:
        with VoterClient(HOST, server.port) as browser:
            while True:
                with lock:
                    vote = next(waiting, None)
                    if vote is not None:
                        extend_if_late(play)
                if vote is None:
                    return
                browser.vote(play.plan.slug, vote.area, vote.code, vote.rights)

    with ThreadPoolExecutor(BROWSERS) as room:
        for browser in [room.submit(sit_at_browser) for _ in range(BROWSERS)]:
            browser.result()


def extend_if_late(play: Play) -> None:
    """Extend the closing time when it comes near."""
    times: RoundTimes = play.state.plan.times
    at = datetime.now(UTC)
    if times.closes - at > timedelta(seconds=5):
        return
    closes = times.closes + timedelta(seconds=MORE_SECONDS)
    people = TwoPeople("D. Griffier", "E. Wethouder")
    extend_round(
        play.stores, play.keys, play.state, closes, people, at, play.settings.checkpoint_dir
    )


def wait_until(moment: datetime) -> datetime:
    """Wait for a moment, and return one just after it."""
    while (left := moment - datetime.now(UTC)) > timedelta():
        time.sleep(left / timedelta(seconds=1))
    return datetime.now(UTC)


@contextmanager
def telling(desk: Desk, step: str) -> Iterator[None]:
    """Say on stderr what begins."""
    Console(stderr=True, highlight=False).print(WORDS[step][desk.language])
    yield


def tell_end(
    desk: Desk, outcome: Outcome, later: Play, server: LiveServer, account: GroupAccount | None
) -> None:
    """Say what came of it; while it serves, also what a newcomer votes and signs in with."""
    facts = outcome.describe()
    codes = list_codes(later) if account else []
    if desk.as_json:
        more = {"url": server.url, "codes": codes, "account": asdict(account)} if account else {}
        click.echo(json.dumps(facts | more, ensure_ascii=False))
        return
    words = WORDS["end" if outcome.bundle.verified else "unsound"][desk.language]
    euros = {
        name.removesuffix("_cents"): f"{cents // 100:,}.{cents % 100:02d}"
        for name, cents in facts.items()
        if name.endswith("_cents")
    }
    click.echo(words.format(**facts, **euros, bundle=outcome.bundle.folder))
    if account:
        click.echo(WORDS["serve"][desk.language].format(url=server.url, slug=later.plan.slug))
        for one in codes:
            click.echo(f"  {one['code']}   {one['area']}")
        shown = {"url": server.url, "slug": NEXT_ROUND, **asdict(account)}
        click.echo(WORDS["groups"][desk.language].format(**shown))


def list_codes(later: Play) -> list[dict[str, str]]:
    """Return a few codes of each voting area of the open round."""
    codes = read_codes(later.codes)
    return [
        {"area": later.state.find_area(slug).name, "code": group_code(code)}
        for slug, own in codes.items()
        for code in own[:PRINTED_CODES]
    ]


def wait_for(server: LiveServer) -> None:
    """Serve until somebody presses Ctrl-C."""
    try:
        server.process.wait()
    except KeyboardInterrupt:
        click.echo(err=True)
