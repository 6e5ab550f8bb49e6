"""The contract of the API: `openapi.json`, which also says what a request may ask.

Parameters are checked against it, so that what is described and what is done cannot differ.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import request

from voting.web.problems import Fault
from voting.web.translating import _

FILE = Path(__file__).with_name("openapi.json")
WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)

Schema = Mapping[str, Any]


class BadParameters(Exception):
    """A request asks what it cannot: with every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


@cache
def read_contract() -> dict[str, Any]:
    """Return the description as it ships."""
    contract: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return contract


@cache
def list_parameters(operation: str) -> dict[str, Schema]:
    """Return the query parameters of an operation with their schemas."""
    contract = read_contract()
    described = contract["components"]["parameters"]
    found = next(
        methods["get"]
        for methods in contract["paths"].values()
        if methods["get"]["operationId"] == operation
    )
    parameters = (described[one["$ref"].rpartition("/")[2]] for one in found["parameters"])
    return {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}


def read_query(operation: str) -> dict[str, Any]:
    """Return the parameters of this request, defaults filled in and None where there is none.

    Raises BadParameters.
    """
    schemas = list_parameters(operation)
    faults = list(_find_faults(schemas))
    if faults:
        raise BadParameters(faults)
    return {name: _read(request.args.get(name), schema) for name, schema in schemas.items()}


def _find_faults(schemas: Mapping[str, Schema]) -> Iterator[Fault]:
    for name, values in request.args.lists():
        if name not in schemas:
            yield Fault("query", name, "unknown", _("There is no parameter of this name here."))
        elif len(values) > 1:
            yield Fault("query", name, "repeated", _("Give this parameter once."))
        elif not _fits(values[0], schemas[name]):
            yield Fault("query", name, "invalid", _say_expected(schemas[name]))


def _fits(text: str, schema: Schema) -> bool:
    if schema["type"] == "integer":
        if not WHOLE.fullmatch(text):
            return False
        return bool(schema["minimum"] <= int(text) <= schema["maximum"])
    if "enum" in schema:
        return text in schema["enum"]
    return len(text) <= schema.get("maxLength", len(text)) and bool(
        re.search(schema["pattern"], text, re.ASCII) and not text.endswith("\n")
    )


def _say_expected(schema: Schema) -> str:
    if schema["type"] == "integer":
        return _(
            "A whole number from %(least)s to %(most)s.",
            least=schema["minimum"],
            most=schema["maximum"],
        )
    if "enum" in schema:
        return _("One of: %(choices)s.", choices=", ".join(schema["enum"]))
    return _("Small letters, digits and hyphens.")


def _read(text: str | None, schema: Schema) -> Any:
    if text is None:
        return schema.get("default")
    return int(text) if schema["type"] == "integer" else text
