"""The two databases, as a request sees them."""

from typing import cast

from flask import Flask, current_app, g
from sqlalchemy import Engine

from voting.db.engines import make_engine
from voting.db.migrating import create_if_absent
from voting.db.session import Stores, open_session
from voting.settings import Settings

NAME = "engines"


def init_app(app: Flask, settings: Settings) -> None:
    """Make both engines, once for the process, and missing embedded databases."""
    create_if_absent(settings)
    app.extensions[NAME] = (make_engine(settings.register_url), make_engine(settings.ballotbox_url))
    app.teardown_appcontext(close_stores)


def stores() -> Stores:
    """Return this request's sessions; they are closed when it ends."""
    if NAME not in g:
        register, ballotbox = _engines(current_app)
        setattr(g, NAME, Stores(open_session(register), open_session(ballotbox)))
    return cast(Stores, getattr(g, NAME))


def close_stores(_error: BaseException | None = None) -> None:
    """Close what this request opened; what was not committed is dropped."""
    opened = g.pop(NAME, None)
    if opened is not None:
        opened.close()


def close_engines(app: Flask) -> None:
    """Close every connection, for a process that lives on without the application."""
    for engine in _engines(app):
        engine.dispose()


def _engines(app: Flask) -> tuple[Engine, Engine]:
    return cast(tuple[Engine, Engine], app.extensions[NAME])
