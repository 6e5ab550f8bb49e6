"""Passwords as hashes: argon2id (RFC 9106).

One lane, since a server's processors have others to serve, and twice the passes that OWASP's
Password Storage Cheat Sheet asks for with this much memory.
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from voting.domain.accounts import LONGEST_PASSWORD, normalise_password

HASHER = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)
NOBODYS = (
    "$argon2id$v=19$m=47104,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""A hash that no password has, so that an unknown address costs as much time as a known one."""


def hash_password(password: str) -> str:
    """Return the hash to store."""
    return HASHER.hash(normalise_password(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether the password is the stored one; with None, work as long and say no."""
    try:
        # What is too long is nobody's password, and is not worth more work than others.
        return HASHER.verify(
            stored or NOBODYS, normalise_password(password[: LONGEST_PASSWORD * 4])
        )
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)
