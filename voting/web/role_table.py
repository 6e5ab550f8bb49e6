"""Which role may open which page of the workspace: read from the code, printed for the docs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask

from voting.web.access import STAFF, Role

PART = "council."
EVERYONE = "everyone"
METHODS = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Row:
    """A page or form of the workspace: how it is reached, what it does, and who may."""

    endpoint: str
    method: str
    path: str
    does: str
    access: frozenset[Role] | Literal["everyone"]

    def allows(self, role: Role) -> bool:
        """Tell whether somebody of this role, signed in with the second step, may open it."""
        return self.access == EVERYONE or bool({role, Role.PERSON} & set(self.access))


def list_rows(app: Flask) -> list[Row]:
    """Return every page and form of the workspace, by path."""
    return sorted(_find_rows(app), key=lambda row: (row.path, row.method))


def write_table(app: Flask) -> str:
    """Return the table of roles and pages in Markdown."""
    heads = [*(role.value.replace("_", " ") for role in STAFF), "what it does"]
    lines = [
        f"| | {' | '.join(heads)} |",
        f"|---|{'|'.join([':-:'] * len(STAFF))}|---|",
    ]
    for row in list_rows(app):
        cells = [("yes" if row.allows(role) else "") for role in STAFF]
        mark = " (no login needed)" if row.access == EVERYONE else ""
        lines.append(f"| {row.method} `{row.path}` | {' | '.join(cells)} | {row.does}{mark} |")
    return "\n".join(lines) + "\n"


def _find_rows(app: Flask) -> Iterator[Row]:
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(PART):
            continue
        view = app.view_functions[rule.endpoint]
        access: Any = vars(view)["access"]
        for method in METHODS:
            if method in (rule.methods or ()):
                yield Row(
                    rule.endpoint,
                    method,
                    rule.rule.partition("/council")[2] or "/",
                    (view.__doc__ or "").strip().splitlines()[0].rstrip("."),
                    access if access == EVERYONE else frozenset(access),
                )
