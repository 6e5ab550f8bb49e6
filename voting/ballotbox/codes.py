"""The voting code on the letter, and the codes that people compare by eye.

A voting code is 16 characters of Crockford base 32: 15 random ones (75 bits) and a Luhn mod 32
check character, doubling from the right, which finds every single wrong character.
"""

import hashlib
import hmac
import secrets
import unicodedata

from voting.ballotbox.errors import CodeMistyped

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
STRETCH_ITERATIONS = 1_000
SLIP_CODE_LABEL = b"buurtrechten/slip-code/v1"

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_FORGIVEN = str.maketrans("ILO", "110")


def make_code() -> str:
    """Draw a fresh voting code from the system's randomness: 16 characters, not grouped."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return body + _check_character(body)


def parse_code(text: str) -> str:
    """Read a code as people type it and return its 16 characters.

    Case, spaces and hyphens do not matter; I and L are read as 1, O as 0. Raises `CodeMistyped`.
    """
    kept = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Pd")
    code = kept.upper().translate(_FORGIVEN) if kept.isascii() else ""
    if len(code) != CODE_LENGTH or any(c not in _VALUES for c in code):
        raise CodeMistyped
    if _check_character(code[:-1]) != code[-1]:
        raise CodeMistyped
    return code


def group_code(code: str, size: int = 4) -> str:
    """Write a code in groups of `size` characters with hyphens, as it is printed."""
    return "-".join(code[i : i + size] for i in range(0, len(code), size))


def stretch(code: str, round_id: bytes) -> bytes:
    """Return the voter's secret `k`: PBKDF2-HMAC-SHA256 of the code, salted with the round."""
    return hashlib.pbkdf2_hmac("sha256", code.encode("ascii"), round_id, STRETCH_ITERATIONS, 32)


def lookup_hash(lookup_key: bytes, round_id: bytes, code: str) -> bytes:
    """Return the value under which the register finds a code without storing it."""
    return hmac.digest(lookup_key, round_id + code.encode("ascii"), "sha256")


def slip_code(slip_key: bytes) -> str:
    """Return the 12 characters (60 bits, 4-4-4) by which people know a slip, from its key."""
    digest = hashlib.sha256(SLIP_CODE_LABEL + slip_key).digest()
    number = int.from_bytes(digest[:8]) >> 4
    characters = (ALPHABET[number >> shift & 31] for shift in range(55, -1, -5))
    return group_code("".join(characters))


def parse_slip_code(text: str) -> str:
    """Read a slip code as people type it and return it as 4-4-4; raises `CodeMistyped`."""
    kept = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Pd")
    code = kept.upper().translate(_FORGIVEN) if kept.isascii() else ""
    if len(code) != 12 or any(c not in _VALUES for c in code):
        raise CodeMistyped
    return group_code(code)


def _check_character(body: str) -> str:
    total = 0
    for position, character in enumerate(reversed(body)):
        value = _VALUES[character] * (2 - position % 2)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
