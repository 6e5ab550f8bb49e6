"""Planted or spoiled rows: left out and listed at close; areas kept shut at opening."""

import secrets
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert, select, text, update

from tests.services.polls import Poll, open_poll
from voting.ballotbox import canonical
from voting.ballotbox.blind_rsa import finalize, sign_blinded
from voting.ballotbox.codes import make_code
from voting.ballotbox.encoding import unb64
from voting.ballotbox.entries import make_seed
from voting.ballotbox.keys import slip_salt
from voting.ballotbox.sealing import seal
from voting.ballotbox.slips import Slip, issue_message, sign_slip, token_message
from voting.ballotbox.tokens import MODULUS_BYTES
from voting.db.models.ballotbox import LogEntry, StoredSlip
from voting.db.models.register import Issuance, RollEntry
from voting.db.session import Stores, transaction
from voting.domain.errors.casting import AlreadyVoted, SlipsUnreadable
from voting.domain.errors.counting import BoxOverfull, BundleUnsound
from voting.services.casting import open_cipher
from voting.services.commitments import read_published
from voting.services.recording import find_entry, read_size
from voting.services.server_agent import ServerAgent
from voting.services.starting import check_start
from voting.services.stored_slips import KeptSlip
from voting.settings import Settings


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    """Open a round and let everybody but the last letter of noord vote."""
    opened = open_poll(stores, settings, {"noord": 22, "zuid": 21})
    for slug, chosen in (("noord", {"boom": 5}), ("zuid", {"tuin": 5})):
        for code in opened.letters[slug][:21]:
            opened.cast(code, chosen, area=slug)
    return opened


def mint(poll: Poll, slug: str, *, genuine: bool) -> list[Slip]:
    """Make slips for a code that is on no roll; genuine ones with the stolen issuer key."""
    area = read_published(poll.stores, poll.round_id).setup.areas[poll.area_ids[slug]]
    agent = ServerAgent.from_code(make_code(), bytes(32), poll.round_id, area, 5)
    private = poll.keys.load(poll.round_id).issuer(area.area)
    signed = sign_blinded(private, agent.ask(1).blinded, 5)
    slips = []
    for one, value in zip(agent.slips, signed, strict=True):
        message = token_message(poll.round_id, area.area, one.public)
        token = (
            finalize(area.issuer_key, message, value, one.blind)
            if genuine
            else secrets.token_bytes(MODULUS_BYTES)
        )
        sealed = seal("boom", area.seal_key, poll.round_id, area.area, one.public)
        slips.append(sign_slip(one, poll.round_id, area.area, token, sealed))
    return slips


def plant(poll: Poll, slips: list[Slip]) -> None:
    """Put slips straight into the box, as somebody with its key could."""
    cipher = open_cipher(poll.keys, poll.round_id)
    with transaction(poll.stores.ballotbox) as box:
        for slip in slips:
            slot = cipher.find_slot(slip.area, slip.key)
            body = cipher.lock(KeptSlip(slip, (), bytes(32), "web"), slot)
            row = {"round": poll.round_id, "area": slip.area, "slot": slot, "body": body}
            box.execute(insert(StoredSlip).values(**row))


def read_close(poll: Poll) -> dict[str, Any]:
    entry = find_entry(poll.stores.ballotbox, poll.round_id, "close")
    assert entry
    return entry


def test_forged_slips_are_left_out_and_listed(poll: Poll) -> None:
    forged = mint(poll, "noord", genuine=False)
    plant(poll, forged)
    with pytest.raises(BoxOverfull):
        check_start(poll.stores, poll.keys, poll.settings.checkpoint_dir, poll.during)
    closed = poll.close()
    assert (closed.issued, closed.slips, closed.failed) == (42, 210, 5)
    listed = {unb64(leaf) for leaf in read_close(poll)["failed"]}
    assert listed == {slip.leaf_hash() for slip in forged}
    assert poll.verify().sound


def test_a_spoiled_row_is_left_out_and_listed(poll: Poll) -> None:
    with transaction(poll.stores.ballotbox) as box:
        slot, body = box.execute(
            select(StoredSlip.slot, StoredSlip.body).order_by(StoredSlip.slot).limit(1)
        ).one()
        spoiled = bytes(body[:-1]) + bytes([body[-1] ^ 1])
        box.execute(update(StoredSlip).where(StoredSlip.slot == slot).values(body=spoiled))
    closed = poll.close()
    assert (closed.slips, closed.failed) == (209, 1)
    report = poll.verify()
    assert report.sound, report.findings


