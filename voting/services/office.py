"""The office's desk of a review: who looks at what, what is late, and who has a stake.

The conversation itself is `reviewing`. A reviewer works in the voting areas they were given; a
plan outside them is to them as one that is not there.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.people import Group, Membership, Person
from voting.db.models.proposals import Proposal
from voting.db.models.reviews import CostEstimate, DeclaredInterest, ReviewTask
from voting.db.models.rounds import Round
from voting.db.models.staff import StaffMember
from voting.db.session import Stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.errors.staff import AreaHidden
from voting.domain.office import (
    ORDER,
    Terms,
    Urgency,
    check_disinterested,
    count_load,
    find_urgency,
)
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import State
from voting.domain.staff import StaffRole, Standing
from voting.services import reviewing
from voting.services.proposals import (
    ProposalView,
    changing_proposal,
    find_proposal,
    read_fields,
    read_said,
    view_proposal,
)
from voting.services.round_state import RoundState, find_round
from voting.services.staff import Hand, load_areas, read_department, require_role
from voting.services.staff_log import note_done, noting_refusals
from voting.services.support import count_support

READERS = frozenset({StaffRole.ROUND_MANAGER, StaffRole.GRIFFIER, StaffRole.AUDITOR})
"""Who sees every plan of the office, beside the reviewers of its area."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A proposal in the queue. `reviewer` is empty until somebody took it up."""

    reference: str
    draft: Draft
    state: State
    group_name: str
    decide_by: date | None
    answer_by: date | None
    urgency: Urgency
    reviewer: str
    own: bool
    signed: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a plan would cost according to a department, in cents."""

    department: str
    cents: int
    note: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OfficeView:
    """A proposal as its reviewer sees it. `blocked`: the reader has a stake in it."""

    proposal: ProposalView
    urgency: Urgency
    reviewer: str
    own: bool
    blocked: bool
    signed: int
    estimates: tuple[Estimate, ...]


def list_queue(
    stores: Stores, state: RoundState, person: PersonId, standing: Standing, on: date
) -> list[QueueLine]:
    """Return what was handed in for a round, what is late on top, in the reader's areas only."""
    register = stores.register
    rows = register.execute(
        select(Proposal, Group.name, ReviewTask.person, Person.name)
        .join(Group, Group.id == Proposal.group_id)
        .outerjoin(ReviewTask, ReviewTask.proposal_id == Proposal.id)
        .outerjoin(Person, Person.id == ReviewTask.person)
        .where(Proposal.round_id == state.id, Proposal.handed_in_at.is_not(None))
    ).all()
    seen = [row for row in rows if _sees(standing, find_area(state, row[0]))]
    signed = count_support(register, [row[0].id for row in seen])
    lines = [
        QueueLine(
            proposal.reference,
            Draft(read_fields(proposal)),
            State(proposal.state),
            group,
            proposal.decide_by,
            proposal.answer_by,
            find_urgency(_read_terms(proposal), on),
            name or "",
            reviewer == person,
            signed[proposal.id],
        )
        for proposal, group, reviewer, name in seen
    ]
    return sorted(lines, key=_rank)


def count_loads(stores: Stores, state: RoundState) -> Mapping[str, int]:
    """Return how many proposals that still take work each reviewer took up, by name."""
    rows = stores.register.execute(
        select(Person.name, Proposal.state)
        .join(ReviewTask, ReviewTask.person == Person.id)
        .join(Proposal, Proposal.id == ReviewTask.proposal_id)
        .where(Proposal.round_id == state.id)
    ).all()
    names = Counter(name for name, _state in rows)
    return {
        name: count_load(State(found) for one, found in rows if one == name)
        for name in sorted(names)
    }


def view_for_review(
    stores: Stores, person: PersonId, standing: Standing, reference: str, on: date
) -> OfficeView:
    """Return a proposal that was handed in.

    Raises ProposalUnknown, also for a draft, or AreaHidden outside the reader's areas.
    """
    view = reviewing.view_for_office(stores, reference)
    register = stores.register
    row = find_proposal(register, reference, None)
    if not _sees(standing, find_area(find_round(stores, view.round), row)):
        raise AreaHidden
    task = register.get(ReviewTask, row.id, populate_existing=True)
    reviewer = register.get(Person, task.person) if task else None
    return OfficeView(
        view,
        find_urgency(_read_terms(row), on),
        reviewer.name if reviewer else "",
        reviewer is not None and reviewer.id == person,
        _has_stake(register, row, person),
        count_support(register, [row.id])[row.id],
        list_estimates(stores, reference),
    )


@contextmanager
def reviewing_as(
    stores: Stores, hand: Hand, reference: str, what: str, at: datetime
) -> Iterator[str]:
    """Let a reviewer do something with a proposal; gives the office's name, and logs the act.

    Raises:
        RoleNeeded, SecondStepNeeded: the person is no reviewer, or not any more.
        ProposalUnknown, AreaHidden: it is not theirs to see.
        OwnInterest: they are in its group, or declared a stake.
    """
    facts = {"plan": reference[:12], "what": what}
    with noting_refusals(stores, hand.who, "review", at, facts):
        yield _require_reviewer(stores, hand, reference)
        with transaction(stores.register) as register:
            note_done(register, hand.who, "review", at, facts)


