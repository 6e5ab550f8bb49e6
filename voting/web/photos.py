"""Photos as pages show them, and where their files are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, abort, url_for

from voting.db.file_folder import FileFolder
from voting.domain.photos import Occasion, Photo, PhotoId, Size, Stage
from voting.domain.texts import Text
from voting.web import current_settings

ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo for `macros/photos.html`: addresses of both sizes, with their pixels."""

    id: str
    alt: Text
    page_url: str
    page_width: int
    page_height: int
    list_url: str
    list_width: int
    list_height: int
    shown: bool


def open_files() -> FileFolder:
    """Return the folder of this installation's files."""
    return FileFolder(current_settings().files_dir)


def read_photo_id(text: str) -> PhotoId:
    """Return the photo that an address names; 404 when it cannot be one."""
    if ID.fullmatch(text) is None:
        abort(404)
    return PhotoId(bytes.fromhex(text))


def write_occasion(occasion: Occasion) -> str:
    """Return what addresses and commands call what a photo goes with."""
    if occasion.stage is Stage.MILESTONE:
        return f"{occasion.stage}-{occasion.tranche}"
    return occasion.stage.value


def write_whole_url(photo: Photo) -> str:
    """Return where everybody sees a photo of what was handed in; also outside a request."""
    return f"{current_settings().public_url}/photos/{photo.id.hex()}/{Size.PAGE}.jpg"


def send_photo(content: bytes) -> Response:
    """Return a picture, to be taken for nothing else whatever is in it."""
    return Response(content, content_type="image/jpeg")


def describe_photos(photos: Iterable[Photo], reference: str | None = None) -> list[ShownPhoto]:
    """Return photos for a page; with the reference of a proposal for its own group only."""
    return [_describe(photo, reference) for photo in photos]


def _describe(photo: Photo, reference: str | None) -> ShownPhoto:
    urls = {size: _write_url(photo, size, reference) for size in Size}
    return ShownPhoto(
        photo.id.hex(),
        photo.alt,
        urls[Size.PAGE],
        *photo.pixels[Size.PAGE],
        urls[Size.LIST],
        *photo.pixels[Size.LIST],
        photo.shown,
    )


def _write_url(photo: Photo, size: Size, reference: str | None) -> str:
    name = photo.id.hex()
    if reference is None:
        return url_for("pictures.show_photo", photo=name, size=size.value)
    return url_for("initiative.show_own_photo", reference=reference, photo=name, size=size.value)
