"""Checking one's own slips after opening, and the card for checking at home."""

import pytest

from tests.services.polls import Poll, open_poll
from voting.ballotbox.codes import make_code
from voting.ballotbox.receipts import parse_card
from voting.db.session import Stores
from voting.domain.errors.casting import CodeMistyped, CodeUnknown
from voting.domain.errors.counting import (
    BoxNotClosed,
    KeysNotReleased,
    LetterNoLongerOpens,
    SlipUnknown,
)
from voting.services.checking import FoundSlip, look_up, make_letter_card
from voting.services.commitments import read_published
from voting.settings import Settings


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    """Open a round in which one area gets enough votes to be opened."""
    return open_poll(stores, settings, {"noord": 22, "zuid": 1})


def finish(poll: Poll) -> tuple[str, ...]:
    """Cast, close, open and count; return the slip codes of the first letter of noord."""
    receipts = [poll.cast(code, {"boom": 3, "doel": 1}) for code in poll.letters["noord"][:21]]
    poll.cast(poll.letters["zuid"][0], {"tuin": 1}, area="zuid")
    poll.close()
    poll.draw()
    poll.open()
    poll.count()
    return receipts[0].codes


def test_nothing_is_said_of_a_slip_between_opening_and_counting(poll: Poll) -> None:
    receipts = [poll.cast(code, {"boom": 5}) for code in poll.letters["noord"][:20]]
    poll.close()
    poll.draw()
    poll.open()
    for text in (poll.letters["noord"][0], receipts[0].codes[0]):
        with pytest.raises(KeysNotReleased):
            search(poll, text)
    poll.count()
    assert search(poll, receipts[0].codes[0])[0].outcome == "counted"


def search(poll: Poll, text: str) -> list[FoundSlip]:
    return look_up(poll.stores, poll.keys, poll.state, text, at=poll.after)


def test_a_slip_is_found_by_its_code_and_a_letter_finds_all_of_its_slips(poll: Poll) -> None:
    codes = finish(poll)
    by_code = [search(poll, code.lower().replace("-", " "))[0] for code in codes]
    assert sorted((slip.outcome, slip.initiative or "") for slip in by_code) == [
        ("blanco", ""),
        ("counted", "boom"),
        ("counted", "boom"),
        ("counted", "boom"),
        ("counted", "doel"),
    ]
    assert search(poll, poll.letters["noord"][0]) == by_code


def test_the_slips_of_a_letter_that_did_not_vote_are_missing(poll: Poll) -> None:
    finish(poll)
    found = search(poll, poll.letters["noord"][21])
    assert [slip.outcome for slip in found] == ["missing"] * 5


def test_slips_of_an_area_that_stayed_closed_are_named_so(poll: Poll) -> None:
    finish(poll)
    found = search(poll, poll.letters["zuid"][0])
    assert [slip.outcome for slip in found] == ["unopened"] * 5
    with pytest.raises(SlipUnknown) as refusal:
        search(poll, found[0].code)
    assert refusal.value.unopened == ("zuid",)


def test_what_cannot_be_looked_up_is_refused_with_the_reason(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    with pytest.raises(KeysNotReleased):
        search(poll, code)
    with pytest.raises(BoxNotClosed):
        make_letter_card(poll.stores, poll.keys, poll.state, code, at=poll.during)
    finish(poll)
    for text, refusal in (
        ("0000-0000-0000", SlipUnknown),
        (make_code(), CodeUnknown),
        ("hello", CodeMistyped),
        ("UUUU-UUUU-UUUU", CodeMistyped),
    ):
        with pytest.raises(refusal):
            search(poll, text)


def test_a_letter_opens_nothing_once_the_salt_is_destroyed(poll: Poll) -> None:
    codes = finish(poll)
    poll.keys.destroy(poll.round_id, "salt")
    for found in (lambda text: search(poll, text), lambda text: _make_card(poll, text)):
        with pytest.raises(LetterNoLongerOpens):
            found(poll.letters["noord"][0])
    assert len(search(poll, codes[0])) == 1


def test_the_card_is_signed_with_the_promise_key(poll: Poll) -> None:
    finish(poll)
    published = read_published(poll.stores, poll.round_id)
    card = parse_card(_make_card(poll, poll.letters["noord"][0]), published.setup.promise_key)
    assert card.roll_index == poll.roll_indexes[poll.letters["noord"][0]]
    assert card.setup == published.setup_hash


def _make_card(poll: Poll, text: str) -> bytes:
    card = make_letter_card(poll.stores, poll.keys, poll.state, text, at=poll.after)
    return card.lines().encode()
