"""HPKE base mode written out with a given ephemeral key: for vectors, and as an oracle.

RFC 9180 sections 4.1, 5.1 and 5.2 for DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
ChaCha20-Poly1305; one message, sequence number 0.
"""

import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from voting.ballotbox.derivation import expand
from voting.ballotbox.sealing import SEAL_LABEL, pad_choice

KEM_SUITE = b"KEM" + (0x20).to_bytes(2)
HPKE_SUITE = b"HPKE" + (0x20).to_bytes(2) + (1).to_bytes(2) + (3).to_bytes(2)


def extract_labeled(suite, salt, label, key):
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + key, "sha256")


def expand_labeled(suite, key, label, info, length):
    return expand(key, length.to_bytes(2) + b"HPKE-v1" + suite + label + info, length)


def share_secret(ephemeral, public):
    """The KEM's shared secret and what is sent for it."""
    sent = ephemeral.public_key().public_bytes_raw()
    exchanged = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    key = extract_labeled(KEM_SUITE, b"", b"eae_prk", exchanged)
    return expand_labeled(KEM_SUITE, key, b"shared_secret", sent + public, 32), sent


def encrypt(ephemeral, public, info, plaintext, extra=b""):
    """One sealed message, `enc || ciphertext`."""
    shared, sent = share_secret(ephemeral, public)
    context = b"\0" + extract_labeled(HPKE_SUITE, b"", b"psk_id_hash", b"")
    context += extract_labeled(HPKE_SUITE, b"", b"info_hash", info)
    secret = extract_labeled(HPKE_SUITE, shared, b"secret", b"")
    key = expand_labeled(HPKE_SUITE, secret, b"key", context, 32)
    nonce = expand_labeled(HPKE_SUITE, secret, b"base_nonce", context, 12)
    return sent + ChaCha20Poly1305(key).encrypt(nonce, plaintext, extra)


def seal(chance, choice, public, round_id, area, slip_key):
    """What `sealing.seal` gives, with an ephemeral key that can be drawn again."""
    ephemeral = X25519PrivateKey.from_private_bytes(chance.randbytes(32))
    return encrypt(ephemeral, public, SEAL_LABEL + round_id + area + slip_key, pad_choice(choice))
