"""Changing a round's row under its lock, with a line in its course for every change."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.ballotbox import canonical
from voting.db.base import RoundId
from voting.db.models.register import PhaseChange, Round
from voting.db.session import Stores, transaction
from voting.domain.errors.running import TwoPeopleNeeded
from voting.domain.rounds import Phase, check_step


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """Who does an act and who confirms it; both are named in the round's course.

    `request` is the id of their request (`four_eyes`), where there was one.
    """

    by: str
    confirmed_by: str
    request: str = ""

    @property
    def facts(self) -> Mapping[str, str]:
        """Return what a line of the course says beside the names."""
        return {"request": self.request} if self.request else {}

    def check(self) -> None:
        """Raise TwoPeopleNeeded unless these are two different names."""
        names = {self.by.strip().casefold(), self.confirmed_by.strip().casefold()}
        if "" in names or len(names) != 2:
            raise TwoPeopleNeeded(self.by, self.confirmed_by)


NOBODY = TwoPeople("", "")


@contextmanager
def changing(stores: Stores, round_id: bytes) -> Iterator[Round]:
    """Hold the row of a round alone until the transaction on the register ends."""
    with transaction(stores.register) as register:
        yield lock_round(register, round_id)


def lock_round(register: Session, round_id: bytes) -> Round:
    """Return the row of a round, locked for the rest of the transaction.

    Rows that refer to it can still be added: who waits here until issuing stops (`take_lock`)
    must not be waited for by whoever is issuing.
    """
    return register.get_one(
        Round, RoundId(round_id), with_for_update={"key_share": True}, populate_existing=True
    )


def take_step(
    register: Session, row: Round, new: Phase, at: datetime, people: TwoPeople = NOBODY
) -> None:
    """Bring a locked round to phase `new` and write that down; flushes.

    Raises:
        PhaseSkipped, PhaseReversed, RoundEnded, AnnulmentTooEarly: it cannot go there.
    """
    check_step(Phase(row.phase), new)
    row.phase = new.value
    note_act(register, row, "phase", at, people)


def note_act(
    register: Session,
    row: Round,
    act: str,
    at: datetime,
    people: TwoPeople = NOBODY,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Add a line to the course of a locked round and mark the round as changed; flushes.

    `act` is one of those of `PhaseChange`.
    """
    row.version += 1
    register.flush()
    query = select(func.count()).select_from(PhaseChange).where(PhaseChange.round_id == row.id)
    register.add(
        PhaseChange(
            round_id=row.id,
            position=register.scalar(query) or 0,
            act=act,
            phase=row.phase,
            at=at,
            by_name=people.by.strip(),
            confirmed_by=people.confirmed_by.strip(),
            facts=canonical.dump({**(facts or {}), **people.facts}).decode(),
        )
    )
    register.flush()
