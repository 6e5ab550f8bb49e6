"""The ballot box while it takes votes: reading and writing the slips of one vote.

A vote's slips are written together or not at all. What may replace what is decided here, under
the rows' locks, so that neither an old tab nor a hung request overwrites a later vote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from voting.ballotbox.encoding import b64
from voting.ballotbox.errors import Malformed
from voting.db.conflicts import insert_into
from voting.db.models.ballotbox import BoxState, StoredSlip
from voting.db.session import take_lock, transaction
from voting.domain.errors.casting import (
    AlreadyVoted,
    PaperAfterVote,
    SlipsUnreadable,
    TooManyReplacements,
)
from voting.services.stored_slips import PAPER, BoxCipher, KeptSlip

TRIES = 3
MOST_REPLACEMENTS = 50
log = structlog.get_logger("voting")
# Statements of the busiest hour, built once.
_PHASE = select(BoxState.phase).where(BoxState.round == bindparam("of_round"))
_HELD = (
    select(StoredSlip.slot, StoredSlip.body)
    .where(
        StoredSlip.round == bindparam("of_round"),
        StoredSlip.area == bindparam("of_area"),
        StoredSlip.slot.in_(bindparam("of_slots", expanding=True)),
    )
    .order_by(StoredSlip.slot)
    .with_for_update()
)
_UPDATE = (
    update(StoredSlip)
    .where(
        StoredSlip.round == bindparam("of_round"),
        StoredSlip.area == bindparam("of_area"),
        StoredSlip.slot == bindparam("of_slot"),
    )
    .values(body=bindparam("new_body"))
)


class BoxIsClosed(Exception):
    """The box of this round takes no slips."""


class _WrittenMeanwhile(Exception):
    """Another request of this code wrote its slips between reading and writing."""


@dataclass(frozen=True, slots=True)
class BallotBox:
    """The box of one round, for one vote."""

    session: Session
    round_id: bytes
    cipher: BoxCipher

    def put(self, vote: Sequence[KeptSlip], replaces: frozenset[bytes]) -> tuple[KeptSlip, ...]:
        """Store a vote's slips and return what the box holds of this code now.

        The same attempt again leaves the box as it is. `replaces` are the leaf hashes that this
        vote replaces; a first vote replaces nothing, whatever it names.

        Raises:
            BoxIsClosed: too late.
            AlreadyVoted: another vote of this code is in, or was in.
            TooManyReplacements: it was replaced as often as it may be.
            SlipsUnreadable: a slip of this code was spoiled; somebody has to look into that.
            PaperAfterVote: a paper form, and a vote is in.
        """
        for _ in range(TRIES - 1):
            try:
                return self._put_once(vote, replaces)
            except _WrittenMeanwhile:
                # Another request of this code wrote its first vote at the same moment.
                continue
        return self._put_once(vote, replaces)

    def _put_once(
        self, vote: Sequence[KeptSlip], replaces: frozenset[bytes]
    ) -> tuple[KeptSlip, ...]:
        area = vote[0].slip.area
        places = {self.cipher.find_slot(area, one.slip.key): one for one in vote}
        with transaction(self.session):
            take_lock(self.session, name_casting_lock(self.round_id), shared=True)
            self._refuse_when_closed()
            held = self._read(area, sorted(places))
            if not held:
                self._insert(area, places)
                return tuple(vote)
            if all(slot in held and held[slot].attempt == places[slot].attempt for slot in places):
                return tuple(held.values())
            fresh = replace_slips(held, places, replaces)
            self._update(area, {slot: one for slot, one in fresh.items() if slot in held})
            self._insert(area, {slot: one for slot, one in fresh.items() if slot not in held})
        return tuple(fresh.values())

    def _refuse_when_closed(self) -> None:
        if not is_open(self.session, self.round_id):
            raise BoxIsClosed

    def _read(self, area: bytes, slots: Sequence[bytes]) -> dict[bytes, KeptSlip]:
        rows = self.session.execute(
            _HELD, {"of_round": self.round_id, "of_area": area, "of_slots": list(slots)}
        )
        try:
            return {slot: self.cipher.unlock(area, slot, bytes(body)) for slot, body in rows}
        except Malformed:
            log.critical("a slip in the ballot box cannot be read", round=b64(self.round_id))
            raise SlipsUnreadable from None

    def _insert(self, area: bytes, places: Mapping[bytes, KeptSlip]) -> None:
        if not places:
            return
        rows = [
            {
                "round": self.round_id,
                "area": area,
                "slot": slot,
                "body": self.cipher.lock(one, slot),
            }
            for slot, one in sorted(places.items())
        ]
        # Not by waiting for an error: PostgreSQL would log it, with the time of this vote.
        statement = insert_into(self.session, StoredSlip).on_conflict_do_nothing()
        written = self.session.connection().execute(statement.returning(StoredSlip.slot), rows)
        if len(written.all()) != len(rows):
            raise _WrittenMeanwhile

    def _update(self, area: bytes, places: Mapping[bytes, KeptSlip]) -> None:
        rows = [
            {
                "of_round": self.round_id,
                "of_area": area,
                "of_slot": slot,
                "new_body": self.cipher.lock(one, slot),
            }
            for slot, one in places.items()
        ]
        self.session.connection().execute(_UPDATE, rows)


def is_open(session: Session, round_id: bytes) -> bool:
    """Tell whether the box of a round takes slips now."""
    return session.execute(_PHASE, {"of_round": round_id}).scalar_one_or_none() == "open"


def name_casting_lock(round_id: bytes) -> str:
    """Return the lock in the ballot box that casting shares and closing holds alone."""
    return f"casting {round_id.hex()}"


def replace_slips(
    held: Mapping[bytes, KeptSlip], vote: Mapping[bytes, KeptSlip], replaces: frozenset[bytes]
) -> dict[bytes, KeptSlip]:
    """Return the new slips by slot, each remembering the hashes that its slot had before.

    A slot whose row is gone is filled again: its voter must not be locked out.
    """
    now = {slot: one.slip.leaf_hash() for slot, one in held.items()}
    if any(one.channel == PAPER for one in vote.values()):
        raise PaperAfterVote
    if replaces != frozenset(now.values()):
        raise AlreadyVoted(tuple(sorted(b64(leaf) for leaf in now.values())))
    if any(len(one.earlier) >= MOST_REPLACEMENTS for one in held.values()):
        raise TooManyReplacements(MOST_REPLACEMENTS)
    fresh = dict(vote)
    for slot, old in held.items():
        one, before = vote[slot], (*old.earlier, now[slot])
        if one.slip.leaf_hash() in before:
            raise AlreadyVoted(tuple(sorted(b64(leaf) for leaf in now.values())))
        fresh[slot] = replace(one, earlier=before)
    return fresh
