"""The exact form of every log entry: members, kinds, lengths, ranges and orders.

`check_entry` looks at one entry by itself. Orders inside an entry are of the raw bytes of ids,
keys and hashes, or of the ASCII text of names; strictly increasing, so nothing stands twice.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from voting.ballotbox.encoding import unb64
from voting.ballotbox.errors import KeyUnacceptable, Malformed
from voting.ballotbox.keys import check_public_key
from voting.ballotbox.sealing import SEALED_BYTES, check_seal_key, is_initiative_id
from voting.ballotbox.tokens import MODULUS_BYTES, load_issuer_key

Checker = Callable[[Any], list[str]]

MAX_LINE = 1 << 20
MAX_ROLL_INDEX = 9_999_999_999
MAX_COUNT = 2**53 - 1
SMALLEST_PUBLISHED = 10
SETUP_FILES = ("budgets.json", "catalogue.json", "regulation.json", "roll.jsonl", "rules.json")
NOTICE_KINDS = ("phase", "extend", "annul", "withdrawn", "box-short", "free")

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_PHASE = re.compile(r"[a-z][a-z_]{0,30}")
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def check_entry(entry: object) -> list[str]:
    """Return what is wrong with the form of an entry: paths of members, empty when sound."""
    if not isinstance(entry, dict):
        return ["entry"]
    kind = entry.get("type")
    checker = ENTRY_CHECKERS.get(kind) if isinstance(kind, str) else None
    if checker is None:
        return ["type"]
    if type(entry.get("version")) is not int or entry["version"] != 1:
        return ["version"]
    return checker(entry)


def parse_time(text: str) -> datetime:
    """Read a time of the log, RFC 3339 in UTC to the second; raises ValueError."""
    at = datetime.strptime(text, _TIME_FORMAT).replace(tzinfo=UTC)
    if format_time(at) != text:
        raise ValueError(text)
    return at


def format_time(at: datetime) -> str:
    """Write an aware time as the log does, in UTC; parts of a second are dropped."""
    moment = at.astimezone(UTC)
    return f"{moment.year:04d}" + moment.strftime("-%m-%dT%H:%M:%SZ")


def _holds(test: Callable[[Any], object]) -> Checker:
    def check(value: Any) -> list[str]:
        try:
            return [] if test(value) else [""]
        except (Malformed, KeyUnacceptable, ValueError, TypeError):
            return [""]

    return check


def _integer(low: int, high: int = MAX_COUNT) -> Checker:
    return _holds(lambda value: type(value) is int and low <= value <= high)


def _text(low: int, high: int) -> Checker:
    return _holds(lambda value: type(value) is str and low <= len(value) <= high)


def _one_of(*values: str) -> Checker:
    return _holds(lambda value: type(value) is str and value in values)


def _matches(pattern: re.Pattern[str]) -> Checker:
    return _holds(lambda value: type(value) is str and pattern.fullmatch(value))


def _bytes(length: int) -> Checker:
    return _holds(lambda value: type(value) is str and len(unb64(value, length)) == length)


def _record(members: Mapping[str, Checker]) -> Checker:
    """Exactly these members, each sound."""
    names = set(members)

    def check(value: Any) -> list[str]:
        if not isinstance(value, dict) or value.keys() != names:
            found = value.keys() if isinstance(value, dict) else set()
            return sorted(names ^ found) or [""]
        return [
            f"{name}.{path}".rstrip(".")
            for name, checker in members.items()
            for path in checker(value[name])
        ]

    return check


def _listing(item: Checker, key: Callable[[Any], Any] | None = None) -> Checker:
    """A list of sound items, strictly increasing by `key`."""

    def check(value: Any) -> list[str]:
        if type(value) is not list:
            return [""]
        problems = [
            f"{index}.{path}".rstrip(".") for index, each in enumerate(value) for path in item(each)
        ]
        if problems or key is None:
            return problems
        keys = [key(each) for each in value]
        increasing = all(one < two for one, two in pairwise(keys))
        return [] if increasing else ["order"]

    return check


def _check_code_key(value: str) -> bool:
    check_public_key(unb64(value, 32))
    return True


def _check_seal_key(value: str) -> bool:
    check_seal_key(unb64(value, 32))
    return True


def _by_area(item: dict[str, Any]) -> bytes:
    return unb64(item["area"])


_TIME = _holds(lambda value: type(value) is str and parse_time(value))
_DATE = _holds(lambda v: type(v) is str and date.fromisoformat(v).isoformat() == v)
_AREA = _bytes(16)
_HASH = _bytes(32)
_COUNT = _integer(0)
_PUBLISHED_COUNT = _integer(SMALLEST_PUBLISHED)
_INDEX = _integer(1, MAX_ROLL_INDEX)
_ED25519 = _holds(_check_code_key)
_X25519 = _holds(_check_seal_key)
_RSA = _holds(lambda value: type(value) is str and load_issuer_key(unb64(value)))
_INITIATIVE = _holds(lambda value: type(value) is str and is_initiative_id(value))
_PAPER = _holds(lambda v: type(v) is int and (v in (-1, 0) or SMALLEST_PUBLISHED <= v <= MAX_COUNT))
_HASHES = _listing(_HASH, unb64)


def _area_rows(**members: Checker) -> Checker:
    return _listing(_record({"area": _AREA, **members}), _by_area)


def _entry(**members: Checker) -> Checker:
    return _record({"type": lambda _: [], "version": lambda _: [], **members})


_check_setup_members = _entry(
    round=_bytes(16),
    rights=_integer(1, 100),
    opens=_TIME,
    closes=_TIME,
    seal_key_origin=_one_of("offline", "demo"),
    allow_small_areas=_integer(0, 1),
    threshold=_integer(1, 16),
    shares=_integer(1, 16),
    reissue_cap=_COUNT,
    log_key=_ED25519,
    promise_key=_ED25519,
    areas=_area_rows(slug=_matches(_SLUG), entitled=_COUNT, issuer_key=_RSA, seal_key=_X25519),
    files=_listing(
        _record({"name": _one_of(*SETUP_FILES), "sha256": _HASH}), lambda item: item["name"]
    ),
)


def _check_setup(entry: dict[str, Any]) -> list[str]:
    problems = _check_setup_members(entry)
    if problems:
        return problems
    slugs = {item["slug"] for item in entry["areas"]}
    issuers = {item["issuer_key"] for item in entry["areas"]}
    rules = {
        "closes": entry["opens"] < entry["closes"],
        "threshold": entry["threshold"] <= entry["shares"],
        "areas": 0 < len(entry["areas"]) == len(slugs) == len(issuers),
        "files": len(entry["files"]) == len(SETUP_FILES),
        "promise_key": entry["promise_key"] != entry["log_key"],
    }
    return [name for name, holds in rules.items() if not holds]


def _notice(**members: Checker) -> Checker:
    words = _text(0, 10_000)
    return _entry(at=_TIME, kind=_one_of(*NOTICE_KINDS), text_nl=words, text_en=words, **members)


_NOTICE_CHECKERS: dict[str, Checker] = {
    "phase": _notice(phase=_matches(_PHASE)),
    "extend": _notice(closes=_TIME),
    "annul": _notice(),
    "withdrawn": _notice(initiative=_INITIATIVE),
    "box-short": _notice(areas=_area_rows(issued=_PUBLISHED_COUNT, boxed=_COUNT)),
    "free": _notice(),
}


def _check_notice(entry: dict[str, Any]) -> list[str]:
    kind = entry.get("kind")
    checker = _NOTICE_CHECKERS.get(kind) if isinstance(kind, str) else None
    return checker(entry) if checker else ["kind"]


_check_issue = _entry(
    roll_index=_INDEX, nonce=_HASH, code_key=_ED25519, hash=_HASH, signature=_bytes(64)
)
_check_slip = _entry(
    area=_AREA,
    key=_ED25519,
    token=_bytes(MODULUS_BYTES),
    sealed=_bytes(SEALED_BYTES),
    signature=_bytes(64),
)
_CLOSE_COUNTS = {"issued": _COUNT, "slips": _COUNT, "replaced": _COUNT, "paper": _PAPER}
_RIGHTS = _listing(_record({"id": _INITIATIVE, "rights": _COUNT}), lambda item: item["id"])
_SKIPPED = _one_of("few-issuances", "findings")
_ADJUSTED = _record({"area": _AREA, "initiative": _INITIATIVE, "rights": _integer(-MAX_COUNT)})

ENTRY_CHECKERS: dict[str, Checker] = {
    "setup": _check_setup,
    "notice": _check_notice,
    "reissue": _entry(
        roll_index=_INDEX,
        old_area=_AREA,
        new_area=_AREA,
        old_commitment=_HASH,
        new_commitment=_HASH,
    ),
    "turnout": _entry(date=_DATE, areas=_area_rows(issued=_PUBLISHED_COUNT)),
    "issue": _check_issue,
    "slip": _check_slip,
    "close": _entry(at=_TIME, areas=_area_rows(**_CLOSE_COUNTS), failed=_HASHES),
    "seed": _entry(seed=_text(1, 200)),
    "key_release": _entry(areas=_area_rows(key=_HASH), skipped=_area_rows(reason=_SKIPPED)),
    "tally": _entry(areas=_area_rows(initiatives=_RIGHTS, blanco=_COUNT, invalid=_HASHES)),
    "allocation": _entry(sha256=_HASH),
    "correction": _entry(
        replaces=_COUNT,
        reason_nl=_text(1, 10_000),
        reason_en=_text(1, 10_000),
        adjust=_listing(_ADJUSTED, lambda item: (unb64(item["area"]), item["initiative"])),
        sha256=_HASH,
    ),
}
ROLL_LINE: Checker = _record({"area": _AREA, "commitment": _HASH, "roll_index": _INDEX})
