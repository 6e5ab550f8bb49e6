"""Playing a whole round in a folder of its own, for the demonstration and for replays.

The steps and their order are those of an officer; only the trustees sit at the same table, so
the round says that it is a demonstration.
"""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from voting.ballotbox.blind_rsa import make_issuer_key
from voting.ballotbox.bundle import LOG
from voting.ballotbox.codes import parse_code
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.trustees.command import PUBLIC_KEYS_FILE
from voting.cli.round_counting import combine_files
from voting.cli.round_making import make_shares_here, read_public_keys
from voting.db.session import Stores
from voting.domain.results import RoundResult
from voting.domain.rounds import RoundPlan
from voting.interchange.roll_file import RollRow
from voting.services.bundling import export_bundle
from voting.services.closing import Closed, close_round
from voting.services.counting import Counted, count_round
from voting.services.destroying_codes import state_destruction
from voting.services.letter_batches import CODES
from voting.services.lettering import LetterOptions, import_roll
from voting.services.opening import open_box, record_seed
from voting.services.publishing import publish_round
from voting.services.replaying import open_key_folder
from voting.services.round_course import TwoPeople
from voting.services.round_state import RoundState, find_round
from voting.services.running_rounds import advance_round, create_round, open_round
from voting.services.sealing_keys import import_seal_keys
from voting.services.taking_codes import Order, take_codes
from voting.settings import Settings
from voting.web.printed_letters import LetterWording

Codes = dict[str, list[str]]
PLAYERS = TwoPeople("Noor", "Ali")
PLAYED = "Demonstration: no letter was printed. / Demonstratie: er is geen brief gedrukt."


@dataclass(frozen=True, slots=True)
class Bundle:
    """An exported bundle: where it is, whether the verifier passed it, and its size in bytes."""

    folder: Path
    verified: bool
    findings: tuple[dict[str, Any], ...]
    size: int
    slip_keys: int


@dataclass(slots=True)
class Play:
    """One round being played; `times` are seconds a step."""

    stores: Stores
    settings: Settings
    folder: Path
    plan: RoundPlan
    language: str = "en"
    processes: int = 1
    make_key: Callable[[], bytes] = make_issuer_key
    times: dict[str, int] = field(default_factory=dict)

    @property
    def keys(self) -> KeyFolder:
        """Return the keys of this installation."""
        return open_key_folder(self.settings)

    @property
    def state(self) -> RoundState:
        """Return the round as it is now."""
        return find_round(self.stores, self.plan.slug)

    @property
    def shares(self) -> Path:
        """Return the folder of the trustees' sheets."""
        return self.folder / f"{self.plan.slug}-trustees"

    @property
    def codes(self) -> Path:
        """Return the file with the codes."""
        return self.folder / f"{self.plan.slug}-letters" / CODES

    @contextmanager
    def timing(self, step: str) -> Iterator[None]:
        """Note how many milliseconds a step takes."""
        start = time.monotonic_ns()
        yield
        self.times[step] = self.times.get(step, 0) + (time.monotonic_ns() - start) // 1_000_000

    def prepare(self, roll: tuple[RollRow, ...], at: datetime) -> Codes:
        """Make the round, letter its roll, make the trustees' keys, open it; return the codes."""
        with self.timing("make"):
            create_round(self.stores, self.keys, self.plan, at, self.make_key)
            for _ in range(3):
                advance_round(self.stores, self.state, at)
        with self.timing("letters"):
            options = LetterOptions(processes=self.processes)
            import_roll(self.stores, self.keys, self.state, roll, at, options)
            self.take_codes(at)
        with self.timing("open"):
            make_shares_here(self.state, self.shares, self.language)
            facts = read_public_keys(self.shares / PUBLIC_KEYS_FILE)
            import_seal_keys(self.stores, self.state, facts, "demo", at)
            open_round(self.stores, self.keys, self.state, at, self.settings.checkpoint_dir)
        return read_codes(self.codes)

    def take_codes(self, at: datetime) -> None:
        """Take the codes as a mailing house gets them."""
        order = Order(self.codes.parent, PLAYERS, LetterWording(), "csv")
        checkpoints = self.settings.checkpoint_dir
        take_codes(self.stores, self.keys, self.state, order, at, checkpoints)

    def close(self, at: datetime) -> Closed:
        """Close the ballot box."""
        with self.timing("close"):
            return close_round(
                self.stores,
                self.keys,
                self.state,
                at=at,
                checkpoint_dir=self.settings.checkpoint_dir,
            )

    def count(self, seed: str, at: datetime) -> Counted:
        """Draw the lot, open the box with as many shares as it takes, count and divide."""
        checkpoints = self.settings.checkpoint_dir
        with self.timing("open_box"):
            state_destruction(self.stores, self.keys, self.state, PLAYERS, PLAYED, at, checkpoints)
            record_seed(self.stores, self.keys, self.state, seed, checkpoints)
            sheets = sorted(self.shares.glob("share-*-a.txt"))[-self.plan.seal.threshold :]
            secret = combine_files(tuple(sheets))
            open_box(self.stores, self.keys, self.state, secret, at=at, checkpoint_dir=checkpoints)
        with self.timing("count"):
            return count_round(
                self.stores, self.keys, self.state, at=at, checkpoint_dir=checkpoints
            )

    def publish(self, at: datetime) -> RoundResult:
        """Publish the result."""
        with self.timing("publish"):
            return publish_round(
                self.stores, self.keys, self.state, at, self.settings.checkpoint_dir
            )

    def export(self, folder: Path) -> Bundle:
        """Export the bundle and run the verifier over it, as a stranger would."""
        with self.timing("export"):
            export_bundle(self.stores, self.state.id, folder)
        with self.timing("verify"):
            return verify_apart(folder, find_checkout(self.settings))


