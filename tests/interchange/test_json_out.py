"""JSON out: whole cents, exact prices, one object a line."""

import json

import pytest

from tests.interchange.result_records import NAMES, make_record
from voting.domain.money_json import from_json, to_json
from voting.interchange.json_out import write_line, write_lines, write_record, write_table
from voting.interchange.result_tables import list_buurten, list_initiatives


def test_a_record_reads_back_as_the_same_result() -> None:
    record = make_record()
    again = json.loads(write_record(record))
    assert again == record
    assert to_json(from_json(again)) == record


def test_no_number_in_a_record_is_a_float() -> None:
    def refuse(text: str) -> None:
        raise AssertionError(text)

    json.loads(write_record(make_record()), parse_float=refuse, parse_constant=refuse)


def test_a_table_is_one_object_a_line() -> None:
    lines = write_table(list_initiatives(make_record(), NAMES)).decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b", "c"]
    assert json.loads(lines[0])["title"] == '=HYPERLINK("x")'
    assert json.loads(lines[0])["ask_cents"] == 1_500_000


def test_line_breaks_in_texts_do_not_break_lines() -> None:
    assert write_lines([{"a": "b\nc\u2028d"}]).count(b"\n") == 1
    assert write_line({"a": "é"}) == '{"a": "é"}'


def test_a_buurt_without_a_price_has_null() -> None:
    rows = [json.loads(one) for one in write_table(list_buurten(make_record(), NAMES)).splitlines()]
    assert rows[1]["price"] is None


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_line({"a": float("nan")})
