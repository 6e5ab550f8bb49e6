"""The trustees' public sealing keys of a round, as their offline command wrote them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, insert

from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.errors import Malformed
from voting.db.base import AreaId
from voting.db.models.register import Round, SealKey
from voting.db.session import Stores
from voting.domain.errors.running import PlanFrozen, SealKeysUnfit
from voting.domain.rounds import Phase, has_reached
from voting.services.round_course import changing, note_act
from voting.services.round_state import RoundState

Origin = Literal["offline", "demo"]


def import_seal_keys(
    stores: Stores, state: RoundState, facts: Mapping[str, Any], origin: Origin, at: datetime
) -> None:
    """Store the public keys of every area; `facts` is the content of the public keys file.

    `origin` "offline" says that trustees made them on a computer without a network; "demo" that
    they were made on this server, which every page then says. Earlier keys are replaced.

    Raises:
        SealKeysUnfit: the file is of another round, lacks an area, or holds no keys.
        PlanFrozen: the round is open or past it.
    """
    found = _read_keys(state, facts)
    with changing(stores, state.id) as row:
        _refuse_when_open(row)
        stores.register.execute(delete(SealKey).where(SealKey.round_id == row.id))
        rows = [
            {"round_id": row.id, "area_id": area, "public_key": key} for area, key in found.items()
        ]
        stores.register.execute(insert(SealKey), rows)
        row.seal_key_origin = origin
        note_act(stores.register, row, "seal_keys", at, facts={"origin": origin})


def _read_keys(state: RoundState, facts: Mapping[str, Any]) -> dict[AreaId, bytes]:
    try:
        if facts["round"] != b64(state.id):
            raise SealKeysUnfit("other_round")
        found = {
            AreaId(unb64(item["area"], 16)): unb64(item["seal_key"], 32) for item in facts["areas"]
        }
    except (KeyError, TypeError, Malformed) as error:
        raise SealKeysUnfit("unreadable") from error
    if found.keys() != set(state.area_ids.values()) or len(facts["areas"]) != len(found):
        raise SealKeysUnfit("areas")
    if len(set(found.values())) != len(found):
        raise SealKeysUnfit("same_key")
    return found


def _refuse_when_open(row: Round) -> None:
    if row.phase == Phase.ANNULLED or has_reached(Phase(row.phase), Phase.VOTING):
        raise PlanFrozen(row.phase)
