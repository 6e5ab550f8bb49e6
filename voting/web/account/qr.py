"""A QR code as the path of a picture in the page, so that no address of it exists to keep."""

from dataclasses import dataclass
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
        f"M{column + 4} {row + 4}h1v1h-1z"
        for row in range(height)
        for column in range(width)
        if not rows[row, column]
    ]
    return QrCode(width + 8, "".join(dark))
