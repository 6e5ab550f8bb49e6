"""The college acts itself in a buurt that lags far behind, with a reason everybody can read.

It takes no plan from a group and no money from the pot: this records and publishes that it acts.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from voting.db.base import RoundId
from voting.db.models.reserves import OwnAction
from voting.db.session import Stores, take_lock, transaction
from voting.domain.errors.redeeming import OwnActionKnown
from voting.domain.grants import read_reason
from voting.services.deciding import Deciding
from voting.services.round_state import RoundState


@dataclass(frozen=True, slots=True)
class OwnActionView:
    """Where the college acts itself, why, and for which office; names of people stay inside."""

    buurt: str
    reason: str
    office: str
    at: datetime
    by_name: str
    confirmed_by: str


def act_itself(
    stores: Stores, state: RoundState, buurt: str, reason: str, deciding: Deciding
) -> None:
    """Record that the college acts itself in a buurt.

    Raises TwoPeopleNeeded, TextMissing, PublicReasonNeeded, OwnActionKnown.
    """
    office, text = deciding.check(), read_reason(reason)
    with transaction(stores.register) as register:
        take_lock(register, f"own action {state.id.hex()}")
        if register.get(OwnAction, (state.id, buurt)) is not None:
            raise OwnActionKnown(buurt)
        row = OwnAction(
            round_id=state.id, buurt=buurt, reason=text, office=office, at=deciding.at,
            **deciding.names,
        )  # fmt: skip
        register.add(row)


def list_own_actions(stores: Stores, round_id: RoundId) -> list[OwnActionView]:
    """Return where the college acts itself, the oldest first."""
    query = select(OwnAction).where(OwnAction.round_id == round_id)
    rows = stores.register.scalars(query.order_by(OwnAction.at, OwnAction.buurt))
    return [
        OwnActionView(row.buurt, row.reason, row.office, row.at, row.by_name, row.confirmed_by)
        for row in rows
    ]


def find_own_action(stores: Stores, round_id: RoundId, buurt: str) -> OwnActionView | None:
    """Return the own action in one buurt, None when there is none."""
    return next((one for one in list_own_actions(stores, round_id) if one.buurt == buurt), None)
