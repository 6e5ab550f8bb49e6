"""The recount: every entry of the log in order, each by its form first and its meaning after."""

from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballotbox import canonical
from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.errors import BallotboxError, Malformed
from voting.ballotbox.log import leaf_hash
from voting.ballotbox.order import OrderChecker
from voting.ballotbox.schemas import ENTRY_CHECKERS, check_entry
from voting.ballotbox.slip_lines import read_issue, read_slip
from voting.ballotbox.slips import SetupFacts
from voting.ballotbox.verify.area_checks import check_areas
from voting.ballotbox.verify.closing_checks import (
    TurnoutChecker,
    check_close,
    check_left_out,
    check_release,
    check_skipped,
    check_stuffing,
    check_tally,
    find_area_keys,
)
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.issue_checks import IssueChecker
from voting.ballotbox.verify.money_checks import MoneyChecker
from voting.ballotbox.verify.money_frozen import check_frozen_files
from voting.ballotbox.verify.reading import Bundle, PublishedKeys
from voting.ballotbox.verify.report import AreaReport
from voting.ballotbox.verify.rolls import Roll
from voting.ballotbox.verify.setup_checks import TimesChecker, check_files_agree
from voting.ballotbox.verify.slip_checks import SlipChecker, read_known

_RELEASE_END = b'"type":"key_release","version":1}'
_VOTED = ("close", "seed", "key_release", "tally", "allocation")


