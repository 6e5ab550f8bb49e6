"""What is stored of who signs: a keyed hash, an encrypted address, half of a link to withdraw.

The keys lie outside the databases. A hash is bound to its round, so that rounds cannot be laid
beside each other; within a round it is the same for every plan and theme, so that who signed two
plans that link up counts once.
"""

import base64
import hmac
import secrets
from binascii import Error as NotBase64

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from voting.domain.accounts import LONGEST_EMAIL
from voting.domain.signatures import Channel, SubjectId
from voting.services.account_keys import AccountKeys

NONCE_BYTES = 12
LINK_BYTES = 16
LINK_LABEL = b"withdraw"


def hash_signer(keys: AccountKeys, round_id: bytes, channel: Channel, identity: str) -> bytes:
    """Return the 32 bytes that stand for somebody in a round."""
    text = b"\0".join((round_id, channel.encode(), identity.encode()))
    return hmac.digest(keys.signers, text, "sha256")


def seal_address(keys: AccountKeys, subject: SubjectId, signer: bytes, address: str) -> bytes:
    """Return an address encrypted for one signature, in a length that says nothing of it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    padded = address.encode().ljust(LONGEST_EMAIL, b"\0")
    return nonce + ChaCha20Poly1305(keys.addresses).encrypt(nonce, padded, subject + signer)


def open_address(key: bytes, subject: SubjectId, signer: bytes, sealed: bytes) -> str:
    """Return the address of a signature; `key` is that of addresses."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    padded = ChaCha20Poly1305(key).decrypt(nonce, rest, subject + signer)
    return padded.rstrip(b"\0").decode()


def make_nonce() -> bytes:
    """Return the stored half of a new link to withdraw."""
    return secrets.token_bytes(LINK_BYTES)


def write_withdrawal(keys: AccountKeys, nonce: bytes) -> str:
    """Return what a link to withdraw carries; it can be written again for a later letter."""
    return base64.urlsafe_b64encode(nonce + _sign_link(keys, nonce)).decode().rstrip("=")


def read_withdrawal(keys: AccountKeys, token: str) -> bytes | None:
    """Return the stored half of a link to withdraw; None when it is not one of ours."""
    try:
        found = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
    except (NotBase64, ValueError):
        return None
    nonce, proof = found[:LINK_BYTES], found[LINK_BYTES:]
    return nonce if hmac.compare_digest(proof, _sign_link(keys, nonce)) else None


def _sign_link(keys: AccountKeys, nonce: bytes) -> bytes:
    return hmac.digest(keys.signers, LINK_LABEL + nonce, "sha256")[:LINK_BYTES]
