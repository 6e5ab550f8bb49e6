"""Casting, on both databases: one vote a code, replaced only on purpose, wrong codes slowed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.services.polls import Poll, an_attempt, change_round, open_poll
from voting.ballotbox.codes import make_code
from voting.ballotbox.errors import KeyMissing
from voting.ballotbox.key_folder import issuer_name
from voting.ballotbox.receipts import parse_receipt
from voting.db.models.ballotbox import BoxState, StoredSlip
from voting.db.models.roll import Issuance
from voting.db.session import Stores, open_stores, transaction
from voting.domain.errors.casting import (
    AlreadyVoted,
    AttemptMalformed,
    CodeMistyped,
    CodeOfOtherArea,
    CodeUnknown,
    InitiativeOfOtherArea,
    NegativeRights,
    NothingChosen,
    PaperAfterVote,
    RoundAnnulled,
    RoundClosed,
    RoundNotOpen,
    TooManyRights,
    TooManyTries,
    UnknownInitiative,
)
from voting.services.server_agent import ServerAgent
from voting.settings import Settings


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    return open_poll(stores, settings)


def count(poll: Poll) -> tuple[int, int]:
    """Return how many issues and slips stand in the databases."""
    issues = poll.stores.register.scalar(select(func.count()).select_from(Issuance))
    slips = poll.stores.ballotbox.scalar(select(func.count()).select_from(StoredSlip))
    poll.stores.register.rollback()
    poll.stores.ballotbox.rollback()
    return issues or 0, slips or 0


def test_a_vote_gives_five_slips_and_a_signed_promise_of_each(poll: Poll) -> None:
    receipt = poll.cast(poll.letters["noord"][0], {"boom": 3, "doel": 1})
    promise = parse_receipt(receipt.lines.encode(), _promise_key(poll))
    assert count(poll) == (1, 5)
    assert len(set(receipt.codes)) == len(promise.slips) == 5
    assert promise.setup.hex() == receipt.setup_hash
    assert receipt.first


def test_the_same_page_sent_again_gets_the_same_receipt(poll: Poll) -> None:
    code, page = poll.letters["noord"][0], an_attempt()
    first = poll.cast(code, {"boom": 3}, attempt=page)
    again = poll.cast(code, {"boom": 3, "bank": 0}, attempt=page)
    assert again == first
    assert count(poll) == (1, 5)


def test_a_second_vote_names_what_it_replaces_and_replaces_all_of_it(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    first = poll.cast(code, {"boom": 5})
    with pytest.raises(AlreadyVoted) as refusal:
        poll.cast(code, {"bank": 5})
    second = poll.cast(code, {"bank": 5}, replaces=refusal.value.replaces)
    promise = parse_receipt(second.lines.encode(), _promise_key(poll))
    before = parse_receipt(first.lines.encode(), _promise_key(poll))
    earlier = {slip.key: slip.hash for slip in before.slips}
    assert second.codes == first.codes
    assert not second.first
    assert all(slip.earlier == (earlier[slip.key],) for slip in promise.slips)
    assert count(poll) == (1, 5)


def test_an_old_tab_does_not_overwrite_a_newer_vote(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    old_page = an_attempt()
    poll.cast(code, {"boom": 5}, attempt=old_page)
    first = _current(poll, code)
    poll.cast(code, {"bank": 5}, replaces=first)
    newest = _current(poll, code)
    for replaces in ((), first, ("not a hash",)):
        with pytest.raises(AlreadyVoted) as refusal:
            poll.cast(code, {"boom": 5}, attempt=old_page, replaces=replaces)
        assert refusal.value.replaces == newest


def test_a_paper_form_is_refused_over_a_vote_and_taken_without_one(poll: Poll) -> None:
    one, other = poll.letters["noord"][:2]
    poll.cast(one, {"boom": 5})
    with pytest.raises(PaperAfterVote):
        poll.cast(one, {"bank": 5}, channel="paper", replaces=_current(poll, one))
    page = an_attempt()
    paper = poll.cast(other, {"bank": 5}, channel="paper", attempt=page)
    assert poll.cast(other, {"bank": 5}, channel="paper", attempt=page) == paper
    poll.cast(other, {"boom": 5}, replaces=_current(poll, other))


@pytest.mark.parametrize(
    ("selection", "refusal"),
    [
        ({"boom": 6}, TooManyRights(6, 5)),
        ({"boom": 3, "bank": 3}, TooManyRights(6, 5)),
        ({"boom": 6, "bank": -1}, NegativeRights("bank")),
        ({"boom": 0}, NothingChosen()),
        ({}, NothingChosen()),
        ({"tuin": 1}, InitiativeOfOtherArea("tuin", "zuid")),
        ({"draak": 1}, UnknownInitiative("draak")),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_selection_outside_the_rules_is_refused(
    poll: Poll, selection: dict[str, int], refusal: Exception
) -> None:
    with pytest.raises(type(refusal)) as raised:
        poll.cast(poll.letters["noord"][0], selection)
    assert raised.value == refusal
    assert count(poll) == (0, 0)


def test_a_code_is_read_as_people_type_it(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    typed = " -".join(code[i : i + 4] for i in range(0, 16, 4)).lower().replace("0", "o")
    assert poll.cast(typed, {"boom": 1}).first


def test_a_wrong_code_is_refused_with_the_reason(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    with pytest.raises(CodeMistyped):
        poll.cast(wrong, {"boom": 1})
    with pytest.raises(CodeUnknown):
        poll.cast(make_code(), {"boom": 1})
    with pytest.raises(CodeOfOtherArea) as refusal:
        poll.cast(code, {"tuin": 1}, area="zuid")
    assert (refusal.value.code_area, refusal.value.chosen_area) == ("noord", "zuid")
    with pytest.raises(AttemptMalformed):
        poll.cast(code, {"boom": 1}, attempt="x")
    assert count(poll) == (0, 0)


def test_a_network_is_slowed_after_ten_wrong_codes_but_a_right_one_always_passes(
    poll: Poll,
) -> None:
    for _ in range(10):
        with pytest.raises(CodeUnknown):
            poll.cast(make_code(), {"boom": 1}, network="192.0.2.7")
    with pytest.raises(TooManyTries) as refusal:
        poll.cast(make_code(), {"boom": 1}, network="192.0.2.7")
    assert 0 < refusal.value.wait_seconds <= 3600
    with pytest.raises(CodeUnknown):
        poll.cast(make_code(), {"boom": 1}, network="192.0.2.8")
    assert poll.cast(poll.letters["noord"][0], {"boom": 1}, network="192.0.2.7").first
    later = poll.during + timedelta(hours=1)
    with pytest.raises(CodeUnknown):
        poll.cast(make_code(), {"boom": 1}, network="192.0.2.7", at=later)


def test_votes_are_taken_from_the_opening_up_to_the_closing_time(poll: Poll) -> None:
    times, code = poll.plan.times, poll.letters["noord"][0]
    with pytest.raises(RoundNotOpen):
        poll.cast(code, {"boom": 1}, at=times.opens - timedelta(seconds=1))
    poll.cast(code, {"boom": 1}, at=times.closes - timedelta(seconds=1))
    with pytest.raises(RoundClosed) as refusal:
        poll.cast(poll.letters["noord"][1], {"boom": 1}, at=times.closes)
    assert refusal.value == RoundClosed(times.closes, times.results_on)


def test_nothing_is_taken_once_the_round_is_closing_or_annulled(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    change_round(poll.stores, poll.round_id, closing=True)
    with pytest.raises(RoundClosed):
        poll.cast(code, {"boom": 1})
    change_round(poll.stores, poll.round_id, phase="annulled")
    with pytest.raises(RoundAnnulled):
        poll.cast(code, {"boom": 1})
    assert count(poll) == (0, 0)


@pytest.mark.parametrize("name", ["box", "issuer"])
def test_a_vote_under_way_while_the_box_closed_is_told_that_it_is_too_late(
    poll: Poll, name: str
) -> None:
    """The register let it pass; before it reached the box, closing destroyed the keys."""
    area = poll.area_ids["noord"]
    poll.keys.destroy(poll.round_id, name if name == "box" else issuer_name(area))
    with pytest.raises(KeyMissing):
        poll.cast(poll.letters["noord"][0], {"boom": 1})
    with transaction(poll.stores.ballotbox) as box:
        box.execute(update(BoxState).values(phase="closed"))
    with pytest.raises(RoundClosed):
        poll.cast(poll.letters["noord"][0], {"boom": 1})


def test_a_request_that_read_the_box_before_it_closed_asks_anew(
    poll: Poll, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite its session still shows the box as it was: open."""
    real = ServerAgent.fill_in

    def fill_in_while_the_box_closes(agent: ServerAgent, *given: Any) -> Any:
        poll.stores.ballotbox.execute(select(BoxState)).all()
        with open_stores(settings) as others, transaction(others.ballotbox) as box:
            box.execute(update(BoxState).values(phase="closed"))
        poll.keys.destroy(poll.round_id, "box")
        return real(agent, *given)

    monkeypatch.setattr(ServerAgent, "fill_in", fill_in_while_the_box_closes)
    with pytest.raises(RoundClosed):
        poll.cast(poll.letters["noord"][0], {"boom": 1})


def _current(poll: Poll, code: str) -> tuple[str, ...]:
    with pytest.raises(AlreadyVoted) as refusal:
        poll.cast(code, {"doel": 1})
    return refusal.value.replaces


def _promise_key(poll: Poll) -> bytes:
    return poll.keys.load(poll.round_id).promise.public_key().public_bytes_raw()