class Recount:
    """Takes log lines one by one; without a sound set-up only form and order are checked."""

    def __init__(self, bundle: Bundle, keys: PublishedKeys, findings: Findings) -> None:
        self.setup: dict[str, Any] | None = None
        self.order = OrderChecker()
        self.entries = 0
        self.money = MoneyChecker(bundle, findings)
        self._bundle = bundle
        self._keys = keys
        self._findings = findings
        self._turnout = TurnoutChecker(findings)
        self._times = TimesChecker(findings)
        self._known: dict[bytes, set[str]] = {}
        self._issues: IssueChecker | None = None
        self._slips: SlipChecker | None = None
        self._takers: dict[str, Callable[[int, dict[str, Any]], None]] = {
            "notice": self._take_notice,
            "reissue": self._take_reissue,
            "turnout": self._turnout.take,
            "close": self._take_close,
            "seed": lambda _, entry: self.money.take_seed(entry["seed"]),
            "key_release": lambda number, entry: check_release(entry, number, findings),
            "tally": self._take_tally,
            "allocation": self.money.take_allocation,
            "correction": self.money.take_correction,
        }

    def take(self, number: int, line: bytes, whole: bool) -> None:
        """Take the next line."""
        self.entries += 1
        if not whole:
            self._findings.add("schema", number, "a line of at most 1 MiB, ended", "another")
            return
        slip = read_slip(line)
        if slip is not None:
            self._check_order(number, "slip")
            if self._slips is not None:
                self._slips.take(number, slip)
            return
        issue = read_issue(line)
        if issue is None or not 0 < issue[3] < 10**10:
            self._take_other(number, line)
            return
        self._check_order(number, "issue")
        if self._issues is not None:
            self._issues.take(number, issue)

    def finish(self) -> None:
        """Do what can be done only when the log has ended."""
        if self._slips is not None:
            self._slips.finish()
        if self._issues is not None:
            self._issues.check_roll()
        if self.order.stage in _VOTED:
            self._turnout.compare_at_close()
        if self.setup is not None:
            check_stuffing(self.setup["rights"], self._findings)
            check_skipped(self._findings)

    def _check_order(self, number: int, kind: str, notice: str = "") -> None:
        before = self.order.stage or "the begin"
        if not self.order.take(kind, notice):
            expected = "nothing but notices" if self.order.annulled else f"what may follow {before}"
            self._findings.add("order", number, expected, kind)

    def _pass(self, entry: object) -> None:
        """Go on after an entry of a wrong form, so that one fault is one finding."""
        kind = entry.get("type") if isinstance(entry, dict) else None
        if isinstance(kind, str) and kind in ENTRY_CHECKERS:
            self.order.take(kind)

    def close(self) -> None:
        """Stop what still runs."""
        if self._slips is not None:
            self._slips.close()

    def _take_other(self, number: int, line: bytes) -> None:
        if self._slips is not None:
            self._slips.finish()
        try:
            entry = canonical.load(line)
        except Malformed as error:
            self._findings.add("schema", number, "canonical JSON", error)
            return
        problems = check_entry(entry)
        if problems:
            self._findings.add("schema", number, "a sound entry", ", ".join(problems))
            self._pass(entry)
            return
        kind = entry["type"]
        self._check_order(number, kind, entry.get("kind", ""))
        if kind == "setup":
            self._take_setup(number, entry, line)
        elif self.setup is not None and kind in self._takers:
            self._takers[kind](number, entry)

    def _take_setup(self, number: int, entry: dict[str, Any], line: bytes) -> None:
        if number or self.setup is not None:
            return
        self._compare_keys(entry, line)
        facts = SetupFacts.from_entry(entry)
        self.setup = entry
        for area in facts.areas.values():
            self._findings.areas[area.area] = AreaReport(area.area, area.slug, area.entitled)
        self._check_files(entry)
        check_areas(entry, self._findings)
        check_files_agree(entry, self._bundle, self._findings)
        check_frozen_files(entry, self._bundle, self._findings)
        self._known = self._read_catalogue(facts)
        roll = Roll(self._bundle.folder / "roll.jsonl", self._findings)
        self._issues = IssueChecker(facts, entry["reissue_cap"], roll, self._findings)
        keys = self._find_keys(facts)
        self._slips = SlipChecker(facts, keys, self._known, self._findings)
        self.money.take_setup(entry)
        self._times.take_setup(entry)

    def _compare_keys(self, entry: dict[str, Any], line: bytes) -> None:
        keys = self._keys
        pairs = {
            "round": (b64(keys.round_id), entry["round"]),
            "log_key": (b64(keys.log_key), entry["log_key"]),
            "promise_key": (b64(keys.promise_key), entry["promise_key"]),
            "set-up hash": (keys.setup.hex(), leaf_hash(line).hex()),
        }
        for name, (expected, got) in pairs.items():
            if expected != got:
                self._findings.add("setup", 0, f"{name} {expected}", got)

    def _check_files(self, entry: dict[str, Any]) -> None:
        for item in entry["files"]:
            found = self._bundle.hash_file(item["name"])
            if found is None or b64(found) != item["sha256"]:
                got = "missing" if found is None else b64(found)
                self._findings.add("files", 0, f"{item['name']} {item['sha256']}", got)

    def _read_catalogue(self, facts: SetupFacts) -> dict[bytes, set[str]]:
        try:
            return read_known(self._bundle.load_json("catalogue.json"), facts)
        except (BallotboxError, KeyError, TypeError, OSError) as error:
            self._findings.add("files", 0, "a catalogue of this round's areas", repr(error))
            return {area: set() for area in facts.areas}

    def _find_keys(self, facts: SetupFacts) -> dict[bytes, X25519PrivateKey]:
        """Look ahead for the released keys, so that slips are opened as they pass."""
        for number, (line, whole) in enumerate(self._bundle.read_lines()):
            if whole and line.endswith(_RELEASE_END):
                try:
                    entry = canonical.load(line)
                except Malformed:
                    continue
                if not check_entry(entry):
                    return find_area_keys(entry, number, facts, self._findings)
        return {}

    def _take_notice(self, number: int, entry: dict[str, Any]) -> None:
        if entry["kind"] == "extend":
            self._times.take_extension(number, entry)
        if entry["kind"] == "withdrawn":
            if not any(entry["initiative"] in ids for ids in self._known.values()):
                self._findings.add("setup", number, "an initiative", entry["initiative"])
            self.money.take_withdrawal(entry["initiative"])
        for item in entry.get("areas", []):
            if unb64(item["area"]) not in self._findings.areas:
                self._findings.add("setup", number, "a voting area of set-up", item["area"])
            if item["boxed"] > item["issued"]:
                expected = f"at most {item['issued']} boxed"
                self._findings.add("close-counts", number, expected, item["boxed"])

    def _take_reissue(self, number: int, entry: dict[str, Any]) -> None:
        if self._issues is not None:
            self._issues.take_reissue(number, entry)
        self._turnout.take_reissue(entry)

    def _take_close(self, number: int, entry: dict[str, Any]) -> None:
        if self._issues is not None:
            self._issues.check_roll()
        self._times.take_close(number, entry)
        check_close(entry, number, self._findings)
        check_left_out(entry, number, self._bundle, self._findings)

    def _take_tally(self, number: int, entry: dict[str, Any]) -> None:
        check_tally(entry, number, self._known, self._findings)
        self.money.take_tally(entry)
