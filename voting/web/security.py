"""What every answer and every request must obey: headers, size, origin."""

import os
import secrets
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from voting.settings import Settings

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
A_YEAR = 365 * 24 * 3600
FORM_WITH_FILE = 128 * 1024
"""Bytes of one field beside a file. Werkzeug holds this against each chunk of the file too, 64 kB
and the end of the chunk before: any photo would be too large where this is 64 kB."""
READ_AWAY = 4 * 1024 * 1024
"""How much of a refused request is still read, so that the browser gets to see why."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "Strict-Transport-Security": f"max-age={2 * A_YEAR}; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def init_app(app: Flask, settings: Settings) -> None:
    """Refuse large and foreign requests, and set the headers of every answer."""
    app.secret_key = read_or_make_secret(settings.keys_dir)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.form_bytes,
        MAX_FORM_MEMORY_SIZE=settings.form_bytes,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
    )
    if settings.proxies:
        trust_proxies(app, settings.proxies)
    app.before_request(refuse_large_requests)
    app.before_request(refuse_foreign_posts)
    app.after_request(set_headers)


def trust_proxies(app: Flask, count: int) -> None:
    """Take address, scheme and host from what our own `count` proxies wrote, never from others."""
    fixed = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
    app.wsgi_app = fixed  # type: ignore[method-assign]  # this is where Flask wants it


def keep_nowhere(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """Forbid every cache to keep a page that carries a code, the back button's included."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        g.keep_nowhere = True
        return make_response(view(*args, **kwargs))

    return guarded


def take_up_to(most: int) -> Callable[[View], View]:
    """Let one view take larger requests than the others: `most` bytes."""

    def decorate(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]  # read by refuse_large_requests
        return view

    return decorate


def refuse_large_requests() -> None:
    """Answer 413 before anything is read, also when the size is not announced."""
    view = current_app.view_functions.get(request.endpoint or "")
    most: int | None = getattr(view, "most_bytes", None)
    if most is not None:
        request.max_content_length = most
        request.max_form_memory_size = FORM_WITH_FILE
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        # It would be cut off silently; no browser sends a form like this.
        abort(413)
    limit = request.max_content_length
    if limit is not None and (request.content_length or 0) > limit:
        abort(413)


def refuse_foreign_posts() -> None:
    """Answer 403 to a form that another site's page sends."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        abort(403)
    origin = request.headers.get("Origin")
    # Old browsers send neither header; the scheme may differ behind a proxy.
    if origin is not None and _find_host(origin) != request.host:
        abort(403)


def _find_host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def set_headers(response: Response) -> Response:
    """Set the strict headers, and forbid to keep what a page said to keep nowhere."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if g.get("keep_nowhere") or request.method not in SAFE_METHODS:
        response.headers["Cache-Control"] = "no-store"
    if g.get("reads_cookie"):
        response.vary.add("Cookie")
    return response


def read_away() -> None:
    """Read what is left of a refused request: a reset connection would hide the answer.

    A view that takes more also reads more away, since whoever sends it a file sends one.
    """
    left = max(READ_AWAY, 5 * (request.max_content_length or 0))
    stream = request.environ["wsgi.input"]
    while left > 0 and (chunk := stream.read(min(left, 64 * 1024))):
        left -= len(chunk)


def read_or_make_secret(folder: Path, name: str = "session.key") -> bytes:
    """Return a secret, that of sessions by default, made on first use and its owner's only."""
    file = folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
    if not file.exists():
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as new:
            new.write(secrets.token_bytes(32))
        try:
            # Whoever links first wins: two processes that start together share one secret.
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_bytes()
