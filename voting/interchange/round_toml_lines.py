"""On which line each key of a TOML file stands; the standard library's reader does not tell."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]

_HEADING = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?$")


def find_lines(lines: list[str]) -> Iterator[tuple[Path, int]]:
    """Yield each key's path and line; the text is known to be TOML."""
    table: Path = ()
    counts: dict[Path, int] = {}
    number = 0
    while number < len(lines):
        heading = _HEADING.match(lines[number])
        if heading:
            table = _split_key(heading[2])
            if heading[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield table, number + 1
            number += 1
            continue
        keys, length = _read_statement(lines, number)
        yield from (((*table, *key), number + 1) for key in keys)
        number += length


def _split_key(written: str) -> Path:
    values: Any = tomllib.loads(f"{written} = 0")
    path: list[str] = []
    while isinstance(values, dict):
        key, values = next(iter(values.items()))
        path.append(key)
    return tuple(path)


def _read_statement(lines: list[str], start: int) -> tuple[list[Path], int]:
    """Return the paths one statement sets and how many lines it takes."""
    for end in range(start + 1, len(lines) + 1):
        try:
            values = tomllib.loads("\n".join(lines[start:end]))
        except tomllib.TOMLDecodeError:
            continue
        return list(_walk(values)), end - start
    return [], 1


def _walk(values: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    for key, value in values.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from _walk(value, (*path, key))
