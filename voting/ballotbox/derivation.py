"""HKDF with SHA-256 (RFC 5869), on the standard library: one derivation, one label."""

import hmac

_NO_SALT = bytes(32)


def extract(key_material: bytes, salt: bytes = b"") -> bytes:
    """Return the 32-byte pseudorandom key of RFC 5869 section 2.2."""
    return hmac.digest(salt or _NO_SALT, key_material, "sha256")


def expand(pseudorandom_key: bytes, info: bytes, length: int) -> bytes:
    """Return `length` bytes (at most 8,160) of RFC 5869 section 2.3."""
    block, output, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.digest(pseudorandom_key, block + info + bytes((counter,)), "sha256")
        output += block
        counter += 1
    return output[:length]


def derive(key_material: bytes, info: bytes, length: int, salt: bytes = b"") -> bytes:
    """Extract and expand in one step."""
    return expand(extract(key_material, salt), info, length)
