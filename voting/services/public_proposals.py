"""What everybody may see of the proposals of a round, before and after the ballot.

Public is what was handed in, also when it was withdrawn or turned down since; never a draft,
and never the name of a person. The number of queries does not depend on how many there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from voting.db.models.people import Group
from voting.db.models.proposals import Proposal, ProposalEvent
from voting.db.models.rounds import Round
from voting.db.session import Stores
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import ProposalId, State, find_minimum
from voting.domain.reviewing import Kind
from voting.domain.texts import fold
from voting.services.handed_in import load_handed_in
from voting.services.proposals import load_bounds
from voting.services.round_state import RoundState, find_round

PAGE_SIZE = 20
MOST_WORDS = 8
"""How many words of a question count."""
PUBLIC_STATES = tuple(state for state in State if state is not State.DRAFT)
PUBLIC_KINDS = (
    *(Kind.SUBMITTED, Kind.TAKEN_UP, Kind.QUESTION, Kind.ANSWER),
    *(Kind.LISTED, Kind.TURNED_DOWN, Kind.WITHDRAWN, Kind.LINKED, Kind.UNLINKED),
    Kind.BACK_IN_REVIEW,
)
"""What is told in public: no suggestions of words, and no history of changes."""
ENDED = (Kind.TURNED_DOWN, Kind.WITHDRAWN)


class Order(StrEnum):
    """In which order proposals stand: another one every day, or the newest first."""

    DAY = "day"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; empty parts leave everything in. Pages count from 1."""

    words: str = ""
    buurt: str = ""
    sector: str = ""
    theme: str = ""
    state: str = ""
    order: Order = Order.DAY
    page: int = 1


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """Something that everybody may know: the group speaks as a whole, an office by its name."""

    position: int
    kind: Kind
    at: datetime
    office: str
    text: str
    about: int | None


@dataclass(frozen=True, slots=True)
class PublicCard:
    """A proposal on the public list; `ended` is why it is off it, with the office's name."""

    reference: str
    state: State
    draft: Draft
    group_name: str
    handed_in_at: datetime
    ended: PublicEvent | None


@dataclass(frozen=True, slots=True)
class PublicList:
    """One page of the list: how many there are, how many were found, and those of the page."""

    total: int
    found: int
    page: int
    pages: int
    cards: tuple[PublicCard, ...]


@dataclass(frozen=True, slots=True)
class PublicProposal:
    """A proposal as everybody sees it. Amounts are cents.

    While a question waits it is what was handed in before; `unchanged_since` is that question.
    """

    reference: str
    state: State
    draft: Draft
    group_name: str
    handed_in_at: datetime
    initiative_id: str | None
    minimum_cents: int
    answer_by: date | None
    decide_by: date | None
    events: tuple[PublicEvent, ...]
    unchanged_since: datetime | None = None


def list_public_proposals(
    stores: Stores, state: RoundState, wanted: Wanted, day: date
) -> PublicList:
    """Return one page of what was handed in for a round; a page too far is the last one.

    The order of `day` is drawn from the day and the references: it says nothing about who was
    first or how much support there is.
    """
    register = stores.register
    count = select(func.count()).select_from(Proposal).where(*_list_public(state))
    total = register.scalar(count) or 0
    found = _find(register, state, wanted, day)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(wanted.page, 1), pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return PublicList(total, len(found), page, pages, _load_cards(register, shown))


def has_public_proposals(stores: Stores, state: RoundState) -> bool:
    """Tell whether anything was handed in for a round."""
    query = select(Proposal.id).where(*_list_public(state)).limit(1)
    return stores.register.scalar(query) is not None


def view_public_proposal(stores: Stores, state: RoundState, reference: str) -> PublicProposal:
    """Return what everybody may see of a proposal; raise ProposalUnknown, also for a draft."""
    row, group_name = _find_public(stores.register, state, reference)
    handed_in = load_handed_in(stores.register, [row])[row.id]
    draft = handed_in.draft
    bounds = load_bounds(stores.register, row.round_id, state.plan)
    return PublicProposal(
        reference=row.reference,
        state=State(row.state),
        draft=draft,
        unchanged_since=handed_in.until,
        group_name=group_name,
        handed_in_at=row.handed_in_at or row.made_at,
        initiative_id=row.initiative_id,
        minimum_cents=find_minimum(draft, bounds),
        answer_by=row.answer_by,
        decide_by=row.decide_by,
        events=tuple(_load_events(stores.register, [row.id], PUBLIC_KINDS).get(row.id, ())),
    )


def find_round_of(stores: Stores, reference: str) -> RoundState:
    """Return the round that a proposal belongs to; raise ProposalUnknown."""
    query = select(Round.slug).join(Proposal, Proposal.round_id == Round.id)
    named = None if "\0" in reference else query.where(Proposal.reference == reference)
    slug = None if named is None else stores.register.scalar(named)
    if slug is None:
        raise ProposalUnknown
    return find_round(stores, slug)


