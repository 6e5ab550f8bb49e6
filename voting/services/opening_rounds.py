"""Opening a round: every reason why not at once, or else frozen, hashed and logged.

The log's `setup` is written first and is the same when opening is repeated after a crash;
only then does the round go to voting in the register.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, exists, select

from voting.ballotbox.entries import SetupArea, SetupTerms, make_setup
from voting.ballotbox.errors import KeyMissing
from voting.ballotbox.key_folder import SECRET_NAMES, KeyFolder, RoundKeys
from voting.db.base import RoundId
from voting.db.models.register import FrozenFile, RollEntry, Round
from voting.db.session import Stores
from voting.domain.errors.money import FloorsExceedBudget, InvalidMoneyInput
from voting.domain.errors.rounds import CannotOpen, OpeningProblem
from voting.domain.errors.running import OpeningInterrupted, PlanFrozen
from voting.domain.opening import find_opening_problems
from voting.domain.rounds import Phase, has_reached
from voting.services.code_notices import announce_earlier
from voting.services.frozen_files import (
    ROLL,
    describe_money,
    make_frozen_files,
    store_file,
    write_roll,
)
from voting.services.recording import begin_log
from voting.services.round_course import NOBODY, TwoPeople, changing, take_step
from voting.services.round_state import RoundState, find_round


def open_round(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    at: datetime,
    checkpoint_dir: Path,
    people: TwoPeople = NOBODY,
) -> bytes:
    """Freeze a round, log its `setup` and let voting begin; return the set-up hash.

    `people` are who asked for it and who confirmed it, for the round's course.

    Raises:
        PlanFrozen: it was opened before.
        CannotOpen: with every reason.
        OpeningInterrupted: its log begins with another set-up.
    """
    with changing(stores, state.id) as row:
        if row.phase == Phase.ANNULLED or has_reached(Phase(row.phase), Phase.VOTING):
            raise PlanFrozen(row.phase)
        # Read again under the lock: the roll or the keys may have come in meanwhile.
        state = find_round(stores, state.slug)
        problems = tuple(find_all_problems(stores, keys, state, at))
        if problems:
            raise CannotOpen(problems)
        hashes = _freeze_files(stores, state)
        setup = make_setup(_describe_setup(state, row, keys.load(state.id), hashes))
        try:
            row.setup_hash = begin_log(stores, keys, state.id, setup, checkpoint_dir)
        except ValueError as error:
            raise OpeningInterrupted from error
        announce_earlier(stores, keys, state, at, checkpoint_dir)
        take_step(stores.register, row, Phase.VOTING, at, people)
        return row.setup_hash


def find_all_problems(
    stores: Stores, keys: KeyFolder, state: RoundState, at: datetime
) -> Iterator[OpeningProblem]:
    """Yield every reason why a round cannot open at `at`."""
    if state.phase is not Phase.LIST_FINAL:
        yield OpeningProblem("list_not_final", {"phase": state.phase.value})
    has_roll = stores.register.scalar(select(exists().where(RollEntry.round == state.id)))
    for problem in find_opening_problems(state.plan, state.entitled):
        if has_roll or problem.code != "too_few_entitled":
            yield problem
    if not has_roll:
        yield OpeningProblem("roll_missing", {})
    if state.area_ids.keys() != state.seal_keys.keys() or state.seal_key_origin is None:
        yield OpeningProblem("seal_keys_missing", {})
    if _lacks_keys(keys, state):
        yield OpeningProblem("keys_missing", {})
    if state.plan.times.closes <= at:
        yield OpeningProblem("closing_has_passed", {"closes": state.plan.times.closes.isoformat()})
    if has_roll:
        yield from _check_money(state)


def _check_money(state: RoundState) -> Iterator[OpeningProblem]:
    try:
        describe_money(state)
    except InvalidMoneyInput as wrong:
        yield OpeningProblem(
            "money_wrong", {"field": wrong.field, "value": wrong.value, "expected": wrong.expected}
        )
    except FloorsExceedBudget as wrong:
        yield OpeningProblem(
            "money_wrong",
            {"field": wrong.sector, "value": wrong.floors_cents, "expected": "floors"},
        )


def _lacks_keys(keys: KeyFolder, state: RoundState) -> bool:
    try:
        held = keys.load(state.id)
        for area in state.area_ids.values():
            held.issuer(area)
    except KeyMissing:
        return True
    return set(held.secrets) != set(SECRET_NAMES)


def _freeze_files(stores: Stores, state: RoundState) -> Mapping[str, bytes]:
    """Store the files that `setup` hashes and return their hashes by name."""
    round_id = RoundId(state.id)
    stores.register.execute(delete(FrozenFile).where(FrozenFile.round_id == round_id))
    hashes = {}
    for name, content in make_frozen_files(state).items():
        hashes[name] = store_file(stores.register, round_id, name, [content])
    roll = write_roll(stores.register, round_id)
    hashes[ROLL] = store_file(stores.register, round_id, ROLL, roll)
    return hashes


def _describe_setup(
    state: RoundState, row: Round, keys: RoundKeys, hashes: Mapping[str, bytes]
) -> SetupTerms:
    plan = state.plan
    return SetupTerms(
        round_id=state.id,
        rights=plan.rights,
        opens=plan.times.opens,
        closes=plan.times.closes,
        seal_key_origin=row.seal_key_origin or "demo",
        allow_small_areas=plan.allow_small_areas,
        threshold=plan.seal.threshold,
        shares=plan.seal.shares,
        reissue_cap=plan.reissue_cap,
        log_key=_public(keys.log),
        promise_key=_public(keys.promise),
        areas=[
            SetupArea(
                area,
                slug,
                state.entitled[slug],
                keys.issuer(area).public.der,
                state.seal_keys[slug],
            )
            for slug, area in state.area_ids.items()
        ],
        files=hashes,
    )


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()
