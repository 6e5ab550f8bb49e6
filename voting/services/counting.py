"""Counting: every slip of the opened areas is opened, tallied and turned into money.

The tally and the result follow from the log and the frozen files alone, so anybody gets the
same. Both are logged; a run that was cut short is taken up where the log ends.
"""

import hashlib
import json
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import delete, exists, insert, select

from voting.ballotbox import canonical
from voting.ballotbox.codes import slip_code
from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.entries import AreaTally, make_allocation, make_tally
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.sealing import BLANCO, open_sealed
from voting.db.base import RoundId
from voting.db.models.ballotbox import OpenedSlip
from voting.db.models.register import Result
from voting.db.session import Stores, transaction
from voting.domain.allocation import RoundMoney, allocate_round, mark_withdrawn
from voting.domain.errors.counting import KeysNotReleased
from voting.domain.money_json import money_from_json, to_json
from voting.domain.results import RoundResult
from voting.services.closing import find_stage_now
from voting.services.frozen_files import BUDGETS, CATALOGUE, RULES, read_parts
from voting.services.recording import find_entry, read_log, record
from voting.services.round_course import changing
from voting.services.round_state import RoundState

PAGE = 5_000
_SLIP = b'"type":"slip"'
_WITHDRAWN = b'"kind":"withdrawn"'

Progress = Callable[[int], None]
"""Told how many slips have been opened."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted round: its result, the hash of result.json, slips counted and slips invalid."""

    result: RoundResult
    sha256: bytes
    slips: int
    invalid: int


@dataclass(slots=True)
class AreaCounter:
    """The tally of one opened voting area as it grows."""

    area: bytes
    key: X25519PrivateKey
    rights: Counter[str]
    blanco: int = 0
    invalid: list[bytes] = field(default_factory=list)

    def take(self, round_id: bytes, slip_key: bytes, sealed: bytes, leaf: bytes) -> str | None:
        """Open one slip, count it and return its choice; None when it is invalid."""
        choice = open_sealed(self.key, sealed, round_id, self.area, slip_key)
        if choice == BLANCO:
            self.blanco += 1
        elif choice is not None and choice in self.rights:
            self.rights[choice] += 1
        else:
            self.invalid.append(leaf)
            return None
        return choice


def count_round(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    *,
    at: datetime,
    checkpoint_dir: Path,
    progress: Progress | None = None,
) -> Counted:
    """Open the slips, log the tally, divide the money, log and keep the result.

    May be run again: what was logged stays, what can be looked up is made anew. The log is taken
    as it is: whoever did not just open the box verifies first (`emptying.check_published`).

    Raises:
        KeysNotReleased: the box has not been opened.
    """
    stage = find_stage_now(stores, state.id)
    if stage not in ("key_release", "tally", "allocation"):
        raise KeysNotReleased
    counters = open_slips(stores, state, progress or _say_nothing)
    if stage == "key_release":
        entry = make_tally(tally(counter) for counter in counters.values())
        record(stores, keys, state.id, [entry], checkpoint_dir)
    result = divide_money(stores, state, counters)
    content = write_result(result)
    _keep_result(stores, keys, state, content, at, checkpoint_dir)
    return Counted(
        result,
        hashlib.sha256(content).digest(),
        sum(sum(one.rights.values()) + one.blanco for one in counters.values()),
        sum(len(one.invalid) for one in counters.values()),
    )


def open_slips(stores: Stores, state: RoundState, progress: Progress) -> dict[bytes, AreaCounter]:
    """Open every slip of the opened areas and make the table for looking them up anew."""
    counters = _make_counters(stores, state)
    with transaction(stores.ballotbox) as box:
        box.execute(delete(OpenedSlip).where(OpenedSlip.round == state.id))
        rows: list[dict[str, Any]] = []
        for done, row in enumerate(_open_log(stores, state.id, counters), 1):
            rows.append(row)
            if len(rows) == PAGE:
                box.connection().execute(insert(OpenedSlip), rows)
                progress(done)
                rows = []
        if rows:
            box.connection().execute(insert(OpenedSlip), rows)
    return counters


