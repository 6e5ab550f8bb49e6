"""How gunicorn serves the application: `gunicorn --config deploy/gunicorn.conf.py wsgi:app`.

A few processes, each with a few threads so that a phone's connection is kept open between its
requests without holding up anybody else. The cryptography releases Python's lock, so threads of
one process do use both cores.
"""

import sys
from typing import Any

from voting.web.starting import EXIT_CODE, check_process

workers = 2
worker_class = "gthread"
threads = 4
keepalive = 30  # seconds; behind a proxy this is the proxy's connection, not the phone's
timeout = 60
graceful_timeout = 30
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 2048
limit_request_fields = 64
limit_request_field_size = 8190
accesslog = None  # who asked for what and when is not kept
errorlog = "-"
loglevel = "error"  # warnings quote malformed requests, with the address they came from


def post_worker_init(worker: Any) -> None:
    """Stop the whole server when its own check of logs and boxes fails; the reason is logged."""
    if check_process(worker.wsgi) is not None:
        sys.exit(EXIT_CODE)
