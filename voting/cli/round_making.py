"""The commands that make a round: from its file to the moment voting begins."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from voting.ballotbox.encoding import b64
from voting.ballotbox.trustees.command import PUBLIC_KEYS_FILE
from voting.ballotbox.trustees.command import make as make_share_files
from voting.cli.desk import Desk, round_command
from voting.cli.round_letters import check_hand_out, hand_out_codes, make_codes
from voting.cli.two_people import ask_colleague, by_option, code_option, needs_request
from voting.domain.errors.running import FileInTheWay, SealKeysUnfit
from voting.domain.four_eyes import Act
from voting.domain.rounds import Phase, RoundPlan, RoundTimes
from voting.interchange.pabulib import read_pabulib
from voting.interchange.pabulib_plan import to_round_plan
from voting.interchange.roll_file import RollRow
from voting.interchange.round_file import read_round
from voting.services import acts
from voting.services.lettering import LetterOptions
from voting.services.round_state import RoundState
from voting.services.running_rounds import (
    advance_round,
    create_round,
    describe_ids,
    open_round,
)
from voting.services.sealing_keys import import_seal_keys
from voting.web.workshop import open_workshop

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@round_command("create")
@click.argument("file", type=FILE)
@click.option("--ids-out", type=NEW_FILE, help="Where the trustees' ids file goes.")
def create(desk: Desk, file: Path, ids_out: Path | None) -> None:
    """Make a round from its TOML FILE and the lists it names, and its keys."""
    plan = read_round(file)
    make_round(desk, replace(plan, slug=desk.name) if desk.name else plan, ids_out)


def make_round(desk: Desk, plan: RoundPlan, ids_out: Path | None) -> RoundState:
    """Make a round and write the ids file that the trustees' offline command reads."""
    path = ids_out or Path(f"{plan.slug}-ids.json")
    if path.exists():
        raise FileInTheWay(path.name)
    state = create_round(desk.stores, desk.keys, plan, desk.at)
    path.write_text(json.dumps(describe_ids(state), indent=2) + "\n", encoding="utf-8")
    desk.say("created", round=state.slug, id=b64(state.id), ids=str(path))
    return state


@round_command("advance")
def advance(desk: Desk) -> None:
    """Take a round one phase further, at most to the final list."""
    state = desk.state
    phase = advance_round(desk.stores, state, desk.at)
    desk.say("advanced", round=state.slug, phase=phase.value)


@round_command("import-pabulib")
@click.argument("file", type=FILE)
@click.option("--codes-out", type=NEW_FILE, help="Where the codes go, at once.")
@click.option("--ids-out", type=NEW_FILE, help="Where the trustees' ids file goes.")
def import_pabulib(desk: Desk, file: Path, codes_out: Path | None, ids_out: Path | None) -> None:
    """Make a round from a Pabulib FILE, with a roll of as many codes as it has voters.

    It goes to the final list; nothing is cast.
    """
    at = desk.at.replace(microsecond=0)
    times = RoundTimes(
        at, at + timedelta(days=14), at + timedelta(days=15), at + timedelta(days=29)
    )
    check_hand_out(desk, codes_out)
    pabulib = read_pabulib(file)
    plan = to_round_plan(pabulib, times)
    plan = replace(plan, slug=desk.name) if desk.name else plan
    state = make_round(desk, plan, ids_out)
    rows = number_voters(plan, len(pabulib.ballots))
    make_codes(desk, state, rows, LetterOptions())
    if codes_out:
        hand_out_codes(desk, codes_out)
    for _ in (Phase.ENTRIES, Phase.REVIEW, Phase.LIST_FINAL):
        phase = advance_round(desk.stores, state, desk.at)
    desk.say("advanced", round=state.slug, phase=phase.value)


def number_voters(plan: RoundPlan, count: int) -> tuple[RollRow, ...]:
    """Return a roll of so many voters in the plan's first area, by number."""
    area = plan.voting_areas[0].slug
    return tuple(RollRow(f"V{number:07d}", area) for number in range(1, count + 1))


@round_command("make-shares")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--public", type=FILE, help="Public keys that trustees made offline.")
def make_shares(desk: Desk, folder: Path | None, public: Path | None) -> None:
    """Bring the trustees' public keys, or make the shares here for a demonstration.

    For a real round trustees make the shares on a computer without a network
    (python -m voting.ballotbox.trustees make IDS.json FOLDER) and you bring the public keys:
    `make-shares --public seal-keys.json`. With FOLDER alone the shares are made on this server,
    and every page says that this is a demonstration.
    """
    if public is not None:
        import_seal_keys(desk.stores, desk.state, read_public_keys(public), "offline", desk.at)
        desk.say("keys_imported", origin="offline")
    elif folder is None:
        raise click.UsageError("name a FOLDER, or a file with --public")
    else:
        make_shares_here(desk.state, folder, desk.language)
        facts = read_public_keys(folder / PUBLIC_KEYS_FILE)
        import_seal_keys(desk.stores, desk.state, facts, "demo", desk.at)
        desk.say("shares_made", folder=str(folder), origin="demo")


def make_shares_here(state: RoundState, folder: Path, language: str) -> None:
    """Run the trustees' command on this machine."""
    with TemporaryDirectory() as place:
        ids = Path(place) / "ids.json"
        ids.write_text(json.dumps(describe_ids(state)), encoding="utf-8")
        make_share_files(ids, folder, language)


def read_public_keys(path: Path) -> dict[str, Any]:
    """Return the content of a public keys file; raises SealKeysUnfit when it is no JSON object."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SealKeysUnfit("unreadable") from error
    if not isinstance(facts, dict):
        raise SealKeysUnfit("unreadable")
    return facts


@round_command("open")
@by_option
@code_option
def open_voting(desk: Desk, by: str, code: str) -> None:
    """Freeze the round, publish its set-up and let voting begin."""
    if needs_request(desk, Act.OPEN):
        asked = acts.describe_opening(open_workshop(), desk.state, desk.at)
        ask_colleague(desk, asked, by, code)
        return
    setup = open_round(desk.stores, desk.keys, desk.state, desk.at, desk.checkpoints).hex()
    desk.say("opened", setup_hash=setup, short=shorten_hash(setup))


def shorten_hash(digits: str) -> str:
    """Return the first 16 digits of a hash in groups of four, as they are printed."""
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


COMMANDS = (create, advance, import_pabulib, make_shares, open_voting)
