"""What becomes of a link when one of its plans changes, is withdrawn or turned down."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.db.models.linking_up import LinkUp
from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.linking_up import LinkKind, LinkState, write_terms
from voting.services.ending_links import end_link
from voting.services.link_rows import (
    Part,
    find_open_links,
    load_agreements,
    load_link_parts,
    note_line,
)


def leave_links(
    stores: Stores, row: Proposal, at: datetime, person: PersonId | None = None
) -> None:
    """End every link of a plan that is withdrawn or turned down; LINKING is held alone."""
    register = stores.register
    for link in find_open_links(register, row.id):
        _end(register, link, load_link_parts(stores, link), row, at, person)


def follow_change(
    stores: Stores, row: Proposal, at: datetime, person: PersonId | None = None
) -> None:
    """Let the links of a plan follow what changed in it; LINKING is held alone.

    Agreements to other amounts fall away, and a plan that moved to another buurt leaves.
    """
    register = stores.register
    for link in find_open_links(register, row.id):
        parts = load_link_parts(stores, link)
        if len({part.plan.buurt for part in parts}) != 1:
            _end(register, link, parts, row, at, person)
            continue
        terms = write_terms(link.version, [part.plan for part in parts])
        agreed = load_agreements(register, link.id)
        if any(one != terms for one in agreed.values()):
            kind = LinkKind.REOPENED if link.state == LinkState.AGREED else LinkKind.CHANGED
            end_link(register, link, parts, LinkState.TALKING, at, by=row.id, person=person)
            note_line(register, link, kind, at, proposal=row.id, person=person)


def _end(
    register: Session,
    link: LinkUp,
    parts: list[Part],
    row: Proposal,
    at: datetime,
    person: PersonId | None,
) -> None:
    agreed = link.state == LinkState.AGREED
    state = LinkState.UNDONE if agreed else LinkState.DECLINED
    end_link(register, link, parts, state, at, by=row.id, person=person)
    kind = LinkKind.UNDONE if agreed else LinkKind.DECLINED
    note_line(register, link, kind, at, proposal=row.id, person=person)
