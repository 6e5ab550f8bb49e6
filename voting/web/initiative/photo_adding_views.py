"""Views of adding a photo: choose a file, say what it shows, tick that everybody agreed."""

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from voting.domain.errors.photos import PhotoMissing, PhotoTooLarge
from voting.domain.photos import MOST_BYTES, PhotoId
from voting.services import adding_photos
from voting.web.access import Role, allow
from voting.web.errors import show_error
from voting.web.initiative.blueprint import bp
from voting.web.initiative.photo_albums import describe_album, read_occasion
from voting.web.initiative.photo_pages import (
    attempt,
    render_consent,
    render_new,
    render_words,
    take_album,
    take_photo,
)
from voting.web.photos import open_files
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.security import read_away, take_up_to
from voting.web.signed_in import take_account
from voting.web.stores import stores

UPLOAD_BYTES = MOST_BYTES + 64 * 1024
"""The largest photo, and the form around it."""


@bp.get("/<reference>/photos/new", defaults={"occasion": "plan"})
@bp.get("/<reference>/photos/with/<occasion>/new")
@allow(Role.PERSON)
def show_new_photo(reference: str, occasion: str) -> ResponseReturnValue:
    """Ask for a file."""
    wanted = read_occasion(occasion)
    album = take_album(reference, wanted)
    if not album.editable or album.full:
        return redirect(describe_album(reference, wanted).url, 303)
    return render_new(reference, wanted)


@bp.post("/<reference>/photos/new", defaults={"occasion": "plan"})
@bp.post("/<reference>/photos/with/<occasion>/new")
@allow(Role.PERSON)
@take_up_to(UPLOAD_BYTES)
def submit_new_photo(reference: str, occasion: str) -> ResponseReturnValue:
    """Keep the photo, and go on with what it shows."""
    read_fields()
    if set(request.files) - {"photo"}:
        abort(400)
    file, me, wanted = request.files.get("photo"), take_account().id, read_occasion(occasion)
    added: list[PhotoId] = []

    def add() -> None:
        if file is None or not file.filename:
            raise PhotoMissing
        content, at = file.stream, now()
        added.append(
            adding_photos.add_photo(stores(), open_files(), me, reference, content, at, wanted)
        )

    refusal = attempt(add)
    if refusal:
        return render_new(reference, wanted, refusal)
    return redirect(url_for(".show_photo_words", reference=reference, photo=added[0].hex()), 303)


@bp.errorhandler(RequestEntityTooLarge)
def show_too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say on the page itself that a photo is too large; elsewhere as everywhere."""
    if request.endpoint != f"{bp.name}.{submit_new_photo.__name__}":
        return show_error(error)
    read_away()
    place = request.view_args or {}
    reference = place["reference"]
    try:
        occasion = read_occasion(place["occasion"])
        take_album(reference, occasion)
    except HTTPException as hidden:  # the view, which was not reached, would have said so
        return current_app.handle_http_exception(hidden)
    return render_new(reference, occasion, PhotoTooLarge(MOST_BYTES), 413)


@bp.get("/<reference>/photos/<photo>/words")
@allow(Role.PERSON)
def show_photo_words(reference: str, photo: str) -> ResponseReturnValue:
    """Ask what a photo shows, for who cannot see it."""
    found = take_photo(reference, photo)
    return render_words(reference, found, {"alt_nl": found.alt.nl, "alt_en": found.alt.en})


@bp.post("/<reference>/photos/<photo>/words")
@allow(Role.PERSON)
def submit_photo_words(reference: str, photo: str) -> ResponseReturnValue:
    """Keep the words; a new photo goes on with the tick."""
    filled = read_fields("alt_nl", "alt_en")
    found, me = take_photo(reference, photo), take_account().id
    words = (filled["alt_nl"], filled["alt_en"])
    refusal = attempt(
        lambda: adding_photos.describe_photo(stores(), me, reference, found.id, words, now())
    )
    if refusal:
        return render_words(reference, found, filled, refusal)
    if found.agreed:
        return redirect(describe_album(reference, found.occasion).url, 303)
    return redirect(url_for(".show_photo_consent", reference=reference, photo=photo), 303)


@bp.get("/<reference>/photos/<photo>/consent")
@allow(Role.PERSON)
def show_photo_consent(reference: str, photo: str) -> ResponseReturnValue:
    """Ask whether everybody who is shown agreed."""
    return render_consent(reference, take_photo(reference, photo))


@bp.post("/<reference>/photos/<photo>/consent")
@allow(Role.PERSON)
def submit_photo_consent(reference: str, photo: str) -> ResponseReturnValue:
    """Keep the tick; from now on the photo is shown."""
    agreed = bool(read_fields("agreed")["agreed"])
    found, me = take_photo(reference, photo), take_account().id
    refusal = attempt(
        lambda: adding_photos.agree_to_photo(stores(), me, reference, found.id, agreed=agreed)
    )
    if refusal:
        return render_consent(reference, found, refusal)
    return redirect(describe_album(reference, found.occasion).url, 303)
