"""Voting again, in any order and as often as people like: the last vote of each code counts."""

from collections import Counter
from random import Random

import pytest

from tests.services.polls import Poll, open_poll
from voting.ballotbox.receipts import parse_receipt
from voting.ballotbox.slips import Slip
from voting.db.session import Stores
from voting.domain.errors.casting import AlreadyVoted, TooManyReplacements
from voting.services.box import MOST_REPLACEMENTS, replace_slips
from voting.services.commitments import read_published
from voting.services.recording import read_log
from voting.services.stored_slips import KeptSlip
from voting.services.wrong_codes import count_wrong_code
from voting.settings import Settings

CHOICES = ("boom", "bank", "doel")


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    return open_poll(stores, settings, {"noord": 20, "zuid": 1})


def vote(poll: Poll, code: str, selection: dict[str, int]) -> str:
    """Cast as a person does: with the page that says "this code has voted" where it comes."""
    try:
        return poll.cast(code, selection).lines
    except AlreadyVoted as refusal:
        return poll.cast(code, selection, replaces=refusal.replaces).lines


def test_the_last_vote_of_each_code_counts_whatever_the_order(poll: Poll) -> None:
    chance = Random(20)
    turns = [*poll.letters["noord"], *chance.choices(poll.letters["noord"], k=15)]
    chance.shuffle(turns)
    last, receipts = {}, {}
    for code in turns:
        last[code] = {choice: chance.randint(1, 2) for choice in chance.sample(CHOICES, 2)}
        receipts[code] = vote(poll, code, last[code])
    poll.close()
    poll.draw()
    poll.open()
    counted = poll.count()
    expected: Counter[str] = Counter()
    for selection in last.values():
        expected.update(selection)
    area = next(one for one in counted.result.areas if one.id == "noord")
    assert area.rights_counted == sum(expected.values())
    report = poll.verify()
    assert report.sound, report.findings
    assert report.areas[poll.area_ids["noord"]].rights == expected
    assert report.areas[poll.area_ids["noord"]].replaced == 15 * 5
    _check_promises(poll, list(receipts.values()))


def _check_promises(poll: Poll, receipts: list[str]) -> None:
    """Check that the log has every promised slip and none of the earlier ones."""
    key = read_published(poll.stores, poll.round_id).setup.promise_key
    logged = {entry.leaf for entry in read_log(poll.stores.ballotbox, poll.round_id)}
    for text in receipts:
        for slip in parse_receipt(text.encode(), key).slips:
            assert slip.hash in logged
            assert not logged & set(slip.earlier)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_vote_is_replaced_fifty_times_and_no_more(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    for turn in range(MOST_REPLACEMENTS + 1):
        vote(poll, code, {CHOICES[turn % 3]: 5})
    with pytest.raises(TooManyReplacements):
        vote(poll, code, {"boom": 1})


def test_a_hash_the_box_held_before_is_refused() -> None:
    """Else who holds an old slip could put it back, and the promise of the new one would break."""
    place = bytes(32)
    first, second = (a_kept_slip(number) for number in (1, 2))
    held = replace_slips({place: first}, {place: second}, frozenset({first.slip.leaf_hash()}))
    assert held[place].earlier == (first.slip.leaf_hash(),)
    current = frozenset({second.slip.leaf_hash()})
    for old in (first, second):
        with pytest.raises(AlreadyVoted):
            replace_slips(held, {place: old}, current)


def a_kept_slip(number: int) -> KeptSlip:
    slip = Slip(bytes(16), bytes(32), bytes(384), bytes([number]) * 112, bytes(64))
    return KeptSlip(slip, (), bytes(32), "web")


def test_a_desk_without_a_network_is_never_slowed(poll: Poll) -> None:
    for _ in range(20):
        count_wrong_code(poll.stores, bytes(32), "", poll.during)
