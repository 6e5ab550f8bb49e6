"""What every service and page needs to know of a round, read once and kept while it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from voting.db.base import AreaId, RoundId
from voting.db.models.rounds import Area, Round, SealKey
from voting.db.plans import load_plan
from voting.db.session import Stores
from voting.domain.areas import VotingArea, is_slug
from voting.domain.errors.running import RoundUnknown, SeveralRounds
from voting.domain.rounds import Phase, RoundPlan

MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class RoundState:
    """A round at this moment.

    `area_ids` and `entitled` are by voting area slug; `entitled` counts the residents of the
    roll as it was at opening. `closing` is set before the box closes. `seal_keys` are the
    trustees' public keys (X25519, 32 bytes) by slug.
    """

    id: RoundId
    slug: str
    phase: Phase
    closing: bool
    plan: RoundPlan
    area_ids: Mapping[str, AreaId]
    setup_hash: bytes | None
    seal_key_origin: str | None
    entitled: Mapping[str, int]
    seal_keys: Mapping[str, bytes]

    @property
    def area_slugs(self) -> dict[bytes, str]:
        """Return each voting area's slug by its id."""
        return {area_id: slug for slug, area_id in self.area_ids.items()}

    def find_area(self, slug: str) -> VotingArea:
        """Return a voting area of the plan; LookupError when there is none of this slug."""
        for area in self.plan.voting_areas:
            if area.slug == slug:
                return area
        raise LookupError(slug)


_COLUMNS = (Round.id, Round.slug, Round.version, Round.phase, Round.closing, Round.closes_at)
_kept: dict[bytes, tuple[Row[*tuple[Any, ...]], RoundState]] = {}
"""The last state of each round. The columns say whether it still holds, in any process."""


def find_round(stores: Stores, slug: str | None = None) -> RoundState:
    """Return the round of this slug; without one, the only round there is.

    Raises:
        RoundUnknown: there is no such round, or none at all.
        SeveralRounds: no slug was given and there are several rounds.
    """
    if slug is not None:
        return _find_by_slug(stores, slug)
    slugs = stores.register.scalars(select(Round.slug).order_by(Round.created_at)).all()
    if len(slugs) > 1:
        raise SeveralRounds(tuple(slugs))
    return _find_by_slug(stores, slugs[0] if slugs else "")


def list_rounds(stores: Stores) -> list[RoundState]:
    """Return all rounds, the one that opens last first."""
    query = select(*_COLUMNS).order_by(Round.opens_at.desc(), Round.slug)
    return [_recall(stores, row) for row in stores.register.execute(query).all()]


def _find_by_slug(stores: Stores, slug: str) -> RoundState:
    if not is_slug(slug):  # PostgreSQL takes no NUL even in a question
        raise RoundUnknown(slug)
    row = stores.register.execute(select(*_COLUMNS).where(Round.slug == slug)).one_or_none()
    if row is None:
        raise RoundUnknown(slug)
    return _recall(stores, row)


def _recall(stores: Stores, row: Row[*tuple[Any, ...]]) -> RoundState:
    held = _kept.get(row.id)
    if held is not None and held[0] == row:
        return held[1]
    state = _read_state(stores, row.id)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[row.id] = (row, state)
    return state


def _read_state(stores: Stores, round_id: RoundId) -> RoundState:
    session = stores.register
    row = session.get_one(Round, round_id, populate_existing=True)
    query = select(Area).where(Area.round_id == round_id).order_by(Area.position)
    areas = session.scalars(query, execution_options={"populate_existing": True}).all()
    return RoundState(
        id=row.id,
        slug=row.slug,
        phase=Phase(row.phase),
        closing=row.closing,
        plan=load_plan(session, round_id),
        area_ids={area.slug: area.id for area in areas},
        setup_hash=row.setup_hash,
        seal_key_origin=row.seal_key_origin,
        entitled={area.slug: area.entitled or 0 for area in areas},
        seal_keys=_read_seal_keys(stores, round_id, areas),
    )


def _read_seal_keys(stores: Stores, round_id: RoundId, areas: Sequence[Area]) -> dict[str, bytes]:
    slugs = {area.id: area.slug for area in areas}
    query = select(SealKey.area_id, SealKey.public_key).where(SealKey.round_id == round_id)
    return {slugs[area]: key for area, key in stores.register.execute(query).all()}
