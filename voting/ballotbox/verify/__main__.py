"""The auditor's command.

    python -m voting.ballotbox.verify BUNDLE [--keys FILE] [--json] [--language en|nl]
    python -m voting.ballotbox.verify receipt FILE BUNDLE
    python -m voting.ballotbox.verify my CARD BUNDLE
    python -m voting.ballotbox.verify diff OLD NEW

Exit code 0: sound, 1: findings, 2: unusable. `my` asks for the voting code, or reads it from
standard input.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from voting.ballotbox.codes import parse_code
from voting.ballotbox.errors import CodeMistyped
from voting.ballotbox.verify import verify_bundle
from voting.ballotbox.verify.differences import compare_bundles
from voting.ballotbox.verify.personal import PersonalReport, check_my, check_receipt, refuse
from voting.ballotbox.verify.report import Report
from voting.ballotbox.verify.words import (
    LANGUAGES,
    describe_difference,
    describe_personal,
    describe_report,
    say,
)

_PERSONAL = ("receipt", "my", "diff")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = given.pop(0) if given and given[0] in _PERSONAL else ""
    options = _parse_arguments(command, given)
    report: Report | PersonalReport
    if command == "receipt":
        report = check_receipt(options.bundle, options.file, options.keys)
    elif command == "my":
        try:
            code = parse_code(_ask_code(options.language))
        except CodeMistyped as error:
            if not options.json:
                sys.stderr.write(say("mistyped", options.language) + "\n")
                return 2
            report = refuse("my", error)
        else:
            report = check_my(options.bundle, options.file, code, options.keys)
    elif command == "diff":
        report = compare_bundles(options.file, options.bundle, options.keys)
    else:
        report = verify_bundle(options.bundle, options.keys)
    _write(report, options, command)
    return report.exit_code


def _parse_arguments(command: str, given: Sequence[str]) -> argparse.Namespace:
    program = f"python -m voting.ballotbox.verify {command}".strip()
    parser = argparse.ArgumentParser(prog=program, description=_describe(command))
    if command:
        names = {"receipt": "FILE", "my": "CARD", "diff": "OLD"}
        parser.add_argument("file", type=Path, metavar=names[command])
    parser.add_argument("bundle", type=Path, metavar="NEW" if command == "diff" else "BUNDLE")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="keys.json as noted before")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    return parser.parse_args(given)


def _describe(command: str) -> str:
    return {
        "": "Verify a published round. Others: receipt FILE BUNDLE, my CARD BUNDLE, diff OLD NEW.",
        "receipt": "Look up the slips that a receipt promises.",
        "my": "Look up the own issue and slips with a letter's code and card.",
        "diff": "Check that the newer log begins with the older one.",
    }[command]


def _ask_code(language: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(say("code", language))
    return sys.stdin.readline()


def _write(report: Report | PersonalReport, options: argparse.Namespace, command: str) -> None:
    if options.json:
        sys.stdout.write(json.dumps(report.to_json(), ensure_ascii=False) + "\n")
    elif isinstance(report, PersonalReport):
        sys.stdout.write(describe_personal(report, options.language))
    elif command == "diff":
        sys.stdout.write(describe_difference(report, options.language))
    else:
        sys.stdout.write(describe_report(report, options.language))


if __name__ == "__main__":
    sys.exit(main())
