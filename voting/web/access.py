"""Who may see a view. Every view says so, or the application does not start."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, g

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """What somebody who signed in may be."""

    PERSON = "person"
    """Anybody with an account."""
    ROUND_MANAGER = "round_manager"
    REVIEWER = "reviewer"
    DESK_OFFICER = "desk_officer"
    PUBLISHER = "publisher"
    TREASURER = "treasurer"
    GRIFFIER = "griffier"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


STAFF = tuple(role for role in Role if role is not Role.PERSON)
"""Everybody who works for the municipality; a login has these only with its second step."""


def allow_everyone(view: View) -> View:
    """Open `view` to everybody. Write it under the route decorator."""
    view.access = "everyone"  # type: ignore[attr-defined]  # read by require_rule_on_every_view
    return view


def allow(*roles: Role) -> Callable[[View], View]:
    """Open a view to `roles` only; write it under the route decorator.

    Who has none of them gets 403, or 401 before signing in.
    """
    if not roles:
        raise ValueError("name at least one role")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not find_roles() & set(roles):
                abort(403 if find_roles() else 401)
            return view(*args, **kwargs)

        guarded.access = roles  # type: ignore[attr-defined]  # read by require_rule_on_every_view
        return guarded  # type: ignore[return-value]  # wraps keeps the signature

    return decorate


def find_roles() -> frozenset[Role]:
    """Return the roles of whoever asks: none until they signed in."""
    roles: frozenset[Role] = g.get("roles", frozenset())
    return roles


def require_rule_on_every_view(app: Flask) -> None:
    """Raise RuntimeError when a view has no access rule, or has it above its route."""
    for endpoint, view in app.view_functions.items():
        if not hasattr(view, "access"):
            raise RuntimeError(
                f"{endpoint} has no access rule: put @allow_everyone or @allow(...) under its route"
            )
