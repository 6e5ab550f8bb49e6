"""The decision about each initiative, once the round is final: granted, or refused on a ground.

A decision never grants more than the published result.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.db.models.grants import Grant
from voting.db.session import Stores, transaction
from voting.domain.errors.grants import DecidedBefore, NotFinalYet, NothingGranted
from voting.domain.errors.staff import RequestChanged
from voting.domain.grants import (
    GrantId,
    Happening,
    State,
    check_ground,
    needs_agreement,
    read_reason,
)
from voting.domain.proposals import find_objection_day
from voting.domain.redeeming import pay_at_once
from voting.domain.results import InitiativeResult
from voting.domain.rounds import Phase
from voting.domain.working_days import find_day
from voting.services.deciding import Deciding
from voting.services.grants import add_tranches, load_limit, lock_grants, note
from voting.services.mailing import Letters
from voting.services.publishing import load_result
from voting.services.purses import release_rest
from voting.services.round_state import RoundState
from voting.services.telling_of_grants import tell_group


def decide_round(
    stores: Stores,
    letters: Letters,
    state: RoundState,
    deciding: Deciding,
    *,
    shown: Mapping[str, int] | None = None,
) -> tuple[str, ...]:
    """Grant to every initiative what the final result gives it; return the new references.

    It can be repeated: what was decided before, also by refusing, stays as it is. `shown` is
    what two people agreed on, cents by initiative. Raises TwoPeopleNeeded, TextMissing,
    NotFinalYet, or RequestChanged when other grants than those would be made.
    """
    office = deciding.check()
    winners = list_winners(stores, state)
    with transaction(stores.register) as register:
        lock_grants(register, state.id)
        known = set(register.scalars(select(Grant.initiative_id).where(Grant.round_id == state.id)))
        new = [one for one in winners if one.id not in known]
        if shown is not None and shown != {one.id: one.payout_cents for one in new}:
            raise RequestChanged
        rows = [_decide(register, state, one, office, deciding.at) for one in new]
        for row in rows:
            facts = {"cents": row.granted_cents, "text": office, **deciding.names}
            note(register, row, Happening.DECIDED, deciding.at, **facts)
            tell_group(register, letters, row, "grant-decided", deciding.at)
    return tuple(row.reference for row in rows)


def refuse_grant(
    stores: Stores,
    letters: Letters,
    state: RoundState,
    initiative: str,
    ground: int,
    reason: str,
    deciding: Deciding,
) -> str:
    """Refuse an initiative its money, on a ground printed beforehand; return the reference.

    `ground` counts from 1. The money goes to the reserve of its buurt. Raises TwoPeopleNeeded,
    TextMissing, GroundNotPrinted, PublicReasonNeeded, NotFinalYet, NothingGranted, DecidedBefore.
    """
    office = deciding.check()
    check_ground(ground, len(state.plan.refusal_grounds))
    text = read_reason(reason)
    winners = list_winners(stores, state)
    winner = next((one for one in winners if one.id == initiative), None)
    if winner is None:
        raise NothingGranted(initiative)
    with transaction(stores.register) as register:
        lock_grants(register, state.id)
        _require_undecided(register, state, initiative)
        row = _decide(register, state, winner, office, deciding.at)
        row.ground, row.reason = ground, text
        release_rest(register, row, deciding.at)
        row.state = State.REFUSED.value
        note(register, row, Happening.REFUSED, deciding.at, text=text, **deciding.names)
        tell_group(register, letters, row, "grant-refused", deciding.at, reason=text)
    return row.reference


def list_undecided(stores: Stores, state: RoundState) -> list[InitiativeResult]:
    """Return who gets money and has no decision yet; raise NotFinalYet."""
    winners = list_winners(stores, state)
    query = select(Grant.initiative_id).where(Grant.round_id == state.id)
    known = set(stores.register.scalars(query))
    return [one for one in winners if one.id not in known]


def list_winners(stores: Stores, state: RoundState) -> list[InitiativeResult]:
    """Return who gets money by the final result; raise NotFinalYet."""
    result = load_result(stores, state) if state.phase is Phase.FINAL else None
    if result is None:
        raise NotFinalYet(state.phase.value)
    return [one for area in result.areas for one in area.initiatives if one.payout_cents > 0]


def _require_undecided(register: Session, state: RoundState, initiative: str) -> None:
    query = select(Grant.reference).where(
        Grant.round_id == state.id, Grant.initiative_id == initiative
    )
    reference = register.scalar(query)
    if reference is not None:
        raise DecidedBefore(reference)


def _decide(
    register: Session, state: RoundState, one: InitiativeResult, office: str, at: datetime
) -> Grant:
    last = register.scalar(select(func.max(Grant.number)).where(Grant.round_id == state.id)) or 0
    day = find_day(at)
    row = Grant(
        id=GrantId(secrets.token_bytes(16)),
        round_id=state.id,
        initiative_id=one.id,
        number=last + 1,
        reference=f"{state.slug}-{last + 1}",
        state=State.DECIDED.value,
        granted_cents=one.payout_cents,
        paid_cents=0,
        released_cents=0,
        reclaimed_cents=0,
        office=office,
        decided_at=at,
        objection_until=find_objection_day(day),
        reason="",
        agreement=0,
        owes_report=False,
    )
    register.add(row)
    register.flush()
    if not needs_agreement(one.payout_cents, load_limit(register, state.id)):
        add_tranches(register, row, 0, pay_at_once(one.payout_cents, day))
    return row
