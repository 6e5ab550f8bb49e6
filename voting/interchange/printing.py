"""Printing sheets: PDF that a screen reader reads too (PDF/UA-1), made by typst.

A sheet is a `.typ` file in `sheets/`: layout only. Every word comes in the facts, so that the
sheet is in the reader's language, and facts are data: nothing a resident wrote is a command.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

SHEETS = Path(__file__).parent / "sheets"
STANDARD: Literal["ua-1"] = "ua-1"


def print_sheet(name: str, facts: Mapping[str, Any], at: datetime) -> bytes:
    """Return the sheet `name` filled with `facts` (JSON values) as a tagged PDF dated `at`.

    `facts` must have "language" and "title": PDF/UA requires both. Raises typst.TypstError when
    the sheet cannot be made accessible, such as for a picture without alternative text.
    """
    # A compiler serves one thread at a time; only reading the fonts is costly.
    compiler = typst.Compiler(root=SHEETS, font_paths=_read_fonts(), ignore_system_fonts=True)
    content = compiler.compile(
        SHEETS / f"{name}.typ",
        format="pdf",
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        pdf_standards=STANDARD,
        timestamp=at.replace(microsecond=0),
    )
    if not isinstance(content, bytes):
        raise TypeError("a sheet is one PDF")
    return content


def draw_picture(name: str, facts: Mapping[str, Any]) -> bytes:
    """Return the sheet `name` filled with `facts` as a PNG, one pixel for each of its points."""
    compiler = typst.Compiler(root=SHEETS, font_paths=_read_fonts(), ignore_system_fonts=True)
    content = compiler.compile(
        SHEETS / f"{name}.typ",
        format="png",
        ppi=72,
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
    )
    if not isinstance(content, bytes):
        raise TypeError("a picture is one page")
    return content


@cache
def _read_fonts() -> typst.Fonts:
    """Return our fonts and no others, so that a sheet looks the same anywhere."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[SHEETS / "fonts"]
    )
