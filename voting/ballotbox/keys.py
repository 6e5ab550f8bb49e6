"""Keys that follow from the code or the round's secrets, and which public keys are accepted."""

import hashlib
import hmac
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from voting.ballotbox.derivation import derive
from voting.ballotbox.errors import KeyUnacceptable

CODE_KEY_LABEL = b"buurtrechten/code-key/v1"
ROLL_LABEL = b"buurtrechten/roll/v1"

_FIELD_PRIME = 2**255 - 19
_ORDER_EIGHT = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL_ORDER = {0, 1, _FIELD_PRIME - 1, _ORDER_EIGHT, _FIELD_PRIME - _ORDER_EIGHT}
_Y_MASK = (1 << 255) - 1


def derive_code_key(secret: bytes, round_id: bytes) -> Ed25519PrivateKey:
    """Return the code key of the voter's secret `k`: it alone can sign an issue."""
    seed = derive(secret, CODE_KEY_LABEL + round_id, 32)
    return Ed25519PrivateKey.from_private_bytes(seed)


def check_public_key(public: bytes) -> None:
    """Accept an Ed25519 public key only if it is canonical and not of small order.

    Canonical means a y coordinate below the prime (RFC 8032 section 5.1.3); the points of
    order 1, 2, 4 and 8 all have one of five y coordinates. Raises `KeyUnacceptable`.
    """
    height = int.from_bytes(public, "little") & _Y_MASK
    if len(public) != 32 or height >= _FIELD_PRIME or height in _SMALL_ORDER:
        raise KeyUnacceptable("not a canonical Ed25519 key of large order")


def verify_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether an Ed25519 signature holds, for an acceptable key."""
    try:
        check_public_key(public)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (KeyUnacceptable, InvalidSignature):
        return False
    return True


def commitment(nonce: bytes, code_public: bytes) -> bytes:
    """Return what the roll file publishes for a resident: it hides the code key until close."""
    return hashlib.sha256(ROLL_LABEL + nonce + code_public).digest()


def slip_salt(salt_key: bytes, round_id: bytes, roll_index: int) -> bytes:
    """Return a resident's salt; without it a letter opens no slip."""
    return hmac.digest(salt_key, round_id + roll_index.to_bytes(8), "sha256")


@lru_cache(maxsize=64)
def public_bytes(private: Ed25519PrivateKey) -> bytes:
    """Return the 32 public bytes of a key that lives as long as the round."""
    return private.public_key().public_bytes_raw()
