"""Removing a photo, at once and for good, and sweeping up what a stopped machine left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from voting.db.file_folder import FileFolder
from voting.db.models.photos import Photo as Row
from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.photos import PhotoUnknown
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.photos import PhotoId, Size
from voting.domain.reviewing import Kind, check_decision
from voting.services.photos import list_all_rows, name_file, take_photo
from voting.services.proposals import changing_proposal, note_event

UNDER_WAY = timedelta(hours=1)
"""A file without a row may be a photo that somebody is adding now; not after an hour."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files belonged nowhere and were deleted, and whose photos have lost a file."""

    deleted: int
    missing: tuple[str, ...]
    """References of proposals, one for each photo."""


def remove_photo(
    stores: Stores,
    files: FileFolder,
    person: PersonId,
    reference: str,
    id: PhotoId,
    at: datetime,
) -> None:
    """Remove a photo for good, in whatever state the proposal is.

    Raises ProposalUnknown or PhotoUnknown.
    """
    with changing_proposal(stores, reference, person) as (register, row):
        _forget(take_photo(register, row, id), at)
        row.version += 1
        note_event(register, row, Kind.PHOTO_REMOVED, at, person=person)
    _delete_files(files, id)


def remove_for_office(
    stores: Stores,
    files: FileFolder,
    reference: str,
    number: int,
    said: tuple[str, str],
    at: datetime,
) -> None:
    """Remove photo `number` of `view_for_office`, counted from 1, because somebody asks.

    `said` is the name of the office and the reason. Raises ProposalUnknown, also for a draft,
    PhotoUnknown or OfficeAndReasonNeeded.
    """
    office, reason = said
    check_decision(office, reason)
    with changing_proposal(stores, reference, None) as (register, row):
        if row.handed_in_at is None:
            raise ProposalUnknown
        rows = list_all_rows(register, row)
        if not 1 <= number <= len(rows):
            raise PhotoUnknown
        photo = rows[number - 1]
        _forget(photo, at)
        row.version += 1
        told = {"office": office.strip(), "text": reason.strip()}
        note_event(register, row, Kind.PHOTO_REMOVED, at, **told)
    _delete_files(files, photo.id)


def _delete_files(files: FileFolder, id: PhotoId) -> None:
    for size in Size:
        files.delete(name_file(id, size))


def _forget(photo: Row, at: datetime) -> None:
    """Leave nothing of a photo but that it was there."""
    photo.slot, photo.removed_at = None, at
    photo.agreed, photo.alt_nl, photo.alt_en = False, "", ""


def sweep_photos(
    stores: Stores, files: FileFolder, at: datetime, *, forget_missing: bool = False
) -> Swept:
    """Delete files that belong to no photo; it can be repeated, and stopped anywhere.

    A photo whose file is gone is only named, since the folder may not be there for a moment;
    with `forget_missing` it is removed from its proposal.
    """
    deleted = sum(_delete_orphans(stores, files, at))
    missing = tuple(_find_missing(stores, files))
    if forget_missing:
        for reference, id in missing:
            with changing_proposal(stores, reference, None) as (register, row):
                _forget(take_photo(register, row, id), at)
                note_event(register, row, Kind.PHOTO_REMOVED, at)
            _delete_files(files, id)
    return Swept(deleted, tuple(reference for reference, _id in missing))


def _delete_orphans(stores: Stores, files: FileFolder, at: datetime) -> Iterator[bool]:
    # The files are listed before the rows are read: a row that is made later has young files.
    found = list(files.list_all())
    stores.register.rollback()
    removed_at = {
        id.hex(): at for id, at in stores.register.execute(select(Row.id, Row.removed_at))
    }
    for file, written in found:
        id = file.name.partition("-")[0]
        orphan = written < at - UNDER_WAY if id not in removed_at else removed_at[id] is not None
        if orphan:
            file.unlink(missing_ok=True)
        yield orphan


def _find_missing(stores: Stores, files: FileFolder) -> Iterator[tuple[str, PhotoId]]:
    query = (
        select(Proposal.reference, Row.id)
        .join(Proposal, Proposal.id == Row.proposal_id)
        .where(Row.removed_at.is_(None))
        .order_by(Proposal.reference, Row.position)
    )
    for reference, id in stores.register.execute(query).all():
        if not all(files.find(name_file(id, size)).exists() for size in Size):
            yield reference, id
