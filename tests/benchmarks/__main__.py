"""`make bench`: print what the system costs, as ratios measured in this run.

A ratio is bare cryptography divided by the whole: 1 would mean that nothing but cryptography is
left. Times on a shared machine say little; both sides of a ratio are measured turn by turn.
"""

import http.client
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from config import from_environment
from tests.benchmarks import lists
from tests.benchmarks.bare import Voter, cast_bare, make_slips, open_bare, verify_bare
from tests.benchmarks.rounds import AREA, choose, open_large_poll
from tests.browser.conftest import serve
from tests.services.polls import Poll, an_attempt
from voting.ballotbox.blind_rsa import load_private_key, make_issuer_key
from voting.ballotbox.sealing import derive_area_key
from voting.ballotbox.verify.bundle_checks import verify_bundle
from voting.db.session import Stores, open_stores
from voting.services.bundling import export_bundle
from voting.services.closing import close_round
from voting.services.counting import count_round
from voting.services.opening import open_box, record_seed

VOTERS = int(os.environ.get("BENCH_VOTERS", "400"))
OVER_HTTP = min(VOTERS, 200)
BARS = {"casting": 0.6, "counting": 0.5, "verifying": 0.5}
PAGE_BYTES = 60_000


def main() -> int:
    """Measure everything; return 1 when a bar is missed."""
    with tempfile.TemporaryDirectory() as folder:
        settings = from_environment({}).located_in(Path(folder) / "var")
        with open_stores(settings) as stores:
            poll = open_large_poll(stores, settings, VOTERS)
            ratios = {"casting": _measure_casting(poll)}
            page = _measure_page(poll)
            ratios |= _measure_after(stores, poll, Path(folder) / "bundle")
    return max(_report(ratios, page), lists.main())


def _measure_casting(poll: Poll) -> float:
    """Cast over one kept connection, each vote next to the bare cryptography of one voter."""
    voter = _bare_voter(poll)
    bare, whole = [], []
    with serve(poll.settings) as server:
        connection = _connect(server.url)
        letters = poll.letters[AREA]
        for number, code in enumerate(letters[:OVER_HTTP]):
            bare.append(_time(lambda: cast_bare(voter)))
            whole.append(_time(_cast_over(connection, poll, code, choose(number))))
    for number, code in enumerate(letters[OVER_HTTP:], OVER_HTTP):
        poll.cast(code, choose(number), AREA, at=datetime.now(UTC))
    _say(f"casting: bare {_ms(bare)}, one POST {_ms(whole)}")
    return median(bare) / median(whole)


def _cast_over(
    connection: http.client.HTTPConnection, poll: Poll, code: str, selection: dict[str, int]
) -> Callable[[], None]:
    fields = {"code": code, "attempt": an_attempt()}
    fields |= {f"rights-{plan}": str(count) for plan, count in selection.items()}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    def post() -> None:
        path = f"/nl/{poll.plan.slug}/{AREA}/cast"
        connection.request("POST", path, urlencode(fields), headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or body.count(b'class="slip"') != 5:
            raise RuntimeError(f"no receipt: {answer.status}")

    return post


def _measure_page(poll: Poll) -> tuple[int, int, float]:
    """Return the vote page's bytes in all as sent, its HTML raw, and p95 of the server in ms."""
    path = f"/nl/{poll.plan.slug}/{AREA}/plans?all=1"
    with serve(poll.settings) as server:
        connection = _connect(server.url)
        html = _get(connection, path)
        parts = [html] + [_get(connection, url) for url in sorted(set(_find_parts(html)))]
        times = [_time(lambda: _get(connection, path)) for _ in range(200)]
    sent = sum(min(len(part), len(zlib.compress(part, 6)) + 12) for part in parts)
    raw = sum(len(part) for part in parts)
    return sent, raw, quantiles(times, n=20)[-1] * 1000


def _find_parts(html: bytes) -> Iterator[str]:
    """Find the files a page loads: style, script and pictures."""
    for chunk in html.decode().split('"'):
        name = chunk.split("#")[0]
        if name.startswith("/static/"):
            yield name


def _measure_after(stores: Stores, poll: Poll, folder: Path) -> dict[str, float]:
    """Close, open, count and verify; return the ratios of counting and verifying."""
    at, kept = poll.after, poll.settings.checkpoint_dir
    close_round(stores, poll.keys, poll.state, at=at, checkpoint_dir=kept)
    record_seed(stores, poll.keys, poll.state, "0427", kept)
    open_box(stores, poll.keys, poll.state, poll.secret, at=at, checkpoint_dir=kept)
    voter = _bare_voter(poll)
    slips = make_slips(voter, VOTERS * 5)
    rounds = 3
    bare = [_time(lambda: open_bare(voter, slips)) for _ in range(rounds)]
    whole = [
        _time(lambda: count_round(stores, poll.keys, poll.state, at=at, checkpoint_dir=kept))
        for _ in range(rounds)
    ]
    export_bundle(stores, poll.round_id, folder)
    bare_check = [_time(lambda: verify_bare(voter, slips)) for _ in range(rounds)]
    check = [_time(lambda: _verify(folder)) for _ in range(rounds)]
    _say(f"opening and counting {VOTERS * 5} slips: bare {_ms(bare)}, ours {_ms(whole)}")
    _say(f"verifying their bundle: bare {_ms(bare_check)}, ours {_ms(check)}")
    return {
        "counting": min(bare) / min(whole),
        "verifying": min(bare_check) / min(check),
    }


def _verify(folder: Path) -> None:
    report = verify_bundle(folder)
    if not report.sound:
        raise RuntimeError(f"the bundle is not sound: {report.findings[:3]}")


def _bare_voter(poll: Poll) -> Voter:
    area = poll.area_ids[AREA]
    seal: X25519PrivateKey = derive_area_key(poll.secret, poll.round_id, area)
    issuer = load_private_key(make_issuer_key())
    return Voter(poll.letters[AREA][0], bytes(32), poll.round_id, area, issuer, seal)


def _connect(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)


def _get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body


def _time(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _ms(times: list[float]) -> str:
    return f"{median(times) * 1000:.1f} ms"


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _report(ratios: dict[str, float], page: tuple[int, int, float]) -> int:
    sent, raw, p95 = page
    lines = [
        f"{name:<10} {ratio:.2f} of the bare cryptography (bar {BARS[name]})"
        for name, ratio in ratios.items()
    ]
    lines.append(
        f"vote page  {sent:,} bytes compressed, {raw:,} raw, all parts (bar {PAGE_BYTES:,}); "
        f"p95 {p95:.1f} ms on a kept connection"
    )
    sys.stdout.write("\n".join(lines) + "\n")
    met = all(ratio >= BARS[name] for name, ratio in ratios.items()) and sent <= PAGE_BYTES
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
