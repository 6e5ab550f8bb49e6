"""The issuer's side of RFC 9474, and the voter's fast one: blind, sign blindly, finish.

Signing uses the Chinese remainder theorem with gmpy2's constant-time power, hides its base by
a fresh random factor, and checks each signature before release, so that a fault cannot give
the key away (Boneh, DeMillo and Lipton 1997).
"""

import os
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat

import gmpy2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from voting.ballotbox import tokens
from voting.ballotbox.errors import IssueRefused, KeyUnacceptable, SignatureFaulty
from voting.ballotbox.tokens import (
    MODULUS_BITS,
    PUBLIC_EXPONENT,
    IssuerPublicKey,
    load_issuer_key,
    verify_token,
)

SIGNERS = 2


@dataclass(frozen=True, slots=True, repr=False)
class IssuerKey:
    """One area's private issuer key, in the numbers that signing needs."""

    modulus: gmpy2.mpz
    p: gmpy2.mpz
    q: gmpy2.mpz
    exponent_p: gmpy2.mpz
    exponent_q: gmpy2.mpz
    q_inverse: gmpy2.mpz
    public: IssuerPublicKey


def make_issuer_key() -> bytes:
    """Make a fresh RSA-3072 key and return it as unencrypted PKCS #8 DER."""
    key = rsa.generate_private_key(PUBLIC_EXPONENT, MODULUS_BITS)
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def load_private_key(der: bytes) -> IssuerKey:
    """Load an issuer key from PKCS #8 DER; raises `KeyUnacceptable`."""
    key = serialization.load_der_private_key(der, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeyUnacceptable("not an RSA key")
    public_der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    numbers = key.private_numbers()
    mpz = gmpy2.mpz
    return IssuerKey(
        mpz(numbers.public_numbers.n),
        mpz(numbers.p),
        mpz(numbers.q),
        mpz(numbers.dmp1),
        mpz(numbers.dmq1),
        mpz(numbers.iqmp),
        load_issuer_key(public_der),
    )


def blind(public: IssuerPublicKey, message: bytes, salt: bytes, factor: int) -> bytes:
    """Return the blinded message, 384 bytes; see `tokens.blind`."""
    value = tokens.blind(public.modulus, message, salt, factor, gmpy2.powmod)
    return value.to_bytes(_count_bytes(public.modulus))


def blind_sign(private: IssuerKey, blinded: bytes) -> bytes:
    """Sign one blinded value (RFC 9474 section 4.3); 384 bytes in, 384 bytes out.

    Raises `IssueRefused` for a value out of range and `SignatureFaulty` after a fault.
    """
    value = int.from_bytes(blinded)
    length = _count_bytes(private.modulus)
    if len(blinded) != length or not 1 < value < private.modulus - 1:
        raise IssueRefused("blinded value out of range")
    signature = sign_number(private, value)
    if gmpy2.powmod(signature, PUBLIC_EXPONENT, private.modulus) != value:
        raise SignatureFaulty
    return int(signature).to_bytes(length)


def sign_blinded(private: IssuerKey, blinded: Sequence[bytes], rights: int) -> tuple[bytes, ...]:
    """Sign exactly `rights` distinct values, as an issue does; raises `IssueRefused`."""
    if len(blinded) != rights or len(set(blinded)) != rights:
        raise IssueRefused("not the right number of distinct values")
    return tuple(_start_signers().map(blind_sign, repeat(private), blinded))


def finalize(public: IssuerPublicKey, message: bytes, blind_signature: bytes, factor: int) -> bytes:
    """Take the factor out and return the token; `SignatureFaulty` unless it verifies."""
    value = int.from_bytes(blind_signature)
    length = _count_bytes(public.modulus)
    if len(blind_signature) != length or value >= public.modulus:
        raise SignatureFaulty
    unblinded = value * gmpy2.invert(factor, public.modulus) % public.modulus
    token = int(unblinded).to_bytes(length)
    if not verify_token(public, message, token):
        raise SignatureFaulty
    return token


def sign_number(private: IssuerKey, value: int) -> gmpy2.mpz:
    """Raise a number to the private exponent, its base hidden by a fresh random factor."""
    modulus = private.modulus
    factor = gmpy2.mpz(secrets.randbelow(int(modulus) - 2) + 2)
    hidden = value * gmpy2.powmod(factor, PUBLIC_EXPONENT, modulus) % modulus
    return _raise_by_crt(private, hidden) * gmpy2.invert(factor, modulus) % modulus


@cache
def _start_signers() -> ThreadPoolExecutor:
    """Start, once a process, the threads that sign one voter's values side by side."""
    return ThreadPoolExecutor(SIGNERS, "signer", _release_lock)


def _release_lock() -> None:
    """Let powers run without Python's lock in this thread; gmpy2 keeps its context by thread."""
    gmpy2.get_context().allow_release_gil = True


# A forked process has no threads of its parent, so it starts its own.
os.register_at_fork(after_in_child=_start_signers.cache_clear)


def _count_bytes(modulus: int) -> int:
    return (modulus.bit_length() + 7) // 8


def _raise_by_crt(private: IssuerKey, value: gmpy2.mpz) -> gmpy2.mpz:
    by_p = gmpy2.powmod_sec(value % private.p, private.exponent_p, private.p)
    by_q = gmpy2.powmod_sec(value % private.q, private.exponent_q, private.q)
    quotient = private.q_inverse * (by_p - by_q) % private.p
    return by_q + quotient * private.q