def test_an_issue_without_the_code_is_left_out_and_listed(poll: Poll) -> None:
    """Who holds the issuer key and the register cannot vote for somebody who did not (P18)."""
    stranger = Ed25519PrivateKey.generate()
    index = poll.roll_indexes[poll.letters["noord"][21]]
    message = issue_message(poll.round_id, index, bytes(32))
    with transaction(poll.stores.register) as register:
        register.execute(
            insert(Issuance).values(
                round=poll.round_id,
                area=poll.area_ids["noord"],
                roll_index=index,
                nonce=bytes(32),
                hash=bytes(32),
                code_key=stranger.public_key().public_bytes_raw(),
                signature=stranger.sign(message),
            )
        )
    closed = poll.close()
    assert (closed.issued, closed.failed) == (42, 1)
    assert poll.verify().sound


@pytest.mark.parametrize("change", ["delete", "nonce", "area"])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_roll_row_changed_after_its_issue_changes_nothing(poll: Poll, change: str) -> None:
    """What was issued stands in rows that never change."""
    index = poll.roll_indexes[poll.letters["noord"][0]]
    mine = RollEntry.roll_index == index
    with transaction(poll.stores.register) as register:
        if change == "delete":
            register.execute(delete(RollEntry).where(mine))
        else:
            values = {"nonce": bytes(32), "area": poll.area_ids["zuid"]}
            register.execute(update(RollEntry).where(mine).values({change: values[change]}))
    closed = poll.close()
    assert (closed.issued, closed.slips, closed.failed) == (42, 210, 0)
    assert poll.verify().sound


def test_a_voter_whose_row_went_missing_can_vote_again(poll: Poll) -> None:
    code = poll.letters["noord"][21]
    poll.cast(code, {"boom": 5})
    slots = find_slots(poll, code)
    with transaction(poll.stores.ballotbox) as box:
        box.execute(delete(StoredSlip).where(StoredSlip.slot.in_(slots[:2])))
    with pytest.raises(AlreadyVoted) as refusal:
        poll.cast(code, {"bank": 5})
    assert len(refusal.value.replaces) == 3
    poll.cast(code, {"bank": 5}, replaces=refusal.value.replaces)
    closed = poll.close()
    assert (closed.issued, closed.slips, closed.failed) == (43, 215, 0)
    assert poll.verify().sound


def test_a_voter_whose_row_was_spoiled_is_sent_to_the_desk(
    poll: Poll, capsys: pytest.CaptureFixture[str]
) -> None:
    code = poll.letters["noord"][0]
    with transaction(poll.stores.ballotbox) as box:
        spoiled = StoredSlip.slot == find_slots(poll, code)[0]
        box.execute(update(StoredSlip).where(spoiled).values(body=bytes(200)))
    with pytest.raises(SlipsUnreadable):
        poll.cast(code, {"bank": 5})
    written = capsys.readouterr()
    assert (written.out + written.err).count("a slip in the ballot box cannot be read") == 1


def find_slots(poll: Poll, code: str) -> list[bytes]:
    """Return where the slips of a code lie."""
    area = read_published(poll.stores, poll.round_id).setup.areas[poll.area_ids["noord"]]
    salt = slip_salt(poll.keys.load(poll.round_id).salt, poll.round_id, poll.roll_indexes[code])
    agent = ServerAgent.from_code(code, salt, poll.round_id, area, 5)
    cipher = open_cipher(poll.keys, poll.round_id)
    return sorted(cipher.find_slot(area.area, key) for key in agent.slip_keys)


def test_an_area_with_more_slips_than_rights_stays_shut_and_the_others_open(poll: Poll) -> None:
    plant(poll, mint(poll, "noord", genuine=True))
    closed = poll.close()
    assert closed.slips == 215
    assert not closed.box.done
    assert poll.keys.has(poll.round_id, "box"), "kept until the published copy verifies"
    poll.draw()
    opened = poll.open()
    assert (opened.opened, opened.skipped) == (("zuid",), {"noord": "findings"})
    counted = poll.count()
    assert counted.slips == 105
    assert {area.id for area in counted.result.areas} == {"noord", "zuid"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_damage_that_no_area_can_be_blamed_for_keeps_everything_shut(poll: Poll) -> None:
    poll.close()
    poll.draw()
    with transaction(poll.stores.ballotbox) as box:
        box.execute(text("DROP TRIGGER log_entry_refuses_update"))
        other = canonical.dump(make_seed("another draw"))
        last = read_size(box, poll.round_id) - 1
        box.execute(update(LogEntry).where(LogEntry.position == last).values(line=other))
    with pytest.raises(BundleUnsound) as refusal:
        poll.open()
    assert refusal.value.findings
