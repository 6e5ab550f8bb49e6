"""
What the application writes about its work: never a path, code, choice, cookie or network.

One JSON object a line on the standard error output. A request is known by its route ("/nl/vote",
not what was asked of it) and by a coarse duration. Views under @quiet are not written at all.
"""

import sys
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, current_app, g, request

View = TypeVar("View", bound=Callable[..., Any])
log = structlog.get_logger("voting")
DURATIONS_MS = (10, 30, 100, 300, 1_000, 3_000, 10_000)


def configure_logging() -> None:
    """Send everything to the standard error output as JSON; the hour is the finest time."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%HZ", utc=True, key="hour"),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=_write_to_stderr,
    )


def init_app(app: Flask) -> None:
    """Write one line a request."""
    configure_logging()
    app.before_request(_start_clock)
    app.after_request(_write_request)


def quiet(view: View) -> View:
    """Keep a casting view out of the log: when somebody votes is nobody's business."""
    view.quiet = True  # type: ignore[attr-defined]  # read by _is_quiet
    return view


class DiscreetFlask(Flask):
    """Flask, but an unexpected error is logged by its kind and place, without its values."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Write where it went wrong. Messages and paths are left out: they may hold a code."""
        kind, _error, trace = exc_info
        places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
        name = kind.__name__ if kind else "unknown"
        log.error("unexpected error", kind=name, route=_name_route(), places=places)


def _write_to_stderr(*_names: str) -> structlog.PrintLogger:
    # Looked up for each logger: tests and servers replace the stream.
    return structlog.PrintLogger(sys.stderr)


def _start_clock() -> None:
    g.started = time.monotonic()


def _write_request(response: Response) -> Response:
    if not _is_quiet():
        log.info(
            "request",
            method=request.method,
            route=_name_route(),
            status=response.status_code,
            duration=_round_up((time.monotonic() - g.get("started", time.monotonic())) * 1000),
        )
    return response


def _is_quiet() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "quiet", False)


def _name_route() -> str:
    return request.url_rule.rule if request.url_rule else "none"


def _round_up(milliseconds: float) -> str:
    for limit in DURATIONS_MS:
        if milliseconds < limit:
            return f"<{limit}ms"
    return "slow"
