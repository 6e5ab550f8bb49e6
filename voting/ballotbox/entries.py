"""Builders of log entries: bytes and times in, checked dictionaries out.

Every builder raises `Malformed` when the entry would not pass `check_entry`, so a wrong entry
cannot reach the log. Slips build themselves: `Slip.to_entry`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from voting.ballotbox.encoding import b64
from voting.ballotbox.errors import Malformed
from voting.ballotbox.order import OrderChecker
from voting.ballotbox.schemas import check_entry, format_time, parse_time

__all__ = ["OrderChecker", "check_entry", "format_time", "parse_time"]


@dataclass(frozen=True, slots=True)
class SetupArea:
    """One voting area in `setup`; `issuer_key` is DER, `seal_key` 32 bytes, both public."""

    area: bytes
    slug: str
    entitled: int
    issuer_key: bytes
    seal_key: bytes


@dataclass(frozen=True, slots=True)
class SetupTerms:
    """All of `setup`; `files` are the SHA-256 hashes of the frozen files by name."""

    round_id: bytes
    rights: int
    opens: datetime
    closes: datetime
    seal_key_origin: str
    allow_small_areas: bool
    threshold: int
    shares: int
    reissue_cap: int
    log_key: bytes
    promise_key: bytes
    areas: Sequence[SetupArea]
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class CloseCount:
    """One voting area in `close`; `paper` is the true number of forms entered."""

    area: bytes
    issued: int
    slips: int
    replaced: int
    paper: int


@dataclass(frozen=True, slots=True)
class AreaTally:
    """One opened area in `tally`: rights per initiative id, blanco, invalid slips' leaf hashes."""

    area: bytes
    rights: Mapping[str, int]
    blanco: int
    invalid: Iterable[bytes]


def make_setup(terms: SetupTerms) -> dict[str, Any]:
    """Build `setup`, the first entry of every log."""
    return _build(
        "setup",
        round=b64(terms.round_id),
        rights=terms.rights,
        opens=format_time(terms.opens),
        closes=format_time(terms.closes),
        seal_key_origin=terms.seal_key_origin,
        allow_small_areas=int(terms.allow_small_areas),
        threshold=terms.threshold,
        shares=terms.shares,
        reissue_cap=terms.reissue_cap,
        log_key=b64(terms.log_key),
        promise_key=b64(terms.promise_key),
        areas=[_write_area(area) for area in sorted(terms.areas, key=lambda area: area.area)],
        files=[{"name": name, "sha256": b64(terms.files[name])} for name in sorted(terms.files)],
    )


def make_notice(
    at: datetime, kind: str, text_nl: str = "", text_en: str = "", **members: Any
) -> dict[str, Any]:
    """Build `notice`; `members` are those of the kind, already as JSON values."""
    words = {"text_nl": text_nl, "text_en": text_en}
    return _build("notice", at=format_time(at), kind=kind, **words, **members)


def make_reissue(
    roll_index: int,
    old_area: bytes,
    new_area: bytes,
    old_commitment: bytes,
    new_commitment: bytes,
) -> dict[str, Any]:
    """Build `reissue`."""
    return _build(
        "reissue",
        roll_index=roll_index,
        old_area=b64(old_area),
        new_area=b64(new_area),
        old_commitment=b64(old_commitment),
        new_commitment=b64(new_commitment),
    )


def make_turnout(day: date, issued: Mapping[bytes, int]) -> dict[str, Any]:
    """Build `turnout` from issuances per area; areas under 10 are left out."""
    rows = [
        {"area": b64(area), "issued": issued[area]} for area in sorted(issued) if issued[area] >= 10
    ]
    return _build("turnout", date=day.isoformat(), areas=rows)


def make_issue(
    roll_index: int, nonce: bytes, code_key: bytes, hashed: bytes, signature: bytes
) -> dict[str, Any]:
    """Build `issue` from a roll row and its issuance; `hashed` is the blinded hash."""
    return _build(
        "issue",
        roll_index=roll_index,
        nonce=b64(nonce),
        code_key=b64(code_key),
        hash=b64(hashed),
        signature=b64(signature),
    )


def make_close(
    at: datetime, counts: Iterable[CloseCount], failed: Iterable[bytes] = ()
) -> dict[str, Any]:
    """Build `close`; a paper count of 1 to 9 is written as -1."""
    rows = [
        {
            "area": b64(count.area),
            "issued": count.issued,
            "slips": count.slips,
            "replaced": count.replaced,
            "paper": -1 if 1 <= count.paper <= 9 else count.paper,
        }
        for count in sorted(counts, key=lambda count: count.area)
    ]
    return _build("close", at=format_time(at), areas=rows, failed=_write_hashes(failed))


def make_seed(seed: str) -> dict[str, Any]:
    """Build `seed`: the words of the public draw, 1 to 200 characters."""
    return _build("seed", seed=seed)


def make_key_release(keys: Mapping[bytes, bytes], skipped: Mapping[bytes, str]) -> dict[str, Any]:
    """Build `key_release`: private keys of opened areas, reasons of the others."""
    return _build(
        "key_release",
        areas=[{"area": b64(area), "key": b64(keys[area])} for area in sorted(keys)],
        skipped=[{"area": b64(area), "reason": skipped[area]} for area in sorted(skipped)],
    )


def make_tally(tallies: Iterable[AreaTally]) -> dict[str, Any]:
    """Build `tally` of the opened areas; every initiative of an area must be there."""
    rows = [
        {
            "area": b64(tally.area),
            "initiatives": [{"id": i, "rights": tally.rights[i]} for i in sorted(tally.rights)],
            "blanco": tally.blanco,
            "invalid": _write_hashes(tally.invalid),
        }
        for tally in sorted(tallies, key=lambda tally: tally.area)
    ]
    return _build("tally", areas=rows)


def make_allocation(hashed: bytes) -> dict[str, Any]:
    """Build `allocation`: the SHA-256 of result.json."""
    return _build("allocation", sha256=b64(hashed))


def make_correction(
    replaces: int,
    reason_nl: str,
    reason_en: str,
    adjust: Iterable[tuple[bytes, str, int]],
    hashed: bytes,
) -> dict[str, Any]:
    """Build `correction` of entry `replaces`: (area, initiative, rights added or taken), once."""
    rows = [{"area": b64(area), "initiative": i, "rights": n} for area, i, n in sorted(adjust)]
    return _build(
        "correction",
        replaces=replaces,
        reason_nl=reason_nl,
        reason_en=reason_en,
        adjust=rows,
        sha256=b64(hashed),
    )


def _build(entry_type: str, **members: Any) -> dict[str, Any]:
    entry = {"type": entry_type, "version": 1, **members}
    problems = check_entry(entry)
    if problems:
        raise Malformed(f"{entry_type}: {', '.join(problems)}")
    return entry


def _write_area(area: SetupArea) -> dict[str, Any]:
    return {
        "area": b64(area.area),
        "slug": area.slug,
        "entitled": area.entitled,
        "issuer_key": b64(area.issuer_key),
        "seal_key": b64(area.seal_key),
    }


def _write_hashes(hashes: Iterable[bytes]) -> list[str]:
    return [b64(item) for item in sorted(hashes)]
