"""Photos and what pretends to be one, each made on the spot."""

import io
import struct
import zlib
from random import Random
from typing import Any

from PIL import Image

GPS_PLACE = b"Kadestraat 12"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def make_photo(
    width: int = 640,
    height: int = 480,
    form: str = "JPEG",
    mode: str = "RGB",
    **options: Any,
) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    return save(image.convert(mode), form, **options)


def save(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def make_noise(width: int, height: int) -> Image.Image:
    """Nothing is harder to make small."""
    return Image.frombytes("RGB", (width, height), Random(1).randbytes(3 * width * height))


def make_located_photo() -> bytes:
    """A photo that says where it was taken, by which camera, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera 12345"
    exif.get_ifd(0x8825)[2] = (52.0, 22.0, 12.5)
    exif.get_ifd(0x8825)[0x1C] = GPS_PLACE
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + GPS_PLACE + b"</x:xmpmeta>"
    return make_photo(exif=exif, comment=GPS_PLACE, xmp=xmp)


def make_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A sound PNG of a few hundred bytes that says it has 3.6 billion pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(10_000))), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def make_animation(form: str) -> bytes:
    first, second = (Image.new("RGB", (200, 150), colour) for colour in ("red", "blue"))
    return save(first, form, save_all=True, append_images=[second], duration=100)
