"""Many requests at once, on both databases: one issue and one vote a code, none lost at close."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from tests.services.polls import Poll, an_attempt, open_poll
from voting.ballotbox.receipts import parse_receipt
from voting.db.engines import make_engine
from voting.db.models.ballotbox import StoredSlip
from voting.db.models.register import Issuance
from voting.db.session import Stores, open_session
from voting.domain.errors.casting import AlreadyVoted, RoundClosed
from voting.services.casting import Receipt
from voting.services.commitments import read_published
from voting.services.recording import read_log
from voting.settings import Settings

AT_ONCE = 50


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    return open_poll(stores, settings, {"noord": 30, "zuid": 1})


@pytest.fixture
def engines(settings: Settings) -> Iterator[tuple[Engine, Engine]]:
    """Connections as a server has them: a pool each, fewer than there are requests."""
    pair = make_engine(settings.register_url), make_engine(settings.ballotbox_url)
    yield pair
    for engine in pair:
        engine.dispose()


@contextmanager
def own_stores(engines: tuple[Engine, Engine]) -> Iterator[Stores]:
    stores = Stores(open_session(engines[0]), open_session(engines[1]))
    try:
        yield stores
    finally:
        stores.close()


def run_at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run `act` in `count` threads that begin together; return results or refusals."""
    ready = Barrier(count)

    def begin(number: int) -> Any:
        ready.wait()
        try:
            return act(number)
        except (AlreadyVoted, RoundClosed) as refusal:
            return refusal

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def count_rows(poll: Poll) -> tuple[int, int]:
    issues = poll.stores.register.scalar(select(func.count()).select_from(Issuance)) or 0
    slips = poll.stores.ballotbox.scalar(select(func.count()).select_from(StoredSlip)) or 0
    poll.stores.register.rollback()
    poll.stores.ballotbox.rollback()
    return issues, slips


def test_fifty_casts_with_one_code_give_one_issue_and_one_vote(
    poll: Poll, engines: tuple[Engine, Engine]
) -> None:
    code = poll.letters["noord"][0]

    def cast(number: int) -> Receipt:
        with own_stores(engines) as stores:
            return poll.cast(code, {"boom": 1 + number % 5}, stores=stores)

    outcomes = run_at_once(AT_ONCE, cast)
    receipts = [one for one in outcomes if isinstance(one, Receipt)]
    refusals = [one for one in outcomes if isinstance(one, AlreadyVoted)]
    assert (len(receipts), len(refusals)) == (1, AT_ONCE - 1)
    assert count_rows(poll) == (1, 5)
    key = read_published(poll.stores, poll.round_id).setup.promise_key
    promise = parse_receipt(receipts[0].lines.encode(), key)
    assert len({one.replaces for one in refusals}) == 1
    poll.close()
    counted = {entry.leaf for entry in read_log(poll.stores.ballotbox, poll.round_id)}
    assert {slip.hash for slip in promise.slips} <= counted


def test_one_page_sent_fifty_times_at_once_gets_one_receipt(
    poll: Poll, engines: tuple[Engine, Engine]
) -> None:
    code, page = poll.letters["noord"][0], an_attempt()

    def cast(_: int) -> Receipt:
        with own_stores(engines) as stores:
            return poll.cast(code, {"boom": 2}, stores=stores, attempt=page)

    outcomes = run_at_once(AT_ONCE, cast)
    assert len({one.promise for one in outcomes}) == 1
    assert count_rows(poll) == (1, 5)


def test_of_two_pages_that_replace_the_same_vote_one_wins_whole(
    poll: Poll, engines: tuple[Engine, Engine]
) -> None:
    code = poll.letters["noord"][0]
    poll.cast(code, {"boom": 5})
    with pytest.raises(AlreadyVoted) as refusal:
        poll.cast(code, {"bank": 5})

    def cast(number: int) -> Receipt:
        with own_stores(engines) as stores:
            chosen = {"bank": 5} if number % 2 else {"doel": 5}
            return poll.cast(code, chosen, stores=stores, replaces=refusal.value.replaces)

    outcomes = run_at_once(8, cast)
    assert sum(isinstance(one, Receipt) for one in outcomes) == 1
    assert count_rows(poll) == (1, 5)


def test_who_got_a_receipt_while_the_box_closed_is_counted(
    poll: Poll, engines: tuple[Engine, Engine]
) -> None:
    letters = poll.letters["noord"]
    closing = len(letters)

    def act(number: int) -> Any:
        with own_stores(engines) as stores:
            if number < closing:
                return poll.cast(letters[number], {"boom": 5}, stores=stores)
            mine = Poll(**{**_fields(poll), "stores": stores})
            return mine.close()

    outcomes = run_at_once(closing + 1, act)
    receipts = [one for one in outcomes if isinstance(one, Receipt)]
    key = read_published(poll.stores, poll.round_id).setup.promise_key
    counted = {entry.leaf for entry in read_log(poll.stores.ballotbox, poll.round_id)}
    for receipt in receipts:
        promise = parse_receipt(receipt.lines.encode(), key)
        assert {slip.hash for slip in promise.slips} <= counted
    assert poll.verify().sound
    assert all(isinstance(one, Receipt | RoundClosed) for one in outcomes[:closing])


def _fields(poll: Poll) -> dict[str, Any]:
    return {name: getattr(poll, name) for name in poll.__dataclass_fields__}