def divide_money(
    stores: Stores, state: RoundState, counters: Mapping[bytes, AreaCounter]
) -> RoundResult:
    """Divide the frozen money by a tally and the lot in the log."""
    seed = find_entry(stores.ballotbox, state.id, "seed")
    if seed is None:
        raise LookupError("seed")
    by_slug = {state.area_slugs[area]: counters[area] for area in counters}
    return divide(load_money(stores, state), by_slug, seed["seed"])


def load_money(stores: Stores, state: RoundState) -> RoundMoney:
    """Return the frozen money, without what plans that were withdrawn since would get."""
    rules, budgets = (_read_json(stores, state.id, name) for name in (RULES, BUDGETS))
    return mark_withdrawn(money_from_json(rules, budgets), find_withdrawn(stores, state.id))


def divide(money: RoundMoney, counters: Mapping[str, AreaCounter], seed: str) -> RoundResult:
    """Divide money by the tallies of the opened areas, by slug, and the words of the draw."""
    rights = {slug: dict(counter.rights) for slug, counter in counters.items()}
    return allocate_round(money, rights, seed)


def write_result(result: RoundResult) -> bytes:
    """Return a result as result.json publishes it."""
    return canonical.dump(to_json(result))


def find_withdrawn(stores: Stores, round_id: bytes) -> frozenset[str]:
    """Return the initiatives that notices in the log withdrew."""
    return frozenset(
        entry.read()["initiative"]
        for entry in read_log(stores.ballotbox, round_id)
        if _WITHDRAWN in entry.line
    )


def _make_counters(stores: Stores, state: RoundState) -> dict[bytes, AreaCounter]:
    released = find_entry(stores.ballotbox, state.id, "key_release")
    if released is None:
        raise KeysNotReleased
    listed: dict[bytes, list[str]] = {area: [] for area in state.area_slugs}
    for one in _read_json(stores, state.id, CATALOGUE)["initiatives"]:
        listed[unb64(one["area"], 16)].append(one["id"])
    counters = {}
    for item in released["areas"]:
        area = unb64(item["area"], 16)
        key = X25519PrivateKey.from_private_bytes(unb64(item["key"], 32))
        counters[area] = AreaCounter(area, key, Counter(dict.fromkeys(listed[area], 0)))
    return counters


def _open_log(
    stores: Stores, round_id: bytes, counters: Mapping[bytes, AreaCounter]
) -> Iterator[dict[str, Any]]:
    """Open the slips of the log: lines this program wrote, so read without checking their form."""
    by_name = {b64(area): counter for area, counter in counters.items()}
    for logged in read_log(stores.ballotbox, round_id):
        if _SLIP not in logged.line:
            continue
        entry = json.loads(logged.line)
        counter = by_name.get(entry["area"])
        if counter is None:
            continue
        key = urlsafe_b64decode(entry["key"] + "=")
        sealed = urlsafe_b64decode(entry["sealed"] + "==")
        yield {
            "round": round_id,
            "area": counter.area,
            "code": slip_code(key),
            "leaf": logged.leaf,
            "choice": counter.take(round_id, key, sealed, logged.leaf),
        }


def tally(counter: AreaCounter) -> AreaTally:
    """Return what `tally` publishes of an area."""
    return AreaTally(counter.area, counter.rights, counter.blanco, counter.invalid)


def _keep_result(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    content: bytes,
    at: datetime,
    checkpoint_dir: Path,
) -> None:
    """Log the result's hash and keep the result, once."""
    hashed = hashlib.sha256(content).digest()
    with changing(stores, state.id):
        if find_stage_now(stores, state.id) == "tally":
            record(stores, keys, state.id, [make_allocation(hashed)], checkpoint_dir)
        kept = select(exists().where(Result.round_id == state.id, Result.position == 0))
        if not stores.register.scalar(kept):
            stores.register.add(
                Result(
                    round_id=RoundId(state.id),
                    position=0,
                    sha256=hashed,
                    record=content.decode(),
                    at=at,
                )
            )


def _read_json(stores: Stores, round_id: bytes, name: str) -> Any:
    return canonical.load(b"".join(read_parts(stores.register, RoundId(round_id), name)))


def _say_nothing(done: int) -> None:
    """Report to nobody."""
