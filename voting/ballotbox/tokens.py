"""The issuer's public key, and what everybody can do with it: blind a message, check a token.

RSABSSA-SHA384-PSS-Deterministic of RFC 9474: EMSA-PSS with SHA-384, MGF1 with SHA-384 and a
salt of 48 bytes. A finished token is an ordinary RSASSA-PSS signature. This module needs no
more than the standard library and cryptography, so the verifier uses it too; signing lives in
`blind_rsa`.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from voting.ballotbox.errors import KeyUnacceptable, Malformed

MODULUS_BITS = 3072
MODULUS_BYTES = MODULUS_BITS // 8
PUBLIC_EXPONENT = 65537
PSS_SALT_BYTES = 48

_HASH = hashes.SHA384()
_PADDING = padding.PSS(padding.MGF1(_HASH), PSS_SALT_BYTES)


@dataclass(frozen=True, slots=True)
class IssuerPublicKey:
    """One area's issuer key: its DER SubjectPublicKeyInfo, its modulus, and the loaded key."""

    der: bytes
    modulus: int
    key: rsa.RSAPublicKey


@lru_cache(maxsize=1024)
def load_issuer_key(der: bytes) -> IssuerPublicKey:
    """Load RSA-3072 with e = 65537 from its one DER form; anything else is `KeyUnacceptable`."""
    try:
        key = serialization.load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnacceptable("not a public key") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise KeyUnacceptable("not an RSA key")
    numbers = key.public_numbers()
    if numbers.n.bit_length() != MODULUS_BITS or numbers.e != PUBLIC_EXPONENT or not numbers.n & 1:
        raise KeyUnacceptable("not RSA-3072 with e = 65537")
    if _write_der(key) != der:
        raise KeyUnacceptable("not the canonical DER form")
    return IssuerPublicKey(der, numbers.n, key)


def verify_token(public: IssuerPublicKey, message: bytes, token: bytes) -> bool:
    """Say whether the token is the issuer's signature over the message."""
    try:
        public.key.verify(token, message, _PADDING, _HASH)
    except InvalidSignature:
        return False
    return True


def encode_pss(message: bytes, salt: bytes, modulus_bits: int = MODULUS_BITS) -> bytes:
    """Return EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) with SHA-384 and the given salt."""
    bits = modulus_bits - 1
    length = (bits + 7) // 8
    hashed = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = b"\x01" + salt
    mask_length = length - len(hashed) - 1
    masked = int.from_bytes(block) ^ int.from_bytes(_generate_mask(hashed, mask_length))
    masked &= (1 << (bits - 8 * (len(hashed) + 1))) - 1
    return masked.to_bytes(mask_length) + hashed + b"\xbc"


def blind(
    modulus: int,
    message: bytes,
    salt: bytes,
    factor: int,
    power: Callable[[int, int, int], Any] = pow,
) -> int:
    """Return the blinded message of RFC 9474 section 4.2 for a given salt and factor.

    The factor must be invertible modulo the modulus (the caller knows). `power` may be a
    faster modular power than Python's own.
    """
    if not 0 < factor < modulus:
        raise Malformed("blinding factor out of range")
    encoded = int.from_bytes(encode_pss(message, salt, modulus.bit_length()))
    return int(encoded * power(factor, PUBLIC_EXPONENT, modulus) % modulus)


def _generate_mask(seed: bytes, length: int) -> bytes:
    count = -(-length // 48)
    return b"".join(hashlib.sha384(seed + i.to_bytes(4)).digest() for i in range(count))[:length]


def _write_der(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
