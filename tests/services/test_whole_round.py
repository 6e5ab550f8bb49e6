"""From cast votes to a verified result, on both databases."""

import pytest
from sqlalchemy import func, select

from tests.services.polls import Poll, open_poll
from voting.ballotbox.errors import KeyMissing
from voting.db.models.ballotbox import OpenedSlip, StoredSlip
from voting.db.models.register import Result
from voting.db.session import Stores
from voting.domain.errors.casting import AlreadyVoted, RoundClosed
from voting.domain.errors.counting import (
    BoxAlreadyOpened,
    BoxNotClosed,
    ClosingNotReached,
    KeysNotReleased,
    SecretDoesNotMatch,
    SeedDrawn,
    SeedMissing,
)
from voting.domain.rounds import Phase
from voting.services.recording import read_log
from voting.settings import Settings

LETTERS = {"noord": 24, "zuid": 4}


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    """Open a round in which one area gets enough votes to be opened and the other does not."""
    return open_poll(stores, settings, LETTERS)


def cast_all(poll: Poll) -> None:
    """Cast 22 votes in noord, one of them on paper and one replaced, and 3 in zuid."""
    for code in poll.letters["noord"][:20]:
        poll.cast(code, {"boom": 3, "doel": 1})
    poll.cast(poll.letters["noord"][20], {"bank": 5}, channel="paper")
    replaced = poll.letters["noord"][21]
    poll.cast(replaced, {"bank": 5})
    with pytest.raises(AlreadyVoted) as refusal:
        poll.cast(replaced, {"doel": 2})
    poll.cast(replaced, {"doel": 2}, replaces=refusal.value.replaces)
    for code in poll.letters["zuid"][:3]:
        poll.cast(code, {"tuin": 5}, area="zuid")


def test_a_whole_round_is_counted_paid_and_sound(poll: Poll) -> None:
    cast_all(poll)
    closed = poll.close()
    assert (closed.issued, closed.slips, closed.failed) == (25, 125, 0)
    assert closed.box.done, closed.box.findings
    assert poll.state.phase is Phase.CLOSED
    poll.draw()
    opened = poll.open()
    assert (opened.opened, opened.skipped) == (("noord",), {"zuid": "few-issuances"})
    counted = poll.count()
    assert (counted.slips, counted.invalid) == (110, 0)
    entries = [entry.read() for entry in read_log(poll.stores.ballotbox, poll.round_id)]
    close = next(entry for entry in entries if entry["type"] == "close")
    noord = next(area for area in close["areas"] if area["issued"] == 22)
    assert (noord["slips"], noord["replaced"], noord["paper"]) == (110, 5, -1)
    tally = next(entry for entry in entries if entry["type"] == "tally")
    assert {one["id"]: one["rights"] for one in tally["areas"][0]["initiatives"]} == {
        "bank": 5,
        "boom": 60,
        "doel": 22,
    }
    assert tally["areas"][0]["blanco"] == 23
    report = poll.verify()
    assert report.sound, report.findings
    assert report.money_checked


def test_counting_twice_changes_nothing(poll: Poll) -> None:
    cast_all(poll)
    poll.close()
    poll.draw()
    poll.open()
    first = poll.count()
    size = len(list(read_log(poll.stores.ballotbox, poll.round_id)))
    assert poll.count().sha256 == first.sha256
    assert len(list(read_log(poll.stores.ballotbox, poll.round_id))) == size
    assert poll.stores.register.scalar(select(func.count()).select_from(Result)) == 1
    assert poll.stores.ballotbox.scalar(select(func.count()).select_from(OpenedSlip)) == 110


def test_closing_destroys_what_could_still_join_or_forge(poll: Poll) -> None:
    cast_all(poll)
    poll.close()
    keys = poll.keys.load(poll.round_id)
    for destroyed in (lambda: keys.box, lambda: keys.issuer(poll.area_ids["noord"])):
        with pytest.raises(KeyMissing):
            destroyed()
    assert poll.stores.ballotbox.scalar(select(func.count()).select_from(StoredSlip)) == 0
    with pytest.raises(RoundClosed):
        poll.cast(poll.letters["noord"][23], {"boom": 1})
    with pytest.raises(RoundClosed):
        poll.cast(poll.letters["noord"][23], {"boom": 1}, at=poll.after)


def test_each_step_waits_for_the_one_before(poll: Poll) -> None:
    cast_all(poll)
    with pytest.raises(ClosingNotReached):
        poll.close(at=poll.during)
    with pytest.raises(BoxNotClosed):
        poll.draw()
    with pytest.raises(BoxNotClosed):
        poll.open()
    poll.close()
    with pytest.raises(SeedMissing):
        poll.open()
    with pytest.raises(KeysNotReleased):
        poll.count()
    poll.draw()
    with pytest.raises(SeedDrawn):
        poll.draw("another")
    with pytest.raises(SecretDoesNotMatch):
        poll.open(bytes(32))
    poll.open()
    with pytest.raises(BoxAlreadyOpened):
        poll.open()


def test_slips_are_published_in_an_order_that_says_nothing_about_who_voted_when(
    poll: Poll,
) -> None:
    cast_all(poll)
    poll.close()
    entries = [entry.read() for entry in read_log(poll.stores.ballotbox, poll.round_id)]
    issues = [entry["roll_index"] for entry in entries if entry["type"] == "issue"]
    slips = [(entry["area"], entry["key"]) for entry in entries if entry["type"] == "slip"]
    assert issues == sorted(issues)
    assert len(slips) == len(set(slips)) == 125
