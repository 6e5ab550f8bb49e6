"""The trustees' secret: one secret of 32 bytes, split into SLIP-39 shares on paper.

From the secret follow the sealing keys of every voting area of one round. The server gets the
public keys only. The offline command is `python -m voting.ballotbox.trustees`, see
`command`.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import shamir_mnemonic
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from shamir_mnemonic import MnemonicError, Share

from voting.ballotbox.errors import OpeningRefused, SharesRefused
from voting.ballotbox.sealing import derive_area_key
from voting.ballotbox.verify import Report, verify_bundle

SECRET_BYTES = 32
_NUMBERED_WORD = re.compile(r"\b([1-9][0-9]?)\.\s+([a-z]+)\b")
_WORD = re.compile(r"[a-z]+")


def make_secret() -> bytes:
    """Draw a fresh secret."""
    return secrets.token_bytes(SECRET_BYTES)


def make_shares(secret: bytes, threshold: int, shares: int) -> list[str]:
    """Split the secret into `shares` mnemonics of 33 words, any `threshold` of which suffice."""
    groups = shamir_mnemonic.generate_mnemonics(1, [(threshold, shares)], secret)
    return list(groups[0])


def combine(mnemonics: Sequence[str]) -> bytes:
    """Return the secret; raises `SharesRefused` for wrong, mixed, repeated or too few shares."""
    if not mnemonics:
        raise SharesRefused("share-missing")
    shares = [_read_share(text, number) for number, text in enumerate(mnemonics, start=1)]
    if len({share.group_parameters() for share in shares}) != 1:
        raise SharesRefused("shares-mixed")
    distinct = {share.index: text for share, text in zip(shares, mnemonics, strict=True)}
    needed = shares[0].member_threshold
    if len(distinct) < needed:
        reason = "shares-repeated" if len(distinct) < len(shares) else "shares-too-few"
        raise SharesRefused(reason, needed=needed, given=len(distinct))
    try:
        secret: bytes = shamir_mnemonic.combine_mnemonics(list(distinct.values())[:needed])
    except MnemonicError as error:
        raise SharesRefused("shares-wrong") from error
    if len(secret) != SECRET_BYTES:
        raise SharesRefused("shares-wrong")
    return secret


def derive_area_keys(
    secret: bytes, round_id: bytes, areas: Iterable[bytes]
) -> dict[bytes, X25519PrivateKey]:
    """Return the private sealing key of each voting area."""
    return {area: derive_area_key(secret, round_id, area) for area in areas}


def match_area_keys(
    secret: bytes, round_id: bytes, public: Mapping[bytes, bytes]
) -> dict[bytes, bytes]:
    """Return the private keys (32 bytes) by area if they fit the published ones.

    Raises `SharesRefused` ("keys-differ") for shares of another round.
    """
    keys = derive_area_keys(secret, round_id, public)
    if any(key.public_key().public_bytes_raw() != public[area] for area, key in keys.items()):
        raise SharesRefused("keys-differ")
    return {area: key.private_bytes_raw() for area, key in keys.items()}


def check_bundle_before_opening(bundle: Path, keys: Path | None = None) -> Report:
    """Refuse to open a round whose record is not closed, seeded, signed and sound.

    Returns the report; areas with findings of their own are not `sound` there and must be
    skipped. Raises `OpeningRefused` with a reason, see `trustee_words`.
    """
    report = verify_bundle(bundle, keys)
    if not report.usable:
        raise OpeningRefused("bundle-unusable")
    blocking = [finding for finding in report.findings if finding.area is None]
    if blocking:
        first = blocking[0]
        raise OpeningRefused("bundle-unsound", check=first.check, entry=first.entry)
    if report.annulled:
        raise OpeningRefused("round-annulled")
    if report.stage in {"", "setup", "issue", "slip"}:
        raise OpeningRefused("not-closed")
    if report.stage == "close":
        raise OpeningRefused("no-seed")
    return report


def write_share(mnemonic: str) -> str:
    """Write the words of a share with their numbers, three in a line, to be read and retyped."""
    words = [f"{number:2d}. {word:<10}" for number, word in enumerate(mnemonic.split(), start=1)]
    lines = ("  ".join(words[i : i + 3]).rstrip() for i in range(0, len(words), 3))
    return "\n".join(lines) + "\n"


def read_share(text: str) -> str:
    """Read a share from a sheet, or from its bare words; raises `SharesRefused`."""
    numbered = {int(number): word for number, word in _NUMBERED_WORD.findall(text.lower())}
    if numbered:
        return " ".join(numbered[number] for number in sorted(numbered))
    words = _WORD.findall(text.lower())
    if not words:
        raise SharesRefused("share-unreadable", share=1)
    return " ".join(words)


def _read_share(text: str, number: int) -> Share:
    try:
        return Share.from_mnemonic(text)
    except (MnemonicError, ValueError, KeyError) as error:
        raise SharesRefused("share-unreadable", share=number) from error
