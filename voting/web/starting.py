"""Nobody is served by a site whose own check says that a log or a ballot box was tampered with.

The check runs once a process: when gunicorn starts a worker, or else at the first request.
"""

from dataclasses import dataclass, field
from threading import Lock
from typing import cast

import structlog
from flask import Flask, Response, current_app

from voting.domain.errors.refused import Refused
from voting.services.starting import check_all
from voting.settings import Settings
from voting.web.stores import stores

NAME = "start_guard"
EXIT_CODE = 4
"""What gunicorn understands as: do not try again."""
STOPPED = """<!doctype html>
<html lang="nl"><meta charset="utf-8"><title>Buurtrechten</title>
<h1>Deze site is stilgezet</h1>
<p>De site controleert zichzelf bij het starten. Die controle klopte niet, dus er kan nu niet
worden gestemd. Uw stem, als u al stemde, is niet veranderd door deze storing.</p>
<section lang="en"><h1>This site was stopped</h1>
<p>The site checks itself when it starts. That check failed, so nobody can vote now. Try again
later, or call the municipality.</p></section></html>
"""
log = structlog.get_logger("voting")


@dataclass(slots=True)
class StartGuard:
    """The outcome of this process's check; `fault` is why nobody is served."""

    settings: Settings
    checked: bool = False
    fault: Refused | None = None
    lock: Lock = field(default_factory=Lock)

    def check(self) -> Refused | None:
        """Check every log and box, once; return what is wrong, None when all is well."""
        with self.lock:
            if not self.checked:
                self.fault = self._find_fault()
                self.checked = True
        return self.fault

    def _find_fault(self) -> Refused | None:
        # A context of its own: the request's sessions stay as they are.
        with current_app.app_context():
            try:
                check_all(stores(), self.settings.checkpoint_dir)
            except Refused as fault:
                log.critical(
                    "the check at start failed", kind=type(fault).__name__, facts=str(fault)
                )
                return fault
        return None


def init_app(app: Flask, settings: Settings) -> None:
    """Let every request wait for the check, and refuse all of them when it fails."""
    app.extensions[NAME] = StartGuard(settings)
    app.before_request(refuse_to_serve)


def check_process(app: Flask) -> Refused | None:
    """Check before the first request, for a server that can refuse to start."""
    with app.app_context():
        return _guard().check()


def refuse_to_serve() -> Response | None:
    """Answer 503 to everything when the check failed."""
    if _guard().check() is None:
        return None
    return Response(STOPPED, 503, content_type="text/html; charset=utf-8")


def _guard() -> StartGuard:
    return cast(StartGuard, current_app.extensions[NAME])
