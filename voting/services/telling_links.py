"""Writing the letters about linking up, once for everything that happened.

A link also changes where no letters are at hand: a plan is withdrawn, turned down, or asks
something else. So each act leaves a line that was not told yet, in its own transaction, and
before the mail is sent the letters about those are written.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.models.linking_up import LinkUp, LinkUpEvent, LinkUpHint
from voting.db.models.people import Group, Membership, Person
from voting.db.models.proposals import Proposal, ProposalEvent
from voting.db.session import Stores, take_lock, transaction
from voting.domain.accounts import PersonId, read_line
from voting.domain.errors.linking_up import GroupTwice
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.joint_plans import join_titles
from voting.domain.linking_up import LINKABLE, LinkKind, check_linkable
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import State, require_open_list
from voting.domain.reviewing import Kind
from voting.domain.rounds import Phase
from voting.services.account_keys import AccountKeys
from voting.services.link_rows import find_members, load_parts, load_state, read_texts
from voting.services.mailing import Letters, post
from voting.services.proposals import (
    LINKING,
    changing_proposal,
    find_proposal,
    load_bounds,
    read_fields,
    read_said,
)
from voting.services.reviewing import LONGEST_OFFICE
from voting.services.support import tell_supporters
from voting.services.telling_groups import tell_group

LETTERS = {
    LinkKind.PROPOSED: "link-proposed",
    LinkKind.SAID: "link-said",
    LinkKind.AGREED: "link-agreed",
    LinkKind.LINKED: "link-made",
    LinkKind.CHANGED: "link-changed",
    LinkKind.REOPENED: "link-changed",
    LinkKind.DECLINED: "link-declined",
    LinkKind.UNDONE: "link-undone",
}
"""What members are told by mail; that somebody wrote joint texts is seen on the page."""
SUPPORTERS = {
    LinkKind.LINKED: "supporters-linked",
    LinkKind.REOPENED: "supporters-unlinked",
    LinkKind.UNDONE: "supporters-unlinked",
}
"""What is told to those who signed for one of the plans, or for several: one letter each."""
ENDED = (LinkKind.REOPENED, LinkKind.UNDONE)
"""After this every plan stands on its own signatures."""


def suggest_link(
    stores: Stores, reference: str, other: str, office: str, reason: str, at: datetime
) -> None:
    """Let an office say that two plans might go well together; it can do no more than that.

    Raises ProposalUnknown, TextMissing, TextTooLong, ListIsFinal, WrongState, OtherBuurt or
    GroupTwice.
    """
    with changing_proposal(stores, reference, None) as (register, row):
        theirs = find_proposal(register, other, None)
        if any(State(one.state) not in LINKABLE for one in (row, theirs)):
            raise ProposalUnknown
        if row.id == theirs.id:
            raise GroupTwice
        state = load_state(stores, row.round_id)
        require_open_list(Phase(state.phase))
        bounds = load_bounds(register, row.round_id, state.plan)
        parts = load_parts(register, [row.id, theirs.id], bounds)
        check_linkable([part.plan for part in parts])
        hint = LinkUpHint(
            proposal_id=row.id,
            other_id=theirs.id,
            office=read_line("office", office, LONGEST_OFFICE),
            text=read_said("reason", reason),
            at=at,
            told=False,
        )
        register.add(hint)


def tell_about_links(stores: Stores, keys: AccountKeys, letters: Letters, at: datetime) -> int:
    """Put the letters about what was not told yet in the outbox; return for how many lines."""
    if not _has_untold(stores.register):
        return 0
    with transaction(stores.register) as register:
        take_lock(register, LINKING)
        events = register.scalars(
            select(LinkUpEvent)
            .where(LinkUpEvent.told.is_(False))
            .order_by(LinkUpEvent.at, LinkUpEvent.link_id, LinkUpEvent.position)
        ).all()
        for event in events:
            _tell_event(register, letters, event, at)
            _tell_taken_back(register, letters, event, at)
            _tell_supporters(register, keys, letters, event, at)
            event.told = True
        hints = register.scalars(
            select(LinkUpHint).where(LinkUpHint.told.is_(False)).order_by(LinkUpHint.id)
        ).all()
        for hint in hints:
            _tell_hint(register, letters, hint, at)
            hint.told = True
    return len(events) + len(hints)


def _has_untold(register: Session) -> bool:
    return any(
        register.execute(select(table).where(table.told.is_(False)).limit(1)).first()
        for table in (LinkUpEvent, LinkUpHint)
    )


def _tell_event(register: Session, letters: Letters, event: LinkUpEvent, at: datetime) -> None:
    kind = LETTERS.get(LinkKind(event.kind))
    if kind is None:
        return
    told = {event.person}
    actor = register.get_one(Proposal, event.proposal_id)
    group = register.get_one(Group, actor.group_id).name
    for id in find_members(register, event.link_id):
        row = register.get_one(Proposal, id)
        facts = {"link": event.link_id.hex(), "group": group, "text": event.text}
        _write_to(register, letters, kind, row, told, at, facts)


def _tell_taken_back(register: Session, letters: Letters, event: LinkUpEvent, at: datetime) -> None:
    """Tell the groups whose plan went back in review because of this."""
    if LinkKind(event.kind) not in ENDED:
        return
    query = (
        select(Proposal, ProposalEvent)
        .join(ProposalEvent, ProposalEvent.proposal_id == Proposal.id)
        .where(
            Proposal.id.in_(find_members(register, event.link_id)),
            ProposalEvent.kind == Kind.BACK_IN_REVIEW.value,
            ProposalEvent.at == event.at,
        )
    )
    for row, taken in register.execute(query).all():
        tell_group(register, letters, row, "proposal-back", at, has=taken.old, needs=taken.new)


def _tell_supporters(
    register: Session, keys: AccountKeys, letters: Letters, event: LinkUpEvent, at: datetime
) -> None:
    kind = SUPPORTERS.get(LinkKind(event.kind))
    if kind is None:
        return
    ids = find_members(register, event.link_id)
    rows = [register.get_one(Proposal, id) for id in ids]
    titles = [Draft(read_fields(row)).text("title") for row in rows]
    link = register.get_one(LinkUp, event.link_id)
    texts = {"plans": join_titles(titles), "joint": Draft(read_texts(link)).text("title")}
    tell_supporters(register, keys, letters, kind, ids, texts, at)


def _tell_hint(register: Session, letters: Letters, hint: LinkUpHint, at: datetime) -> None:
    told: set[PersonId | None] = set()
    pair = [register.get_one(Proposal, id) for id in (hint.proposal_id, hint.other_id)]
    for row, other in (pair, reversed(pair)):
        group = register.get_one(Group, other.group_id).name
        facts = {"office": hint.office, "group": group, "text": hint.text}
        _write_to(register, letters, "link-hint", row, told, at, facts)


def _write_to(
    register: Session,
    letters: Letters,
    kind: str,
    row: Proposal,
    told: set[PersonId | None],
    at: datetime,
    facts: dict[str, str],
) -> None:
    """Write to the members of a plan's group who were not told before."""
    title = Draft(read_fields(row)).text("title")
    for person in _find_people(register, row):
        if person.id in told:
            continue
        told.add(person.id)
        own = {"reference": row.reference, "title": title.get(person.language)}
        letter = letters.write(kind, person.language, **own, **facts)
        post(register, person.email, letter, at)


def _find_people(register: Session, row: Proposal) -> Sequence[Person]:
    query = (
        select(Person)
        .join(Membership, Membership.person == Person.id)
        .where(Membership.group_id == row.group_id)
        .order_by(Membership.position)
    )
    return register.scalars(query).all()
