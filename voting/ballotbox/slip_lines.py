"""Reading slip and issue entries fast: one pattern is form, canonical JSON and schema at once.

A slip or issue has one possible spelling of fixed shape. What does not match goes the slow way,
through canonical JSON and schema, which says what is wrong.
"""

import re
from binascii import a2b_base64

from voting.ballotbox.slips import Slip

_16 = rb"([A-Za-z0-9_-]{21}[AQgw])"
_32 = rb"([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])"
_64 = rb"([A-Za-z0-9_-]{85}[AQgw])"
_112 = rb"([A-Za-z0-9_-]{149}[AQgw])"
_384 = rb"([A-Za-z0-9_-]{512})"
_SLIP = re.compile(
    rb'\{"area":"' + _16 + rb'","key":"' + _32 + rb'","sealed":"' + _112
    + rb'","signature":"' + _64 + rb'","token":"' + _384 + rb'","type":"slip","version":1\}'
)  # fmt: skip
_ISSUE = re.compile(
    rb'\{"code_key":"' + _32 + rb'","hash":"' + _32 + rb'","nonce":"' + _32
    + rb'","roll_index":([1-9][0-9]{0,9}),"signature":"' + _64 + rb'","type":"issue","version":1\}'
)  # fmt: skip
_ROLL = re.compile(
    rb'\{"area":"' + _16 + rb'","commitment":"' + _32 + rb'","roll_index":([1-9][0-9]{0,9})\}'
)
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")

Issue = tuple[bytes, bytes, bytes, int, bytes]
RollRow = tuple[bytes, bytes, int]


def read_slip(line: bytes) -> Slip | None:
    """Return the slip of a canonical slip entry, None for any other line.

    Whether the key is acceptable is not looked at.
    """
    match = _SLIP.fullmatch(line)
    if match is None:
        return None
    area, key, sealed, signature, token = match.groups()
    return Slip(_decode(area), _decode(key), _decode(token), _decode(sealed), _decode(signature))


def read_issue(line: bytes) -> Issue | None:
    """Return (code key, blinded hash, nonce, roll index, signature), None for any other line."""
    match = _ISSUE.fullmatch(line)
    if match is None:
        return None
    code_key, hashed, nonce, index, signature = match.groups()
    return _decode(code_key), _decode(hashed), _decode(nonce), int(index), _decode(signature)


def read_roll_line(line: bytes) -> RollRow | None:
    """Return (area, commitment, roll index) of a line of roll.jsonl, None for any other line."""
    match = _ROLL.fullmatch(line)
    return None if match is None else (_decode(match[1]), _decode(match[2]), int(match[3]))


def _decode(text: bytes) -> bytes:
    return a2b_base64(text.translate(_TO_STANDARD) + b"=" * (-len(text) % 4))
