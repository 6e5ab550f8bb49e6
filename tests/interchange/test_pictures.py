"""Photos come out small, upright and without a trace; what is no photo is refused with a reason."""

import io
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.photo_files import (
    GPS_PLACE,
    SVG,
    make_animation,
    make_bomb,
    make_located_photo,
    make_noise,
    make_photo,
    save,
)
from voting.domain.errors.photos import (
    PhotoDamaged,
    PhotoNotTaken,
    PhotoTooLarge,
    PhotoTooManyPixels,
    PhotoTooSmall,
)
from voting.domain.photos import MOST_BYTES, Size
from voting.interchange.pictures import MOST, Picture, make_pictures


def make(content: bytes) -> dict[Size, Picture]:
    return make_pictures(io.BytesIO(content))


def open_page(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(make(content)[Size.PAGE].content))


def is_red(colour: object) -> bool:
    assert isinstance(colour, tuple)
    return bool(colour[0] > 150 and colour[1] < 90 and colour[2] < 90)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_each_accepted_kind_becomes_two_baseline_jpegs(form: str) -> None:
    made = make(make_photo(2000, 1500, form))
    assert (made[Size.PAGE].width, made[Size.PAGE].height) == (1200, 900)
    assert (made[Size.LIST].width, made[Size.LIST].height) == (400, 300)
    for size, picture in made.items():
        image = Image.open(io.BytesIO(picture.content))
        assert image.format == "JPEG"
        assert "progressive" not in image.info
        assert image.size == (picture.width, picture.height)
        assert len(picture.content) <= MOST[size]
        assert is_red(image.getpixel((10, 10)))


def test_a_small_photo_is_not_blown_up() -> None:
    made = make(make_photo(300, 200))
    assert (made[Size.PAGE].width, made[Size.LIST].width) == (300, 300)


def test_where_it_was_taken_is_gone_from_the_bytes_and_it_stands_upright() -> None:
    photo = make_located_photo()
    assert GPS_PLACE in photo
    assert b"Camera 12345" in photo
    made = make(photo)
    for picture in made.values():
        image = Image.open(io.BytesIO(picture.content))
        assert GPS_PLACE not in picture.content
        assert b"Camera" not in picture.content
        assert b"Exif" not in picture.content
        assert b"http" not in picture.content
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert made[Size.PAGE].height > made[Size.PAGE].width
    top = Image.open(io.BytesIO(made[Size.PAGE].content)).getpixel((240, 20))
    assert is_red(top)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_way_to_store_colour_is_drawn(mode: str) -> None:
    if mode == "I;16":
        content = save(Image.new("I;16", (300, 200), 200 * 256), "PNG")
    else:
        content = make_photo(300, 200, "PNG", mode)
    image = open_page(content)
    assert image.mode == "RGB"
    if mode == "I;16":
        assert image.getpixel((5, 5)) == (200, 200, 200)
    if mode in ("P", "RGBA"):
        assert is_red(image.getpixel((20, 20)))


def test_ink_colours_are_drawn_as_light() -> None:
    assert is_red(open_page(make_photo(mode="CMYK")).getpixel((20, 20)))


def test_what_is_see_through_lies_on_white() -> None:
    glass = save(Image.new("RGBA", (300, 200), (10, 10, 10, 0)), "PNG")
    assert open_page(glass).getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_one_is_kept(form: str) -> None:
    assert is_red(open_page(make_animation(form)).getpixel((20, 20)))


def test_noise_is_made_small_enough_too() -> None:
    made = make(save(make_noise(1500, 1500), "JPEG", quality=60))
    for size, picture in made.items():
        assert len(picture.content) <= MOST[size]


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b"GIF89a plain words",
        make_photo(form="GIF"),
        make_photo(form="TIFF"),
        make_photo(form="BMP"),
        b"just a text",
        b"",
        b"\x00" * 1000,
        b"%PDF-1.7",
        b"PK\x03\x04",
    ],
)
def test_anything_else_is_no_photo_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(PhotoNotTaken):
        make(content)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_file_that_stops_halfway_is_refused(form: str, part: float) -> None:
    whole = save(make_noise(300, 300), form)
    with pytest.raises((PhotoDamaged, PhotoNotTaken)):
        make(whole[: int(len(whole) * part)])


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (8_000, 8_000), (9_999, 9_999)])
def test_a_small_file_with_giant_sides_is_refused_before_it_is_drawn(
    width: int, height: int
) -> None:
    bomb = make_bomb(width, height)
    assert len(bomb) < 500
    with pytest.raises(PhotoTooManyPixels):
        make(bomb)


def test_a_file_above_twelve_megabytes_is_refused_unread() -> None:
    with pytest.raises(PhotoTooLarge) as told:
        make(make_photo() + bytes(MOST_BYTES))
    assert told.value.most == MOST_BYTES


def test_a_dot_is_no_photo() -> None:
    with pytest.raises(PhotoTooSmall) as told:
        make(make_photo(99, 500))
    assert (told.value.width, told.value.height, told.value.least) == (99, 500, 100)


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 2**32))
def test_a_damaged_file_is_drawn_or_refused_and_nothing_else(form: str, seed: int) -> None:
    chance = Random(seed)
    content = bytearray(make_photo(120, 110, form))
    for _ in range(chance.randint(1, 12)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with suppress(PhotoDamaged, PhotoNotTaken, PhotoTooManyPixels, PhotoTooSmall):
        assert set(make(bytes(content))) == set(Size)
