"""Write results as JSON: the whole record for people, and one object a line for programs.

Amounts are whole cents and prices exact fractions "n/d", never floats. The record that is
hashed and verified is the canonical one in the audit bundle; this has the same content.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from voting.interchange.result_tables import ResultTable


def write_record(record: Mapping[str, Any]) -> bytes:
    """Return a record as an indented JSON file in UTF-8, keys in the order of the record."""
    return _dump(record, indent=2).encode() + b"\n"


def write_line(value: Mapping[str, Any]) -> str:
    """Return an object as one line of JSON, without the line end."""
    return _dump(value)


def write_lines(values: Iterable[Mapping[str, Any]]) -> bytes:
    """Return objects as JSON Lines: UTF-8, one object a line."""
    return "".join(f"{write_line(value)}\n" for value in values).encode()


def write_table(table: ResultTable) -> bytes:
    """Return a result table as JSON Lines, one row an object."""
    return write_lines(table.to_objects())


def _dump(value: Mapping[str, Any], indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
