"""How a slip lies in the ballot box: under a keyed hash of its key, encrypted with the box key."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from voting.ballotbox import canonical
from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.errors import Malformed
from voting.ballotbox.slips import Slip

NONCE_BYTES = 12
BODY_BYTES = 1280
"""Bodies are filled up to a multiple of this, so that their length tells neither paper from web
nor, up to a few times, a vote that replaced another."""
ATTEMPT_BYTES = 16
WEB = "web"
PAPER = "paper"


@dataclass(frozen=True, slots=True)
class KeptSlip:
    """A slip in the box, with what the box must remember of it.

    `earlier` are the hashes of the slips it replaced, oldest first; `attempt` is the mark of the
    look-over page it came from; `channel` is "web" or "paper".
    """

    slip: Slip
    earlier: tuple[bytes, ...]
    attempt: bytes
    channel: str


class BoxCipher:
    """What the box key makes: slots to store slips under and bodies to store them as."""

    def __init__(self, box_key: bytes, body_key: bytes, round_id: bytes) -> None:
        """Take a round's box key and the key for bodies that follows from it, 32 bytes each."""
        self._round = round_id
        self._slot_key = box_key
        self._cipher = ChaCha20Poly1305(body_key)

    def find_slot(self, area: bytes, slip_key: bytes) -> bytes:
        """Return the 32 bytes a slip is stored under."""
        return hmac.digest(self._slot_key, self._round + area + slip_key, "sha256")

    def lock(self, kept: KeptSlip, slot: bytes) -> bytes:
        """Return the encrypted body of a slip."""
        slip = kept.slip
        body = canonical.dump(
            {
                "slip": slip.to_entry(),
                "earlier": [b64(leaf) for leaf in kept.earlier],
                "attempt": b64(kept.attempt),
                "channel": kept.channel,
            }
        )
        body += bytes(-len(body) % BODY_BYTES)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, body, self._round + slip.area + slot)

    def unlock(self, area: bytes, slot: bytes, body: bytes) -> KeptSlip:
        """Return the slip of a stored row; raises `Malformed` when the row was tampered with."""
        nonce, sealed = body[:NONCE_BYTES], body[NONCE_BYTES:]
        try:
            plain = self._cipher.decrypt(nonce, sealed, self._round + area + slot)
        except (InvalidTag, ValueError) as error:
            raise Malformed("not a body of this box") from error
        kept = _read_body(canonical.load(plain.rstrip(b"\0")))
        if kept.slip.area != area or self.find_slot(area, kept.slip.key) != slot:
            raise Malformed("a slip in the slot of another")
        return kept


def _read_body(body: Any) -> KeptSlip:
    try:
        return KeptSlip(
            Slip.from_entry(body["slip"]),
            tuple(unb64(leaf, 32) for leaf in body["earlier"]),
            unb64(body["attempt"], 32),
            body["channel"],
        )
    except (KeyError, TypeError) as error:
        raise Malformed("not a body") from error


def mark_attempt(attempt: bytes, selection: Mapping[str, int], slip_key: bytes) -> bytes:
    """Return by what the box knows the same look-over page, sent again: SHA-256."""
    return hashlib.sha256(attempt + canonical.dump(dict(selection)) + slip_key).digest()
