"""Forgetting somebody: what an address or a name left behind when an account or a group ends.

What was published stays, under the group's name; a parent's and a payee's name never were.
"""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from voting.ballotbox import canonical
from voting.db.models.people import Invitation, Link, Mail
from voting.db.models.proposals import Proposal, ProposalEvent
from voting.domain.groups import GroupId
from voting.domain.reviewing import Kind
from voting.services.proposals import read_fields, write_fields

NAMES = ("parent", "payee")
"""Fields of a proposal that name people who are not in the group."""


def forget_address(register: Session, email: str) -> None:
    """Delete links, invitations and unsent mail to an address, within a transaction."""
    register.execute(delete(Link).where(Link.email == email))
    register.execute(delete(Invitation).where(Invitation.email == email))
    register.execute(delete(Mail).where(Mail.recipient == email))


def forget_names(register: Session, group: GroupId) -> None:
    """Empty the names in the proposals of a group that closed, and all of what only it saw.

    A draft that was never handed in loses its words; its row stays, as a number of the round.
    """
    for row in register.scalars(select(Proposal).where(Proposal.group_id == group)).all():
        if row.handed_in_at is None:
            row.fields = "{}"
            _empty_events(register, row)
        else:
            row.fields = write_fields(_leave_out(read_fields(row)))
            _empty_names(register, row)
    register.flush()


def _empty_events(register: Session, row: Proposal) -> None:
    own = ProposalEvent.proposal_id == row.id
    register.execute(update(ProposalEvent).where(own).values(old="", new="", text=""))


def _empty_names(register: Session, row: Proposal) -> None:
    own = ProposalEvent.proposal_id == row.id
    named = ProposalEvent.field.in_(NAMES)
    register.execute(update(ProposalEvent).where(own, named).values(old="", new=""))
    copies = select(ProposalEvent).where(own, ProposalEvent.kind == Kind.SUBMITTED.value)
    for event in register.scalars(copies).all():
        if event.new:
            event.new = write_fields(_leave_out(canonical.load(event.new.encode())))


def _leave_out(fields: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in fields.items() if name not in NAMES}
