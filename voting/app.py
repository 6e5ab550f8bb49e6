"""Putting the application together. It wires, nothing else."""

from importlib import import_module

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from voting.cli import register_commands
from voting.settings import Settings
from voting.web import (
    errors,
    i18n,
    logging,
    security,
    signed_in,
    starting,
    stores,
    templating,
    well_known,
)
from voting.web.access import allow_everyone, require_rule_on_every_view

GROUPS = ("public", "resident", "audit", "account", "initiative", "council")
LANGUAGES = f"/<any({', '.join(i18n.LOCALES)}):language>"


def create_app(settings: Settings) -> Flask:
    """
    Return the application.

    Raises FileNotFoundError when a folder is missing and RuntimeError when a view has no access
    rule.
    """
    settings.require_folders()
    app = logging.DiscreetFlask(
        "voting", template_folder=settings.templates_dir, static_folder=None
    )
    app.extensions["settings"] = settings
    logging.init_app(app)
    security.init_app(app, settings)
    stores.init_app(app, settings)
    starting.init_app(app, settings)
    signed_in.init_app(app)
    i18n.init_app(app, settings)
    templating.init_app(app, settings)
    well_known.init_app(app)
    errors.init_app(app)
    register_pages(app)
    register_commands(app)
    require_rule_on_every_view(app)
    return app


def register_pages(app: Flask) -> None:
    """
    Add the pages of each group: its `bp` under the language, its `plain_bp` without one.

    `plain_bp` is for what has no language: files, well-known addresses, the API.
    """
    app.add_url_rule("/", "choose_language", choose_language)
    for name in GROUPS:
        group = import_module(f"voting.web.{name}")
        if hasattr(group, "bp"):
            app.register_blueprint(group.bp, url_prefix=LANGUAGES + (group.bp.url_prefix or ""))
        if hasattr(group, "plain_bp"):
            app.register_blueprint(group.plain_bp)


@allow_everyone
def choose_language() -> ResponseReturnValue:
    """Send the reader to the language the browser prefers."""
    language = i18n.negotiate_language(request.accept_languages)
    response = redirect(f"{url_for('choose_language')}{language}/")
    response.vary.add("Accept-Language")
    return response
