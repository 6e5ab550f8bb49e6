"""QR codes, as the path of a picture in a page or as a picture on a printed sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import zxingcpp


@dataclass(frozen=True, slots=True)
class QrCode:
    """How many squares wide, its quiet edge of four included, and the path of the dark ones."""

    size: int
    path: str


def draw_qr(text: str) -> QrCode:
    """Return the QR code of a text."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    rows = memoryview(image)
    height, width = rows.shape or (0, 0)
    dark = [
        f"M{start + 4} {row + 4}h{length}v1h-{length}z"
        for row in range(height)
        for start, length in _find_runs([not rows[row, column] for column in range(width)])
    ]
    return QrCode(width + 8, "".join(dark))


def write_svg(code: QrCode) -> str:
    """Return the picture of a code, black on white."""
    size = code.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path d="{code.path}"/></svg>'
    )


def _find_runs(squares: list[bool]) -> Iterator[tuple[int, int]]:
    """Give start and length of each row of dark squares: a shorter path than one for each."""
    start = 0
    for dark, group in groupby(squares):
        length = len(list(group))
        if dark:
            yield start, length
        start += length
