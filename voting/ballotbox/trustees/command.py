"""The trustees' offline command: make the shares, rehearse, and combine after close.

    python -m voting.ballotbox.trustees make IDS.json FOLDER
    python -m voting.ballotbox.trustees rehearse SEAL-KEYS.json SHARE SHARE…
    python -m voting.ballotbox.trustees combine BUNDLE AREA-KEYS.json SHARE SHARE…

Run it on a computer without a network. `IDS.json` comes from setting up the round; the server
gets `seal-keys.json` back, which is public, and, after close, the shares or `AREA-KEYS.json`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from voting.ballotbox.bundle import LOG
from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.errors import BallotboxError, Malformed, SharesRefused
from voting.ballotbox.trustees import (
    check_bundle_before_opening,
    combine,
    derive_area_keys,
    make_secret,
    make_shares,
    match_area_keys,
    read_share,
    write_share,
)
from voting.ballotbox.trustees.words import SHEET, explain

PUBLIC_KEYS_FILE = "seal-keys.json"


def make(ids: Path, folder: Path, language: str = "nl") -> list[Path]:
    """Draw the secret, write the public keys and every share on two sheets; return the paths.

    The shares are combined again, in every way that must work, before anything is written.
    """
    facts = _read_json(ids)
    round_id, _, threshold, count = _read_ids(facts)
    secret = make_secret()
    shares = make_shares(secret, threshold, count)
    if any(combine(some) != secret for some in combinations(shares, threshold)):
        raise SharesRefused("shares-wrong")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SharesRefused("folder-not-empty", folder=str(folder))
    public = _write_public_keys(facts, secret)
    paths = [folder / PUBLIC_KEYS_FILE]
    paths[0].write_text(json.dumps(public, indent=2) + "\n", encoding="utf-8")
    for number, share in enumerate(shares, start=1):
        sheet = SHEET[language].format(
            number=number,
            threshold=threshold,
            count=count,
            round=b64(round_id),
            words=write_share(share),
        )
        for copy in "ab":
            path = folder / f"share-{number}-{copy}.txt"
            path.write_text(sheet, encoding="utf-8")
            path.chmod(0o600)
            paths.append(path)
    return paths


def rehearse(public_keys: Path, shares: Sequence[Path]) -> int:
    """Combine shares and compare with the public keys; return the number of areas they open."""
    facts = _read_json(public_keys)
    public = _read_public_keys(facts)
    match_area_keys(_combine_files(shares), unb64(facts["round"], 16), public)
    return len(public)


def combine_for_opening(
    bundle: Path, shares: Sequence[Path], keys: Path | None = None
) -> dict[str, Any]:
    """Check the closed bundle, combine the shares and return the area keys as a JSON object."""
    report = check_bundle_before_opening(bundle, keys)
    setup = _read_setup(bundle)
    public = {unb64(a["area"], 16): unb64(a["seal_key"], 32) for a in setup["areas"]}
    private = match_area_keys(_combine_files(shares), unb64(setup["round"], 16), public)
    sound = [area for area in sorted(private) if report.areas[area].sound]
    rows = [{"area": b64(area), "key": b64(private[area])} for area in sound]
    return {"round": setup["round"], "areas": rows}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 done, 1 refused (with the reason in words), 2 wrong usage."""
    options = _parse_arguments(arguments)
    try:
        sys.stdout.write(_run(options))
    except (BallotboxError, OSError) as error:
        sys.stderr.write(explain(error, options.language) + "\n")
        return 1
    return 0


def _run(options: argparse.Namespace) -> str:
    language = options.language
    if options.command == "make":
        paths = make(options.ids, options.folder, language)
        return explain("made", language) + "".join(f"\n  {path}" for path in paths) + "\n"
    if options.command == "rehearse":
        areas = rehearse(options.public_keys, options.share)
        return explain("rehearsed", language).format(areas=areas) + "\n"
    keys = combine_for_opening(options.bundle, options.share, options.keys)
    text = json.dumps(keys, indent=2) + "\n"
    options.output.touch(mode=0o600, exist_ok=False)
    options.output.write_text(text, encoding="utf-8")
    return explain("combined", language).format(areas=len(keys["areas"])) + "\n"


def _parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m voting.ballotbox.trustees")
    parser.add_argument("--language", choices=("nl", "en"), default="nl")
    commands = parser.add_subparsers(dest="command", required=True)
    make_command = commands.add_parser("make", help="draw the secret and write the shares")
    make_command.add_argument("ids", type=Path)
    make_command.add_argument("folder", type=Path)
    rehearse_command = commands.add_parser("rehearse", help="try shares against the public keys")
    rehearse_command.add_argument("public_keys", type=Path)
    rehearse_command.add_argument("share", type=Path, nargs="+")
    combine_command = commands.add_parser("combine", help="open a closed round")
    combine_command.add_argument("bundle", type=Path)
    combine_command.add_argument("output", type=Path)
    combine_command.add_argument("share", type=Path, nargs="+")
    combine_command.add_argument("--keys", type=Path)
    return parser.parse_args(arguments)


def _combine_files(paths: Sequence[Path]) -> bytes:
    texts = []
    for number, path in enumerate(paths, start=1):
        try:
            texts.append(read_share(path.read_text(encoding="utf-8")))
        except (UnicodeDecodeError, SharesRefused) as error:
            raise SharesRefused("share-unreadable", share=number) from error
    return combine(texts)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SharesRefused("file-unreadable", file=path.name) from error
    if not isinstance(value, dict):
        raise SharesRefused("file-unreadable", file=path.name)
    return value


def _read_ids(facts: dict[str, Any]) -> tuple[bytes, list[bytes], int, int]:
    try:
        areas = [unb64(item["area"], 16) for item in facts["areas"]]
        threshold, shares = int(facts["threshold"]), int(facts["shares"])
        round_id = unb64(facts["round"], 16)
    except (KeyError, TypeError, ValueError, Malformed) as error:
        raise SharesRefused("file-unreadable", file="ids") from error
    if not areas or not (1 < threshold <= shares <= 16 or threshold == shares == 1):
        raise SharesRefused("file-unreadable", file="ids")
    return round_id, areas, threshold, shares


def _write_public_keys(facts: dict[str, Any], secret: bytes) -> dict[str, Any]:
    round_id, areas, _, _ = _read_ids(facts)
    keys = derive_area_keys(secret, round_id, areas)
    rows = [
        {"area": b64(area), "seal_key": b64(keys[area].public_key().public_bytes_raw())}
        for area in sorted(keys)
    ]
    return {"round": b64(round_id), "seal_key_origin": "offline", "areas": rows}


def _read_public_keys(facts: dict[str, Any]) -> dict[bytes, bytes]:
    try:
        return {unb64(item["area"], 16): unb64(item["seal_key"], 32) for item in facts["areas"]}
    except (KeyError, TypeError, Malformed) as error:
        raise SharesRefused("file-unreadable", file="seal-keys") from error


def _read_setup(bundle: Path) -> dict[str, Any]:
    with (bundle / LOG).open("rb") as log:
        setup: dict[str, Any] = json.loads(log.readline())
    return setup
