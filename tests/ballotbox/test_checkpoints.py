"""Checkpoints are signed notes, and receipts are what the promise key signed."""

import hashlib
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from voting.ballotbox import canonical
from voting.ballotbox.checkpoints import (
    file_name,
    key_hash,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.errors import BadCheckpoint, BadReceipt
from voting.ballotbox.receipts import (
    Card,
    PromisedSlip,
    make_card,
    make_promise,
    parse_card,
    parse_receipt,
)

ROUND = bytes(range(16))
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
NOTE = sign_checkpoint(KEY, ROUND, 12, b"r" * 32)


def test_a_checkpoint_has_the_bytes_of_a_signed_note():
    name = "buurtrechten/AAECAwQFBgcICQoLDA0ODw"
    body = f"{name}\n12\n{b64encode(b'r' * 32).decode()}\n".encode()
    identity = hashlib.sha256(name.encode() + b"\x0a\x01" + PUBLIC).digest()[:4]
    assert key_hash(name, PUBLIC) == identity
    signature = b64encode(identity + KEY.sign(body))
    assert body + b"\n\xe2\x80\x94 " + name.encode() + b" " + signature + b"\n" == NOTE
    assert verify_checkpoint(NOTE, ROUND, PUBLIC).size == 12
    assert file_name(12) == "000000000012"


def test_signatures_of_witnesses_do_not_matter():
    line = f"— witness.example/a {b64encode(b'w' * 68).decode()}\n".encode()
    body, _, own = NOTE.partition(b"\n\n")
    assert verify_checkpoint(body + b"\n\n" + line + own, ROUND, PUBLIC).root == b"r" * 32
    with pytest.raises(BadCheckpoint):
        verify_checkpoint(body + b"\n\n" + line, ROUND, PUBLIC)


def test_another_key_round_or_signature_is_refused():
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    for note, round_id, key in (
        (sign_checkpoint(other, ROUND, 12, b"r" * 32), ROUND, PUBLIC),
        (NOTE, b"x" * 16, PUBLIC),
        (NOTE, ROUND, other.public_key().public_bytes_raw()),
        (NOTE.replace(b"\n12\n", b"\n13\n"), ROUND, PUBLIC),
    ):
        with pytest.raises(BadCheckpoint):
            verify_checkpoint(note, round_id, key)


@pytest.mark.parametrize(
    "note",
    [
        b"", b"\xff", NOTE[:-1], NOTE.replace(b"\n12\n", b"\n012\n"), NOTE.replace(b"\n\n", b"\n"),
        NOTE.replace(b"cnJy", b"cnJ"), NOTE + b"x", NOTE + b" " * 20_000,
    ],
)  # fmt: skip
def test_other_bytes_are_no_checkpoint(note):
    with pytest.raises(BadCheckpoint):
        verify_checkpoint(note, ROUND, PUBLIC)


@given(st.integers(0, len(NOTE) - 1), st.integers(0, 255))
def test_any_changed_byte_is_refused(place, value):
    changed = NOTE[:place] + bytes((value,)) + NOTE[place + 1 :]
    if changed != NOTE:
        with pytest.raises(BadCheckpoint):
            verify_checkpoint(changed, ROUND, PUBLIC)


@given(st.binary(max_size=300))
def test_parsing_noise_only_ever_refuses(noise):
    with pytest.raises(BadCheckpoint):
        parse_checkpoint(noise)


SLIPS = [
    PromisedSlip(b"2" * 32, b"h" * 32, (b"f" * 32, b"e" * 32)),
    PromisedSlip(b"1" * 32, b"g" * 32),
]


def test_a_receipt_is_read_from_the_text_around_it():
    signed = make_promise(KEY, ROUND, b"s" * 32, b"a" * 16, SLIPS)
    file = "Bedankt, je stem is binnen.\npromise: niets\n" + signed.lines()
    promise = parse_receipt(file.encode(), PUBLIC)
    assert [slip.key for slip in promise.slips] == [b"1" * 32, b"2" * 32]
    assert promise.slips[1].earlier == (b"e" * 32, b"f" * 32)
    assert (promise.round_id, promise.setup, promise.area) == (ROUND, b"s" * 32, b"a" * 16)
    body = canonical.load(signed.text.encode())
    assert (body["type"], body["version"]) == ("promise", 1)
    message = b"buurtrechten/promise/v1" + signed.text.encode()
    KEY.public_key().verify(unb64(signed.signature), message)
    assert parse_receipt(file.replace("\n", "\r\n").encode(), PUBLIC) == promise


def test_a_card_is_read_back_and_is_no_receipt():
    card = Card(ROUND, b"s" * 32, b"a" * 16, 77, b"n" * 32, b"l" * 32)
    file = make_card(KEY, card).lines().encode()
    assert parse_card(file, PUBLIC) == card
    with pytest.raises(BadReceipt):
        parse_receipt(file, PUBLIC)
    with pytest.raises(BadReceipt):
        parse_receipt(file.replace(b"card: ", b"promise: "), PUBLIC)


def sign_body(kind, body):
    text = canonical.dump(body).decode()
    signature = b64(KEY.sign(f"buurtrechten/{kind}/v1".encode() + text.encode()))
    return f"{kind}: {text}\nsignature: {signature}\n".encode()


@pytest.mark.parametrize(
    "body", [[], {}, {"type": "promise"}, {"type": "promise", "version": 1}, "x"]
)
def test_a_signed_promise_of_another_form_is_refused(body):
    with pytest.raises(BadReceipt):
        parse_receipt(sign_body("promise", body), PUBLIC)


@pytest.mark.parametrize("index", [0, 10**10, "7", -1])
def test_a_signed_card_with_a_roll_index_that_is_none_is_refused(index):
    card = Card(ROUND, b"s" * 32, b"a" * 16, 77, b"n" * 32, b"l" * 32)
    body = canonical.load(make_card(KEY, card).text.encode()) | {"roll_index": index}
    with pytest.raises(BadReceipt):
        parse_card(sign_body("card", body), PUBLIC)


@given(st.binary(max_size=200))
def test_noise_is_no_receipt(noise):
    with pytest.raises(BadReceipt):
        parse_receipt(noise, PUBLIC)
    with pytest.raises(BadReceipt):
        parse_card(b"card: {}\nsignature: " + noise, PUBLIC)
