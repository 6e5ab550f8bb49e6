"""A plan that an officer fills in for a group: from paper, by telephone or at the desk.

The office makes the group and a draft, and invites the group's contact by mail. Whoever accepts
owns the group, looks the plan over, and confirms it by handing it in. A contact without a mailbox
gets the plan on paper; the office records that it came back signed.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting.db.models.people import Group, Invitation, Membership
from voting.db.models.proposals import Proposal
from voting.db.session import Stores, transaction
from voting.domain.accounts import read_email, read_line
from voting.domain.errors.entering import FieldUnknown, GroupHasMembers, NotEntered
from voting.domain.groups import GroupId
from voting.domain.proposal_fields import FIELDS, LISTS, MOST_LINES, Step, read_step
from voting.domain.proposals import require_entries
from voting.domain.reviewing import Kind
from voting.domain.rounds import Phase
from voting.services.invitations import LASTS
from voting.services.links import hash_token, make_token
from voting.services.mailing import Letters, post
from voting.services.proposals import (
    changing_proposal,
    load_events,
    note_event,
    read_fields,
    read_said,
    write_fields,
)
from voting.services.proposing import add_empty, hand_in
from voting.services.round_state import RoundState

LONGEST_OFFICE = 100
COLUMNS = {"costs": ("what", "amount"), "milestones": ("what", "month")}


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the office invites; without an address the plan goes by paper."""

    email: str = ""
    language: str = "nl"


def enter_for_group(
    stores: Stores,
    letters: Letters,
    state: RoundState,
    *,
    office: str,
    group: str,
    contact: Contact,
    typed: Mapping[str, str],
    at: datetime,
) -> str:
    """Make a group and its draft as they came in, and return the draft's reference.

    `typed` holds fields as the pages send them (`costs-0-what` and so on); what is left out
    stays empty for the group.

    Raises:
        EntriesClosed, TextMissing, TextTooLong, EmailMalformed.
        FieldUnknown, AnswersRefused: something in `typed` is not what it should be.
    """
    require_entries(Phase(state.phase))
    own_office = read_line("office", office, LONGEST_OFFICE)
    name, address = read_line("group", group), _read_address(contact)
    fields = read_typed(typed)
    with transaction(stores.register) as register:
        made = Group(id=GroupId(secrets.token_bytes(16)), name=name, made_at=at)
        register.add(made)
        register.flush()
        row = add_empty(register, state.id, made.id, at)
        row.fields = write_fields(fields)
        note_event(register, row, Kind.BEGUN, at, office=own_office)
        note_event(register, row, Kind.ENTERED, at, office=own_office, new=row.fields)
        if address:
            _invite(register, letters, row, own_office, Contact(address, contact.language), at)
    return row.reference


def invite_contact(
    stores: Stores, letters: Letters, reference: str, office: str, contact: Contact, at: datetime
) -> None:
    """Mail another invitation, when the first was lost or its week is over.

    It is the only one that works from then on: the first may have gone to a wrong address.

    Raises ProposalUnknown, NotEntered, GroupHasMembers, EmailMalformed, TextMissing.
    """
    own_office = read_line("office", office, LONGEST_OFFICE)
    address = read_email(contact.email)
    with changing_proposal(stores, reference, None) as (register, row):
        _require_entered(register, row)
        _require_no_members(register, row)
        register.execute(delete(Invitation).where(Invitation.group_id == row.group_id))
        _invite(register, letters, row, own_office, Contact(address, contact.language), at)


def confirm_on_paper(stores: Stores, reference: str, office: str, note: str, at: datetime) -> None:
    """Record that the group confirmed its plan on paper, and hand it in.

    `note` says what the office has: who signed, when, where the paper is kept.

    Raises ProposalUnknown, NotEntered, GroupHasMembers, TextMissing, TextTooLong, WrongState,
    EntriesClosed or ProposalIncomplete.
    """
    said = {"office": read_line("office", office, LONGEST_OFFICE), "text": read_said("note", note)}
    with changing_proposal(stores, reference, None) as (register, row):
        _require_entered(register, row)
        _require_no_members(register, row)
        hand_in(stores, row, at)
        copy = write_fields(read_fields(row))
        note_event(register, row, Kind.CONFIRMED, at, new=copy, **said)
        note_event(register, row, Kind.SUBMITTED, at, office=said["office"], new=copy)


def read_typed(typed: Mapping[str, str]) -> dict[str, str]:
    """Return all fields of the form as they are kept; raise FieldUnknown or AnswersRefused."""
    known = {name for step in Step for name in _list_names(step)}
    for name in typed:
        if name not in known:
            raise FieldUnknown(name)
    fields: dict[str, str] = {}
    for step in Step:
        fields |= read_step(step, typed)
    return fields


def _list_names(step: Step) -> list[str]:
    names = []
    for name in FIELDS[step]:
        if name in LISTS:
            names += [f"{name}-{row}-{part}" for row in range(MOST_LINES) for part in COLUMNS[name]]
        else:
            names.append(name)
    return names


def _read_address(contact: Contact) -> str:
    return read_email(contact.email) if contact.email.strip() else ""


def _require_entered(register: Session, row: Proposal) -> None:
    if not any(event.kind is Kind.ENTERED for event in load_events(register, row)):
        raise NotEntered


def _require_no_members(register: Session, row: Proposal) -> None:
    query = select(Membership.person).where(Membership.group_id == row.group_id)
    if register.scalar(query.limit(1)) is not None:
        raise GroupHasMembers


def _invite(
    register: Session, letters: Letters, row: Proposal, office: str, contact: Contact, at: datetime
) -> None:
    token = make_token()
    register.add(
        Invitation(
            hash=hash_token(token),
            group_id=row.group_id,
            email=contact.email,
            made_at=at,
            expires_at=at + LASTS,
        )
    )
    name = register.get_one(Group, row.group_id).name
    letter = letters.write(
        "proposal-entered", contact.language, token=token, office=office, group=name
    )
    post(register, contact.email, letter, at)
