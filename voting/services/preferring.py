"""The official preference: the municipality's own order of plans, recorded before opening.

It is published with the result and decides nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from voting.db.models.plan import Preference
from voting.db.session import Stores
from voting.domain.errors.office import PreferenceWrong
from voting.domain.errors.running import PlanFrozen
from voting.domain.rounds import Phase, has_reached
from voting.domain.staff import StaffRole
from voting.services.round_course import changing
from voting.services.round_state import RoundState, find_round
from voting.services.staff import Hand, require_role
from voting.services.staff_log import note_done, noting_refusals


def record_preference(
    stores: Stores, hand: Hand, state: RoundState, buurt: str, ids: Sequence[str], at: datetime
) -> None:
    """Record which plans of a buurt the municipality prefers, the first one first.

    An empty list takes the preference away. Raises RoleNeeded, PlanFrozen once the round is open,
    or PreferenceWrong for a plan that is not one of the buurt's or stands there twice.
    """
    facts = {"round": state.slug, "buurt": buurt, "plans": " ".join(ids)}
    with (
        noting_refusals(stores, hand.who, "preference", at, facts),
        changing(stores, state.id) as row,
    ):
        register = stores.register
        require_role(register, hand, "preference", {StaffRole.ROUND_MANAGER})
        if row.phase == Phase.ANNULLED or has_reached(Phase(row.phase), Phase.VOTING):
            raise PlanFrozen(row.phase)
        _check(find_round(stores, state.slug), buurt, ids)
        of_buurt = Preference.round_id == row.id, Preference.buurt == buurt
        register.execute(delete(Preference).where(*of_buurt))
        last = register.scalar(
            select(func.max(Preference.position)).where(Preference.round_id == row.id)
        )
        position = 0 if last is None else last + 1
        register.add_all(
            Preference(round_id=row.id, position=position, rank=rank, buurt=buurt, initiative_id=id)
            for rank, id in enumerate(ids)
        )
        row.version += 1
        note_done(register, hand.who, "preference", at, facts)


def _check(state: RoundState, buurt: str, ids: Sequence[str]) -> None:
    known = {one.id for one in state.plan.initiatives if one.buurt == buurt}
    for place, id in enumerate(ids):
        if id not in known or id in ids[:place]:
            raise PreferenceWrong(id)
