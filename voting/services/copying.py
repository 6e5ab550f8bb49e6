"""Copying a plan that got nothing to a next round; there is no automatic renewal."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.file_folder import FileFolder
from voting.db.models.photos import Photo
from voting.db.models.proposals import Proposal, ProposalEvent
from voting.db.models.rounds import Round
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.grants import NoRenewal, SourceNotOver
from voting.domain.photos import PLAN, PhotoId, Size
from voting.domain.proposals import TAKES_ENTRIES, State, require_entries
from voting.domain.reviewing import Kind
from voting.domain.rounds import Phase, RoundPlan, has_reached
from voting.services.photos import list_rows, name_file
from voting.services.proposals import (
    changing_proposal,
    find_proposal,
    note_event,
    read_fields,
    write_fields,
)
from voting.services.proposing import add_draft
from voting.services.publishing import load_result
from voting.services.round_state import RoundState, find_round

OVER = (State.TURNED_DOWN, State.WITHDRAWN)


def copy_proposal(
    stores: Stores,
    files: FileFolder,
    person: PersonId,
    reference: str,
    state: RoundState,
    at: datetime,
) -> str:
    """Begin a draft in another round with the answers and photos of a plan that got nothing.

    Its history names the old one, which stays as it is. A buurt or theme that the new round does
    not have is left open. Returns the new reference; that of the copy there is, for a plan that
    was taken to this round before. Raises ProposalUnknown, EntriesClosed, SourceNotOver, or
    NoRenewal when the plan got money.
    """
    require_entries(Phase(state.phase))
    check_over(stores, find_proposal(stores.register, reference, person))
    with changing_proposal(stores, reference, person) as (register, source):
        made = _find_copy(register, source, state)
        if made is not None:
            return made.reference
        row = add_draft(register, person, source.group_id, state, at)
        row.fields = write_fields(_fit(read_fields(source), state.plan))
        row.version += 1
        _copy_photos(register, files, source, row)
        note_event(register, row, Kind.COPIED, at, person=person, text=reference)
        return row.reference


def find_copy(stores: Stores, person: PersonId, reference: str, state: RoundState) -> str | None:
    """Return the copy of a plan in another round; None when it was not taken there.

    Raises ProposalUnknown.
    """
    source = find_proposal(stores.register, reference, person)
    made = _find_copy(stores.register, source, state)
    return None if made is None else made.reference


def can_copy(stores: Stores, person: PersonId, reference: str) -> bool:
    """Tell whether a plan of somebody's group is over and got nothing; raise ProposalUnknown."""
    try:
        check_over(stores, find_proposal(stores.register, reference, person))
    except (NoRenewal, SourceNotOver):
        return False
    return True


def check_over(stores: Stores, source: Proposal) -> None:
    """Raise SourceNotOver while a plan can still get money, NoRenewal when it got some."""
    own = find_round(stores, stores.register.get_one(Round, source.round_id).slug)
    left_behind = State(source.state) is State.DRAFT and own.phase not in TAKES_ENTRIES
    if State(source.state) in OVER or left_behind or own.phase is Phase.ANNULLED:
        return
    if not has_reached(own.phase, Phase.PUBLISHED):
        raise SourceNotOver
    if source.initiative_id is not None and _got_money(stores, own, source.initiative_id):
        raise NoRenewal


def _find_copy(register: Session, source: Proposal, state: RoundState) -> Proposal | None:
    query = (
        select(Proposal)
        .join(ProposalEvent, ProposalEvent.proposal_id == Proposal.id)
        .where(
            Proposal.group_id == source.group_id,
            Proposal.round_id == state.id,
            ProposalEvent.kind == Kind.COPIED.value,
            ProposalEvent.text == source.reference,
        )
    )
    return register.scalar(query.order_by(Proposal.made_at, Proposal.reference).limit(1))


def _copy_photos(register: Session, files: FileFolder, source: Proposal, row: Proposal) -> None:
    """Give the copy its own files: removing a photo of one plan leaves the other's.

    What was said of a photo, and the agreement of who is on it, holds for the same picture.
    """
    for photo in list_rows(register, source, PLAN):
        id = PhotoId(secrets.token_bytes(16))
        pictures = {size: files.read(name_file(photo.id, size)) for size in Size}
        if None in pictures.values():
            continue
        # The files come first: what a stopped machine leaves, the sweep finds.
        for size, content in pictures.items():
            files.write(name_file(id, size), content or b"")
        same = {one.key: getattr(photo, one.key) for one in Photo.__table__.columns}
        register.add(Photo(**same | {"id": id, "proposal_id": row.id}))


def _got_money(stores: Stores, state: RoundState, initiative: str) -> bool:
    result = load_result(stores, state)
    return result is not None and any(
        one.id == initiative and one.payout_cents > 0
        for area in result.areas
        for one in area.initiatives
    )


def _fit(fields: dict[str, str], plan: RoundPlan) -> dict[str, str]:
    """Leave out what another round does not have."""
    known = {
        "buurt": {buurt.slug for area in plan.voting_areas for buurt in area.buurten},
        "theme": {theme.slug for theme in plan.themes},
    }
    return {name: text for name, text in fields.items() if name not in known or text in known[name]}
