"""Adding a photo to a plan or a report, in three short steps, and changing what is said of it."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO

from sqlalchemy.orm import Session

from voting.db.file_folder import FileFolder
from voting.db.models.photos import Photo as Row
from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.photos import TooManyPhotos
from voting.domain.photos import (
    MOST_PHOTOS,
    PLAN,
    Occasion,
    PhotoId,
    Size,
    move_photo,
    read_alt,
    require_agreement,
)
from voting.domain.reviewing import PHOTO_WORDS, Kind
from voting.domain.texts import Text
from voting.interchange.pictures import Picture, make_pictures
from voting.services.photo_occasions import check_open, require_open
from voting.services.photos import list_rows, name_file, read_occasion, take_photo
from voting.services.proposals import changing_proposal, find_proposal, note_event


def add_photo(
    stores: Stores,
    files: FileFolder,
    person: PersonId,
    reference: str,
    source: IO[bytes],
    at: datetime,
    occasion: Occasion = PLAN,
) -> PhotoId:
    """Keep a photo, to be described and agreed to before anybody else sees it.

    Raises:
        ProposalUnknown, WrongState: there is none for this person, or it cannot be changed now.
        OccasionUnknown, GrantState, TrancheState: that report cannot be made, or not now.
        TooManyPhotos: this occasion has five.
        PhotoTooLarge, PhotoNotTaken, PhotoDamaged, PhotoTooManyPixels, PhotoTooSmall: see
            `pictures.make_pictures`.
    """
    _check_early(stores.register, find_proposal(stores.register, reference, person), occasion)
    # Drawing takes a second, so it is done before the proposal is held.
    stores.register.rollback()
    pictures = make_pictures(source)
    id = PhotoId(secrets.token_bytes(16))
    with changing_proposal(stores, reference, person) as (register, row):
        require_open(register, row, occasion)
        kept = list_rows(register, row, occasion)
        new = _write(id, row, _find_slot(kept), kept, pictures)
        new.stage, new.tranche = occasion.stage.value, occasion.tranche
        new.added_at, new.added_by = at, person
        # The files come first: what a stopped machine leaves, the sweep finds.
        for size, picture in pictures.items():
            files.write(name_file(id, size), picture.content)
        register.add(new)
        row.version += 1
        note_event(register, row, Kind.PHOTO_ADDED, at, person=person)
    return id


def describe_photo(
    stores: Stores,
    person: PersonId,
    reference: str,
    id: PhotoId,
    words: tuple[str, str],
    at: datetime,
) -> None:
    """Say what a photo shows, in Dutch and in English, one of which may be empty.

    Raises ProposalUnknown, PhotoUnknown, WrongState, AltMissing or AltTooLong.
    """
    alt = read_alt(*words)
    with changing_proposal(stores, reference, person) as (register, row):
        photo = take_photo(register, row, id)
        require_open(register, row, read_occasion(photo))
        old = Text(photo.alt_nl, photo.alt_en)
        if alt == old:
            return
        photo.alt_nl, photo.alt_en = alt.nl, alt.en
        row.version += 1
        for before, after in ((old.nl, alt.nl), (old.en, alt.en)):
            if before != after:
                said = {"field": PHOTO_WORDS, "old": before, "new": after}
                note_event(register, row, Kind.CHANGED, at, person=person, **said)


def agree_to_photo(
    stores: Stores, person: PersonId, reference: str, id: PhotoId, *, agreed: bool
) -> None:
    """Note that everybody who is shown agreed, parents for children; now it is shown.

    Raises ProposalUnknown, PhotoUnknown, WrongState, AltMissing or AgreementNeeded.
    """
    require_agreement(agreed=agreed)
    with changing_proposal(stores, reference, person) as (register, row):
        photo = take_photo(register, row, id)
        require_open(register, row, read_occasion(photo))
        read_alt(photo.alt_nl, photo.alt_en)
        photo.agreed = True


def move(stores: Stores, person: PersonId, reference: str, id: PhotoId, *, up: bool) -> None:
    """Bring a photo a place up or down. Raises ProposalUnknown, PhotoUnknown or WrongState."""
    with changing_proposal(stores, reference, person) as (register, row):
        occasion = read_occasion(take_photo(register, row, id))
        require_open(register, row, occasion)
        rows = {photo.id: photo for photo in list_rows(register, row, occasion)}
        for position, one in enumerate(move_photo(list(rows), id, up=up)):
            rows[one].position = position


def _check_early(register: Session, row: Proposal, occasion: Occasion) -> None:
    """Refuse what would be refused later, before a large picture is drawn."""
    check_open(register, row, occasion)
    _find_slot(list_rows(register, row, occasion))


def _find_slot(rows: Iterable[Row]) -> int:
    taken = {photo.slot for photo in rows}
    for slot in range(MOST_PHOTOS):
        if slot not in taken:
            return slot
    raise TooManyPhotos(MOST_PHOTOS)


def _write(
    id: PhotoId,
    row: Proposal,
    slot: int,
    kept: Sequence[Row],
    pictures: dict[Size, Picture],
) -> Row:
    return Row(
        id=id,
        proposal_id=row.id,
        slot=slot,
        position=kept[-1].position + 1 if kept else 0,
        alt_nl="",
        alt_en="",
        agreed=False,
        list_width=pictures[Size.LIST].width,
        list_height=pictures[Size.LIST].height,
        page_width=pictures[Size.PAGE].width,
        page_height=pictures[Size.PAGE].height,
    )
