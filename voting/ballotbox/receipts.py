"""Receipts: what the server promises, signed, so that a broken promise can be proven.

A receipt is a text file: lines for people in their language, then one line `promise: …` with
canonical JSON and one line `signature: …`. A card has the same form and gives the owner of a
letter what `verify my` needs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voting.ballotbox import canonical
from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.errors import BadReceipt, Malformed
from voting.ballotbox.keys import verify_signature

PROMISE_LABEL = b"buurtrechten/promise/v1"
CARD_LABEL = b"buurtrechten/card/v1"
MAX_RECEIPT = 262_144


@dataclass(frozen=True, slots=True)
class PromisedSlip:
    """A slip as promised: its key, its leaf hash, and every hash that it had earlier."""

    key: bytes
    hash: bytes
    earlier: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """What a receipt promises; `setup` is the set-up hash."""

    round_id: bytes
    setup: bytes
    area: bytes
    slips: tuple[PromisedSlip, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What the owner of a letter needs, besides the code, to check their own issue and slips."""

    round_id: bytes
    setup: bytes
    area: bytes
    roll_index: int
    nonce: bytes
    slip_salt: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A promise or card as text: canonical JSON and signature (base64url)."""

    kind: str
    text: str
    signature: str

    def lines(self) -> str:
        """Return the two lines that a file ends with."""
        return f"{self.kind}: {self.text}\nsignature: {self.signature}\n"


def make_promise(
    private: Ed25519PrivateKey,
    round_id: bytes,
    setup: bytes,
    area: bytes,
    slips: Iterable[PromisedSlip],
) -> Signed:
    """Sign the promise that these slips, or later ones of the same code, will be in the log."""
    members = {"round": b64(round_id), "setup": b64(setup), "area": b64(area)}
    listed = [_write_slip(slip) for slip in sorted(slips, key=lambda slip: slip.key)]
    return _sign(private, "promise", PROMISE_LABEL, members | {"slips": listed})


def make_card(private: Ed25519PrivateKey, card: Card) -> Signed:
    """Sign a card."""
    members: dict[str, Any] = {
        "round": b64(card.round_id),
        "setup": b64(card.setup),
        "area": b64(card.area),
        "roll_index": card.roll_index,
        "nonce": b64(card.nonce),
        "slip_salt": b64(card.slip_salt),
    }
    return _sign(private, "card", CARD_LABEL, members)


def parse_receipt(data: bytes, promise_key: bytes) -> Promise:
    """Read a receipt file and check its signature; raises `BadReceipt`."""
    body = _verify(data, "promise", PROMISE_LABEL, promise_key)
    try:
        return Promise(
            unb64(body.pop("round"), 16),
            unb64(body.pop("setup"), 32),
            unb64(body.pop("area"), 16),
            tuple(_read_slip(item) for item in body.pop("slips")),
        )
    except (KeyError, TypeError, Malformed) as error:
        raise BadReceipt("members") from error


def parse_card(data: bytes, promise_key: bytes) -> Card:
    """Read a card file and check its signature; raises `BadReceipt`."""
    body = _verify(data, "card", CARD_LABEL, promise_key)
    try:
        card = Card(
            unb64(body["round"], 16),
            unb64(body["setup"], 32),
            unb64(body["area"], 16),
            body["roll_index"],
            unb64(body["nonce"], 32),
            unb64(body["slip_salt"], 32),
        )
    except (KeyError, TypeError, Malformed) as error:
        raise BadReceipt("members") from error
    if type(card.roll_index) is not int or not 0 < card.roll_index < 10**10:
        raise BadReceipt("members")
    return card


def find_signed(data: bytes, kind: str) -> Signed:
    """Find the last lines `promise:`/`card:` and `signature:` of a file; raises `BadReceipt`."""
    try:
        lines = data[:MAX_RECEIPT].decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadReceipt("not text") from error
    return Signed(kind, _find_last(lines, kind), _find_last(lines, "signature"))


def _find_last(lines: Sequence[str], name: str) -> str:
    for line in reversed(lines):
        if line.startswith(f"{name}: "):
            return line.removeprefix(f"{name}: ").strip()
    raise BadReceipt(f"no {name}")


def _sign(private: Ed25519PrivateKey, kind: str, label: bytes, members: dict[str, Any]) -> Signed:
    body = canonical.dump({"type": kind, "version": 1} | members)
    return Signed(kind, body.decode(), b64(private.sign(label + body)))


def _verify(data: bytes, kind: str, label: bytes, promise_key: bytes) -> dict[str, Any]:
    signed = find_signed(data, kind)
    try:
        body, signature = canonical.load(signed.text.encode()), unb64(signed.signature, 64)
    except (Malformed, ValueError) as error:
        raise BadReceipt("form") from error
    if not verify_signature(promise_key, signature, label + signed.text.encode()):
        raise BadReceipt("signature")
    if not isinstance(body, dict) or body.get("type") != kind or body.get("version") != 1:
        raise BadReceipt("members")
    return body


def _write_slip(slip: PromisedSlip) -> dict[str, Any]:
    earlier = [b64(item) for item in sorted(slip.earlier)]
    return {"key": b64(slip.key), "hash": b64(slip.hash), "earlier": earlier}


def _read_slip(item: dict[str, Any]) -> PromisedSlip:
    earlier = tuple(unb64(text, 32) for text in item["earlier"])
    return PromisedSlip(unb64(item["key"], 32), unb64(item["hash"], 32), earlier)
