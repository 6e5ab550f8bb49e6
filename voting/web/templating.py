"""What every template can use."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, send_from_directory, url_for
from jinja2 import StrictUndefined

from voting.settings import Settings
from voting.web.access import allow_everyone

A_YEAR = 365 * 24 * 3600


def init_app(app: Flask, settings: Settings) -> None:
    """Serve the fingerprinted files and give templates the municipality's words."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_url_rule("/static/<path:filename>", "static", show_static)
    app.context_processor(
        lambda: {
            "static_url": static_url,
            "municipality": settings.municipality,
            "kiosk": settings.kiosk,
            "public_url": settings.public_url,
        }
    )


def static_url(filename: str) -> str:
    """Return the address of a static file, which changes when its content does."""
    return url_for("static", filename=filename, v=_fingerprint_now(filename))


@allow_everyone
def show_static(filename: str) -> Response:
    """Send a static file; browsers keep it for a year when they asked for this very content."""
    response = send_from_directory(_static_folder(), filename, conditional=True)
    if request.args.get("v") == _fingerprint_now(filename):
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response


def _fingerprint_now(filename: str) -> str:
    file = _static_folder() / filename
    return _fingerprint(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _fingerprint(file: Path, _changed: int) -> str:
    return sha256(file.read_bytes()).hexdigest()[:12]


def _static_folder() -> Path:
    settings: Any = current_app.extensions["settings"]
    return Path(settings.static_dir)
