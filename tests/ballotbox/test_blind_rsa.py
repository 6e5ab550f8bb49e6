"""Blind RSA: the vectors of RFC 9474, the laws, and what the issuer cannot see."""

import json
import math
from pathlib import Path

import gmpy2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ballotbox.generated_round import load_issuer_key, make_round
from voting.ballotbox import blind_rsa, slips, tokens
from voting.ballotbox.errors import IssueRefused, KeyUnacceptable, Malformed, SignatureFaulty

VECTORS = json.loads(Path(__file__).with_name("rfc9474.json").read_text())


def load_vector_key():
    """The key of the RFC, of 4,096 bits; a round's keys have 3,072."""
    p, q = int(VECTORS["p"], 16), int(VECTORS["q"], 16)
    n, e = p * q, tokens.PUBLIC_EXPONENT
    d = pow(e, -1, math.lcm(p - 1, q - 1))
    key = rsa.RSAPublicNumbers(e, n).public_key()
    public = tokens.IssuerPublicKey(b"", n, key)
    mpz = gmpy2.mpz
    private = blind_rsa.IssuerKey(
        mpz(n), mpz(p), mpz(q), mpz(d % (p - 1)), mpz(d % (q - 1)), mpz(pow(q, -1, p)), public
    )
    return public, private


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_the_vectors_of_rfc_9474_are_reproduced(vector):
    public, private = load_vector_key()
    message = bytes.fromhex(vector["msg_prefix"] + VECTORS["msg"])
    salt, n = bytes.fromhex(vector["salt"]), public.modulus
    encoded = int.from_bytes(tokens.encode_pss(message, salt, n.bit_length()))
    assert pow(int(vector["sig"], 16), tokens.PUBLIC_EXPONENT, n) == encoded
    if "inv" not in vector:
        return
    factor = pow(int(vector["inv"], 16), -1, n)
    blinded = blind_rsa.blind(public, message, salt, factor)
    assert blinded.hex() == vector["blinded_msg"]
    signed = blind_rsa.blind_sign(private, blinded)
    assert signed.hex() == vector.get("blind_sig", signed.hex())
    unblinded = int.from_bytes(signed) * int(vector["inv"], 16) % n
    assert unblinded == int(vector["sig"], 16)


def test_the_variant_of_the_protocol_is_finished_and_verified_as_the_rfc_says():
    vector = next(v for v in VECTORS["vectors"] if v["name"] == "RSABSSA-SHA384-PSS-Deterministic")
    public, _ = load_vector_key()
    factor = pow(int(vector["inv"], 16), -1, public.modulus)
    message, signed = bytes.fromhex(VECTORS["msg"]), bytes.fromhex(vector["blind_sig"])
    token = blind_rsa.finalize(public, message, signed, factor)
    assert token.hex() == vector["sig"]
    assert tokens.verify_token(public, message, token)


@settings(max_examples=15)
@given(st.binary(max_size=100), st.binary(min_size=48, max_size=48), st.integers(2, 2**3000))
def test_what_is_blinded_signed_and_finished_verifies(message, salt, factor):
    key = load_issuer_key(0)
    blinded = blind_rsa.blind(key.public, message, salt, factor)
    token = blind_rsa.finalize(key.public, message, blind_rsa.blind_sign(key, blinded), factor)
    assert tokens.verify_token(key.public, message, token)
    assert not tokens.verify_token(key.public, message + b"x", token)
    assert not tokens.verify_token(load_issuer_key(1).public, message, token)
    spoiled = bytes((token[0] ^ 1,)) + token[1:]
    assert not tokens.verify_token(key.public, message, spoiled)


def test_a_sixth_right_or_a_repeated_one_is_refused():
    key, values = load_issuer_key(0), [bytes(383) + bytes((n,)) for n in range(2, 8)]
    with pytest.raises(IssueRefused):
        blind_rsa.sign_blinded(key, values, 5)
    with pytest.raises(IssueRefused):
        blind_rsa.sign_blinded(key, [*values[:4], values[0]], 5)


@pytest.mark.parametrize("value", [0, 1, -1, 0x7FFF])
def test_values_out_of_range_are_not_signed(value):
    key = load_issuer_key(0)
    outside = int(key.modulus) + value if value < 2 else 2**3072 - 1
    for number in (value, outside) if value in {0, 1} else (outside,):
        with pytest.raises(IssueRefused):
            blind_rsa.blind_sign(key, number.to_bytes(384))


def test_a_faulty_signature_is_not_released():
    key = load_issuer_key(0)
    fields = {name: getattr(key, name) for name in blind_rsa.IssuerKey.__slots__}
    broken = blind_rsa.IssuerKey(**fields | {"exponent_p": key.exponent_p + 2})
    with pytest.raises(SignatureFaulty):
        blind_rsa.blind_sign(broken, (5).to_bytes(384))


def test_an_answer_that_is_no_signature_is_found_by_the_voter():
    key = load_issuer_key(0)
    with pytest.raises(SignatureFaulty):
        blind_rsa.finalize(key.public, b"message", (7).to_bytes(384), 3)
    with pytest.raises(SignatureFaulty):
        blind_rsa.finalize(key.public, b"message", b"\xff" * 384, 3)


def test_a_factor_out_of_range_is_refused():
    with pytest.raises(Malformed):
        tokens.blind(load_issuer_key(0).public.modulus, b"m", bytes(48), 0)


def test_every_issuance_could_belong_to_every_slip():
    """For each pair a blinding factor exists that explains it: the issuer learns nothing."""
    made = make_round(seed="unlinkable", sizes={"noord": 3}, rights=2, idle=0, through="slip")
    area = made.areas[0]
    key, n = area.issuer, int(area.issuer.modulus)
    d = pow(tokens.PUBLIC_EXPONENT, -1, math.lcm(int(key.p) - 1, int(key.q) - 1))
    for person in made.people:
        own = made.secrets_of(person)[0]
        message = slips.token_message(made.id, area.id, own.public)
        blinded = int.from_bytes(blind_rsa.blind(key.public, message, own.pss_salt, own.blind))
        for slip in made.slips:
            encoded = pow(int.from_bytes(slip.token), tokens.PUBLIC_EXPONENT, n)
            factor = pow(blinded * pow(encoded, -1, n), d, n)
            assert encoded * pow(factor, tokens.PUBLIC_EXPONENT, n) % n == blinded
            assert math.gcd(factor, n) == 1


def test_only_rsa_3072_in_its_one_form_is_an_issuer_key():
    small = rsa.generate_private_key(65537, 2048).public_key()
    der = small.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    good = load_issuer_key(0).public.der
    for wrong in (der, b"", good + b"\0", good[:-1]):
        with pytest.raises(KeyUnacceptable):
            tokens.load_issuer_key(wrong)
    assert tokens.load_issuer_key(good).modulus == load_issuer_key(0).modulus
