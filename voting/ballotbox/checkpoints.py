"""Checkpoints: the size and root of the log, signed as a C2SP signed note.

Formats: https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note. Origin and key name
are `buurtrechten/<round>`; the signature is Ed25519 (type 0x01).
"""

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voting.ballotbox.encoding import b64
from voting.ballotbox.errors import BadCheckpoint
from voting.ballotbox.keys import public_bytes, verify_signature

MAX_NOTE = 16_384
_BODY = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n")
_SIGNATURE = re.compile("— ([^ \n+]+) ([A-Za-z0-9+/]+={0,2})\n")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The root of the log when it held `size` entries."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """Return the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def origin_of(round_id: bytes) -> str:
    """Return the origin line of a round's log, which is also the name of its key."""
    return f"buurtrechten/{b64(round_id)}"


def file_name(size: int) -> str:
    """Return the name of a checkpoint's file: the size in 12 digits."""
    return f"{size:012d}"


def sign_checkpoint(private: Ed25519PrivateKey, round_id: bytes, size: int, root: bytes) -> bytes:
    """Return the signed note, UTF-8."""
    origin = origin_of(round_id)
    body = Checkpoint(origin, size, root).body()
    blob = key_hash(origin, public_bytes(private)) + private.sign(body.encode())
    return f"{body}\n— {origin} {b64encode(blob).decode()}\n".encode()


def parse_checkpoint(note: bytes) -> tuple[Checkpoint, list[tuple[str, bytes]]]:
    """Read a note without judging its signatures: the checkpoint and (name, blob) pairs.

    Raises `BadCheckpoint` unless the note has the one allowed form. A blob is the key hash
    (4 bytes) and the signature.
    """
    try:
        body, _, tail = note[:MAX_NOTE].decode("utf-8").partition("\n\n")
    except UnicodeDecodeError as error:
        raise BadCheckpoint("not text") from error
    match = _BODY.fullmatch(body + "\n")
    lines = tail.splitlines(keepends=True)
    signatures = [_SIGNATURE.fullmatch(line) for line in lines]
    if len(note) > MAX_NOTE or match is None or not signatures or not all(signatures):
        raise BadCheckpoint("not a checkpoint")
    root = _decode(match[3])
    if len(root) != 32:
        raise BadCheckpoint("not a root")
    pairs = [(found[1], _decode(found[2])) for found in signatures if found]
    return Checkpoint(match[1], int(match[2]), root), pairs


def verify_checkpoint(note: bytes, round_id: bytes, log_key: bytes) -> Checkpoint:
    """Return the checkpoint if the round's log key signed it; raises `BadCheckpoint`.

    Signatures of other keys (witnesses) are ignored, as the note format asks.
    """
    checkpoint, signatures = parse_checkpoint(note)
    origin = origin_of(round_id)
    if checkpoint.origin != origin:
        raise BadCheckpoint("another log")
    expected = key_hash(origin, log_key)
    body = checkpoint.body().encode()
    for name, blob in signatures:
        if name == origin and blob[:4] == expected:
            if verify_signature(log_key, blob[4:], body):
                return checkpoint
            raise BadCheckpoint("bad signature")
    raise BadCheckpoint("not signed by the log key")


def key_hash(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a note names an Ed25519 key."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def _decode(text: str) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except Base64Error as error:
        raise BadCheckpoint("not base64") from error
    if b64encode(data).decode() != text:
        raise BadCheckpoint("not canonical base64")
    return data
