"""The lists of 500 proposals and 500 plans, with every filter, on both databases.

`python -m tests.benchmarks.lists` measures these alone.
"""

import http.client
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

from config import from_environment
from tests.benchmarks.rounds import AREA, open_large_poll
from tests.browser.conftest import serve
from tests.databases import DatabaseServer
from tests.services.proposed import propose_many
from voting.db.session import open_stores
from voting.settings import Settings

MANY = 500
TIMES = 30
BAR_MS = 100
QUERIES = (
    "",
    "?page=13",
    "?order=newest",
    "?q=gevels+lijsterstraat",
    "?q=nergens+te+vinden",
    "?sector=layout&theme=groen",
    "?buurt=haven&state=listed&q=café",
)


def main() -> int:
    """Print the 95th percentile of each list on each database; 1 when one is too slow."""
    slowest = 0.0
    for database, settings in _lend_both():
        for name, p95 in measure_lists(settings).items():
            slowest = max(slowest, p95)
            sys.stdout.write(f"{name:<10} {MANY} on {database}: p95 {p95:.1f} ms (bar {BAR_MS})\n")
    return 0 if slowest < BAR_MS else 1


def measure_lists(settings: Settings) -> dict[str, float]:
    """Return p95 in milliseconds of the proposals' and the vote's list, filters included."""
    with open_stores(settings) as stores:
        poll = open_large_poll(stores, settings, 20, MANY)
        propose_many(stores, poll.state, MANY, datetime.now(UTC))
    places = {"proposals": "proposals/", "plans": f"{AREA}/plans"}
    with serve(settings) as server:
        return {
            name: _measure(server.url, f"/nl/{poll.plan.slug}/{place}")
            for name, place in places.items()
        }


def _measure(url: str, path: str) -> float:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    times = []
    for number in range(len(QUERIES) * (TIMES + 1)):
        began = time.perf_counter()
        connection.request("GET", path + QUERIES[number % len(QUERIES)].replace("é", "%C3%A9"))
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        # The first of each kind fills what the process keeps.
        if number >= len(QUERIES):
            times.append(time.perf_counter() - began)
    return quantiles(times, n=20)[-1] * 1000


@contextmanager
def _lend_postgres(folder: Path) -> Iterator[Settings]:
    plain = from_environment({}).located_in(folder / "var")
    with DatabaseServer(folder) as server:
        server.make_templates(from_environment({}))
        with server.lend(plain) as settings:
            yield settings


def _lend_both() -> Iterator[tuple[str, Settings]]:
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", from_environment({}).located_in(Path(folder))
    with tempfile.TemporaryDirectory() as folder, _lend_postgres(Path(folder)) as settings:
        yield "PostgreSQL", settings


if __name__ == "__main__":
    sys.exit(main())
