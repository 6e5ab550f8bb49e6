"""The pictures themselves: to everybody once handed in, before that to the group alone."""

from flask import Response, abort

from voting.domain.errors.photos import PhotoUnknown
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.photos import Size
from voting.services.photos import read_own_photo, read_public_photo
from voting.web.access import Role, allow, allow_everyone
from voting.web.initiative.blueprint import bp
from voting.web.initiative.picture_files import plain_bp
from voting.web.photos import describe_photos, open_files, read_photo_id, send_photo
from voting.web.signed_in import take_account
from voting.web.stores import stores

bp.add_app_template_filter(describe_photos, "describe_photos")
A_MONTH = 30 * 24 * 3600


@plain_bp.get("/photos/<photo>/<any(list, page):size>.jpg")
@allow_everyone
def show_photo(photo: str, size: str) -> Response:
    """Send a photo of a plan or report that was handed in."""
    try:
        content = read_public_photo(stores(), open_files(), read_photo_id(photo), Size(size))
    except PhotoUnknown:
        abort(404)
    response = send_photo(content)
    # Browsers keep it, nobody between: a photo that is removed is gone everywhere else at once.
    response.cache_control.private = True
    response.cache_control.max_age = A_MONTH
    response.cache_control.immutable = True
    return response


@bp.get("/<reference>/photos/<photo>/<any(list, page):size>.jpg")
@allow(Role.PERSON)
def show_own_photo(reference: str, photo: str, size: str) -> Response:
    """Send a photo of a plan to its own group."""
    me, id = take_account().id, read_photo_id(photo)
    try:
        content = read_own_photo(stores(), open_files(), me, reference, id, Size(size))
    except (ProposalUnknown, PhotoUnknown):
        abort(404)
    return send_photo(content)
