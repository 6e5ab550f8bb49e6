"""Photos of a plan as they are shown, to its group, to the office and to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from voting.db.base import RoundId
from voting.db.file_folder import FileFolder
from voting.db.models.grants import Grant, GrantReport
from voting.db.models.photos import Photo as Row
from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.photos import PhotoUnknown
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.photos import MOST_PHOTOS, PLAN, Occasion, Photo, PhotoId, Size, Stage
from voting.domain.texts import Text
from voting.services.grants import is_its_proposal
from voting.services.photo_occasions import is_open
from voting.services.proposals import find_proposal


@dataclass(frozen=True, slots=True)
class Album:
    """The photos of one occasion in order.

    `editable` tells whether the group can change them now; it can always remove one.
    """

    photos: tuple[Photo, ...]
    editable: bool

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


def view_album(
    stores: Stores, reference: str, person: PersonId | None, occasion: Occasion = PLAN
) -> Album:
    """Return the photos of a plan, the unfinished ones too; None is the office.

    Raises ProposalUnknown, or OccasionUnknown without a grant or such a tranche.
    """
    register = stores.register
    row = find_proposal(register, reference, person)
    editable = is_open(register, row, occasion)
    return Album(tuple(map(read_photo, list_rows(register, row, occasion))), editable)


def find_own_photo(stores: Stores, reference: str, person: PersonId, id: PhotoId) -> Photo:
    """Return one of a group's photos, of any occasion; raise ProposalUnknown or PhotoUnknown."""
    register = stores.register
    return read_photo(take_photo(register, find_proposal(register, reference, person), id))


def view_for_office(stores: Stores, reference: str) -> tuple[Photo, ...]:
    """Return all photos, those of the plan first, as `remove_for_office` counts them.

    Raises ProposalUnknown, also for a hidden draft.
    """
    row = find_proposal(stores.register, reference, None)
    if row.handed_in_at is None:
        raise ProposalUnknown
    return tuple(map(read_photo, list_all_rows(stores.register, row)))


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
            Row.stage == Stage.PLAN.value,
            Row.removed_at.is_(None),
        )
        .order_by(Proposal.made_at, Proposal.reference, Row.position, Row.slot)
    )
    photos = map(read_photo, stores.register.scalars(query))
    return tuple(photo for photo in photos if photo.shown)


def list_photos_of_grant(
    register: Session, grant: Grant
) -> Mapping[Occasion | None, tuple[Photo, ...]]:
    """Return what may stand beside the reports on a grant, of all its groups, by occasion."""
    query = (
        select(Row)
        .join(Proposal, Proposal.id == Row.proposal_id)
        .where(
            Proposal.round_id == grant.round_id,
            Proposal.initiative_id == grant.initiative_id,
            Row.stage != Stage.PLAN.value,
            Row.removed_at.is_(None),
        )
        .order_by(Proposal.made_at, Proposal.reference, Row.position, Row.slot)
    )
    found: dict[Occasion | None, tuple[Photo, ...]] = {}
    for photo in map(read_photo, register.scalars(query)):
        if photo.shown:
            found[photo.occasion] = (*found.get(photo.occasion, ()), photo)
    return found


def read_public_photo(stores: Stores, files: FileFolder, id: PhotoId, size: Size) -> bytes:
    """Return a picture that goes with what was handed in, a plan or a report.

    Raises PhotoUnknown.
    """
    query = (
        select(Row)
        .join(Proposal, Proposal.id == Row.proposal_id)
        .where(
            Row.id == id,
            Proposal.handed_in_at.is_not(None),
            (Row.stage == Stage.PLAN.value) | _was_reported(),
        )
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
    find_own_photo(stores, reference, person, id)
    return _read_file(files, id, size)


def name_file(id: PhotoId, size: Size) -> str:
    """Return the name of a photo's file."""
    return f"{id.hex()}-{size.value}.jpg"


def _read_file(files: FileFolder, id: PhotoId, size: Size) -> bytes:
    content = files.read(name_file(id, size))
    if content is None:
        raise PhotoUnknown
    return content


def _was_reported() -> ColumnElement[bool]:
    """Return the condition that the report a photo goes with was handed in."""
    closing = (Row.stage == Stage.CLOSING.value) & GrantReport.tranche.is_(None)
    milestone = (Row.stage == Stage.MILESTONE.value) & (GrantReport.tranche == Row.tranche)
    return exists().where(is_its_proposal(), GrantReport.grant_id == Grant.id, closing | milestone)


def list_rows(register: Session, row: Proposal, occasion: Occasion) -> Sequence[Row]:
    """Return the rows of the photos of one occasion, in order."""
    return [one for one in list_all_rows(register, row) if read_occasion(one) == occasion]


def list_all_rows(register: Session, row: Proposal) -> Sequence[Row]:
    """Return the rows of all photos of a proposal: its own, by milestone, and of the closing."""
    query = (
        select(Row)
        .where(Row.proposal_id == row.id, Row.removed_at.is_(None))
        .order_by(Row.tranche, Row.position, Row.slot)
    )
    rows = register.scalars(query, execution_options={"populate_existing": True}).all()
    return sorted(rows, key=lambda one: list(Stage).index(Stage(one.stage)))


def take_photo(register: Session, row: Proposal, id: PhotoId) -> Row:
    """Return the row of one photo of a proposal; raise PhotoUnknown."""
    found = register.get(Row, id, populate_existing=True)
    if found is None or found.proposal_id != row.id or found.removed_at is not None:
        raise PhotoUnknown
    return found


def read_occasion(row: Row) -> Occasion:
    """Return what a photo goes with."""
    return Occasion(Stage(row.stage), row.tranche)


def read_photo(row: Row) -> Photo:
    """Return a photo from its row."""
    pixels = {
        Size.LIST: (row.list_width, row.list_height),
        Size.PAGE: (row.page_width, row.page_height),
    }
    alt = Text(row.alt_nl, row.alt_en)
    return Photo(row.id, alt, pixels, row.agreed, row.added_at, read_occasion(row))
