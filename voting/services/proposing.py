"""What a group does with its proposal: begin it, fill it in step by step, hand it in, withdraw."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.people import Group, Membership, Person
from voting.db.models.proposals import Proposal, ProposalEvent
from voting.db.models.rounds import Round
from voting.db.session import Stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.errors.proposals import DraftChanged, ListIsFinal, ThemeNotListed, WrongState
from voting.domain.groups import GroupId
from voting.domain.proposal_fields import FIELDS, Draft, Step, read_step
from voting.domain.proposals import (
    OPEN_STATES,
    POSSIBLE,
    TAKES_ENTRIES,
    Act,
    ProposalId,
    State,
    can_withdraw,
    check_complete,
    find_decision_day,
    find_listed_theme,
    require_entries,
    require_member,
)
from voting.domain.reviewing import Kind
from voting.domain.rounds import Phase
from voting.domain.working_days import find_day
from voting.services.groups import load_members
from voting.services.mailing import Letters
from voting.services.owing_reports import require_reported
from voting.services.plans_in_links import follow_change, leave_links
from voting.services.proposals import (
    ProposalView,
    change_fields,
    changing_proposal,
    load_bounds,
    load_events,
    note_event,
    read_fields,
    read_said,
    reviewing_proposal,
    take_step,
    view_proposal,
    write_fields,
)
from voting.services.round_state import RoundState, find_round, list_rounds
from voting.services.telling_groups import tell_group

SIGNS = "abcdefghjkmnpqrstvwxyz23456789"
"""What a reference is made of: nothing that is read as something else."""
REFERENCE_LENGTH = 10
LINK_RESTS_ON = (Step.PLACE, Step.COSTS, Step.MINIMUM)
"""The answers that plans which link up agreed on."""


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal on its group's list."""

    reference: str
    draft: Draft
    state: State
    group_name: str
    round: str


def begin_proposal(
    stores: Stores, person: PersonId, group: GroupId, state: RoundState, at: datetime
) -> str:
    """Begin an empty draft for a group and return its reference.

    Raises GroupUnknown when `person` is not in the group, EntriesClosed.
    """
    require_entries(Phase(state.phase))
    with transaction(stores.register) as register:
        return add_draft(register, person, group, state, at).reference


def add_draft(
    register: Session, person: PersonId, group: GroupId, state: RoundState, at: datetime
) -> Proposal:
    """Add an empty draft within a transaction; raise GroupUnknown when not in the group."""
    load_members(register, person, group)
    row = add_empty(register, state.id, group, at)
    note_event(register, row, Kind.BEGUN, at, person=person)
    return row


def add_empty(register: Session, round_id: RoundId, group: GroupId, at: datetime) -> Proposal:
    """Add an empty draft within a transaction, whoever asks for it."""
    row = Proposal(
        id=ProposalId(secrets.token_bytes(16)),
        round_id=round_id,
        group_id=group,
        reference="".join(secrets.choice(SIGNS) for _ in range(REFERENCE_LENGTH)),
        state=State.DRAFT.value,
        version=1,
        fields="{}",
        made_at=at,
    )
    register.add(row)
    register.flush()
    return row


def list_open_rounds(stores: Stores) -> list[RoundState]:
    """Return the rounds that take proposals now."""
    return [state for state in list_rounds(stores) if takes_entries(state)]


def takes_entries(state: RoundState) -> bool:
    """Tell whether a round takes proposals now."""
    return Phase(state.phase) in TAKES_ENTRIES


def list_own_proposals(stores: Stores, person: PersonId) -> list[ProposalCard]:
    """Return the proposals of all groups somebody is in, the newest first; one query."""
    rows = stores.register.execute(
        select(Proposal, Group.name, Round.slug)
        .join(Group, Group.id == Proposal.group_id)
        .join(Round, Round.id == Proposal.round_id)
        .join(Membership, Membership.group_id == Proposal.group_id)
        .where(Membership.person == person)
        .order_by(Proposal.made_at.desc(), Proposal.reference)
    )
    return [
        ProposalCard(row.reference, Draft(read_fields(row)), State(row.state), group, round_slug)
        for row, group, round_slug in rows
    ]


