"""Sealing a choice until the box is opened: HPKE base mode (RFC 9180).

DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. The info binds round, area and slip
key, so a sealed choice that is copied under another slip key does not open.
"""

import re
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from voting.ballotbox.derivation import derive
from voting.ballotbox.errors import KeyUnacceptable, Malformed

SEAL_LABEL = b"buurtrechten/seal/v1"
SEAL_KEY_LABEL = b"buurtrechten/seal-key/v1"
CHOICE_BYTES = 64
SEALED_BYTES = 32 + CHOICE_BYTES + 16
BLANCO = ""

_FIELD_PRIME = 2**255 - 19
_SMALL_ORDER = {
    0,
    1,
    _FIELD_PRIME - 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
}
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_INITIATIVE_ID = re.compile(r"[A-Za-z0-9._-]{1,63}")


def is_initiative_id(text: str) -> bool:
    """Say whether the text has the form of an initiative id."""
    return _INITIATIVE_ID.fullmatch(text) is not None


def check_seal_key(public: bytes) -> None:
    """Accept an X25519 public key only if it is canonical and not of small order.

    Small order means the u coordinates 0, 1, -1 and the two of order 8 (RFC 7748 section 6.1
    lets a peer refuse them). Raises `KeyUnacceptable`.
    """
    height = int.from_bytes(public, "little")
    if len(public) != 32 or height >= _FIELD_PRIME or height in _SMALL_ORDER:
        raise KeyUnacceptable("not a canonical X25519 key of large order")


def pad_choice(choice: str) -> bytes:
    """Return length byte, id and zeros, 64 bytes in all; the empty choice is blanco."""
    if choice and not is_initiative_id(choice):
        raise Malformed("not an initiative id")
    text = choice.encode("ascii")
    return (bytes((len(text),)) + text).ljust(CHOICE_BYTES, b"\0")


def unpad_choice(plaintext: bytes) -> str | None:
    """Return the choice, or None unless the bytes are exactly its padded form."""
    if len(plaintext) != CHOICE_BYTES:
        return None
    length = plaintext[0]
    try:
        choice = plaintext[1 : 1 + length].decode("ascii")
        return choice if pad_choice(choice) == plaintext else None
    except (UnicodeDecodeError, Malformed):
        return None


def seal(choice: str, public: bytes, round_id: bytes, area: bytes, slip_key: bytes) -> bytes:
    """Seal an initiative id, or blanco (""), to the area's key: 112 bytes, enc || ciphertext."""
    info = SEAL_LABEL + round_id + area + slip_key
    return _SUITE.encrypt(pad_choice(choice), _load_public(public), info)


def open_sealed(
    private: X25519PrivateKey, sealed: bytes, round_id: bytes, area: bytes, slip_key: bytes
) -> str | None:
    """Open a sealed choice: the id, "" for blanco, None when it is invalid."""
    if len(sealed) != SEALED_BYTES:
        return None
    try:
        plaintext = _SUITE.decrypt(sealed, private, SEAL_LABEL + round_id + area + slip_key)
    except (InvalidTag, ValueError):
        return None
    return unpad_choice(plaintext)


def derive_area_key(secret: bytes, round_id: bytes, area: bytes) -> X25519PrivateKey:
    """Return an area's sealing key from the trustees' secret (32 bytes)."""
    return X25519PrivateKey.from_private_bytes(derive(secret, SEAL_KEY_LABEL + round_id + area, 32))


@lru_cache(maxsize=1024)
def _load_public(public: bytes) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(public)
