"""Photos of a proposal, seen by its group, by the office and by everybody; both databases."""

import io
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from tests.photo_files import make_photo
from tests.services.people import make_person
from tests.services.test_proposals import AT, Street, save_round, state
from voting.db.file_folder import FileFolder
from voting.db.models.photos import Photo as Row
from voting.db.models.proposals import Proposal
from voting.db.session import Stores, open_stores, transaction
from voting.domain.errors.photos import (
    AgreementNeeded,
    AltMissing,
    AltTooLong,
    PhotoNotTaken,
    PhotoUnknown,
    TooManyPhotos,
)
from voting.domain.errors.proposals import OfficeAndReasonNeeded, ProposalUnknown, WrongState
from voting.domain.photos import MOST_PHOTOS, PhotoId, Size
from voting.domain.proposals import State
from voting.domain.reviewing import Kind
from voting.services import adding_photos, groups, photos, proposing, removing_photos
from voting.services.proposals import view_proposal
from voting.settings import Settings

LATER = datetime(2027, 12, 1, tzinfo=UTC)


@pytest.fixture
def files(settings: Settings) -> FileFolder:
    return FileFolder(settings.files_dir)


@pytest.fixture
def street(stores: Stores) -> Street:
    alice, bob, charlie = (make_person(stores, name) for name in ("Alice", "Bob", "Charlie"))
    group = groups.found_group(stores, alice, "De Groene Straat", AT)
    save_round(stores)
    reference = proposing.begin_proposal(stores, alice, group, state(stores), AT)
    return Street(group, alice, bob, charlie, reference)


def add(stores: Stores, files: FileFolder, street: Street) -> PhotoId:
    source = io.BytesIO(make_photo())
    return adding_photos.add_photo(stores, files, street.alice, street.reference, source, AT)


def add_whole(stores: Stores, files: FileFolder, street: Street, nl: str = "Bomen") -> PhotoId:
    id = add(stores, files, street)
    who, reference = street.alice, street.reference
    adding_photos.describe_photo(stores, who, reference, id, (nl, ""), AT)
    adding_photos.agree_to_photo(stores, who, reference, id, agreed=True)
    return id


def set_state(stores: Stores, new: State) -> None:
    with transaction(stores.register) as register:
        register.query(Proposal).one().state = new.value


def hand_in(stores: Stores) -> None:
    with transaction(stores.register) as register:
        row = register.query(Proposal).one()
        row.state, row.handed_in_at = State.SUBMITTED.value, AT


def list_ids(stores: Stores, street: Street) -> list[PhotoId]:
    album = photos.view_album(stores, street.reference, street.alice)
    return [photo.id for photo in album.photos]


def list_names(files: FileFolder) -> list[str]:
    return [file.name for file, _written in files.list_all()]


def make_old(files: FileFolder) -> None:
    for file, _written in files.list_all():
        os.utime(file, (0, 0))


