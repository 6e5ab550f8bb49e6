"""Sheets are tagged PDF, their facts are data, and several can be printed at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
import typst
import zxingcpp

from voting.interchange import printing
from voting.interchange.printing import print_sheet
from voting.interchange.qr import draw_qr, write_svg

AT = datetime(2026, 5, 1, 12, 30, 15, 123456, tzinfo=UTC)
SHEET = """#import "/sheet.typ": *
#show: sheet
= #facts.title
#facts.body
#if "code" in facts { qr(facts.code, facts.at("words", default: none)) }
"""


@pytest.fixture(autouse=True)
def sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a sheet of our own to the real ones."""
    for file in printing.SHEETS.glob("*.typ"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "fonts").symlink_to(printing.SHEETS / "fonts")
    (tmp_path / "test.typ").write_text(SHEET)
    monkeypatch.setattr(printing, "SHEETS", tmp_path)


def read_text(content: bytes) -> str:
    text: str = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    return text


def test_facts_are_data_and_never_commands() -> None:
    body = "#panic(1) *stoel* $x$ = <a> €"
    content = print_sheet("test", {"language": "nl", "title": "Een brief", "body": body}, AT)
    assert body in read_text(content)
    assert b"/MarkInfo" in content
    assert b"pdfuaid:part" in content


def test_a_code_can_be_read_back_from_the_sheet() -> None:
    link = "https://example.org/nl/lente/noord#code=ABCD"
    facts = {"title": "T", "body": "", "code": write_svg(draw_qr(link)), "words": "naar de site"}
    content = print_sheet("test", {"language": "nl"} | facts, AT)
    picture = pypdfium2.PdfDocument(content)[0].render(scale=3).to_pil()
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == [link]


def test_a_picture_without_words_is_refused() -> None:
    facts = {"language": "nl", "title": "T", "body": "", "code": write_svg(draw_qr("x"))}
    with pytest.raises(typst.TypstError, match="alt"):
        print_sheet("test", facts, AT)


def test_sheets_printed_at_once_do_not_mix() -> None:
    def print_one(number: int) -> str:
        facts = {"language": "en", "title": "T", "body": f"sheet {number}"}
        return read_text(print_sheet("test", facts, AT))

    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(print_one, range(24)))
    assert all(f"sheet {number}" in text for number, text in enumerate(texts))
