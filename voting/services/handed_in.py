"""What everybody reads of a plan while its group changes it: what it handed in, until it answers.

A group may change its plan while a question waits. Half a change is nobody's plan, so the public
page follows when the last question is answered, and not before.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.models.proposals import Proposal, ProposalEvent
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import ProposalId, State
from voting.domain.reviewing import Event, Kind, find_waiting_since, undo_changes
from voting.services.proposals import read_fields

WATCHED = (Kind.QUESTION, Kind.ANSWER, Kind.CHANGED)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A plan as it was handed in; `until` is the question since which it may be changed."""

    draft: Draft
    until: datetime | None = None


def load_handed_in(register: Session, rows: Collection[Proposal]) -> Mapping[ProposalId, HandedIn]:
    """Return what everybody may read of proposals; one query, however many there are."""
    waiting = [row.id for row in rows if row.state == State.QUESTIONS]
    events = _load_events(register, waiting)
    return {row.id: _undo(row, events.get(row.id, [])) for row in rows}


def _undo(row: Proposal, events: list[Event]) -> HandedIn:
    fields = read_fields(row)
    since = find_waiting_since(events)
    if since is None:
        return HandedIn(Draft(fields))
    asked_at = next(one.at for one in events if one.position == since)
    return HandedIn(Draft(undo_changes(fields, events, since)), asked_at)


def _load_events(
    register: Session, ids: Collection[ProposalId]
) -> Mapping[ProposalId, list[Event]]:
    query = (
        select(ProposalEvent)
        .where(ProposalEvent.proposal_id.in_(ids), ProposalEvent.kind.in_(map(str, WATCHED)))
        .order_by(ProposalEvent.proposal_id, ProposalEvent.position)
    )
    found: dict[ProposalId, list[Event]] = {}
    for one in register.scalars(query):
        event = Event(
            one.position,
            Kind(one.kind),
            one.at,
            one.version,
            field=one.field,
            old=one.old,
            new=one.new,
            about=one.about,
        )
        found.setdefault(one.proposal_id, []).append(event)
    return found
