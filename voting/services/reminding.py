"""Reminders to groups, for a nightly timer: each is sent once, however often the night runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.grants import Grant, GrantReminder
from voting.db.session import Stores, transaction
from voting.domain.grants import OPEN_STATES, State
from voting.domain.redeeming import TrancheStage
from voting.domain.working_days import find_day
from voting.services.grants import load_agreement, load_tranches, lock_grants
from voting.services.mailing import Letters
from voting.services.telling_of_grants import tell_group

PAYEE_DAYS = 14
"""Days after a decision that a group may take before it is asked whom to pay."""
AGREEMENT_DAYS = 7
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody is reminded of, and the day it was due or is due."""

    kind: str
    due_on: date
    about: str = ""


def remind_groups(stores: Stores, letters: Letters, at: datetime) -> int:
    """Remind every group of what it owes; return how many reminders were new."""
    rounds = select(Grant.round_id).where(Grant.state.in_([str(state) for state in OPEN_STATES]))
    ids = sorted(set(stores.register.scalars(rounds)))
    return sum(_remind_round(stores, letters, round_id, at) for round_id in ids)


def find_reminders(register: Session, row: Grant, on: date) -> Iterator[Reminder]:
    """Give what a group is to be reminded of on this day."""
    if row.state == State.DECIDED:
        due = find_day(row.decided_at) + timedelta(days=PAYEE_DAYS)
        if due <= on:
            yield Reminder("payee", due)
    yield from _find_waiting_agreement(register, row, on)
    for tranche in load_tranches(register, row):
        if tranche.stage == TrancheStage.WAITING:
            yield from _tell_due("milestone", tranche.due_on, on, tranche.milestone)
    if row.report_by is not None and row.state == State.PAYING and _is_paid(register, row):
        yield from _tell_due("report", row.report_by, on)


def _find_waiting_agreement(register: Session, row: Grant, on: date) -> Iterator[Reminder]:
    offered = load_agreement(register, row)
    if offered is None or row.state not in (State.DECIDED, State.PAYEE_KNOWN):
        return
    due = find_day(offered.offered_at) + timedelta(days=AGREEMENT_DAYS)
    if due <= on:
        yield Reminder("agreement", due)


def _tell_due(kind: str, due: date, on: date, about: str = "") -> Iterator[Reminder]:
    if due < on:
        yield Reminder(f"{kind}-late", due, about)
    elif due <= on + SOON:
        yield Reminder(f"{kind}-soon", due, about)


def _is_paid(register: Session, row: Grant) -> bool:
    done = (TrancheStage.PAID, TrancheStage.DROPPED)
    return all(tranche.stage in done for tranche in load_tranches(register, row))


def _remind_round(stores: Stores, letters: Letters, round_id: RoundId, at: datetime) -> int:
    sent = 0
    with transaction(stores.register) as register:
        lock_grants(register, round_id)
        for row in register.scalars(select(Grant).where(Grant.round_id == round_id)).all():
            for one in find_reminders(register, row, find_day(at)):
                if register.get(GrantReminder, (row.id, one.kind, one.due_on)) is None:
                    mark = GrantReminder(grant_id=row.id, kind=one.kind, due_on=one.due_on, at=at)
                    register.add(mark)
                    register.flush()
                    facts = {"due": one.due_on.isoformat(), "about": one.about}
                    tell_group(register, letters, row, f"grant-remind-{one.kind}", at, **facts)
                    sent += 1
    return sent