def save_step(
    stores: Stores,
    person: PersonId,
    reference: str,
    step: Step,
    typed: Mapping[str, str],
    version: int,
    at: datetime,
) -> ProposalView:
    """Save the answer to one question, made on the draft of this version.

    What others saved on other questions in the meantime stays.

    Raises:
        ProposalUnknown: there is none, or not for this person.
        WrongState: it cannot be changed now.
        AnswersRefused: something is not what it should be.
        DraftChanged: somebody saved another answer to this question; nothing was saved.
    """
    new = read_step(step, typed)
    linked = step in LINK_RESTS_ON
    with changing_proposal(stores, reference, person, linked=linked) as (register, row):
        if State(row.state) not in POSSIBLE[Act.EDIT]:
            raise WrongState(row.state)
        old = read_fields(row)
        theirs = {name: old.get(name, "") for name in FIELDS[step]}
        if theirs != new and _was_changed(register, row, step, version):
            raise DraftChanged(tuple(theirs.items()), row.version)
        changed = change_fields(register, row, new, at, person=person)
        if linked and changed:
            follow_change(stores, row, at, person)
    return view_proposal(stores, reference, person)


def take_theme(stores: Stores, person: PersonId, reference: str, at: datetime) -> None:
    """Give a plan the listed theme that is called as its own, also while it is in review.

    Raises ProposalUnknown, ListIsFinal, WrongState, or ThemeNotListed.
    """
    with reviewing_proposal(stores, reference, person) as (register, row):
        if State(row.state) not in OPEN_STATES:
            raise WrongState(row.state)
        draft = Draft(read_fields(row))
        plan = find_round(stores, register.get_one(Round, row.round_id).slug).plan
        theme = find_listed_theme(draft, plan)
        if theme is None:
            raise ThemeNotListed(draft.word("own_theme"))
        taken = {"theme": theme.slug, "own_theme": ""}
        change_fields(register, row, taken, at, person=person)


def submit_proposal(
    stores: Stores, letters: Letters, person: PersonId, reference: str, at: datetime
) -> None:
    """Hand a draft in; the event holds the dated copy, and its members get a mail.

    Raises ProposalUnknown, OwnersOnly, WrongState, EntriesClosed, ProposalIncomplete, or
    UnreportedGrant while the group owes a report on money of an earlier round.
    """
    with changing_proposal(stores, reference, person) as (register, row):
        require_member(load_members(register, person, row.group_id), person, Act.SUBMIT)
        decide_by = hand_in(stores, row, at)
        copy = write_fields(read_fields(row))
        if any(event.kind is Kind.ENTERED for event in load_events(register, row)):
            note_event(register, row, Kind.CONFIRMED, at, person=person, new=copy)
        note_event(register, row, Kind.SUBMITTED, at, person=person, new=copy)
        who = register.get_one(Person, person).name
        facts = {"who": who, "decide_by": decide_by.isoformat()}
        tell_group(register, letters, row, "proposal-submitted", at, **facts)


def hand_in(stores: Stores, row: Proposal, at: datetime) -> date:
    """Bring a locked draft to the office and return by when that decides.

    Raises WrongState, EntriesClosed, ProposalIncomplete or UnreportedGrant.
    """
    require_reported(stores.register, row.group_id)
    state = find_round(stores, stores.register.get_one(Round, row.round_id).slug)
    take_step(row, Act.SUBMIT)
    require_entries(Phase(state.phase))
    bounds = load_bounds(stores.register, row.round_id, state.plan)
    check_complete(Draft(read_fields(row)), bounds, state.plan)
    row.decide_by = find_decision_day(find_day(at))
    return row.decide_by


def withdraw_proposal(
    stores: Stores, person: PersonId, reference: str, reason: str, at: datetime
) -> None:
    """Withdraw a proposal; one that was put on the round's list leaves it, and links are undone.

    Raises ProposalUnknown, OwnersOnly, WrongState, TextTooLong, or ListIsFinal when it is too
    late.
    """
    with changing_proposal(stores, reference, person, linked=True) as (register, row):
        require_member(load_members(register, person, row.group_id), person, Act.WITHDRAW)
        phase = register.get_one(Round, row.round_id, with_for_update=True).phase
        state = State(row.state)
        take_step(row, Act.WITHDRAW)
        if not can_withdraw(state, Phase(phase)):
            raise ListIsFinal(phase)
        row.answer_by = row.decide_by = row.waits_since = None
        said = read_said("reason", reason) if reason.strip() else ""
        note_event(register, row, Kind.WITHDRAWN, at, person=person, text=said)
        leave_links(stores, row, at, person)


def _was_changed(register: Session, row: Proposal, step: Step, version: int) -> bool:
    query = select(ProposalEvent.position).where(
        ProposalEvent.proposal_id == row.id,
        ProposalEvent.version > version,
        ProposalEvent.field.in_(FIELDS[step]),
        ProposalEvent.kind.in_((Kind.CHANGED.value, Kind.ACCEPTED.value)),
    )
    return register.scalar(query.limit(1)) is not None
