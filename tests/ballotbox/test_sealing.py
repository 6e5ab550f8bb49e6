"""Sealing: the vector of RFC 9180, padding, and copied ciphertexts."""

import random

import pytest
from cryptography.hazmat.bindings._rust import openssl as rust_openssl
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from tests.ballotbox import sealing_reference
from voting.ballotbox.errors import KeyUnacceptable, Malformed
from voting.ballotbox.sealing import (
    check_seal_key,
    derive_area_key,
    is_initiative_id,
    open_sealed,
    pad_choice,
    seal,
    unpad_choice,
)

ROUND, AREA, KEY = b"r" * 16, b"a" * 16, b"k" * 32
ids = st.from_regex(r"[A-Za-z0-9._-]{1,63}", fullmatch=True)

# RFC 9180, appendix A.2.1: base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305, sequence 0.
RFC9180 = {
    "ephemeral": "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600",
    "receiver": "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
    "public": "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a",
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "plaintext": "4265617574792069732074727574682c20747275746820626561757479",
    "extra": "436f756e742d30",
    "enc": "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
    "ciphertext": "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db"
    "21993c62ce81883d2dd1b51a28",
}


def load(name):
    return bytes.fromhex(RFC9180[name])


def test_the_library_opens_the_vector_of_rfc_9180():
    """Through the one door the library leaves for the vector's additional data."""
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    private = X25519PrivateKey.from_private_bytes(load("receiver"))
    wire = load("enc") + load("ciphertext")
    door = rust_openssl.hpke._decrypt_with_aad
    assert door(suite, wire, private, load("info"), load("extra")) == load("plaintext")


def test_our_reference_seals_the_vector_of_rfc_9180():
    ephemeral = X25519PrivateKey.from_private_bytes(load("ephemeral"))
    wire = sealing_reference.encrypt(
        ephemeral, load("public"), load("info"), load("plaintext"), load("extra")
    )
    assert wire == load("enc") + load("ciphertext")


@given(st.one_of(st.just(""), ids))
def test_what_is_sealed_opens_again(choice):
    private = derive_area_key(b"s" * 32, ROUND, AREA)
    public = private.public_key().public_bytes_raw()
    sealed = seal(choice, public, ROUND, AREA, KEY)
    assert len(sealed) == 112
    assert open_sealed(private, sealed, ROUND, AREA, KEY) == choice
    chance = random.Random(choice)
    other = sealing_reference.seal(chance, choice, public, ROUND, AREA, KEY)
    assert open_sealed(private, other, ROUND, AREA, KEY) == choice


def test_a_copied_choice_does_not_open_under_another_key_area_or_round():
    private = derive_area_key(b"s" * 32, ROUND, AREA)
    sealed = seal("bankje", private.public_key().public_bytes_raw(), ROUND, AREA, KEY)
    assert open_sealed(private, sealed, ROUND, AREA, b"x" * 32) is None
    assert open_sealed(private, sealed, ROUND, b"x" * 16, KEY) is None
    assert open_sealed(private, sealed, b"x" * 16, AREA, KEY) is None


@given(st.binary(max_size=200))
def test_noise_does_not_open(noise):
    assert open_sealed(derive_area_key(b"s" * 32, ROUND, AREA), noise, ROUND, AREA, KEY) is None


def test_a_point_of_small_order_does_not_open():
    private = derive_area_key(b"s" * 32, ROUND, AREA)
    assert open_sealed(private, bytes(112), ROUND, AREA, KEY) is None


@given(st.binary(min_size=64, max_size=64))
def test_only_the_exact_padding_is_a_choice(plaintext):
    choice = unpad_choice(plaintext)
    assert choice is None or pad_choice(choice) == plaintext


@pytest.mark.parametrize("change", [b"\x01" + b"a" * 63, b"\x02a" + bytes(62), b"\x40" + b"a" * 63])
def test_wrong_padding_is_no_choice(change):
    assert unpad_choice(change) is None
    assert unpad_choice(bytes(64)) == ""


@pytest.mark.parametrize("text", ["", "a" * 64, "é", "a b", "a/b", "a\n"])
def test_other_texts_are_no_initiative_ids(text):
    assert not is_initiative_id(text)
    if text:
        with pytest.raises(Malformed):
            pad_choice(text)


def test_sealing_keys_of_small_order_or_another_form_are_refused():
    """Multiplying any key by such a point gives zero, which the exchange refuses."""
    prime = 2**255 - 19
    small = [0, 1, prime - 1]
    small += [
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    ]
    private = X25519PrivateKey.generate()
    for number in small:
        public = number.to_bytes(32, "little")
        with pytest.raises(KeyUnacceptable):
            check_seal_key(public)
        with pytest.raises(ValueError):
            private.exchange(X25519PublicKey.from_public_bytes(public))
    for number in (prime, prime + 9, 2**255 + 9):
        with pytest.raises(KeyUnacceptable):
            check_seal_key(number.to_bytes(32, "little"))
    check_seal_key(private.public_key().public_bytes_raw())