def test_a_photo_is_shown_once_described_and_agreed_to(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    id = add(stores, files, street)
    album = photos.view_album(stores, street.reference, street.alice)
    assert album.find(id).pixels == {Size.LIST: (400, 300), Size.PAGE: (640, 480)}
    assert photos.list_shown(stores, street.reference, street.alice) == ()
    with pytest.raises(AltMissing):
        adding_photos.agree_to_photo(stores, street.alice, street.reference, id, agreed=True)
    with pytest.raises(AltMissing):
        adding_photos.describe_photo(
            stores, street.alice, street.reference, id, (" ", "\u202e"), AT
        )
    with pytest.raises(AltTooLong):
        adding_photos.describe_photo(
            stores, street.alice, street.reference, id, ("x" * 201, ""), AT
        )
    adding_photos.describe_photo(
        stores, street.alice, street.reference, id, (" Drie  bomen", ""), AT
    )
    assert photos.list_shown(stores, street.reference, street.alice) == ()
    with pytest.raises(AgreementNeeded):
        adding_photos.agree_to_photo(stores, street.alice, street.reference, id, agreed=False)
    adding_photos.agree_to_photo(stores, street.alice, street.reference, id, agreed=True)
    (shown,) = photos.list_shown(stores, street.reference, street.alice)
    assert shown.alt.get("en") == "Drie bomen"
    view = view_proposal(stores, street.reference, street.alice)
    told = [(event.kind, event.field, event.new) for event in view.events[-2:]]
    assert told == [(Kind.PHOTO_ADDED, "", ""), (Kind.CHANGED, "photo", "Drie bomen")]


def test_the_database_itself_shows_no_photo_without_words(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    add(stores, files, street)
    with pytest.raises(IntegrityError), transaction(stores.register) as register:
        register.query(Row).one().agreed = True


def test_five_is_the_most_and_a_removed_one_makes_room(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    ids = [add(stores, files, street) for _ in range(MOST_PHOTOS)]
    with pytest.raises(TooManyPhotos):
        add(stores, files, street)
    removing_photos.remove_photo(stores, files, street.alice, street.reference, ids[1], AT)
    sixth = add(stores, files, street)
    assert list_ids(stores, street) == [ids[0], *ids[2:], sixth]


def test_of_eight_at_once_five_are_kept(
    stores: Stores, settings: Settings, files: FileFolder, street: Street
) -> None:
    content = make_photo()

    def send(_number: int) -> bool:
        with open_stores(settings) as own:
            try:
                adding_photos.add_photo(
                    own, files, street.alice, street.reference, io.BytesIO(content), AT
                )
            except TooManyPhotos:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(send, range(8)))
    assert sum(kept) == MOST_PHOTOS
    stores.register.rollback()
    assert len(list_ids(stores, street)) == MOST_PHOTOS
    assert len(list_names(files)) == 2 * MOST_PHOTOS


def test_the_database_itself_holds_the_limit(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    add(stores, files, street)
    with pytest.raises(IntegrityError), transaction(stores.register) as register:
        register.query(Row).one().slot = MOST_PHOTOS


def test_photos_go_up_and_down(stores: Stores, files: FileFolder, street: Street) -> None:
    a, b, c = (add(stores, files, street) for _ in range(3))
    who, reference = street.alice, street.reference
    adding_photos.move(stores, who, reference, c, up=True)
    assert list_ids(stores, street) == [a, c, b]
    adding_photos.move(stores, who, reference, a, up=False)
    assert list_ids(stores, street) == [c, a, b]
    adding_photos.move(stores, who, reference, c, up=True)
    adding_photos.move(stores, who, reference, b, up=False)
    assert list_ids(stores, street) == [c, a, b]


def test_an_outsider_meets_a_missing_proposal(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    id, content = add_whole(stores, files, street), io.BytesIO(make_photo())
    who, reference = street.charlie, street.reference
    for act in (
        lambda: photos.view_album(stores, reference, who),
        lambda: photos.read_own_photo(stores, files, who, reference, id, Size.PAGE),
        lambda: adding_photos.add_photo(stores, files, who, reference, content, AT),
        lambda: adding_photos.describe_photo(stores, who, reference, id, ("x", ""), AT),
        lambda: adding_photos.agree_to_photo(stores, who, reference, id, agreed=True),
        lambda: adding_photos.move(stores, who, reference, id, up=True),
        lambda: removing_photos.remove_photo(stores, files, who, reference, id, AT),
    ):
        with pytest.raises(ProposalUnknown):
            act()
    assert list_ids(stores, street) == [id]


def test_a_photo_of_another_proposal_is_unknown(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    id = add(stores, files, street)
    other = proposing.begin_proposal(stores, street.alice, street.group, state(stores), AT)
    with pytest.raises(PhotoUnknown):
        removing_photos.remove_photo(stores, files, street.alice, other, id, AT)
    with pytest.raises(PhotoUnknown):
        photos.read_own_photo(stores, files, street.alice, other, id, Size.PAGE)


def test_everybody_sees_it_from_the_moment_it_is_handed_in(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    id, unfinished = add_whole(stores, files, street), add(stores, files, street)
    for size in Size:
        with pytest.raises(PhotoUnknown):
            photos.read_public_photo(stores, files, id, size)
    hand_in(stores)
    for one in State:
        set_state(stores, one)
        assert photos.read_public_photo(stores, files, id, Size.PAGE)[:3] == b"\xff\xd8\xff"
        with pytest.raises(PhotoUnknown):
            photos.read_public_photo(stores, files, unfinished, Size.PAGE)


def test_nothing_is_added_or_changed_when_the_plan_cannot_be(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    id = add(stores, files, street)
    who, reference = street.alice, street.reference
    for one in (State.SUBMITTED, State.IN_REVIEW, State.LISTED, State.TURNED_DOWN, State.WITHDRAWN):
        set_state(stores, one)
        with pytest.raises(WrongState):
            add(stores, files, street)
        with pytest.raises(WrongState):
            adding_photos.describe_photo(stores, who, reference, id, ("x", ""), AT)
        with pytest.raises(WrongState):
            adding_photos.agree_to_photo(stores, who, reference, id, agreed=True)
        with pytest.raises(WrongState):
            adding_photos.move(stores, who, reference, id, up=True)
    removing_photos.remove_photo(stores, files, who, reference, id, AT)
    assert list_ids(stores, street) == []


def test_removing_deletes_the_files_and_the_words_at_once(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    id = add_whole(stores, files, street)
    hand_in(stores)
    removing_photos.remove_photo(stores, files, street.alice, street.reference, id, AT)
    assert list_names(files) == []
    row = stores.register.get_one(Row, id)
    assert (row.alt_nl, row.slot, row.removed_at) == ("", None, AT)
    with pytest.raises(PhotoUnknown):
        photos.read_public_photo(stores, files, id, Size.LIST)
    with pytest.raises(PhotoUnknown):
        removing_photos.remove_photo(stores, files, street.alice, street.reference, id, AT)
    view = view_proposal(stores, street.reference, street.alice)
    assert view.events[-1].kind is Kind.PHOTO_REMOVED


def test_the_office_removes_one_with_a_reason(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    first, second = add_whole(stores, files, street), add_whole(stores, files, street)
    reference, said = street.reference, ("Wijken", "Een bewoner vroeg erom.")
    with pytest.raises(ProposalUnknown):
        removing_photos.remove_for_office(stores, files, reference, 1, said, AT)
    hand_in(stores)
    with pytest.raises(PhotoUnknown):
        removing_photos.remove_for_office(stores, files, reference, 3, said, AT)
    with pytest.raises(OfficeAndReasonNeeded):
        removing_photos.remove_for_office(stores, files, reference, 1, ("Wijken", " "), AT)
    removing_photos.remove_for_office(stores, files, reference, 1, said, AT)
    assert list_ids(stores, street) == [second]
    assert all(name.startswith(second.hex()) for name in list_names(files))
    event = view_proposal(stores, reference, street.alice).events[-1]
    assert (event.kind, event.office, event.text) == (Kind.PHOTO_REMOVED, *said)
    assert first not in list_ids(stores, street)


def test_a_refused_file_leaves_nothing(stores: Stores, files: FileFolder, street: Street) -> None:
    with pytest.raises(PhotoNotTaken):
        adding_photos.add_photo(
            stores, files, street.alice, street.reference, io.BytesIO(b"text"), AT
        )
    assert list_names(files) == []
    assert list_ids(stores, street) == []


def test_files_without_a_row_are_swept_after_an_hour_and_only_those(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    kept, crashed = add(stores, files, street), add(stores, files, street)
    with transaction(stores.register) as register:
        register.execute(delete(Row).where(Row.id == crashed))
    half = files.root / crashed.hex()[:2] / f".{crashed.hex()}-page.jpg.0a0b0c0d"
    half.write_bytes(b"half")
    at = datetime.now(UTC)
    assert removing_photos.sweep_photos(stores, files, at).deleted == 0
    later = at + timedelta(hours=2)
    assert removing_photos.sweep_photos(stores, files, later).deleted == 3
    assert removing_photos.sweep_photos(stores, files, later).deleted == 0
    assert {name[:32] for name in list_names(files)} == {kept.hex()}


def test_files_of_a_removed_photo_are_swept_at_once(
    stores: Stores, files: FileFolder, street: Street, tmp_path: Path
) -> None:
    id = add(stores, files, street)
    content = {name: files.read(name) for name in list_names(files)}
    removing_photos.remove_photo(stores, files, street.alice, street.reference, id, AT)
    for name, kept in content.items():
        files.write(name, kept or b"")  # as if the machine stopped before they were deleted
    assert removing_photos.sweep_photos(stores, files, datetime.now(UTC)).deleted == 2
    assert list_names(files) == []


def test_a_photo_whose_file_is_lost_is_named_and_removed_only_when_told_to(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    whole, lost = add(stores, files, street), add(stores, files, street)
    files.delete(photos.name_file(lost, Size.LIST))
    swept = removing_photos.sweep_photos(stores, files, LATER)
    assert swept.missing == (street.reference,)
    assert list_ids(stores, street) == [whole, lost]
    assert removing_photos.sweep_photos(stores, files, LATER, forget_missing=True).missing
    assert list_ids(stores, street) == [whole]
    assert removing_photos.sweep_photos(stores, files, LATER).missing == ()
    assert {name[:32] for name in list_names(files)} == {whole.hex()}


def test_an_initiative_on_the_list_shows_the_photos_of_its_proposal(
    stores: Stores, files: FileFolder, street: Street
) -> None:
    id = add_whole(stores, files, street)
    add(stores, files, street)
    round_id = state(stores).id
    with transaction(stores.register) as register:
        row = register.query(Proposal).one()
        row.state, row.initiative_id = State.LISTED.value, "bomen-abc"
        row.handed_in_at = AT
    shown = photos.list_photos_of_initiative(stores, round_id, "bomen-abc")
    assert [photo.id for photo in shown] == [id]
    assert photos.list_photos_of_initiative(stores, round_id, "other") == ()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a.jpg", "", f"{'g' * 32}-page.jpg"])
def test_only_names_of_ours_reach_the_disk(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError):
        FileFolder(tmp_path).read(name)
