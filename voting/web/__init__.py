"""Pages: what all of them share is here, each group of people has its own folder."""

from typing import cast

from flask import current_app

from voting.settings import Settings


def current_settings() -> Settings:
    """Return the settings of the running application."""
    return cast(Settings, current_app.extensions["settings"])
