"""What groups do to link up their plans: propose, talk, and write what the joint plan says.

Everything is done for a plan of one's own (`reference`), and only while the round's list can
still change. The letters about it are written by `telling_links`.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voting.db.models.linking_up import LinkUp, LinkUpMember
from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.linking_up import (
    GroupTwice,
    LinkUpExists,
    LinkUpUnknown,
)
from voting.domain.errors.proposals import DraftChanged, ProposalUnknown
from voting.domain.joint_plans import TEXTS, read_joint_texts
from voting.domain.linking_up import (
    LINKABLE,
    LinkAct,
    LinkKind,
    LinkState,
    LinkUpId,
    check_linkable,
    find_state_after,
    require_lead,
    require_part,
    write_terms,
)
from voting.domain.proposals import ProposalId, State, require_open_list
from voting.domain.rounds import Phase, RoundPlan
from voting.services.ending_links import end_link
from voting.services.groups import load_members
from voting.services.link_rows import (
    Part,
    find_link_in_force,
    find_members,
    find_open_links,
    load_agreements,
    load_link_parts,
    load_parts,
    load_state,
    note_line,
    read_texts,
)
from voting.services.proposals import (
    changing_proposal,
    find_proposal,
    load_bounds,
    read_said,
    write_fields,
)
from voting.services.round_course import lock_round


@dataclass(frozen=True, slots=True)
class Held:
    """A link that is held alone, with all that an act on it looks at; `own` is the actor's."""

    register: Session
    link: LinkUp
    own: Proposal
    parts: list[Part]
    plan: RoundPlan
    after: LinkState

    @property
    def terms(self) -> str:
        """Return what an agreement would be to now."""
        return write_terms(self.link.version, [part.plan for part in self.parts])


def propose_link(
    stores: Stores, person: PersonId, reference: str, other: str, text: str, at: datetime
) -> LinkUpId:
    """Propose another group to link up, with a first message; return the new link's id.

    A plan that is linked already brings along those it is linked with.

    Raises:
        ProposalUnknown: there is no such plan, or the other one is not public.
        OwnersOnly, ListIsFinal, TextMissing, TextTooLong.
        WrongState, OtherBuurt, GroupTwice, TooManyPlans: these cannot link up.
        LinkUpExists: these plans talk already.
    """
    with changing_proposal(stores, reference, person, linked=True) as (register, row):
        require_lead(load_members(register, person, row.group_id), person)
        theirs = find_proposal(register, other, None)
        if State(theirs.state) not in LINKABLE:
            raise ProposalUnknown
        if theirs.id == row.id:
            raise GroupTwice
        require_open_list(Phase(lock_round(register, row.round_id).phase))
        ids = _gather(register, (row, theirs))
        bounds = load_bounds(register, row.round_id, load_state(stores, row.round_id).plan)
        check_linkable([part.plan for part in load_parts(register, ids, bounds)])
        _require_new(register, row, ids)
        said = read_said("message", text)
        link = _add_link(register, row, ids, at)
        note_line(register, link, LinkKind.PROPOSED, at, proposal=row.id, person=person, text=said)
    return link.id


def say(
    stores: Stores, person: PersonId, reference: str, link: LinkUpId, text: str, at: datetime
) -> None:
    """Say something to the other groups.

    Raises ProposalUnknown, LinkUpUnknown, LinkUpOver, ListIsFinal, TextMissing, TextTooLong.
    """
    said = read_said("message", text)
    with changing_link(stores, person, reference, link, LinkAct.SAY) as held:
        held.link.state = held.after.value
        note(held, LinkKind.SAID, at, person, said)


def set_joint_texts(
    stores: Stores,
    person: PersonId,
    reference: str,
    link: LinkUpId,
    typed: Mapping[str, str],
    version: int,
    at: datetime,
) -> None:
    """Write what the joint plan is called and is about; who agreed before must agree anew.

    Raises:
        ProposalUnknown, LinkUpUnknown, LinkUpOver, ListIsFinal.
        OwnersOnly: it was agreed already, so only an owner or the lead changes it.
        AnswersRefused: something is missing, too long or no choice.
        DraftChanged: somebody wrote other texts since `version`; nothing was saved.
    """
    with changing_link(stores, person, reference, link, LinkAct.WRITE) as held:
        row = held.link
        new = read_joint_texts(typed, {theme.slug for theme in held.plan.themes})
        old = read_texts(row)
        if old == {name: text for name, text in new.items() if text}:
            return
        if version != row.version:
            raise DraftChanged(tuple((name, old.get(name, "")) for name in TEXTS), row.version)
        row.fields = write_fields(new)
        row.version += 1
        kind = _name_change(held)
        end_link(held.register, row, held.parts, held.after, at, by=held.own.id, person=person)
        note(held, kind, at, person)


@contextmanager
def changing_link(
    stores: Stores, person: PersonId, reference: str, link: LinkUpId, act: LinkAct
) -> Iterator[Held]:
    """Hold a link alone for an act, until the transaction ends.

    Raises ProposalUnknown, LinkUpUnknown, OwnersOnly, LinkUpOver or ListIsFinal.
    """
    with changing_proposal(stores, reference, person, linked=True) as (register, own):
        member = register.get(LinkUpMember, (link, own.id))
        if member is None:
            raise LinkUpUnknown
        row = register.get_one(LinkUp, link, populate_existing=True)
        state = LinkState(row.state)
        after = find_state_after(act, state, proposer=member.proposer)
        require_part(load_members(register, person, own.group_id), person, act, state)
        require_open_list(Phase(lock_round(register, own.round_id).phase))
        plan = load_state(stores, own.round_id).plan
        yield Held(register, row, own, load_link_parts(stores, row), plan, after)


def _name_change(held: Held) -> LinkKind:
    """Return what other joint texts mean for what was agreed."""
    if held.link.state == LinkState.AGREED:
        return LinkKind.REOPENED
    fell = bool(load_agreements(held.register, held.link.id))
    return LinkKind.CHANGED if fell else LinkKind.WRITTEN


def _gather(register: Session, rows: Iterable[Proposal]) -> list[ProposalId]:
    ids = set()
    for row in rows:
        link = find_link_in_force(register, row.id)
        ids |= set(find_members(register, link.id)) if link else {row.id}
    return sorted(ids)


def _require_new(register: Session, row: Proposal, ids: list[ProposalId]) -> None:
    for link in find_open_links(register, row.id):
        if sorted(find_members(register, link.id)) == ids:
            raise LinkUpExists(link.id)


def _add_link(register: Session, row: Proposal, ids: list[ProposalId], at: datetime) -> LinkUp:
    link = LinkUp(
        id=LinkUpId(secrets.token_bytes(16)),
        round_id=row.round_id,
        state=LinkState.PROPOSED.value,
        version=0,
        fields="{}",
        made_at=at,
    )
    register.add(link)
    register.flush()
    for id in ids:
        register.add(LinkUpMember(link_id=link.id, proposal_id=id, proposer=id == row.id))
    register.flush()
    return link


def note(held: Held, kind: LinkKind, at: datetime, person: PersonId, text: str = "") -> None:
    """Add a line to the talk, for the group of who acts."""
    note_line(held.register, held.link, kind, at, proposal=held.own.id, person=person, text=text)
