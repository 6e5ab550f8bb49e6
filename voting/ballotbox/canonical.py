"""Canonical JSON: RFC 8785, narrowed to objects, arrays, strings and integers.

Keys are ASCII and unique, strings are valid Unicode, integers fit in 53 bits, and nothing is
nested deeper than 32. One value has one spelling, so a hash of the bytes is a hash of the value.
"""

import json
from typing import Any, NoReturn

from voting.ballotbox.errors import Malformed

MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


def dump(value: Any) -> bytes:
    """Write the one spelling of a value; `Malformed` when it has none."""
    check_value(value)
    return _write(value)


def load(data: bytes) -> Any:
    """Read a value; `Malformed` unless the bytes are its one spelling.

    Writing the value again and comparing finds duplicate keys, spaces, key order, other
    escapes and other numbers at once.
    """
    try:
        value = _decode(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    check_value(value)
    if _write(value) != data:
        raise Malformed("not canonical")
    return value


def check_value(value: Any, depth: int = 0) -> None:
    """Raise `Malformed` unless the value consists of the allowed kinds only.

    The depth of a value counts its nested arrays and objects: a bare string has depth 0.
    """
    kind = type(value)
    if kind is str:
        return
    if kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise Malformed("integer out of range")
    elif depth >= MAX_DEPTH:
        raise Malformed("nested too deep")
    elif kind is dict:
        _check_members(value, depth + 1)
    elif kind is list:
        for item in value:
            check_value(item, depth + 1)
    else:
        raise Malformed(f"{kind.__name__} has no canonical form")


def _check_members(value: dict[Any, Any], depth: int) -> None:
    for key, item in value.items():
        if type(key) is not str or not key.isascii():
            raise Malformed("key is not an ASCII string")
        if type(item) is not str:
            check_value(item, depth)


def _write(value: Any) -> bytes:
    try:
        return _encode(value).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Malformed("no canonical form") from error


def _read_integer(digits: str) -> int:
    if len(digits) > 17:
        raise ValueError("integer out of range")
    return int(digits)


def _refuse_number(digits: str) -> NoReturn:
    raise ValueError(f"only integers are allowed, not {digits[:20]}")


_decode = json.JSONDecoder(
    parse_int=_read_integer, parse_float=_refuse_number, parse_constant=_refuse_number
).decode
