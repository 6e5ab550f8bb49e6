"""Voting codes: forgiving to read, never wrong by one character; keys that follow from them."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from voting.ballotbox import codes, keys
from voting.ballotbox.errors import CodeMistyped, KeyUnacceptable

ROUND = bytes(range(16))
bodies = st.text(codes.ALPHABET, min_size=15, max_size=15)
full = bodies.map(lambda body: body + codes._check_character(body))


def test_a_fresh_code_is_read_as_it_is_printed():
    made = {codes.make_code() for _ in range(200)}
    assert len(made) == 200
    for code in made:
        assert codes.parse_code(codes.group_code(code)) == code
    assert codes.group_code("0123456789ABCDEF") == "0123-4567-89AB-CDEF"


def test_the_check_character_of_a_known_code():
    """By hand, from the right: double, add the digits in base 32, fill up to a multiple of 32."""
    assert codes._check_character("0" * 15) == "0"
    assert codes._check_character("0" * 14 + "1") == codes.ALPHABET[32 - 2]
    assert codes._check_character("0" * 13 + "10") == codes.ALPHABET[32 - 1]
    assert codes._check_character("0" * 14 + "G") == codes.ALPHABET[32 - 1]


@given(full, st.integers(0, 15), st.sampled_from(codes.ALPHABET))
def test_every_single_wrong_character_is_found(code, place, other):
    changed = code[:place] + other + code[place + 1 :]
    if other == code[place]:
        assert codes.parse_code(changed) == code
    else:
        with pytest.raises(CodeMistyped):
            codes.parse_code(changed)


@given(full)
def test_case_spaces_hyphens_and_look_alikes_do_not_matter(code):
    typed = code.lower().replace("1", "l").replace("0", "o")
    assert (
        codes.parse_code(f" {typed[:4]}-{typed[4:8]}\u2013{typed[8:12]}\u00a0{typed[12:]}\t")
        == code
    )
    assert codes.parse_code(code.replace("1", "I")) == code


@pytest.mark.parametrize("text", ["", "0" * 15, "0" * 17, "U" * 16, "0" * 15 + "é", "０" * 16])
def test_other_texts_are_no_codes(text):
    with pytest.raises(CodeMistyped):
        codes.parse_code(text)


def test_what_follows_from_a_code_is_as_the_protocol_says():
    code, key = "0123456789ABCDE" + codes._check_character("0123456789ABCDE"), b"l" * 32
    secret = codes.stretch(code, ROUND)
    assert secret == hashlib.pbkdf2_hmac("sha256", code.encode(), ROUND, 1000, 32)
    assert codes.lookup_hash(key, ROUND, code) == hmac.digest(key, ROUND + code.encode(), "sha256")
    prk = hmac.digest(bytes(32), secret, "sha256")
    seed = hmac.digest(prk, b"buurtrechten/code-key/v1" + ROUND + b"\1", "sha256")
    assert keys.derive_code_key(secret, ROUND).private_bytes_raw() == seed
    salt = hmac.digest(key, ROUND + (7).to_bytes(8), "sha256")
    assert keys.slip_salt(key, ROUND, 7) == salt
    hidden = hashlib.sha256(b"buurtrechten/roll/v1" + b"n" * 32 + b"p" * 32).digest()
    assert keys.commitment(b"n" * 32, b"p" * 32) == hidden


def test_a_slip_code_is_sixty_bits_of_a_hash():
    digest = hashlib.sha256(b"buurtrechten/slip-code/v1" + b"k" * 32).digest()
    number = int.from_bytes(digest) >> (256 - 60)
    written = ""
    for _ in range(12):
        number, digit = divmod(number, 32)
        written = codes.ALPHABET[digit] + written
    assert codes.slip_code(b"k" * 32) == f"{written[:4]}-{written[4:8]}-{written[8:]}"
    assert codes.parse_slip_code(written.lower()) == codes.slip_code(b"k" * 32)
    with pytest.raises(CodeMistyped):
        codes.parse_slip_code(written[:11])


def add_points(one, two):
    """Addition on the twisted Edwards curve of RFC 8032, section 5.1.4, in affine form."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p
    (x1, y1), (x2, y2) = one, two
    product = d * x1 * x2 * y1 * y2 % p
    x3 = (x1 * y2 + x2 * y1) * pow(1 + product, -1, p) % p
    y3 = (y1 * y2 + x1 * x2) * pow(1 - product, -1, p) % p
    return x3, y3


def test_the_refused_points_are_exactly_those_of_small_order():
    """Every y that is refused belongs to a point whose eightfold is the neutral point."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p
    for y in keys._SMALL_ORDER:
        square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        x = x if x * x % p == square else x * pow(2, (p - 1) // 4, p) % p
        assert x * x % p == square
        point = (x, y)
        for _ in range(3):
            point = add_points(point, point)
        assert point == (0, 1)


@given(st.binary(min_size=32, max_size=32))
def test_ordinary_keys_are_accepted(seed):
    keys.check_public_key(
        Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    )


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("y", [*sorted(keys._SMALL_ORDER), 2**255 - 19, 2**255 - 1, 2**255 - 10])
def test_keys_of_small_order_or_another_form_are_refused(y, sign):
    with pytest.raises(KeyUnacceptable):
        keys.check_public_key((y | sign << 255).to_bytes(32, "little"))


def test_a_signature_by_a_key_of_small_order_does_not_hold():
    """Without the check, the neutral point accepts this signature over anything."""
    neutral = (1).to_bytes(32, "little")
    signature = neutral + bytes(32)
    Ed25519PublicKey.from_public_bytes(neutral).verify(signature, b"anything")
    assert not keys.verify_signature(neutral, signature, b"anything")
    assert not keys.verify_signature(b"", signature, b"anything")
