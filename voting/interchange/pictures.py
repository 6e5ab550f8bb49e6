"""Making two small, clean JPEGs of a photo that somebody sent.

What a file is, its content says, never its name. Its size in pixels is judged before anything
is decoded, so that a small file cannot fill the memory. What comes out is drawn anew: neither
the place where it was taken, nor a camera's number, nor anything else rides along.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from voting.domain.errors.photos import (
    PhotoDamaged,
    PhotoNotTaken,
    PhotoTooLarge,
    PhotoTooManyPixels,
    PhotoTooSmall,
)
from voting.domain.photos import LEAST_SIDE, MOST_BYTES, MOST_PIXELS, Size

FORMATS = ("JPEG", "PNG", "WEBP")
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
"""Pillow's own guard, far above ours: an error, or a warning that a caller made an error."""
BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
"""What Pillow's readers raise on a damaged file."""
LONGEST_SIDES = {Size.LIST: (400, 320, 240, 160), Size.PAGE: (1200, 1000, 800, 600, 400)}
QUALITIES = (82, 72, 62, 52, 42)
MOST = {Size.LIST: 30_000, Size.PAGE: 120_000}
"""Bytes, so that a page of five photos opens on a slow phone."""
WHITE = (255, 255, 255)
REDUCIBLE = frozenset({"L", "RGB", "RGBA", "CMYK"})
ONE_AT_A_TIME = Lock()
"""A large picture takes 200 MB for a second, so that a process draws one after another."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of one size: a baseline JPEG, which every phone shows."""

    content: bytes
    width: int
    height: int


def make_pictures(source: IO[bytes]) -> dict[Size, Picture]:
    """Return a photo in each size, upright, in sRGB or grey made RGB, without metadata.

    Raises:
        PhotoTooLarge, PhotoTooManyPixels, PhotoTooSmall: it is out of bounds.
        PhotoNotTaken: it is no JPEG, PNG or WebP.
        PhotoDamaged: it cannot be read to its end.
    """
    check_bytes(source)
    image = _open(source)
    try:
        with ONE_AT_A_TIME:
            upright = _draw(image)
    except BOMBS as error:
        raise _too_many(image) from error
    except BROKEN as error:
        raise PhotoDamaged from error
    return {size: _fit(upright, size) for size in Size}


def check_bytes(source: IO[bytes]) -> None:
    """Raise PhotoTooLarge; leave the file at its beginning."""
    length = source.seek(0, io.SEEK_END)
    source.seek(0)
    if length > MOST_BYTES:
        raise PhotoTooLarge(MOST_BYTES)


def _open(source: IO[bytes]) -> Image.Image:
    """Read what a file says about itself, and nothing more."""
    try:
        image: Image.Image = Image.open(source, formats=FORMATS)
    except UnidentifiedImageError as error:
        raise PhotoNotTaken from error
    except BOMBS as error:
        raise PhotoTooManyPixels(0, 0, MOST_PIXELS) from error
    except BROKEN as error:
        raise PhotoDamaged from error
    if image.width * image.height > MOST_PIXELS:
        raise _too_many(image)
    if min(image.size) < LEAST_SIDE:
        raise PhotoTooSmall(image.width, image.height, LEAST_SIDE)
    return image


def _too_many(image: Image.Image) -> PhotoTooManyPixels:
    return PhotoTooManyPixels(image.width, image.height, MOST_PIXELS)


def _draw(image: Image.Image) -> Image.Image:
    """Return the first picture of a file as plain RGB pixels, upright and not too large."""
    longest = LONGEST_SIDES[Size.PAGE][0]
    if image.format in ("JPEG", "MPO"):
        # libjpeg decodes at half or a quarter by itself: a tenth of the time and memory.
        image.draft("RGB", (2 * longest, 2 * longest))
    image.load()
    factor = max(image.size) // (2 * longest)
    smaller = image.reduce(factor) if factor > 1 and image.mode in REDUCIBLE else image
    flat = _flatten(_turn_upright(smaller))
    flat.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    # Pillow writes the comment of the old file into the new one; these pixels know of none.
    return Image.frombytes("RGB", flat.size, flat.tobytes())


def _turn_upright(image: Image.Image) -> Image.Image:
    """Turn a photo as its camera noted; one with a note that cannot be read stays as it is."""
    try:
        return ImageOps.exif_transpose(image)
    except BROKEN:
        return image


def _flatten(image: Image.Image) -> Image.Image:
    """Return RGB: transparent on white, sixteen bits a colour as eight."""
    if image.mode.startswith("I") or image.mode == "F":
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if image.has_transparency_data:
        see_through = image.convert("RGBA")
        paper = Image.new("RGB", image.size, WHITE)
        paper.paste(see_through, mask=see_through.getchannel("A"))
        return paper
    return image.convert("RGB")


def _fit(image: Image.Image, size: Size) -> Picture:
    """Return the largest and finest picture that is small enough; the last is always."""
    for picture in _write_all(image, size):
        if len(picture.content) <= MOST[size]:
            break
    return picture


def _write_all(image: Image.Image, size: Size) -> Iterator[Picture]:
    for side in LONGEST_SIDES[size]:
        smaller = image.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            file = io.BytesIO()
            smaller.save(file, "JPEG", quality=quality, optimize=True)
            yield Picture(file.getvalue(), smaller.width, smaller.height)
