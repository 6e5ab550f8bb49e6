"""The pages about photos: finding one, trying something with it, and showing what came of it."""

from collections.abc import Callable, Mapping

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from voting.domain.errors.photos import AltTooLong, OccasionUnknown, PhotoUnknown
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.errors.refused import Refused
from voting.domain.photos import MOST_BYTES, MOST_PHOTOS, Occasion, Photo
from voting.services.photos import Album, find_own_photo, view_album
from voting.web.errors import explain
from voting.web.i18n import current_language, find_other_language
from voting.web.initiative.photo_albums import describe_album
from voting.web.photos import describe_photos, read_photo_id
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.words_photos import MEGABYTE


def attempt(act: Callable[[], object]) -> Refused | None:
    """Do something and return why it was refused; 404 when the plan or photo is not there."""
    try:
        act()
    except (ProposalUnknown, PhotoUnknown, OccasionUnknown):
        abort(404)
    except Refused as refusal:
        return refusal
    return None


def take_album(reference: str, occasion: Occasion) -> Album:
    """Return photos of a plan, or answer 404: also when they are not the reader's to see."""
    try:
        return view_album(stores(), reference, take_account().id, occasion)
    except (ProposalUnknown, OccasionUnknown):
        abort(404)


def take_photo(reference: str, photo: str) -> Photo:
    """Return one of the group's photos, or answer 404."""
    try:
        return find_own_photo(stores(), reference, take_account().id, read_photo_id(photo))
    except (ProposalUnknown, PhotoUnknown):
        abort(404)


def render_album(
    reference: str, occasion: Occasion, refusal: Refused | None = None
) -> ResponseReturnValue:
    """Show the photos of one occasion."""
    album = take_album(reference, occasion)
    page = render_template(
        "initiative/photos.html",
        reference=reference,
        album=describe_album(reference, occasion),
        photos=describe_photos(album.photos, reference),
        editable=album.editable,
        full=album.full,
        most=MOST_PHOTOS,
        problem=explain(refusal) if refusal else "",
    )
    return page, 422 if refusal else 200


def render_new(
    reference: str, occasion: Occasion, refusal: Refused | None = None, status: int = 422
) -> ResponseReturnValue:
    """Ask for a file."""
    page = render_template(
        "initiative/photo_new.html",
        album=describe_album(reference, occasion),
        most=MOST_BYTES // MEGABYTE,
        problem=explain(refusal) if refusal else "",
    )
    return page, status if refusal else 200


def render_words(
    reference: str, photo: Photo, typed: Mapping[str, str], refusal: Refused | None = None
) -> ResponseReturnValue:
    """Ask what a photo shows; the language of the page comes first."""
    wrong = f"alt_{current_language()}"
    if isinstance(refusal, AltTooLong):
        wrong = f"alt_{refusal.language}"
    page = render_template(
        "initiative/photo_words.html",
        album=describe_album(reference, photo.occasion),
        photo=describe_photos([photo], reference)[0],
        typed=typed,
        languages=(current_language(), find_other_language()),
        problem=explain(refusal) if refusal else "",
        wrong=wrong,
    )
    return page, 422 if refusal else 200


def render_consent(
    reference: str, photo: Photo, refusal: Refused | None = None
) -> ResponseReturnValue:
    """Ask whether everybody who is shown agreed."""
    page = render_template(
        "initiative/photo_consent.html",
        album=describe_album(reference, photo.occasion),
        photo=describe_photos([photo], reference)[0],
        problem=explain(refusal) if refusal else "",
    )
    return page, 422 if refusal else 200