def make_keys_side_by_side(count: int) -> Callable[[], bytes]:
    """Begin making so many issuer keys on all processors; return what hands them out."""
    pool = ThreadPoolExecutor()
    coming = iter([pool.submit(make_issuer_key) for _ in range(count)])
    pool.shutdown(wait=False)
    return lambda: next(coming).result()


def read_codes(path: Path) -> Codes:
    """Return the codes of a codes file by voting area slug, in its order."""
    codes: Codes = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            codes.setdefault(row["area"], []).append(parse_code(row["code"]))
    return codes


def find_checkout(settings: Settings) -> Path:
    """Return the folder that the program runs from."""
    return settings.migrations_dir.parent


def verify_apart(folder: Path, checkout: Path) -> Bundle:
    """Run the verifier as a program of its own over a bundle."""
    command = [sys.executable, "-m", "voting.ballotbox.verify", str(folder.resolve()), "--json"]
    done = subprocess.run(  # noqa: S603  # our own program and a folder
        command, cwd=checkout, capture_output=True, check=False
    )
    return Bundle(
        folder,
        done.returncode == 0,
        tuple(_read_findings(done.stdout)),
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        count_slip_keys(folder),
    )


def count_slip_keys(folder: Path) -> int:
    """Return how many different slip keys the log of a bundle has."""
    keys = set()
    with (folder / LOG).open("rb") as log:
        for line in log:
            if b'"type":"slip"' in line:
                keys.add(json.loads(line)["key"])
    return len(keys)


def _read_findings(output: bytes) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(output)["findings"]
    except (ValueError, KeyError):
        return [{"check": "unusable"}]
    return found


def describe_money(result: RoundResult) -> dict[str, int]:
    """Return the sums of a result; reserve holds what went to the equalisation account too."""
    balance = result.balance
    reserve = balance.reserve_cents + balance.equalisation_cents
    return {
        "base_cents": result.base_cents,
        "paid_cents": balance.paid_cents,
        "reserve_cents": reserve,
        "balance_cents": balance.pot_cents - balance.paid_cents - reserve,
    }
