"""CSV that Dutch Excel opens well, CSV by the book, and no cell that becomes a formula."""

import csv
import io
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.interchange.result_records import NAMES, make_record
from voting.interchange.csv_out import (
    DUTCH_EXCEL,
    RFC_4180,
    Cell,
    CsvDialect,
    guard_text,
    to_euros,
    write_csv,
)
from voting.interchange.result_tables import (
    ResultTable,
    list_buurten,
    list_initiatives,
    list_packages,
)

FORMULAS = ["=1+1", "+31 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"]


def read_back(content: bytes, dialect: CsvDialect) -> list[list[str]]:
    text = content.decode(dialect.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))


def test_dutch_excel_gets_a_mark_semicolons_decimal_commas_and_crlf() -> None:
    content = write_csv([["plan", "bedrag"], ["Brug", to_euros(123_450)]], DUTCH_EXCEL)
    assert content == b"\xef\xbb\xbfplan;bedrag\r\nBrug;1234,50\r\n"


def test_the_other_kind_is_rfc_4180() -> None:
    content = write_csv([["plan", "amount"], ["Brug", to_euros(123_450)]], RFC_4180)
    assert content == b"plan,amount\r\nBrug,1234.50\r\n"


@pytest.mark.parametrize("dialect", [DUTCH_EXCEL, RFC_4180])
@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_like_a_formula_stays_a_text(text: str, dialect: CsvDialect) -> None:
    assert read_back(write_csv([["x", text]], dialect), dialect) == [["x", f"'{text}"]]


@pytest.mark.parametrize("text", ["a=b", "1-2", "", "'=1", "e-mail: a@b.nl", "Å"])
def test_any_other_text_is_left_alone(text: str) -> None:
    assert guard_text(text) == text


def test_negative_amounts_of_our_own_stay_numbers() -> None:
    cells: list[Cell] = [-5, to_euros(-1_05), Decimal("0.000001"), None]
    assert write_csv([cells], RFC_4180) == b"-5,-1.05,0.000001,\r\n"
    assert read_back(write_csv([cells], DUTCH_EXCEL), DUTCH_EXCEL) == [
        ["-5", "-1,05", "0,000001", ""]
    ]


@pytest.mark.parametrize("dialect", [DUTCH_EXCEL, RFC_4180])
def test_separators_quotes_and_line_breaks_survive(dialect: CsvDialect) -> None:
    row = ["a;b", "c,d", 'e"f', "g\r\nh", "î"]
    assert read_back(write_csv([row], dialect), dialect) == [row]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_no_cell_of_any_text_begins_like_a_formula(texts: list[str]) -> None:
    (row,) = read_back(write_csv([["x", *texts]], DUTCH_EXCEL), DUTCH_EXCEL)
    assert all(cell[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"} for cell in row if cell)
    assert [cell.removeprefix("'") for cell in row[1:]] == [one.removeprefix("'") for one in texts]


def test_every_initiative_is_a_row_with_its_money_and_its_reason() -> None:
    table = list_initiatives(make_record(), NAMES)
    english, dutch = ([*table.to_cells(language)] for language in ("en", "nl"))
    assert english[0] == [
        *("area", "buurt", "id", "title", "sector", "theme", "rights"),
        *("ask", "minimum", "payout", "reason"),
    ]
    assert english[3][:7] == ["Noord", "Het Plein", "c", "c", "safety", "veilig", 0]
    assert english[3][-1] == "no_rights"
    assert dutch[3][-1] == "kreeg geen rechten"
    assert dutch[1][4] == "fysieke inrichting"
    assert dutch[1][7] == Decimal("15000.00")


def test_a_title_that_is_a_formula_is_guarded_in_the_file() -> None:
    content = write_csv(list_initiatives(make_record(), NAMES).to_cells("nl"), DUTCH_EXCEL)
    assert read_back(content, DUTCH_EXCEL)[1][3] == '\'=HYPERLINK("x")'


def sum_column(table: ResultTable, key: str) -> int:
    return sum(int(row[key]) for row in table.to_objects())


def test_the_tables_add_up_to_the_pot() -> None:
    record = make_record()
    plans, buurten, packages = (
        make(record, NAMES) for make in (list_initiatives, list_buurten, list_packages)
    )
    paid = sum_column(plans, "payout_cents")
    assert paid == sum_column(buurten, "paid_cents") == sum_column(packages, "package_cents")
    assert paid + sum_column(buurten, "reserve_cents") == sum_column(buurten, "envelope_cents")
    assert sum_column(packages, "base_cents") == 123_463
    assert sum_column(packages, "total_cents") == paid + 123_463
    assert sum_column(packages, "rights") == 70


def test_a_sector_with_only_base_money_has_its_row() -> None:
    rows = [*list_packages(make_record(), NAMES).to_objects()]
    assert [(row["buurt"], row["sector"]) for row in rows] == [
        ("De Vaart; en omgeving", "layout"),
        ("De Vaart; en omgeving", "social"),
        ("Het Plein", "education"),
        ("Het Plein", "safety"),
    ]
    assert (rows[2]["base_cents"], rows[2]["package_cents"]) == (123_456, 0)


def test_a_price_is_exact_in_json_and_rounded_in_a_spreadsheet() -> None:
    table = list_buurten(make_record(), NAMES)
    exact = next(iter(table.to_objects()))["price"]
    shown = [*table.to_cells("en")][1][-1]
    assert isinstance(shown, Decimal)
    assert abs(Fraction(shown) - Fraction(exact) / 100) <= Fraction(1, 2_000_000)
