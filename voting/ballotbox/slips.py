"""Slips: one right, cast. The secrets that follow from a code, the entry, and its check."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from voting.ballotbox import canonical
from voting.ballotbox.derivation import expand, extract
from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.errors import KeyUnacceptable, Malformed
from voting.ballotbox.keys import check_public_key
from voting.ballotbox.sealing import SEALED_BYTES
from voting.ballotbox.tokens import (
    MODULUS_BYTES,
    PSS_SALT_BYTES,
    IssuerPublicKey,
    load_issuer_key,
    verify_token,
)

SLIP_KEY_LABEL = b"buurtrechten/slip-key/v1"
SLIP_PSS_LABEL = b"buurtrechten/slip-pss/v1"
SLIP_BLIND_LABEL = b"buurtrechten/slip-blind/v1"
SLIP_LABEL = b"buurtrechten/slip/v1"
ISSUE_LABEL = b"buurtrechten/issue/v1"
CAST_LABEL = b"buurtrechten/cast/v1"
BLIND_BYTES = 400


@dataclass(frozen=True, slots=True, repr=False)
class SlipSecrets:
    """What one right needs: its slip key (private and public), PSS salt and blinding factor."""

    private: Ed25519PrivateKey
    public: bytes
    pss_salt: bytes
    blind: int


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """What `setup` says of one voting area; `seal_key` is the public X25519 key."""

    area: bytes
    slug: str
    entitled: int
    issuer_key: IssuerPublicKey
    seal_key: bytes


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What `setup` says that slips and issues are checked against."""

    round_id: bytes
    rights: int
    log_key: bytes
    promise_key: bytes
    areas: Mapping[bytes, AreaFacts]

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any]) -> Self:
        """Read the facts of a valid setup entry; `KeyUnacceptable` for a bad issuer key."""
        areas = (
            AreaFacts(
                unb64(item["area"], 16),
                item["slug"],
                item["entitled"],
                load_issuer_key(unb64(item["issuer_key"])),
                unb64(item["seal_key"], 32),
            )
            for item in entry["areas"]
        )
        return cls(
            unb64(entry["round"], 16),
            entry["rights"],
            unb64(entry["log_key"], 32),
            unb64(entry["promise_key"], 32),
            {area.area: area for area in areas},
        )


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip as it is stored, promised and published."""

    area: bytes
    key: bytes
    token: bytes
    sealed: bytes
    signature: bytes

    def to_entry(self) -> dict[str, Any]:
        """Return the log entry of this slip."""
        return {
            "type": "slip",
            "version": 1,
            "area": b64(self.area),
            "key": b64(self.key),
            "token": b64(self.token),
            "sealed": b64(self.sealed),
            "signature": b64(self.signature),
        }

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any]) -> Self:
        """Read a log entry with exactly a slip's members; raises `Malformed`."""
        if len(entry) != 7 or entry.get("type") != "slip" or entry.get("version") != 1:
            raise Malformed("not a slip")
        try:
            return cls(
                unb64(entry["area"], 16),
                unb64(entry["key"], 32),
                unb64(entry["token"], MODULUS_BYTES),
                unb64(entry["sealed"], SEALED_BYTES),
                unb64(entry["signature"], 64),
            )
        except (KeyError, TypeError) as error:
            raise Malformed("not a slip") from error

    def leaf_hash(self) -> bytes:
        """Return the leaf hash this slip will have in the log: what a receipt promises."""
        return hashlib.sha256(b"\0" + canonical.dump(self.to_entry())).digest()


def derive_slip_secrets(
    secret: bytes, salt: bytes, round_id: bytes, area: bytes, rights: int, modulus: int
) -> tuple[SlipSecrets, ...]:
    """Return the secrets of every right from `k` and the resident's slip salt, in slip order.

    The same letter always gives the same rights. The blinding factor is 400 bytes
    mod (n - 1), plus 1.
    """
    root = extract(secret, salt)
    places = (round_id + area + bytes((number,)) for number in range(rights))
    return tuple(_derive_slip(root, place, modulus) for place in places)


def token_message(round_id: bytes, area: bytes, slip_key: bytes) -> bytes:
    """Return what the issuer signs blindly."""
    return SLIP_LABEL + round_id + area + slip_key


def blinded_hash(blinded: Sequence[bytes]) -> bytes:
    """Return the hash of an issue: SHA-256 of its blinded values in slip order."""
    return hashlib.sha256(b"".join(blinded)).digest()


def issue_message(round_id: bytes, roll_index: int, hashed: bytes) -> bytes:
    """Return what the code key signs, so that nobody without the code can make an issue."""
    return ISSUE_LABEL + round_id + roll_index.to_bytes(8) + hashed


def slip_message(round_id: bytes, area: bytes, key: bytes, token: bytes, sealed: bytes) -> bytes:
    """Return what the slip key signs."""
    return b"".join((CAST_LABEL, round_id, area, key, token, sealed))


def sign_slip(
    secrets: SlipSecrets, round_id: bytes, area: bytes, token: bytes, sealed: bytes
) -> Slip:
    """Return the finished slip."""
    message = slip_message(round_id, area, secrets.public, token, sealed)
    return Slip(area, secrets.public, token, sealed, secrets.private.sign(message))


def check_slip(slip: Slip, setup: SetupFacts) -> str | None:
    """Return None for a sound slip, else the id of the check that it fails.

    "schema" for an unknown area or unacceptable key, "token", or "slip-signature".
    """
    area = setup.areas.get(slip.area)
    if area is None:
        return "schema"
    try:
        check_public_key(slip.key)
    except KeyUnacceptable:
        return "schema"
    message = token_message(setup.round_id, slip.area, slip.key)
    if not verify_token(area.issuer_key, message, slip.token):
        return "token"
    cast = slip_message(setup.round_id, slip.area, slip.key, slip.token, slip.sealed)
    try:
        Ed25519PublicKey.from_public_bytes(slip.key).verify(slip.signature, cast)
    except InvalidSignature:
        return "slip-signature"
    return None


def _derive_slip(root: bytes, place: bytes, modulus: int) -> SlipSecrets:
    private = Ed25519PrivateKey.from_private_bytes(expand(root, SLIP_KEY_LABEL + place, 32))
    blind = int.from_bytes(expand(root, SLIP_BLIND_LABEL + place, BLIND_BYTES))
    return SlipSecrets(
        private,
        private.public_key().public_bytes_raw(),
        expand(root, SLIP_PSS_LABEL + place, PSS_SALT_BYTES),
        blind % (modulus - 1) + 1,
    )
