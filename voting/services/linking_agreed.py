"""Agreeing to link up, declining, and undoing what was agreed."""

from collections.abc import Iterable
from datetime import datetime

from voting.db.models.linking_up import LinkUp, LinkUpAgreement
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.linking_up import JointTextsMissing, LinkedElsewhere, TermsChanged
from voting.domain.linking_up import (
    LinkAct,
    LinkKind,
    LinkState,
    LinkUpId,
    check_linkable,
    check_pot,
    is_unanimous,
)
from voting.domain.proposals import find_pot
from voting.domain.reviewing import Kind
from voting.services.ending_links import end_link
from voting.services.link_rows import (
    drop_agreements,
    find_link_in_force,
    find_members,
    load_agreements,
    note_line,
    put_in_force,
)
from voting.services.linking_up import Held, changing_link, note
from voting.services.proposals import note_event, read_said


def agree(
    stores: Stores, person: PersonId, reference: str, link: LinkUpId, terms: str, at: datetime
) -> bool:
    """Agree for one's group to the `terms` that were shown; return whether all agreed now.

    Raises:
        ProposalUnknown, LinkUpUnknown, LinkUpOver, ListIsFinal, OwnersOnly.
        JointTextsMissing: there is nothing to agree to yet.
        TermsChanged: a text or an amount is another than was shown.
        WrongState, OtherBuurt, JointAskAbovePot, LinkedElsewhere: these cannot link up now.
    """
    with changing_link(stores, person, reference, link, LinkAct.AGREE) as held:
        register, row = held.register, held.link
        plans = [part.plan for part in held.parts]
        if not row.version:
            raise JointTextsMissing
        if terms != held.terms:
            raise TermsChanged
        check_linkable(plans)
        check_pot(plans, find_pot(plans[0].draft, held.plan) or 0)
        older = _find_older(held)
        if load_agreements(register, row.id).get(reference) == terms:
            return False
        agreed = {"link_id": row.id, "proposal_id": held.own.id}
        register.merge(LinkUpAgreement(**agreed, terms=terms, at=at))
        register.flush()
        row.state = held.after.value
        done = is_unanimous(terms, load_agreements(register, row.id), plans)
        note(held, LinkKind.LINKED if done else LinkKind.AGREED, at, person)
        if done:
            _link(held, older, at, person)
    return done


def decline(
    stores: Stores, person: PersonId, reference: str, link: LinkUpId, text: str, at: datetime
) -> None:
    """Stop a talk in which not everybody agreed; `text` may say why.

    Raises ProposalUnknown, LinkUpUnknown, LinkUpOver, ListIsFinal, OwnersOnly, TextTooLong.
    """
    _stop(stores, person, reference, link, LinkAct.DECLINE, text, at)


def undo(
    stores: Stores, person: PersonId, reference: str, link: LinkUpId, text: str, at: datetime
) -> None:
    """Undo what was agreed: every plan stands on its own again. `text` may say why.

    Raises ProposalUnknown, LinkUpUnknown, LinkUpOver, ListIsFinal, OwnersOnly, TextTooLong.
    """
    _stop(stores, person, reference, link, LinkAct.UNDO, text, at)


def _stop(
    stores: Stores,
    person: PersonId,
    reference: str,
    link: LinkUpId,
    act: LinkAct,
    text: str,
    at: datetime,
) -> None:
    said = read_said("message", text) if text.strip() else ""
    kind = LinkKind.UNDONE if act is LinkAct.UNDO else LinkKind.DECLINED
    with changing_link(stores, person, reference, link, act) as held:
        end_link(
            held.register,
            held.link,
            held.parts,
            held.after,
            at,
            by=held.own.id,
            person=person,
        )
        note(held, kind, at, person, said)


def _link(held: Held, older: Iterable[LinkUp], at: datetime, person: PersonId) -> None:
    register, link = held.register, held.link
    for one in older:
        put_in_force(register, one, on=False)
        drop_agreements(register, one)
        one.state = LinkState.UNDONE.value
        note_line(register, one, LinkKind.REPLACED, at, proposal=held.own.id, told=True)
    link.state = LinkState.AGREED.value
    put_in_force(register, link, on=True)
    for part in held.parts:
        others = [one.plan.group_name for one in held.parts if one is not part]
        own = person if part.row.id == held.own.id else None
        note_event(register, part.row, Kind.LINKED, at, person=own, text="\n".join(others))


def _find_older(held: Held) -> list[LinkUp]:
    """Return the agreed links that this one takes in whole; raise LinkedElsewhere."""
    ids = {part.row.id for part in held.parts}
    found = {}
    for id in ids:
        link = find_link_in_force(held.register, id)
        if link is not None:
            if set(find_members(held.register, link.id)) - ids:
                raise LinkedElsewhere
            found[link.id] = link
    return [found[id] for id in sorted(found)]
