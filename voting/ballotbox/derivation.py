"""HKDF with SHA-256 (RFC 5869): one derivation, one label."""

import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_HASH = SHA256()
_NO_SALT = bytes(32)


def extract(key_material: bytes, salt: bytes = b"") -> bytes:
    """Return the 32-byte pseudorandom key of RFC 5869 section 2.2."""
    return hmac.digest(salt or _NO_SALT, key_material, "sha256")


def expand(pseudorandom_key: bytes, info: bytes, length: int) -> bytes:
    """Return `length` bytes (at most 8,160) of RFC 5869 section 2.3."""
    return HKDFExpand(_HASH, length, info).derive(pseudorandom_key)


def derive(key_material: bytes, info: bytes, length: int, salt: bytes = b"") -> bytes:
    """Extract and expand in one step."""
    return expand(extract(key_material, salt), info, length)
