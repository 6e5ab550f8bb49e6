"""Re-issuing a letter, on both databases: logged first, no rights added, the log decides."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from tests.services.polls import Poll, open_poll
from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import make_reissue
from voting.db.models.register import RollEntry
from voting.db.session import Stores, transaction
from voting.domain.errors.casting import (
    CodeOfOtherArea,
    CodeRevoked,
    CommitmentBroken,
    ReferenceUnknown,
    ReissueCapReached,
    RightsAlreadyIssued,
    RoundClosed,
    UnknownArea,
)
from voting.services.recording import read_last, record
from voting.services.reissuing import Reissued, reissue_letter
from voting.settings import Settings


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    return open_poll(stores, settings, {"noord": 3, "zuid": 1})


def reissue(poll: Poll, code: str, **rest: Any) -> Reissued:
    given = {"at": poll.during, "checkpoint_dir": poll.settings.checkpoint_dir, **rest}
    reference = f"ref-{poll.roll_indexes[code]}"
    return reissue_letter(poll.stores, poll.keys, poll.state, reference, **given)


def test_the_new_letter_votes_and_the_old_one_no_longer_does(poll: Poll) -> None:
    old = poll.letters["noord"][0]
    fresh = reissue(poll, old)
    entry = read_last(poll.stores.ballotbox, poll.round_id).read()
    assert (entry["type"], entry["roll_index"]) == ("reissue", poll.roll_indexes[old])
    with pytest.raises(CodeRevoked):
        poll.cast(old, {"boom": 5})
    assert poll.cast(fresh.code, {"boom": 5}).first
    poll.close()
    assert poll.verify().sound


def test_a_letter_can_move_to_the_right_area(poll: Poll) -> None:
    fresh = reissue(poll, poll.letters["noord"][0], area="zuid")
    assert fresh.area == "zuid"
    with pytest.raises(CodeOfOtherArea):
        poll.cast(fresh.code, {"boom": 5})
    poll.cast(fresh.code, {"tuin": 5}, area="zuid")
    assert poll.close().issued == 1
    assert poll.verify().sound


def test_a_letter_that_was_used_stands(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    poll.cast(code, {"boom": 5})
    with pytest.raises(RightsAlreadyIssued):
        reissue(poll, code)


def test_no_more_letters_are_reissued_than_the_cap_says(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    for _ in range(poll.plan.reissue_cap):
        reissue(poll, code)
    with pytest.raises(ReissueCapReached) as refusal:
        reissue(poll, code)
    assert refusal.value.cap == poll.plan.reissue_cap


def test_a_reissue_that_cannot_be_is_refused(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    poll.roll_indexes["nobody"] = 0
    for refusal, change in _list_impossible(poll, code):
        with pytest.raises(refusal):
            change()


def _list_impossible(poll: Poll, code: str) -> list[tuple[type[Exception], Callable[[], Reissued]]]:
    return [
        (ReferenceUnknown, lambda: reissue(poll, "nobody")),
        (UnknownArea, lambda: reissue(poll, code, area="west")),
        (RoundClosed, lambda: reissue(poll, code, at=poll.after)),
    ]


def test_after_a_crash_between_log_and_register_the_log_decides(poll: Poll) -> None:
    """The log says a new commitment, the row still has the old one."""
    code = poll.letters["noord"][0]
    area, index = poll.area_ids["noord"], poll.roll_indexes[code]
    row = poll.stores.register.execute(
        select(RollEntry.commitment).where(RollEntry.roll_index == index)
    ).scalar_one()
    entry = make_reissue(index, area, area, row, bytes(32))
    record(poll.stores, poll.keys, poll.round_id, [entry], poll.settings.checkpoint_dir)
    with pytest.raises(CommitmentBroken):
        poll.cast(code, {"boom": 5})
    fresh = reissue(poll, code)
    assert read_last(poll.stores.ballotbox, poll.round_id).read()["old_commitment"] == b64(
        bytes(32)
    )
    assert poll.cast(fresh.code, {"boom": 5}).first
    poll.close()
    assert poll.verify().sound


def test_a_row_changed_behind_the_log_gets_no_rights(poll: Poll) -> None:
    """Somebody who can write in the register cannot make a letter of their own."""
    one, other = poll.letters["noord"][:2]
    with transaction(poll.stores.register) as register:
        rows = {
            row.roll_index: row
            for row in register.execute(
                select(RollEntry.roll_index, RollEntry.lookup, RollEntry.nonce)
            )
        }
        mine = rows[poll.roll_indexes[one]]
        register.execute(
            update(RollEntry)
            .where(RollEntry.roll_index == mine.roll_index)
            .values(lookup=bytes(32))
        )
        register.execute(
            update(RollEntry)
            .where(RollEntry.roll_index == poll.roll_indexes[other])
            .values(lookup=mine.lookup)
        )
    with pytest.raises(CommitmentBroken):
        poll.cast(one, {"boom": 5})


def test_a_resident_added_behind_the_log_gets_no_rights(poll: Poll) -> None:
    code = poll.letters["noord"][0]
    with transaction(poll.stores.register) as register:
        row = register.execute(
            select(RollEntry.__table__).where(RollEntry.roll_index == poll.roll_indexes[code])
        ).one()
        added = {**row._mapping, "roll_index": 77, "reference": "x", "commitment": bytes(32)}
        register.execute(
            update(RollEntry)
            .where(RollEntry.roll_index == poll.roll_indexes[code])
            .values(lookup=bytes(32))
        )
        register.execute(insert(RollEntry).values(**added))
    with pytest.raises(CommitmentBroken):
        poll.cast(code, {"boom": 5})
