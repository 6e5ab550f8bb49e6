"""What can still be done to an open round: close later, withdraw a plan, or annul it all.

Each is a notice in the log. The notice is written first: a change nobody could read about
does not happen. A run that died before the register followed may be done again: what the log
says already is not said twice, and the register is brought in line with it.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from voting.ballotbox.entries import format_time, make_notice, parse_time
from voting.ballotbox.key_folder import KeyFolder
from voting.db.models.ballotbox import BoxState
from voting.db.models.register import Initiative, Round, Withdrawal
from voting.db.session import Stores, take_lock
from voting.domain.errors.casting import UnknownInitiative
from voting.domain.errors.counting import WrongPhase
from voting.domain.errors.rounds import ClosingHasPassed, RoundEnded
from voting.domain.errors.running import AlreadyWithdrawn
from voting.domain.rounds import Phase, RoundTimes, check_step, extend
from voting.services.emptying import destroy_rest
from voting.services.issuing import name_issuing_lock
from voting.services.recording import OpenLog, find_stage, read_back, read_size, recording
from voting.services.round_course import TwoPeople, changing, note_act
from voting.services.round_state import RoundState


def extend_round(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    closes: datetime,
    people: TwoPeople,
    at: datetime,
    checkpoint_dir: Path,
) -> RoundTimes:
    """Let voting close later, before the closing time has passed; return the new times.

    Raises:
        TwoPeopleNeeded: it takes two different people.
        WrongPhase: the round is not open.
        ClosingHasPassed, ExtensionNotLater, ExtensionWithoutTimezone: it cannot close then.
    """
    people.check()
    with changing(stores, state.id) as row:
        _require_voting(row, at)
        with recording(stores, keys, state.id, checkpoint_dir) as log:
            times = _extend_in_log(log, _read_times(row), closes, at)
        row.closes_at = times.closes
        row.results_on = times.results_on
        row.checking_until = times.checking_until
        note_act(stores.register, row, "extend", at, people, {"closes": format_time(times.closes)})
    return times


def _extend_in_log(log: OpenLog, known: RoundTimes, closes: datetime, at: datetime) -> RoundTimes:
    """Return the new times and see that the log says them; `known` is what the register has."""
    logged = find_logged_closing(log.box, log.round_id)
    if logged is not None and logged > known.closes:
        # An earlier run died in between. What it announced holds, and was in time.
        known = extend(known, logged, known.opens)
        if closes.tzinfo is not None and format_time(closes) == format_time(logged):
            return known
    times = extend(known, closes, at)
    text_nl, text_en = "De stembus sluit later.", "Voting closes later."
    log.append([make_notice(at, "extend", text_nl, text_en, closes=format_time(times.closes))])
    return times


def find_logged_closing(box: Session, round_id: bytes) -> datetime | None:
    """Return the closing time of the last extension in the log of a round in voting, if any."""
    notice = _find_notice(box, round_id, "extend")
    return None if notice is None else parse_time(notice["closes"])


def withdraw_initiative(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    initiative: str,
    at: datetime,
    checkpoint_dir: Path,
) -> None:
    """Mark a plan as withdrawn while residents vote; its rights weigh nothing.

    Raises:
        WrongPhase: the round is not open.
        ClosingHasPassed: voting is over.
        UnknownInitiative: it has no such plan.
        AlreadyWithdrawn: the plan was withdrawn before.
    """
    with changing(stores, state.id) as row:
        _require_voting(row, at)
        key = (row.id, initiative)
        if stores.register.get(Initiative, key) is None:
            raise UnknownInitiative(initiative)
        if stores.register.get(Withdrawal, key) is not None:
            raise AlreadyWithdrawn(initiative)
        with recording(stores, keys, state.id, checkpoint_dir) as log:
            if _find_notice(log.box, state.id, "withdrawn", initiative=initiative) is None:
                if at >= row.closes_at:
                    raise ClosingHasPassed(row.closes_at, at)
                text_nl, text_en = "Dit plan is teruggetrokken.", "This plan was withdrawn."
                log.append([make_notice(at, "withdrawn", text_nl, text_en, initiative=initiative)])
        values = {"round_id": row.id, "initiative_id": initiative, "at": at}
        stores.register.execute(insert(Withdrawal).values(values))
        note_act(stores.register, row, "withdraw", at, facts={"initiative": initiative})


def annul_round(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    people: TwoPeople,
    reason: str,
    at: datetime,
    checkpoint_dir: Path,
) -> bool:
    """Annul an open round: nobody votes any more, nothing is counted or paid.

    Its votes and every key that could open them are destroyed. `reason` is published as it
    stands. Returns whether the database is rid of the votes; if not, run it again. It may be run
    again after a crash too.

    Raises:
        TwoPeopleNeeded, AnnulmentTooEarly: it cannot be annulled like this.
        RoundEnded: it ended before, and nothing was left to destroy.
    """
    people.check()
    with changing(stores, state.id) as row:
        before = Phase(row.phase)
        if before is not Phase.ANNULLED:
            check_step(before, Phase.ANNULLED)
            take_lock(stores.register, name_issuing_lock(state.id))
            _annul_in_log(stores, keys, state.id, reason, at, checkpoint_dir)
            row.closing = True
            row.phase = Phase.ANNULLED.value
            note_act(stores.register, row, "annul", at, people, {"reason": reason})
    destroyed = destroy_rest(stores, keys, state.id, state.area_ids.values())
    if before is Phase.ANNULLED and not destroyed.found and destroyed.done:
        raise RoundEnded(before)
    return destroyed.done


def _annul_in_log(
    stores: Stores, keys: KeyFolder, round_id: bytes, reason: str, at: datetime, folder: Path
) -> None:
    text_nl = f"De ronde is ongeldig verklaard. {reason}".strip()
    text_en = f"The round was annulled. {reason}".strip()
    with recording(stores, keys, round_id, folder) as log:
        if not find_stage(log.box, round_id, log.head.size).annulled:
            log.append([make_notice(at, "annul", text_nl, text_en)])
        log.box.execute(update(BoxState).where(BoxState.round == round_id).values(phase="closed"))


def _find_notice(box: Session, round_id: bytes, kind: str, **facts: str) -> dict[str, Any] | None:
    """Return the last notice of a kind that says these facts."""
    for entry in read_back(box, round_id, read_size(box, round_id)):
        if entry["type"] == "notice" and entry["kind"] == kind and facts.items() <= entry.items():
            return entry
    return None


def _require_voting(row: Round, at: datetime) -> None:
    if row.phase != Phase.VOTING:
        raise WrongPhase(row.phase, Phase.VOTING)
    if row.closing:
        raise ClosingHasPassed(row.closes_at, at)


def _read_times(row: Round) -> RoundTimes:
    return RoundTimes(row.opens_at, row.closes_at, row.results_on, row.checking_until)
