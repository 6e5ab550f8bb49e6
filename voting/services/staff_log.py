"""The staff log: who did what, and who was refused what and why. Lines are added, never changed.

It holds no secrets: facts are names, references and reasons. A refused try is noted in a
transaction of its own, since the one it happened in is undone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.ballotbox import canonical
from voting.db.models.staff import LONGEST_ACT, StaffAct
from voting.db.session import Stores, transaction
from voting.domain.accounts import LONGEST_NAME, PersonId
from voting.domain.errors.people import EmailMalformed, TextMissing, TextTooLong
from voting.domain.errors.proposals import AnswersRefused
from voting.domain.errors.refused import Refused
from voting.domain.errors.staff import FreshCodeNeeded

Facts = Mapping[str, str]
PAGE = 100
NOT_NOTED = (FreshCodeNeeded, TextMissing, TextTooLong, EmailMalformed, AnswersRefused)
"""Refusals that ask to fill something in, and say nothing about who tried what."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose act it is; without a person it is a command on the server."""

    person: PersonId | None
    name: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the staff log; `refused` is empty when it was done."""

    id: int
    at: datetime
    name: str
    act: str
    refused: str
    facts: Facts


def note_done(
    register: Session, who: Who, act: str, at: datetime, facts: Facts | None = None
) -> None:
    """Add that something was done, within its transaction."""
    _add(register, who, act, "", at, facts)


def note_refused(
    stores: Stores, who: Who, act: str, why: str, at: datetime, facts: Facts | None = None
) -> None:
    """Add that something was refused, in a transaction of its own."""
    with transaction(stores.register) as register:
        _add(register, who, act, why, at, facts)


@contextmanager
def noting_refusals(
    stores: Stores, who: Who, act: str, at: datetime, facts: Facts | None = None
) -> Iterator[None]:
    """Note every refusal of the block, but for what is only filled in wrong."""
    try:
        yield
    except NOT_NOTED:
        raise
    except Refused as refusal:
        note_refused(stores, who, act, type(refusal).__name__, at, facts)
        raise


def list_log(stores: Stores, before: int | None = None) -> list[LogLine]:
    """Return a page of the log, the newest line first; `before` is the id to go on from."""
    query = select(StaffAct).order_by(StaffAct.id.desc()).limit(PAGE)
    if before is not None:
        query = query.where(StaffAct.id < before)
    return [
        LogLine(row.id, row.at, row.name, row.act, row.refused, canonical.load(row.facts.encode()))
        for row in stores.register.scalars(query)
    ]


def _add(
    register: Session, who: Who, act: str, why: str, at: datetime, facts: Facts | None
) -> None:
    register.add(
        StaffAct(
            at=at,
            person=who.person,
            name=who.name[:LONGEST_NAME],
            act=act[:LONGEST_ACT],
            refused=why[:LONGEST_ACT],
            facts=canonical.dump(dict(facts or {})).decode(),
        )
    )
