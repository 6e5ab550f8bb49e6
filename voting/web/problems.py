"""Errors as programs read them: application/problem+json (RFC 9457), all reasons at once."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus

from flask import Response

API = "/api/"
"""Below this address answers are for programs."""
VERSION = "1.0.0"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one parameter: a code for programs and a sentence for people."""

    place: str
    name: str
    code: str
    detail: str

    def to_json(self) -> dict[str, str]:
        """Return it as it is sent."""
        facts = asdict(self)
        return {"in": facts.pop("place"), **facts}


def make_problem(status: int, detail: str, faults: Sequence[Fault] = ()) -> Response:
    """Return the answer that says why something was not done."""
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if faults:
        problem["errors"] = [fault.to_json() for fault in faults]
    content = json.dumps(problem, ensure_ascii=False)
    return mark_as_api(Response(content, status, content_type=MEDIA_TYPE))


def mark_as_api(response: Response) -> Response:
    """Set what every answer of the API says: its version, and that any site may read it."""
    response.headers["API-Version"] = VERSION
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "API-Version"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cache-Control"] = "no-store"
    return response
