"""Running a round: make it, take it from phase to phase, open it, change its end, finish it."""

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from voting.ballotbox.blind_rsa import make_issuer_key
from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import make_notice
from voting.ballotbox.key_folder import KeyFolder
from voting.db.base import AreaId, RoundId
from voting.db.models.register import Round
from voting.db.plans import save_plan
from voting.db.session import Stores, transaction
from voting.domain.errors.counting import WrongPhase
from voting.domain.errors.rounds import RoundEnded
from voting.domain.errors.running import CheckingNotOver, OpeningIsAnAct, RoundExists
from voting.domain.rounds import Phase, RoundPlan
from voting.domain.rounds import advance as find_next_phase
from voting.services.altering_rounds import annul_round, extend_round, withdraw_initiative
from voting.services.emptying import destroy_rest
from voting.services.listing import finish_list, holding_list
from voting.services.opening_rounds import open_round
from voting.services.recording import record
from voting.services.round_course import changing, lock_round, note_act, take_step
from voting.services.round_state import RoundState, find_round

__all__ = [
    "advance_round",
    "annul_round",
    "create_round",
    "describe_ids",
    "extend_round",
    "finish_round",
    "open_round",
    "start_checking",
    "withdraw_initiative",
]

STEPS_BY_HAND = (Phase.ENTRIES, Phase.REVIEW, Phase.LIST_FINAL)


def create_round(
    stores: Stores,
    keys: KeyFolder,
    plan: RoundPlan,
    at: datetime,
    make_issuer: Callable[[], bytes] = make_issuer_key,
) -> RoundState:
    """Save a new round and make all of its keys; it begins in preparation.

    Raises:
        RoundExists: there is a round of this slug.
    """
    round_id = RoundId(secrets.token_bytes(16))
    areas = {area.slug: AreaId(secrets.token_bytes(16)) for area in plan.voting_areas}
    with transaction(stores.register) as register:
        if register.scalar(select(Round.id).where(Round.slug == plan.slug)) is not None:
            raise RoundExists(plan.slug)
        save_plan(register, round_id, areas, plan, at)
        note_act(register, lock_round(register, round_id), "phase", at)
        keys.make(round_id, areas.values(), make_issuer)
    return find_round(stores, plan.slug)


def describe_ids(state: RoundState) -> dict[str, Any]:
    """Return what the trustees' offline command needs to know of a round."""
    return {
        "round": b64(state.id),
        "slug": state.slug,
        "areas": [{"area": b64(area), "slug": slug} for slug, area in state.area_ids.items()],
        "threshold": state.plan.seal.threshold,
        "shares": state.plan.seal.shares,
    }


def advance_round(stores: Stores, state: RoundState, at: datetime) -> Phase:
    """Take a round to the next phase of its preparation, at most to the final list.

    A list that becomes final is brought in line with the decisions and the links of that moment.

    Raises:
        PlansUndecided: a plan is neither admitted nor turned down, so the list is not final.
        OpeningIsAnAct: the next step is opening, which is an act of its own.
        WrongPhase: the round is open or past it; each later step is an act of its own.
    """
    with holding_list(stores, state) as row:
        phase = Phase(row.phase)
        if phase is Phase.LIST_FINAL:
            raise OpeningIsAnAct
        new = find_next_phase(phase)
        if new not in STEPS_BY_HAND:
            raise WrongPhase(phase, Phase.REVIEW)
        if new is Phase.LIST_FINAL:
            finish_list(stores, state, row)
        take_step(stores.register, row, new, at)
    return new


def start_checking(
    stores: Stores, keys: KeyFolder, state: RoundState, at: datetime, checkpoint_dir: Path
) -> None:
    """Begin the checking period (controletermijn): counting errors only.

    Raises PhaseSkipped or PhaseReversed when the result is not published, or checked already.
    """
    with changing(stores, state.id) as row:
        take_step(stores.register, row, Phase.CHECKING, at)
        text_nl = f"De controletermijn is begonnen en duurt tot {row.checking_until:%d-%m-%Y}."
        text_en = f"The checking period has begun and lasts until {row.checking_until:%Y-%m-%d}."
        notice = make_notice(at, "phase", text_nl, text_en, phase=Phase.CHECKING.value)
        record(stores, keys, state.id, [notice], checkpoint_dir)


def finish_round(
    stores: Stores, keys: KeyFolder, state: RoundState, at: datetime, checkpoint_dir: Path
) -> bool:
    """Make a round final after its checking period, and destroy what letters could still open.

    Without the salt and the look-up key nobody finds a slip with a letter any more. A box that
    was kept because its copy in the log had findings goes too. Returns whether the database is
    rid of it; if not, run it again. It may be run again after a crash too.

    Raises:
        CheckingNotOver: the checking period still runs.
        PhaseSkipped: the round is not in its checking period.
        RoundEnded: it ended before, and nothing was left to destroy.
    """
    before = _make_final(stores, keys, state, at, checkpoint_dir)
    destroyed = destroy_rest(stores, keys, state.id, state.area_ids.values())
    if before is Phase.FINAL and not destroyed.found and destroyed.done:
        raise RoundEnded(before)
    return destroyed.done


def _make_final(
    stores: Stores, keys: KeyFolder, state: RoundState, at: datetime, checkpoint_dir: Path
) -> Phase:
    """Take the step unless it was taken before; return the phase that the round was in."""
    with changing(stores, state.id) as row:
        before = Phase(row.phase)
        if before is Phase.FINAL:
            return before
        take_step(stores.register, row, Phase.FINAL, at)
        if at < row.checking_until:
            raise CheckingNotOver(row.checking_until)
        text_nl = (
            "De ronde is definitief. De sleutels voor het nazien met een brief zijn vernietigd."
        )
        text_en = "The round is final. The keys for checking with a letter have been destroyed."
        notice = make_notice(at, "phase", text_nl, text_en, phase=Phase.FINAL.value)
        record(stores, keys, state.id, [notice], checkpoint_dir)
    return before
