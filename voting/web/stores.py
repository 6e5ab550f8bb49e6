"""The two databases, as a request sees them."""

from typing import cast

from flask import Flask, current_app
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.orm import Session

from voting.db.engines import ENGINE_OPTIONS, prepare_engine
from voting.db.migrating import create_if_absent
from voting.db.session import Stores
from voting.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Make both engines, once for the process, and missing embedded databases."""
    create_if_absent(settings)
    app.config["SQLALCHEMY_ENGINES"] = {
        "register": settings.register_url,
        "ballotbox": settings.ballotbox_url,
    }
    databases = SQLAlchemy(
        app,
        require_default_engine=False,
        engine_options=ENGINE_OPTIONS,
        session_options={"expire_on_commit": False},
    )
    with app.app_context():
        prepare_engine(databases.get_engine("register"))
        prepare_engine(databases.get_engine("ballotbox"))


def stores() -> Stores:
    """Return this request's sessions; they are closed when it ends."""
    return Stores(register=_open("register"), ballotbox=_open("ballotbox"))


def close_engines(app: Flask) -> None:
    """Close every connection, for a process that lives on without the application."""
    with app.app_context():
        for engine in _databases().engines.values():
            engine.dispose()


def _open(name: str) -> Session:
    session = _databases().get_session(name)
    session.bind = _databases().get_engine(name)
    return session


def _databases() -> SQLAlchemy:
    return cast(SQLAlchemy, current_app.extensions["sqlalchemy"])