def take_up(stores: Stores, hand: Hand, reference: str, at: datetime) -> None:
    """Begin the review of a proposal, or take it over from a colleague.

    Raises as `reviewing_as`, and WrongState when there is nothing left to review.
    """
    with reviewing_as(stores, hand, reference, "take_up", at) as office:
        if view_proposal(stores, reference, None).state is State.SUBMITTED:
            reviewing.take_up(stores, reference, office, at)
        with changing_proposal(stores, reference, None) as (register, row):
            task = register.get(ReviewTask, row.id) or ReviewTask(proposal_id=row.id)
            task.person, task.at = hand.person, at
            register.add(task)


def declare_interest(stores: Stores, hand: Hand, reference: str, reason: str, at: datetime) -> None:
    """Say that one has a stake in a plan, such as a relative's; from then on others review it.

    Raises RoleNeeded, ProposalUnknown, AreaHidden, TextMissing or TextTooLong.
    """
    said = read_said("reason", reason)
    facts = {"plan": reference[:12]}
    with noting_refusals(stores, hand.who, "interest", at, facts):
        _require_area(stores, hand, reference)
        with changing_proposal(stores, reference, None) as (register, row):
            if register.get(DeclaredInterest, (row.id, hand.person)) is None:
                declared = DeclaredInterest(
                    proposal_id=row.id, person=hand.person, reason=said, at=at
                )
                register.add(declared)
            own = ReviewTask.proposal_id == row.id, ReviewTask.person == hand.person
            register.execute(delete(ReviewTask).where(*own))
            note_done(register, hand.who, "interest", at, facts)


def add_estimate(
    stores: Stores,
    hand: Hand,
    reference: str,
    *,
    department: str,
    cents: int,
    note: str,
    at: datetime,
) -> None:
    """Write down what a plan would cost according to a department; its group sees it.

    A later one of the same department replaces it, and the earlier one stays in the books.
    Raises as `reviewing_as`, and TextMissing or TextTooLong.
    """
    where = read_department(department) or read_said("department", department)
    said = read_said("note", note) if note.strip() else ""
    with (
        reviewing_as(stores, hand, reference, "estimate", at),
        changing_proposal(stores, reference, None) as (register, row),
    ):
        query = select(CostEstimate.position).where(CostEstimate.proposal_id == row.id)
        last = register.scalar(query.order_by(CostEstimate.position.desc()).limit(1))
        register.add(
            CostEstimate(
                proposal_id=row.id,
                position=0 if last is None else last + 1,
                department=where,
                cents=cents,
                note=said,
                name=hand.name,
                at=at,
            )
        )


def list_estimates(stores: Stores, reference: str) -> tuple[Estimate, ...]:
    """Return the estimate of each department that holds, by department; raise ProposalUnknown."""
    row = find_proposal(stores.register, reference, None)
    query = select(CostEstimate).where(CostEstimate.proposal_id == row.id)
    latest = {
        one.department.casefold(): one
        for one in stores.register.scalars(query.order_by(CostEstimate.position))
    }
    return tuple(
        Estimate(one.department, one.cents, one.note, one.name, one.at)
        for _name, one in sorted(latest.items())
    )


def find_area(state: RoundState, row: Proposal) -> bytes:
    """Return the id of the voting area of a proposal's buurt, b"" while it names none."""
    buurt = Draft(read_fields(row)).word("buurt")
    for area in state.plan.voting_areas:
        if buurt in {one.slug for one in area.buurten}:
            return state.area_ids[area.slug]
    return b""


def name_office(department: str, name: str) -> str:
    """Return what a group reads as who asked or decided: the department and the person."""
    written = f"{department}, {name}" if department else name
    return written[: reviewing.LONGEST_OFFICE]


def _require_area(stores: Stores, hand: Hand, reference: str) -> tuple[Proposal, StaffMember]:
    register = stores.register
    require_role(register, hand, "review", {StaffRole.REVIEWER})
    member = register.get_one(StaffMember, hand.person, populate_existing=True)
    reviewing.view_for_office(stores, reference)
    row = find_proposal(register, reference, None)
    areas = load_areas(register, member)
    slug = register.get_one(Round, RoundId(row.round_id)).slug
    if areas is not None and find_area(find_round(stores, slug), row) not in areas:
        raise AreaHidden
    return row, member


def _require_reviewer(stores: Stores, hand: Hand, reference: str) -> str:
    row, member = _require_area(stores, hand, reference)
    check_disinterested(
        member=_is_in_group(stores.register, row, hand.person),
        declared=_has_declared(stores.register, row, hand.person),
    )
    return name_office(member.department, hand.name)


def _has_stake(register: Session, row: Proposal, person: PersonId) -> bool:
    return _is_in_group(register, row, person) or _has_declared(register, row, person)


def _is_in_group(register: Session, row: Proposal, person: PersonId) -> bool:
    same = Membership.group_id == row.group_id, Membership.person == person
    return bool(register.scalar(select(exists().where(*same))))


def _has_declared(register: Session, row: Proposal, person: PersonId) -> bool:
    same = DeclaredInterest.proposal_id == row.id, DeclaredInterest.person == person
    return bool(register.scalar(select(exists().where(*same))))


def _sees(standing: Standing, area: bytes) -> bool:
    return bool(standing.roles & READERS) or standing.reviews(area)


def _read_terms(row: Proposal) -> Terms:
    return Terms(State(row.state), row.decide_by, row.answer_by)


def _rank(line: QueueLine) -> tuple[int, date, str]:
    day = line.answer_by or line.decide_by or date.max
    return ORDER.index(line.urgency), day, line.reference
