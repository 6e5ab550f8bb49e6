"""What can still be done to an open round: close later, withdraw a plan, or annul it all.

Each is a notice in the log. The notice is written first: a change nobody could read about
does not happen.
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, update

from voting.ballotbox.entries import format_time, make_notice
from voting.ballotbox.key_folder import KeyFolder, issuer_name
from voting.db.models.ballotbox import BoxState
from voting.db.models.register import Initiative, Round, Withdrawal
from voting.db.session import Stores, take_lock
from voting.domain.errors import AlreadyWithdrawn, ClosingHasPassed, UnknownInitiative, WrongPhase
from voting.domain.rounds import Phase, RoundTimes, check_step, extend
from voting.services.issuing import name_issuing_lock
from voting.services.recording import record, recording
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
        _require_voting(row)
        if row.closing:
            raise ClosingHasPassed(row.closes_at, at)
        times = extend(_read_times(row), closes, at)
        text_nl, text_en = "De stembus sluit later.", "Voting closes later."
        notice = make_notice(at, "extend", text_nl, text_en, closes=format_time(times.closes))
        record(stores, keys, state.id, [notice], checkpoint_dir)
        row.closes_at = times.closes
        row.results_on = times.results_on
        row.checking_until = times.checking_until
        note_act(stores.register, row, "extend", at, people, {"closes": format_time(times.closes)})
    return times


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
        UnknownInitiative: it has no such plan.
        AlreadyWithdrawn: the plan was withdrawn before.
    """
    with changing(stores, state.id) as row:
        _require_voting(row)
        key = (row.id, initiative)
        if stores.register.get(Initiative, key) is None:
            raise UnknownInitiative(initiative)
        if stores.register.get(Withdrawal, key) is not None:
            raise AlreadyWithdrawn(initiative)
        text_nl, text_en = "Dit plan is teruggetrokken.", "This plan was withdrawn."
        notice = make_notice(at, "withdrawn", text_nl, text_en, initiative=initiative)
        record(stores, keys, state.id, [notice], checkpoint_dir)
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
) -> None:
    """Annul an open round: nobody votes any more, nothing is counted or paid.

    `reason` is published as it stands. Raises TwoPeopleNeeded, AnnulmentTooEarly, RoundEnded.
    """
    people.check()
    with changing(stores, state.id) as row:
        take_lock(stores.register, name_issuing_lock(state.id))
        check_step(Phase(row.phase), Phase.ANNULLED)
        notice = make_notice(
            at,
            "annul",
            f"De ronde is ongeldig verklaard. {reason}".strip(),
            f"The round was annulled. {reason}".strip(),
        )
        with recording(stores, keys, state.id, checkpoint_dir) as log:
            log.append([notice])
            log.box.execute(update(BoxState).where(BoxState.round == row.id).values(phase="closed"))
        row.closing = True
        row.phase = Phase.ANNULLED.value
        note_act(stores.register, row, "annul", at, people, {"reason": reason})
    for area in state.area_ids.values():
        keys.destroy(state.id, issuer_name(area))


def _require_voting(row: Round) -> None:
    if row.phase != Phase.VOTING:
        raise WrongPhase(row.phase, Phase.VOTING)


def _read_times(row: Round) -> RoundTimes:
    return RoundTimes(row.opens_at, row.closes_at, row.results_on, row.checking_until)
