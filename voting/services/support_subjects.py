"""What can be signed: a proposal that was handed in, or a petition for a theme."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.conflicts import insert_into
from voting.db.models.people import Group
from voting.db.models.proposals import Proposal
from voting.db.models.rounds import Round
from voting.db.models.support import SupportSubject, ThemePetition
from voting.db.session import Stores, take_lock
from voting.domain.errors.support import SigningClosed, SubjectUnknown
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import State
from voting.domain.rounds import Phase
from voting.domain.signatures import (
    PetitionState,
    SubjectId,
    SubjectKind,
    find_needed,
    takes_signatures,
    takes_withdrawals,
)
from voting.domain.texts import Text
from voting.services.proposals import read_fields
from voting.services.round_state import RoundState, find_round
from voting.services.support import count_joint_support, find_joined, load_threshold

REFERENCE = re.compile(r"[a-z0-9]{1,12}", re.ASCII)
NOTHING = Text("")
HIDDEN = (State.DRAFT, State.WITHDRAWN, PetitionState.CLOSED)
"""States of what the public does not see."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to sign. `place` is a buurt's slug and the place in words; a theme has neither."""

    id: SubjectId
    kind: SubjectKind
    reference: str
    round_id: RoundId
    state: State | PetitionState
    title: Text
    summary: Text = NOTHING
    buurt: str = ""
    place: str = ""
    group_name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SubjectView:
    """Something to sign as residents see it: how many signed and how many are needed.

    `together` tells that who signed for a plan it linked up with is counted too.
    """

    subject: Subject
    round: RoundState
    signed: int
    needed: int | None
    together: bool = False

    @property
    def open(self) -> bool:
        """Tell whether it can be signed now."""
        return takes_signatures(Phase(self.round.phase), self.subject.state)

    @property
    def withdrawable(self) -> bool:
        """Tell whether a signature can be withdrawn now."""
        return takes_withdrawals(Phase(self.round.phase))

    @property
    def passes(self) -> bool:
        """Tell whether there are enough signatures."""
        return self.needed is None or self.signed >= self.needed

    @property
    def buurt_name(self) -> str:
        """Return what the buurt is called, empty for a theme."""
        names = {
            buurt.slug: buurt.name
            for area in self.round.plan.voting_areas
            for buurt in area.buurten
        }
        return names.get(self.subject.buurt, "")


def view_subject(stores: Stores, kind: SubjectKind, round: str, reference: str) -> SubjectView:
    """Return something to sign; raise RoundUnknown, or SubjectUnknown also for a hidden one."""
    state = find_round(stores, round)
    subject = find_subject(stores.register, reference)
    if subject.kind is not kind or subject.round_id != state.id or subject.state in HIDDEN:
        raise SubjectUnknown
    return describe(stores, subject, state)


def view_by_id(stores: Stores, id: bytes) -> SubjectView:
    """Return what a mailed link is about, whatever became of it."""
    subject = get_subject(stores.register, id)
    slug = stores.register.get_one(Round, subject.round_id).slug
    return describe(stores, subject, find_round(stores, slug))


def describe(stores: Stores, subject: Subject, state: RoundState) -> SubjectView:
    """Return a subject with its count."""
    joined = find_joined(stores.register, subject.id)
    return SubjectView(
        subject=subject,
        round=state,
        signed=count_joint_support(stores.register, joined),
        needed=find_needed(subject.kind, load_threshold(stores.register, subject.round_id)),
        together=len(joined) > 1,
    )


def find_subject(register: Session, reference: str) -> Subject:
    """Return what has this reference, also a draft; raise SubjectUnknown."""
    if not REFERENCE.fullmatch(reference):  # PostgreSQL takes no NUL even in a question
        raise SubjectUnknown
    proposal = register.scalar(
        select(Proposal).where(Proposal.reference == reference),
        execution_options={"populate_existing": True},
    )
    if proposal is not None:
        return _read_proposal(register, proposal)
    petition = register.scalar(
        select(ThemePetition).where(ThemePetition.reference == reference),
        execution_options={"populate_existing": True},
    )
    if petition is None:
        raise SubjectUnknown
    return read_petition(petition)


def get_subject(register: Session, id: bytes) -> Subject:
    """Return what has this id, as it is now; LookupError when there is none."""
    proposal = register.get(Proposal, id, populate_existing=True)
    if proposal is not None:
        return _read_proposal(register, proposal)
    return read_petition(register.get_one(ThemePetition, id, populate_existing=True))


def hold_open(register: Session, subject: Subject) -> None:
    """Keep something open until the transaction ends; raise SigningClosed when it is not.

    Others may sign at the same time; deciding on it waits, and so does making the list final.
    """
    if subject.kind is SubjectKind.PROPOSAL:
        take_lock(register, f"proposal {subject.reference}", shared=True)
    phase = _hold_round(register, subject)
    if not takes_signatures(phase, get_subject(register, subject.id).state):
        raise SigningClosed
    row = {"id": subject.id, "round_id": subject.round_id, "kind": subject.kind.value}
    new = insert_into(register, SupportSubject).values(row)
    register.execute(new.on_conflict_do_nothing(index_elements=["id"]))


def hold_withdrawable(register: Session, subject: Subject) -> None:
    """Keep the list from becoming final until the transaction ends; raise SigningClosed.

    No proposal is held: several may be let go at once, and a decision does not hinder that.
    """
    if not takes_withdrawals(_hold_round(register, subject)):
        raise SigningClosed


def read_petition(row: ThemePetition) -> Subject:
    """Return a petition as something to sign."""
    return Subject(
        id=row.id,
        kind=SubjectKind.THEME,
        reference=row.reference,
        round_id=row.round_id,
        state=PetitionState(row.state),
        title=Text(row.name_nl, row.name_en),
        reason=row.reason,
    )


def _hold_round(register: Session, subject: Subject) -> Phase:
    row = register.get_one(
        Round, subject.round_id, with_for_update={"read": True}, populate_existing=True
    )
    return Phase(row.phase)


def _read_proposal(register: Session, row: Proposal) -> Subject:
    draft = Draft(read_fields(row))
    return Subject(
        id=SubjectId(row.id),
        kind=SubjectKind.PROPOSAL,
        reference=row.reference,
        round_id=row.round_id,
        state=State(row.state),
        title=draft.text("title"),
        summary=draft.text("summary"),
        buurt=draft.word("buurt"),
        place=draft.word("place"),
        group_name=register.get_one(Group, row.group_id).name,
    )
