"""Correcting a published result during its checking period: a new result that names the old.

The log is written first, in one transaction with nothing else, and decides; the register
follows. A run that died in between may be done again: what the log says already is not said
twice.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.entries import make_correction
from voting.ballotbox.key_folder import KeyFolder
from voting.db.models.register import Result, Round
from voting.db.session import Stores
from voting.domain.allocation import RoundMoney, allocate_round
from voting.domain.correcting import Adjustments, Tally, apply_correction
from voting.domain.errors.correcting import CorrectionHalfDone, CorrectionReasonNeeded
from voting.domain.errors.counting import WrongPhase
from voting.domain.ledger import post_correction
from voting.domain.money_json import from_json
from voting.domain.results import RoundResult
from voting.domain.rounds import Phase
from voting.domain.texts import Text
from voting.services.counting import load_money, write_result
from voting.services.publishing import post_entries
from voting.services.recording import OpenLog, read_back, recording
from voting.services.round_course import TwoPeople, changing, note_act
from voting.services.round_state import RoundState

RESULTS = ("allocation", "correction")


@dataclass(frozen=True, slots=True)
class Corrected:
    """The result that holds from now on, and the number of its entry in the log."""

    result: RoundResult
    entry: int


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be corrected: differences in rights, and why, in both languages."""

    adjust: Adjustments
    reason: Text

    @property
    def words(self) -> tuple[str, str]:
        """Return the reason in Dutch and in English, without space around it."""
        return self.reason.nl.strip(), self.reason.en.strip()


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the log says was counted: the tally as corrected so far, and what bounds it.

    `last` is the entry of the result that holds, `number` its place, `results` how many there are.
    """

    tally: Tally
    issued: Mapping[str, int]
    seed: str
    last: dict[str, Any]
    number: int
    results: int


def correct_result(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    correction: Correction,
    people: TwoPeople,
    at: datetime,
    checkpoint_dir: Path,
) -> Corrected:
    """Change numbers of rights, divide the money anew, log the result and book the difference.

    Raises:
        TwoPeopleNeeded: it takes two different people.
        CorrectionReasonNeeded: the reason is missing in one of the languages.
        WrongPhase: the round is not between its publication and the end of its checking period.
        NothingToCorrect, InitiativeNotCounted, CorrectedBelowZero, CorrectedAboveIssued: see
            `domain.correcting`.
    """
    people.check()
    if not all(correction.words):
        raise CorrectionReasonNeeded
    with changing(stores, state.id) as row:
        if row.phase not in (Phase.PUBLISHED, Phase.CHECKING):
            raise WrongPhase(row.phase, Phase.CHECKING)
        with recording(stores, keys, state.id, checkpoint_dir) as log:
            counted = _read_count(state, log)
            money = load_money(stores, state)
            corrected = Corrected(
                allocate_round(money, counted.tally, counted.seed), counted.number
            )
            if not _was_logged(stores.register, row, state, counted, correction):
                corrected = _log_correction(state, log, counted, money, correction)
        _book(stores.register, row, corrected.result, at)
        facts: dict[str, str | int] = {"entry": corrected.entry, "reason": correction.words[0]}
        note_act(stores.register, row, "correct", at, people, facts)
    return corrected


def try_correction(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    correction: Correction,
    checkpoint_dir: Path,
) -> RoundResult:
    """Return the result that a correction would make; nothing is written.

    Raises as `correct_result` does.
    """
    if not all(correction.words):
        raise CorrectionReasonNeeded
    if state.phase not in (Phase.PUBLISHED, Phase.CHECKING):
        raise WrongPhase(state.phase, Phase.CHECKING)
    with recording(stores, keys, state.id, checkpoint_dir) as log:
        counted = _read_count(state, log)
        return _divide_anew(counted, load_money(stores, state), state, correction)


def _was_logged(
    register: Session, row: Round, state: RoundState, counted: _Counted, correction: Correction
) -> bool:
    """Tell whether a run that died logged this very correction, and the register lacks it.

    Raises CorrectionHalfDone when it was another one: that has to be repeated first.
    """
    kept = select(func.count()).select_from(Result).where(Result.round_id == row.id)
    if counted.results == register.scalar(kept):
        return False
    last = counted.last
    said = {(one["area"], one["initiative"]): one["rights"] for one in last["adjust"]}
    asked = {(b64(area), one): rights for area, one, rights in _list_changes(state, correction)}
    if (last["reason_nl"], last["reason_en"]) != correction.words or said != asked:
        raise CorrectionHalfDone(counted.number)
    return True


def _log_correction(
    state: RoundState, log: OpenLog, counted: _Counted, money: RoundMoney, correction: Correction
) -> Corrected:
    result = _divide_anew(counted, money, state, correction)
    hashed = hashlib.sha256(write_result(result)).digest()
    changes = _list_changes(state, correction)
    number = log.head.size
    log.append([make_correction(counted.number, *correction.words, changes, hashed)])
    return Corrected(result, number)


def _divide_anew(
    counted: _Counted, money: RoundMoney, state: RoundState, correction: Correction
) -> RoundResult:
    most = {area: issued * state.plan.rights for area, issued in counted.issued.items()}
    tally = apply_correction(counted.tally, correction.adjust, most)
    return allocate_round(money, tally, counted.seed)


def _list_changes(state: RoundState, correction: Correction) -> list[tuple[bytes, str, int]]:
    return [
        (state.area_ids[area], initiative, rights)
        for (area, initiative), rights in correction.adjust.items()
        if rights and area in state.area_ids
    ]


def _read_count(state: RoundState, log: OpenLog) -> _Counted:
    """Read the end of the log back to its close: results, tally, the draw, what was issued."""
    found: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for back, entry in enumerate(read_back(log.box, log.round_id, log.head.size), 1):
        found.setdefault(entry["type"], []).append((log.head.size - back, entry))
        if entry["type"] == "close":
            break
    results = sorted((one for kind in RESULTS for one in found.get(kind, ())), key=itemgetter(0))
    number, last = results[-1]
    return _Counted(
        tally=_sum_up(state, found["tally"][0][1], [entry for _, entry in results[1:]]),
        issued={
            state.area_slugs[unb64(area["area"], 16)]: area["issued"]
            for area in found["close"][0][1]["areas"]
        },
        seed=found["seed"][0][1]["seed"],
        last=last,
        number=number,
        results=len(results),
    )


def _sum_up(
    state: RoundState, tally: Mapping[str, Any], corrections: Iterable[Mapping[str, Any]]
) -> dict[str, dict[str, int]]:
    slugs = {b64(area): slug for area, slug in state.area_slugs.items()}
    rights = {
        slugs[area["area"]]: {one["id"]: one["rights"] for one in area["initiatives"]}
        for area in tally["areas"]
    }
    for correction in corrections:
        for one in correction["adjust"]:
            rights[slugs[one["area"]]][one["initiative"]] += one["rights"]
    return rights


def _book(register: Session, row: Round, new: RoundResult, at: datetime) -> None:
    """Keep the new result after the old one, and book the difference between them."""
    query = select(Result).where(Result.round_id == row.id).order_by(Result.position.desc())
    last = register.scalars(query.limit(1)).one()
    content = write_result(new)
    hashed = hashlib.sha256(content).digest()
    register.add(
        Result(
            round_id=row.id,
            position=last.position + 1,
            sha256=hashed,
            record=content.decode(),
            at=at,
        )
    )
    register.flush()
    old = from_json(json.loads(last.record))
    post_entries(register, row.id, post_correction(old, new), at)
