"""A grant as its group and the office see it: everything on one page, never an account number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.grants import Grant, GrantEvent, GrantPayee, GrantTranche
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.grants import Happening, Purse, State
from voting.domain.groups import GroupId
from voting.domain.payees import Payee, PayeeKind
from voting.domain.photos import CLOSING, Occasion, Photo, Stage
from voting.domain.redeeming import TrancheStage
from voting.domain.texts import Text
from voting.services.confirming_payees import list_wanting
from voting.services.grants import (
    find_grant,
    find_own_grant,
    find_title,
    load_agreement,
    load_limit,
    load_payee,
    load_reports,
    load_tranches,
    load_tranches_of,
    read_purse,
)
from voting.services.photos import list_photos_of_grant


@dataclass(frozen=True, slots=True)
class TrancheView:
    """A tranche as the group and the office see it."""

    position: int
    milestone: str
    cents: int
    due_on: date
    advance: bool
    stage: TrancheStage


@dataclass(frozen=True, slots=True)
class AgreementView:
    """The newest agreement that was offered; it stands when `confirmed`."""

    version: int
    terms: str
    officer: str
    offered_at: datetime
    confirmed: bool
    tranches: tuple[TrancheView, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report; `tranche` is None for the closing report."""

    tranche: int | None
    text: str
    spent_cents: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EventView:
    """A line of a grant's timeline."""

    kind: Happening
    at: datetime
    by_name: str
    tranche: int | None
    cents: int | None
    text: str


@dataclass(frozen=True, slots=True)
class GrantView:
    """A grant as its group and the office see it; amounts are cents."""

    reference: str
    initiative_id: str
    title: Text
    state: State
    purse: Purse
    reclaimed_cents: int
    office: str
    decided_at: datetime
    objection_until: date
    ground: int | None
    reason: str
    limit_cents: int
    at_once: bool
    report_by: date | None
    owes_report: bool
    payee: Payee | None
    payee_version: int
    wanting: tuple[GroupId, ...]
    """The groups that must still confirm the payee; `wanting_names` are what they are called."""
    wanting_names: tuple[str, ...]
    agreement: AgreementView | None
    tranches: tuple[TrancheView, ...]
    reports: tuple[ReportView, ...]
    events: tuple[EventView, ...]
    photos: tuple[Photo, ...]
    """Those that go with the reports; `occasion` tells with which."""

    def find_photos(self, report: ReportView) -> tuple[Photo, ...]:
        """Return the photos that went along with a report."""
        occasion = CLOSING
        if report.tranche is not None:
            occasion = Occasion(Stage.MILESTONE, report.tranche)
        return tuple(photo for photo in self.photos if photo.occasion == occasion)


def view_grant(stores: Stores, reference: str) -> GrantView:
    """Return a grant as the office sees it; raise GrantUnknown."""
    register = stores.register
    return _view(register, find_grant(register, reference))


def view_own_grant(stores: Stores, proposal: str, person: PersonId) -> GrantView:
    """Return the grant for a proposal as a member of its group sees it; raise GrantUnknown."""
    return view_grant(stores, find_own_grant(stores.register, proposal, person))


def list_grants(stores: Stores, round_id: RoundId) -> list[GrantView]:
    """Return all grants of a round, by number."""
    register = stores.register
    query = select(Grant).where(Grant.round_id == round_id).order_by(Grant.number)
    rows = register.scalars(query, execution_options={"populate_existing": True})
    return [_view(register, row) for row in rows]


def _view(register: Session, row: Grant) -> GrantView:
    payee = load_payee(register, row)
    wanting = list_wanting(register, row, payee) if payee else []
    return GrantView(
        reference=row.reference,
        initiative_id=row.initiative_id,
        title=find_title(register, row),
        state=State(row.state),
        purse=read_purse(row),
        reclaimed_cents=row.reclaimed_cents,
        office=row.office,
        decided_at=row.decided_at,
        objection_until=row.objection_until,
        ground=row.ground,
        reason=row.reason,
        limit_cents=load_limit(register, row.round_id),
        at_once=bool(load_tranches_of(register, row, 0)),
        report_by=row.report_by,
        owes_report=row.owes_report,
        payee=view_payee(payee),
        payee_version=payee.version if payee else 0,
        wanting=tuple(group.id for group in wanting),
        wanting_names=tuple(group.name for group in wanting),
        agreement=_view_agreement(register, row),
        tranches=tuple(_view_tranche(one) for one in load_tranches(register, row)),
        reports=tuple(
            ReportView(one.tranche, one.text, one.spent_cents, one.at)
            for one in load_reports(register, row)
        ),
        events=tuple(_view_events(register, row)),
        photos=tuple(chain.from_iterable(list_photos_of_grant(register, row).values())),
    )


def view_payee(row: GrantPayee | None) -> Payee | None:
    """Return what may be shown of a payee, None when it is not known yet."""
    if row is None:
        return None
    return Payee(
        PayeeKind(row.kind),
        row.name,
        row.holder,
        row.kvk,
        row.invoice,
        row.adult,
        row.agreed,
        row.last_four,
        row.held_until,
    )


def _view_agreement(register: Session, row: Grant) -> AgreementView | None:
    found = load_agreement(register, row)
    if found is None:
        return None
    tranches = load_tranches_of(register, row, found.version)
    return AgreementView(
        found.version,
        found.terms,
        found.officer,
        found.offered_at,
        row.agreement == found.version,
        tuple(_view_tranche(one) for one in tranches),
    )


def _view_tranche(row: GrantTranche) -> TrancheView:
    return TrancheView(
        row.position, row.milestone, row.cents, row.due_on, row.advance, TrancheStage(row.stage)
    )


def _view_events(register: Session, row: Grant) -> Iterator[EventView]:
    query = select(GrantEvent).where(GrantEvent.grant_id == row.id).order_by(GrantEvent.position)
    for one in register.scalars(query):
        yield EventView(Happening(one.kind), one.at, one.by_name, one.tranche, one.cents, one.text)
