"""Photos with a milestone's report and with the closing report, on both databases."""

import io
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from tests.photo_files import make_photo
from tests.services.final_rounds import (
    NOW,
    REPORT,
    TRANCHES,
    TWO,
    Street,
    look_at_payees,
    make_street,
)
from tests.services.people import KEYS, LETTERS
from voting.db.file_folder import FileFolder
from voting.db.models.photos import Photo as Row
from voting.db.session import Stores, open_stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.errors.grants import GrantState, TrancheState
from voting.domain.errors.photos import OccasionUnknown, PhotoUnknown, TooManyPhotos
from voting.domain.errors.proposals import ProposalUnknown, WrongState
from voting.domain.grants import Happening
from voting.domain.photos import CLOSING, MOST_PHOTOS, PLAN, Occasion, PhotoId, Size, Stage
from voting.domain.reporting import Report
from voting.services import (
    adding_photos,
    agreeing,
    photos,
    redeeming,
    removing_photos,
    reporting_back,
)
from voting.services.progress import view_progress
from voting.services.viewing_grants import view_grant, view_own_grant
from voting.settings import Settings

PLANTED = Occasion(Stage.MILESTONE, 1)
DONE = Report("Het staat er.", 800_000)


@pytest.fixture
def files(settings: Settings) -> FileFolder:
    return FileFolder(settings.files_dir)


@pytest.fixture
def street(stores: Stores, settings: Settings) -> Street:
    """Return a street whose plan "doel" is under way: its advance is paid."""
    made = make_street(stores, settings)
    made.decide()
    made.name_payee("doel")
    reference = find_reference(made)
    version = agreeing.offer_agreement(stores, LETTERS, reference, TRANCHES, "Noor", NOW)
    agreeing.record_on_paper(stores, LETTERS, reference, version, "Noor", NOW)
    pay(made)
    return made


def find_reference(street: Street) -> str:
    return view_own_grant(street.stores, "plandoel", street.alice).reference


def pay(street: Street) -> None:
    look_at_payees(street.stores, street.poll.round_id, NOW)
    made = redeeming.make_payment_list(street.stores, KEYS, street.poll.round_id, TWO, NOW)
    redeeming.confirm_paid(street.stores, LETTERS, made.number, "Ali", NOW)


def report(street: Street) -> None:
    reporting_back.report_milestone(street.stores, street.bob, "plandoel", 1, REPORT, NOW)


def accept(street: Street) -> None:
    reporting_back.accept_report(street.stores, LETTERS, find_reference(street), "Noor", NOW)


def close(street: Street) -> None:
    reporting_back.report_closing(street.stores, street.alice, "plandoel", DONE, NOW)


def add(
    street: Street,
    files: FileFolder,
    occasion: Occasion = PLANTED,
    person: PersonId | None = None,
    stores: Stores | None = None,
) -> PhotoId:
    return adding_photos.add_photo(
        stores or street.stores,
        files,
        person or street.bob,
        "plandoel",
        io.BytesIO(make_photo()),
        NOW,
        occasion,
    )


def add_whole(street: Street, files: FileFolder, occasion: Occasion = PLANTED) -> PhotoId:
    id = add(street, files, occasion)
    adding_photos.describe_photo(street.stores, street.bob, "plandoel", id, ("Bomen", ""), NOW)
    adding_photos.agree_to_photo(street.stores, street.bob, "plandoel", id, agreed=True)
    return id


def list_ids(street: Street, occasion: Occasion = PLANTED) -> list[PhotoId]:
    album = photos.view_album(street.stores, "plandoel", street.alice, occasion)
    return [photo.id for photo in album.photos]


def is_public(street: Street, files: FileFolder, id: PhotoId) -> bool:
    try:
        photos.read_public_photo(street.stores, files, id, Size.PAGE)
    except PhotoUnknown:
        return False
    return True


def list_progress(street: Street) -> dict[Happening, list[PhotoId]]:
    progress = view_progress(street.stores, street.state, "doel")
    assert progress is not None
    return {one.kind: [photo.id for photo in one.photos] for one in progress.moments if one.photos}


def test_photos_go_along_with_the_report_and_show_once_it_is_accepted(
    street: Street, files: FileFolder
) -> None:
    id, unfinished = add_whole(street, files), add(street, files)
    assert not is_public(street, files, id)
    assert list_progress(street) == {}
    report(street)
    assert is_public(street, files, id)
    assert not is_public(street, files, unfinished)
    seen = view_grant(street.stores, find_reference(street)).photos
    assert [(photo.id, photo.occasion) for photo in seen] == [(id, PLANTED)]
    assert list_progress(street) == {}
    accept(street)
    assert list_progress(street) == {Happening.ACCEPTED: [id]}
    pay(street)
    last = add_whole(street, files, CLOSING)
    close(street)
    assert list_progress(street) == {Happening.ACCEPTED: [id]}
    accept(street)
    assert list_progress(street) == {Happening.ACCEPTED: [id], Happening.FINISHED: [last]}
    progress = view_progress(street.stores, street.state, "doel")
    assert progress is not None
    assert [photo.id for photo in progress.closing_photos] == [last]


def test_photos_of_reports_are_no_photos_of_the_plan(street: Street, files: FileFolder) -> None:
    add_whole(street, files)
    add_whole(street, files, CLOSING)
    report(street)
    assert list_ids(street, PLAN) == []
    assert photos.list_shown(street.stores, "plandoel", None) == ()
    found = photos.list_photos_of_initiative(street.stores, street.state.id, "doel")
    assert found == ()


