"""Photos of a proposal as they are shown, to its group, to the office and to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.file_folder import FileFolder
from voting.db.models.photos import Photo as Row
from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.photos import PhotoUnknown
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.photos import (
    MOST_PHOTOS,
    Photo,
    PhotoId,
    Size,
)
from voting.domain.proposals import POSSIBLE, Act, State
from voting.domain.texts import Text
from voting.services.proposals import find_proposal


@dataclass(frozen=True, slots=True)
class Album:
    """The photos of a proposal in order."""

    photos: tuple[Photo, ...]
    state: State

    @property
    def editable(self) -> bool:
        """Tell whether the group can change them now; it can always remove one."""
        return self.state in POSSIBLE[Act.EDIT]

    @property
    def full(self) -> bool:
        """Tell whether there is no room for another."""
        return len(self.photos) >= MOST_PHOTOS

    def find(self, id: PhotoId) -> Photo:
        """Return one of them; raise PhotoUnknown."""
        for photo in self.photos:
            if photo.id == id:
                return photo
        raise PhotoUnknown


def view_album(stores: Stores, reference: str, person: PersonId | None) -> Album:
    """Return the photos of a proposal, the unfinished ones too; None is the office.

    Raises ProposalUnknown.
    """
    register = stores.register
    row = find_proposal(register, reference, person)
    photos = tuple(read_photo(one) for one in list_rows(register, row))
    return Album(photos, State(row.state))


def view_for_office(stores: Stores, reference: str) -> Album:
    """Return the photos of what was handed in; raise ProposalUnknown, also for a hidden draft."""
    if find_proposal(stores.register, reference, None).handed_in_at is None:
        raise ProposalUnknown
    return view_album(stores, reference, None)


def list_shown(stores: Stores, reference: str, person: PersonId | None) -> tuple[Photo, ...]:
    """Return what may stand beside the plan, in order; None is the office."""
    album = view_album(stores, reference, person)
    return tuple(photo for photo in album.photos if photo.shown)


def list_photos_of_initiative(
    stores: Stores, round_id: RoundId, initiative_id: str
) -> tuple[Photo, ...]:
    """Return the photos of the proposals that an initiative on the round's list came from."""
    query = (
        select(Row)
        .join(Proposal, Proposal.id == Row.proposal_id)
        .where(
            Proposal.round_id == round_id,
            Proposal.initiative_id == initiative_id,
            Proposal.handed_in_at.is_not(None),
            Row.removed_at.is_(None),
        )
        .order_by(Proposal.made_at, Proposal.reference, Row.position, Row.slot)
    )
    photos = map(read_photo, stores.register.scalars(query))
    return tuple(photo for photo in photos if photo.shown)


def read_public_photo(stores: Stores, files: FileFolder, id: PhotoId, size: Size) -> bytes:
    """Return a picture of a proposal that was handed in; raise PhotoUnknown."""
    query = (
        select(Row)
        .join(Proposal, Proposal.id == Row.proposal_id)
        .where(Row.id == id, Proposal.handed_in_at.is_not(None))
    )
    row = stores.register.scalar(query)
    if row is None or row.removed_at is not None or not read_photo(row).shown:
        raise PhotoUnknown
    return _read_file(files, id, size)


def read_own_photo(
    stores: Stores, files: FileFolder, person: PersonId, reference: str, id: PhotoId, size: Size
) -> bytes:
    """Return a picture as a member of the group sees it.

    Raises ProposalUnknown or PhotoUnknown.
    """
    view_album(stores, reference, person).find(id)
    return _read_file(files, id, size)


def name_file(id: PhotoId, size: Size) -> str:
    """Return the name of a photo's file."""
    return f"{id.hex()}-{size.value}.jpg"


def _read_file(files: FileFolder, id: PhotoId, size: Size) -> bytes:
    content = files.read(name_file(id, size))
    if content is None:
        raise PhotoUnknown
    return content


def list_rows(register: Session, row: Proposal) -> Sequence[Row]:
    """Return the rows of a proposal's photos, in order."""
    query = (
        select(Row)
        .where(Row.proposal_id == row.id, Row.removed_at.is_(None))
        .order_by(Row.position, Row.slot)
    )
    return register.scalars(query, execution_options={"populate_existing": True}).all()


def take_photo(register: Session, row: Proposal, id: PhotoId) -> Row:
    """Return the row of one photo of a proposal; raise PhotoUnknown."""
    found = register.get(Row, id, populate_existing=True)
    if found is None or found.proposal_id != row.id or found.removed_at is not None:
        raise PhotoUnknown
    return found


def read_photo(row: Row) -> Photo:
    """Return a photo from its row."""
    pixels = {
        Size.LIST: (row.list_width, row.list_height),
        Size.PAGE: (row.page_width, row.page_height),
    }
    return Photo(row.id, Text(row.alt_nl, row.alt_en), pixels, row.agreed, row.added_at)