def find_reference(stores: Stores, state: RoundState, initiative_id: str) -> str | None:
    """Return the proposal behind a plan on the list; None for one that came another way."""
    query = select(Proposal.reference).where(
        Proposal.round_id == state.id, Proposal.initiative_id == initiative_id
    )
    return stores.register.scalar(query.order_by(Proposal.made_at, Proposal.reference).limit(1))


def _find_public(register: Session, state: RoundState, reference: str) -> tuple[Proposal, str]:
    query = (
        select(Proposal, Group.name)
        .join(Group, Group.id == Proposal.group_id)
        .where(*_list_public(state), Proposal.reference == reference)
    )
    found = None if "\0" in reference else register.execute(query).one_or_none()
    if found is None:
        raise ProposalUnknown
    return found[0], found[1]


def _find(register: Session, state: RoundState, wanted: Wanted, day: date) -> list[ProposalId]:
    words = fold(wanted.words.replace("\0", " ")).split()[:MOST_WORDS]
    hits: list[ColumnElement[Any]] = [
        Proposal.search_text.contains(word, autoescape=True) for word in words
    ]
    columns: list[ColumnElement[Any] | InstrumentedAttribute[Any]] = [
        *(Proposal.id, Proposal.reference, Group.name),
        *hits,
    ]
    query = (
        select(*columns)
        .join(Group, Group.id == Proposal.group_id)
        .where(*_list_public(state), *_narrow(wanted))
        .order_by(Proposal.handed_in_at.desc(), Proposal.reference)
    )
    rows = register.execute(query).all()
    fitting = [row for row in rows if _has_words(words, row[3:], row[2])]
    if wanted.order is Order.DAY:
        fitting.sort(key=lambda row: _draw(state.slug, day, row[1]))
    return [row[0] for row in fitting]


def _list_public(state: RoundState) -> list[ColumnElement[bool]]:
    return [
        Proposal.round_id == state.id,
        Proposal.handed_in_at.is_not(None),
        Proposal.state != State.DRAFT.value,
    ]


def _narrow(wanted: Wanted) -> list[ColumnElement[bool]]:
    columns = {
        Proposal.buurt: wanted.buurt,
        Proposal.sector: wanted.sector,
        Proposal.theme: wanted.theme,
        Proposal.state: wanted.state,
    }
    return [column == value for column, value in columns.items() if value]


def _has_words(words: Sequence[str], in_text: Sequence[object], group_name: str) -> bool:
    if all(in_text):
        return True
    name = fold(group_name)
    return all(hit or word in name for word, hit in zip(words, in_text, strict=True))


def _draw(round: str, day: date, reference: str) -> bytes:
    return sha256(f"{round}\n{day.isoformat()}\n{reference}".encode()).digest()


def _load_cards(register: Session, ids: Sequence[ProposalId]) -> tuple[PublicCard, ...]:
    query = (
        select(Proposal, Group.name)
        .join(Group, Group.id == Proposal.group_id)
        .where(Proposal.id.in_(ids))
    )
    rows = {row.id: (row, name) for row, name in register.execute(query)}
    ends = _load_events(register, ids, ENDED)
    drafts = load_handed_in(register, [row for row, _name in rows.values()])
    return tuple(
        _make_card(*rows[id], drafts[id].draft, ends.get(id, [])) for id in ids if id in rows
    )


def _make_card(
    row: Proposal, group_name: str, draft: Draft, ends: Sequence[PublicEvent]
) -> PublicCard:
    return PublicCard(
        reference=row.reference,
        state=State(row.state),
        draft=draft,
        group_name=group_name,
        handed_in_at=row.handed_in_at or row.made_at,
        ended=ends[-1] if ends else None,
    )


def _load_events(
    register: Session, ids: Sequence[ProposalId], kinds: Iterable[Kind]
) -> dict[ProposalId, list[PublicEvent]]:
    query = (
        select(
            ProposalEvent.proposal_id,
            ProposalEvent.position,
            ProposalEvent.kind,
            ProposalEvent.at,
            ProposalEvent.office,
            ProposalEvent.text,
            ProposalEvent.about,
        )
        .where(ProposalEvent.proposal_id.in_(ids), ProposalEvent.kind.in_(map(str, kinds)))
        .order_by(ProposalEvent.proposal_id, ProposalEvent.position)
    )
    found: dict[ProposalId, list[PublicEvent]] = {}
    for id, position, kind, at, office, text, about in register.execute(query):
        event = PublicEvent(position, Kind(kind), at, office, text, about)
        found.setdefault(id, []).append(event)
    return found
