"""The keys of the accounts: outside the databases, so that a copy of the tables is not enough."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@dataclass(frozen=True, slots=True)
class AccountKeys:
    """Keys of 32 bytes, made from one secret."""

    tries: bytes = field(repr=False)
    """Names who tried how often."""
    recovery: bytes = field(repr=False)
    """Hashes recovery codes."""
    totp: bytes = field(repr=False)
    """Encrypts the secrets of one-time codes."""
    signers: bytes = field(repr=False)
    """Hashes who signed, and makes the links to withdraw."""
    addresses: bytes = field(repr=False)
    """Encrypts the addresses of who signed."""
    iban: bytes = field(repr=False)
    """Encrypts the account numbers that grants are paid to."""


NAMES = ("tries", "recovery", "totp", "signers", "addresses", "iban")


def derive_account_keys(secret: bytes) -> AccountKeys:
    """Return the keys that belong to the installation's secret."""
    return AccountKeys(*(_derive(secret, name) for name in NAMES))


def _derive(secret: bytes, name: str) -> bytes:
    info = f"buurtrechten/account-{name}/v1".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)
