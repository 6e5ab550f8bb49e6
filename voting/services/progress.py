"""What everybody may see of a funded initiative: its course, and what it brought.

Account numbers are not here, nor who is paid, nor names of people.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from voting.db.models.grants import Grant, GrantEvent, GrantReport
from voting.db.session import Stores
from voting.domain.grants import PUBLIC_HAPPENINGS, Happening, Purse, State
from voting.domain.payees import PayeeKind
from voting.domain.photos import CLOSING, Occasion, Photo, Stage
from voting.domain.redeeming import TrancheStage
from voting.domain.reporting import find_remaining
from voting.services.grants import load_payee, load_reports, load_tranches, read_purse
from voting.services.photos import list_photos_of_grant
from voting.services.round_state import RoundState


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, for the public; `milestone` is that of the tranche it is about.

    `text` is a public reason, or what was reported and accepted, with its photos. Cents.
    """

    kind: Happening
    at: datetime
    milestone: str = ""
    cents: int | None = None
    text: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """A milestone that is still to come."""

    milestone: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a funded initiative stands; `closing` is the closing report, once accepted.

    `spent_cents` and `remaining_cents` are those of the newest accepted report.
    """

    state: State
    purse: Purse
    by_municipality: bool
    moments: tuple[Moment, ...]
    ahead: tuple[Ahead, ...]
    closing: str
    closing_photos: tuple[Photo, ...]
    spent_cents: int | None
    remaining_cents: int | None


def view_progress(stores: Stores, state: RoundState, initiative_id: str) -> Progress | None:
    """Return how far a funded initiative is; None before its decision, or without one."""
    register = stores.register
    row = register.scalar(
        select(Grant).where(Grant.round_id == state.id, Grant.initiative_id == initiative_id),
        execution_options={"populate_existing": True},
    )
    if row is None:
        return None
    tranches = {one.position: one for one in load_tranches(register, row)}
    payee = load_payee(register, row)
    moments = tuple(_find_moments(stores, row, {n: one.milestone for n, one in tranches.items()}))
    accepted = [one for one in moments if one.kind in (Happening.ACCEPTED, Happening.FINISHED)]
    spent = accepted[-1].cents if accepted else None
    waiting = State(row.state) in (State.AGREED, State.PAYING)
    return Progress(
        State(row.state),
        read_purse(row),
        payee is not None and payee.kind == PayeeKind.MUNICIPALITY,
        moments,
        tuple(
            Ahead(one.milestone, one.due_on)
            for one in tranches.values()
            if waiting and one.stage == TrancheStage.WAITING
        ),
        accepted[-1].text if row.state == State.FINISHED else "",
        accepted[-1].photos if row.state == State.FINISHED else (),
        spent,
        None if spent is None else find_remaining(row.granted_cents, spent),
    )


def _find_moments(stores: Stores, row: Grant, milestones: dict[int, str]) -> Iterator[Moment]:
    register = stores.register
    # An event tells of each report, in the order they came.
    told = iter(load_reports(register, row))
    newest: dict[int | None, GrantReport] = {}
    photos = list_photos_of_grant(register, row)
    query = select(GrantEvent).where(GrantEvent.grant_id == row.id).order_by(GrantEvent.position)
    for event in register.scalars(query).all():
        kind = Happening(event.kind)
        if kind in (Happening.REPORTED, Happening.CLOSED):
            newest[event.tranche] = next(told)
        if kind in PUBLIC_HAPPENINGS:
            moment = _write_moment(event, kind, newest, milestones)
            yield replace(moment, photos=photos.get(_find_occasion(event), ()))


def _find_occasion(event: GrantEvent) -> Occasion | None:
    """Return whose photos an accepted report took along; None for what is no such report."""
    if event.kind == Happening.FINISHED:
        return CLOSING
    if event.kind == Happening.ACCEPTED and event.tranche is not None:
        return Occasion(Stage.MILESTONE, event.tranche)
    return None


def _write_moment(
    event: GrantEvent,
    kind: Happening,
    newest: dict[int | None, GrantReport],
    milestones: dict[int, str],
) -> Moment:
    milestone = "" if event.tranche is None else milestones.get(event.tranche, "")
    if kind in (Happening.ACCEPTED, Happening.FINISHED):
        report = newest[event.tranche]
        return Moment(kind, event.at, milestone, report.spent_cents, report.text)
    if kind in (Happening.REFUSED, Happening.WITHDRAWN):
        return Moment(kind, event.at, milestone, None, event.text)
    return Moment(kind, event.at, milestone, event.cents)
