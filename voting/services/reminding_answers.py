"""Reminding groups that an answer is due, once for each term."""

from datetime import datetime

from sqlalchemy import or_, select

from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.proposals import State, find_reminder_day
from voting.domain.working_days import find_day
from voting.services.mailing import Letters
from voting.services.proposals import changing_proposal
from voting.services.telling_groups import tell_group


def remind_groups(stores: Stores, letters: Letters, at: datetime) -> list[str]:
    """Mail every group whose days to answer are nearly over; return the references.

    It can be run every night, twice at once, or again after a night that was missed: who was
    reminded of a last day is not reminded of it again.
    """
    waiting = list(
        stores.register.scalars(
            select(Proposal.reference)
            .where(
                Proposal.state == State.QUESTIONS.value,
                Proposal.answer_by >= find_day(at),
                or_(Proposal.reminded_for.is_(None), Proposal.reminded_for != Proposal.answer_by),
            )
            .order_by(Proposal.reference)
        )
    )
    return [reference for reference in waiting if _remind(stores, letters, reference, at)]


def _remind(stores: Stores, letters: Letters, reference: str, at: datetime) -> bool:
    with changing_proposal(stores, reference, None) as (register, row):
        day = row.answer_by
        if row.state != State.QUESTIONS or day is None or row.reminded_for == day:
            return False
        if not find_reminder_day(day) <= find_day(at) <= day:
            return False
        row.reminded_for = day
        return bool(
            tell_group(register, letters, row, "proposal-reminder", at, answer_by=day.isoformat())
        )