def test_each_report_has_room_for_five(street: Street, files: FileFolder) -> None:
    ids = [add(street, files) for _ in range(MOST_PHOTOS)]
    with pytest.raises(TooManyPhotos):
        add(street, files)
    other = add(street, files, CLOSING)
    assert list_ids(street, CLOSING) == [other]
    removing_photos.remove_photo(street.stores, files, street.alice, "plandoel", ids[0], NOW)
    sixth = add(street, files)
    assert list_ids(street) == [*ids[1:], sixth]
    adding_photos.move(street.stores, street.bob, "plandoel", sixth, up=True)
    assert list_ids(street) == [*ids[1:4], sixth, ids[4]]


def test_of_eight_at_once_five_are_kept(
    street: Street, files: FileFolder, settings: Settings
) -> None:
    def send(_number: int) -> bool:
        with open_stores(settings) as own:
            try:
                add(street, files, stores=own)
            except TooManyPhotos:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(send, range(8)))
    assert sum(kept) == MOST_PHOTOS
    street.stores.register.rollback()
    assert len(list_ids(street)) == MOST_PHOTOS
    assert len(list(files.list_all())) == 2 * MOST_PHOTOS


def test_the_database_itself_holds_the_limit_and_knows_the_occasions(
    street: Street, files: FileFolder
) -> None:
    first, second = add(street, files), add(street, files)
    for wrong in (
        {"slot": MOST_PHOTOS},
        {"slot": 0},
        {"stage": "party"},
        {"stage": Stage.CLOSING.value},
        {"tranche": -1},
    ):
        with pytest.raises(IntegrityError), transaction(street.stores.register) as register:
            row = register.get_one(Row, second)
            for name, value in wrong.items():
                setattr(row, name, value)
    assert list_ids(street) == [first, second]


def test_nothing_is_added_before_there_is_a_grant_or_for_no_such_milestone(
    street: Street, files: FileFolder
) -> None:
    for wrong in (Occasion(Stage.MILESTONE, 0), Occasion(Stage.MILESTONE, 2)):
        with pytest.raises(OccasionUnknown):
            add(street, files, wrong)
    with pytest.raises(OccasionUnknown):
        photos.view_album(street.stores, "planbank", street.alice, CLOSING)
    with pytest.raises(GrantState):
        adding_photos.add_photo(
            street.stores,
            files,
            street.alice,
            "planboom",
            io.BytesIO(make_photo()),
            NOW,
            CLOSING,
        )
    with pytest.raises(WrongState):
        add(street, files, PLAN)
    assert list(files.list_all()) == []


def test_what_was_accepted_is_not_changed_any_more_but_can_be_removed(
    street: Street, files: FileFolder
) -> None:
    id, other = add_whole(street, files), add_whole(street, files)
    report(street)
    late = add(street, files)  # a report may be handed in anew until it is judged
    accept(street)
    store, who = street.stores, street.bob
    with pytest.raises(TrancheState):
        add(street, files)
    with pytest.raises(TrancheState):
        adding_photos.describe_photo(store, who, "plandoel", late, ("x", ""), NOW)
    with pytest.raises(TrancheState):
        adding_photos.agree_to_photo(store, who, "plandoel", late, agreed=True)
    with pytest.raises(TrancheState):
        adding_photos.move(store, who, "plandoel", id, up=True)
    assert not photos.view_album(store, "plandoel", who, PLANTED).editable
    pay(street)
    close(street)
    with pytest.raises(GrantState):
        add(street, files, CLOSING)
    accept(street)
    removing_photos.remove_photo(store, files, who, "plandoel", id, NOW)
    assert list_progress(street) == {Happening.ACCEPTED: [other]}
    assert not is_public(street, files, id)
    said = ("Wijken", "Een bewoner vroeg erom.")
    assert [photo.id for photo in photos.view_for_office(store, "plandoel")] == [other, late]
    removing_photos.remove_for_office(store, files, "plandoel", 1, said, NOW)
    assert list_progress(street) == {}
    assert {name.name[:32] for name, _at in files.list_all()} == {late.hex()}


def test_an_outsider_meets_a_missing_plan(street: Street, files: FileFolder) -> None:
    id = add_whole(street, files)
    with pytest.raises(ProposalUnknown):
        add(street, files, person=street.charlie)
    with pytest.raises(ProposalUnknown):
        photos.view_album(street.stores, "plandoel", street.charlie, PLANTED)
    with pytest.raises(ProposalUnknown):
        photos.read_own_photo(street.stores, files, street.charlie, "plandoel", id, Size.PAGE)
    with pytest.raises(ProposalUnknown):
        removing_photos.remove_photo(street.stores, files, street.charlie, "plandoel", id, NOW)
    assert list_ids(street) == [id]


def test_what_a_stopped_machine_left_of_a_report_is_swept(
    street: Street, files: FileFolder
) -> None:
    kept, crashed = add(street, files), add(street, files)
    with transaction(street.stores.register) as register:
        register.execute(delete(Row).where(Row.id == crashed))
    for file, _written in files.list_all():
        os.utime(file, (0, 0))
    swept = removing_photos.sweep_photos(street.stores, files, datetime.now(UTC))
    assert (swept.deleted, swept.missing) == (2, ())
    assert {file.name[:32] for file, _at in files.list_all()} == {kept.hex()}
    files.delete(photos.name_file(kept, Size.LIST))
    now = datetime.now(UTC)
    assert removing_photos.sweep_photos(street.stores, files, now).missing == ("plandoel",)
    removing_photos.sweep_photos(street.stores, files, now, forget_missing=True)
    assert list_ids(street) == []
