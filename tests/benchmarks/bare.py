"""The bare cryptography: each primitive that the protocol asks for, once, and nothing else.

No database, no HTTP, no JSON, no files. What is left is the limit that the product cannot pass
on the same processor.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import load_der_public_key

from voting.ballotbox.blind_rsa import IssuerKey, blind, blind_sign, finalize
from voting.ballotbox.codes import stretch
from voting.ballotbox.keys import derive_code_key
from voting.ballotbox.slips import derive_slip_secrets, token_message

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
RIGHTS = 5


@dataclass(frozen=True, slots=True)
class Voter:
    """What the cryptography of one voter works with."""

    code: str
    salt: bytes
    round_id: bytes
    area: bytes
    issuer: IssuerKey
    seal_key: X25519PrivateKey


def cast_bare(voter: Voter) -> None:
    """Do the cryptography of one vote: derive, issue, unblind, seal, sign, store, promise."""
    secret = stretch(voter.code, voter.round_id)
    code_key = derive_code_key(secret, voter.round_id)
    hmac.digest(voter.salt, voter.code.encode(), "sha256")
    public = voter.issuer.public
    own = derive_slip_secrets(
        secret, voter.salt, voter.round_id, voter.area, RIGHTS, public.modulus
    )
    messages = [token_message(voter.round_id, voter.area, one.public) for one in own]
    blinded = [
        blind(public, message, one.pss_salt, one.blind)
        for one, message in zip(own, messages, strict=True)
    ]
    hashed = hashlib.sha256(b"".join(blinded)).digest()
    code_key.public_key().verify(code_key.sign(hashed), hashed)
    signed = [blind_sign(voter.issuer, value) for value in blinded]
    box = ChaCha20Poly1305(voter.salt)
    for one, message, value in zip(own, messages, signed, strict=True):
        token = finalize(public, message, value, one.blind)
        sealed = SUITE.encrypt(bytes(64), voter.seal_key.public_key(), message)
        cast = message + token + sealed
        one.private.public_key().verify(one.private.sign(cast), cast)
        box.encrypt(secrets.token_bytes(12), cast, None)
    code_key.sign(hashed)


@dataclass(frozen=True, slots=True)
class SealedSlip:
    """A slip made for measuring: what opening and verifying work on."""

    issuer_der: bytes
    message: bytes
    token: bytes
    sealed: bytes
    key: bytes
    signature: bytes


def make_slips(voter: Voter, count: int) -> list[SealedSlip]:
    """Make real slips to open and verify."""
    slips = []
    for _ in range(count):
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()
        message = token_message(voter.round_id, voter.area, public)
        factor = secrets.randbelow(voter.issuer.public.modulus - 2) + 1
        blinded = blind(voter.issuer.public, message, secrets.token_bytes(48), factor)
        token = finalize(voter.issuer.public, message, blind_sign(voter.issuer, blinded), factor)
        sealed = SUITE.encrypt(bytes(64), voter.seal_key.public_key(), message)
        signature = key.sign(message + token + sealed)
        slips.append(SealedSlip(voter.issuer.public.der, message, token, sealed, public, signature))
    return slips


def open_bare(voter: Voter, slips: Sequence[SealedSlip]) -> None:
    """Decrypt every slip."""
    for slip in slips:
        SUITE.decrypt(slip.sealed, voter.seal_key, slip.message)


def verify_bare(voter: Voter, slips: Sequence[SealedSlip]) -> None:
    """Verify token, signature and leaf of every slip, decrypt it, and check one issue in five."""
    issuer = load_der_public_key(slips[0].issuer_der)
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    algorithm = hashes.SHA384()
    for number, slip in enumerate(slips):
        issuer.verify(slip.token, slip.message, pss, algorithm)  # type: ignore[union-attr,call-arg,arg-type]  # an RSA key, by its making
        cast = slip.message + slip.token + slip.sealed
        verifier = Ed25519PublicKey.from_public_bytes(slip.key)
        verifier.verify(slip.signature, cast)
        SUITE.decrypt(slip.sealed, voter.seal_key, slip.message)
        hashlib.sha256(cast).digest()
        if number % RIGHTS == 0:
            Ed25519PublicKey.from_public_bytes(slip.key).verify(slip.signature, cast)
