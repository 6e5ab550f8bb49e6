"""One spelling for every value: base64url, canonical JSON, and key derivation."""

import json
import string

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from voting.ballotbox import canonical
from voting.ballotbox.derivation import derive
from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.errors import Malformed

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
keys = st.text(string.ascii_letters + string.digits + "_-\x7f", max_size=10)
values = st.recursive(
    texts | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=15,
)


@given(st.binary(max_size=100))
def test_base64url_reads_what_it_wrote(data):
    assert unb64(b64(data), len(data)) == data


@given(st.text(max_size=30))
def test_base64url_has_one_spelling(text):
    try:
        data = unb64(text)
    except Malformed:
        return
    assert b64(data) == text


@pytest.mark.parametrize("text", ["AA==", "AB", "A", "A A", "+/", "AAé", "AA\n", "\ud800"])
def test_other_spellings_of_bytes_are_refused(text):
    with pytest.raises(Malformed):
        unb64(text)


def test_a_wrong_length_is_refused():
    with pytest.raises(Malformed):
        unb64("AAAA", 4)


@given(values)
def test_canonical_json_reads_what_it_wrote(value):
    data = canonical.dump(value)
    assert canonical.load(data) == value
    assert json.loads(data) == value


@given(st.binary(max_size=60))
def test_what_canonical_json_accepts_it_would_have_written(data):
    try:
        value = canonical.load(data)
    except Malformed:
        return
    assert canonical.dump(value) == data


def test_canonical_json_is_that_of_rfc_8785():
    """Section 3.2.3 sorts by code unit; 3.2.2.2 escapes as little as it can."""
    value = {"b": ["€", "\u000f", '\n\t"\\\x7f', "/"], "a": {"z": -5, "A": 0}}
    expected = '{"a":{"A":0,"z":-5},"b":["€","\\u000f","\\n\\t\\"\\\\\x7f","/"]}'
    assert canonical.dump(value) == expected.encode()


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}', '{"b":1,"a":2}', '{"a": 1}', "[1,2 ]", "1.0", "1e3", "-0", "01", "true",
        "null", "NaN", '"\\u0041"', '"\\/"', '"\\ud800"', '"\\u00e9"', "9007199254740992", "",
        "-9007199254740992", "9" * 5000, '{"é":1}', "[" * 33 + "]" * 33, "[" * 100_000, "1 ",
        '"a', "{}{}",
    ],
)  # fmt: skip
def test_everything_else_is_refused(text):
    with pytest.raises(Malformed):
        canonical.load(text.encode())


@pytest.mark.parametrize("data", [b"\xff", b'"\xed\xa0\x80"', b"\xef\xbb\xbf1", b'"\xc0\x80"'])
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(Malformed):
        canonical.load(data)


@pytest.mark.parametrize("value", [1.5, True, None, 2**53, {1: 1}, {"é": 1}, "\ud800", b"x", (1,)])
def test_values_without_a_canonical_form_are_refused(value):
    with pytest.raises(Malformed):
        canonical.dump(value)


def test_nesting_ends_at_32():
    deep = json.loads("[" * 32 + "]" * 32)
    assert canonical.load(canonical.dump(deep)) == deep
    with pytest.raises(Malformed):
        canonical.dump([deep])
    with pytest.raises(Malformed):
        canonical.dump({"a": deep})


def test_the_vectors_of_rfc_5869():
    """Appendix A.1 and A.3, with and without a salt."""
    material = bytes.fromhex("0b" * 22)
    salt = bytes.fromhex("000102030405060708090a0b0c")
    info = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9")
    assert derive(material, info, 42, salt).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    assert derive(material, b"", 42).hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


@given(st.binary(min_size=1, max_size=64), st.binary(max_size=64), st.integers(1, 400))
def test_derivation_is_the_hkdf_of_the_library(material, info, length):
    assert derive(material, info, length) == HKDF(SHA256(), length, None, info).derive(material)
