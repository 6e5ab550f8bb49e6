"""What the municipality says after close: counts, keys and tally, against what was counted."""

from collections import Counter
from itertools import islice
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.slips import SetupFacts
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.reading import Bundle
from voting.ballotbox.verify.report import AreaReport

FEW_ISSUANCES = 20


def find_area_keys(
    entry: dict[str, Any], number: int, setup: SetupFacts, findings: Findings
) -> dict[bytes, X25519PrivateKey]:
    """Return the released keys that fit set-up; others are findings."""
    keys: dict[bytes, X25519PrivateKey] = {}
    for item in entry["areas"]:
        area = unb64(item["area"], 16)
        facts = setup.areas.get(area)
        private = X25519PrivateKey.from_private_bytes(unb64(item["key"], 32))
        public = private.public_key().public_bytes_raw()
        if facts is None or public != facts.seal_key:
            expected = facts.seal_key if facts else "a voting area of set-up"
            findings.add("opening-key", number, expected, public, area)
            continue
        keys[area] = private
        findings.areas[area].opened = True
    return keys


def check_release(entry: dict[str, Any], number: int, findings: Findings) -> None:
    """Check that every area is either opened or skipped, and for a reason that holds."""
    skipped = {unb64(item["area"]): item["reason"] for item in entry["skipped"]}
    named = sorted([unb64(item["area"]) for item in entry["areas"]] + list(skipped))
    if named != sorted(findings.areas):
        findings.add("opening-key", number, "every voting area once", f"{len(named)} areas")
    for area, facts in findings.areas.items():
        facts.skipped = skipped.get(area, "")
        few = facts.issued < FEW_ISSUANCES
        if (facts.skipped == "few-issuances") != few and facts.skipped != "findings":
            expected = "not opened, few issuances" if few else "opened"
            got = facts.skipped or "opened"
            findings.add("opening-key", number, f"{facts.slug} {expected}", got, area)


def check_skipped(findings: Findings) -> None:
    """Check that an area skipped for its findings has some; ask when all else is checked."""
    for area, facts in findings.areas.items():
        if facts.skipped == "findings" and facts.sound:
            got = "skipped for findings"
            findings.add("opening-key", None, f"{facts.slug} opened, it has none", got, area)


def check_close(entry: dict[str, Any], number: int, findings: Findings) -> None:
    """Compare the counts of `close` with the entries before it."""
    rows = {unb64(item["area"]): item for item in entry["areas"]}
    if rows.keys() != findings.areas.keys():
        findings.add("close-counts", number, "every voting area once", f"{len(rows)} areas")
    for area, facts in findings.areas.items():
        row = rows.get(area)
        if row is None:
            continue
        facts.replaced, facts.paper = row["replaced"], row["paper"]
        for name, counted in (("issued", facts.issued), ("slips", facts.slips)):
            if row[name] != counted:
                got = f"{row[name]} {name}"
                findings.add("close-counts", number, f"{counted} {name}", got, area)
        if row["paper"] > facts.issued:
            findings.add(
                "close-counts", number, f"at most {facts.issued} paper", row["paper"], area
            )
    for left_out in entry["failed"]:
        findings.warn("close-counts", number, "no row left out", left_out, b"")


def check_left_out(entry: dict[str, Any], number: int, bundle: Bundle, findings: Findings) -> None:
    """Check that no row that `close` calls left out stands in the log before it."""
    failed = {unb64(item) for item in entry["failed"]}
    if not failed:
        return
    for place, leaf in enumerate(islice(bundle.read_leaf_hashes(), number)):
        if leaf in failed:
            got = f"{leaf.hex()}, which is entry {place}"
            findings.add("close-counts", number, "a row that is not in the log", got)


def check_stuffing(rights: int, findings: Findings) -> None:
    """Compare the slips of each area with the rights issued there."""
    for area, facts in findings.areas.items():
        missing = facts.count_missing(rights)
        expected = f"{facts.issued * rights} slips in {facts.slug}"
        if missing < 0:
            findings.add("stuffing", None, f"at most {expected}", facts.slips, area)
        elif missing > 0:
            findings.warn("stuffing", None, expected, facts.slips, area)


def check_tally(
    entry: dict[str, Any], number: int, known: dict[bytes, set[str]], findings: Findings
) -> None:
    """Compare the published tally with the choices that were opened and counted here."""
    rows = {unb64(item["area"]): item for item in entry["areas"]}
    opened = {area for area, facts in findings.areas.items() if facts.opened}
    if rows.keys() != opened:
        findings.add("tally", number, f"{len(opened)} opened areas", f"{len(rows)} areas")
    for area in sorted(rows.keys() & opened):
        _check_area_tally(
            rows[area], number, known.get(area, set()), findings.areas[area], findings
        )


def _check_area_tally(
    row: dict[str, Any], number: int, known: set[str], facts: AreaReport, findings: Findings
) -> None:
    published = {item["id"]: item["rights"] for item in row["initiatives"]}
    counted = {name: facts.rights.get(name, 0) for name in known}
    for name in sorted(published.keys() | counted.keys()):
        if published.get(name) != counted.get(name):
            expected = f"{name}: {counted.get(name)}"
            findings.add("tally", number, expected, f"{published.get(name)}", facts.area)
    if row["blanco"] != facts.blanco:
        findings.add("tally", number, f"{facts.blanco} blanco", row["blanco"], facts.area)
    invalid = [b64(item) for item in sorted(facts.invalid)]
    if row["invalid"] != invalid:
        got = f"{len(row['invalid'])} listed"
        findings.add("invalid-slip", number, f"{len(invalid)} invalid slips", got, facts.area)


class TurnoutChecker:
    """Takes `turnout` entries: one a day; counts never fall, nor exceed who may vote or did."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._date = ""
        self._issued: dict[bytes, tuple[int, int]] = {}
        self._moved: Counter[bytes] = Counter()

    def take_reissue(self, entry: dict[str, Any]) -> None:
        """Take a sound re-issue: a letter may move to another area."""
        self._moved[unb64(entry["old_area"])] -= 1
        self._moved[unb64(entry["new_area"])] += 1

    def take(self, number: int, entry: dict[str, Any]) -> None:
        """Take a sound entry."""
        if entry["date"] <= self._date:
            self._findings.add("turnout", number, f"after {self._date}", entry["date"])
        self._date = max(self._date, entry["date"])
        for item in entry["areas"]:
            area, issued = unb64(item["area"]), item["issued"]
            if area not in self._findings.areas:
                self._findings.add("turnout", number, "a voting area of set-up", area)
                continue
            before = self._issued.get(area, (0, 0))[1]
            if issued < before:
                self._findings.add("turnout", number, f"at least {before}", issued, area)
            most = self._findings.areas[area].entitled + self._moved[area]
            if issued > most:
                self._findings.add("turnout", number, f"at most {most} entitled", issued, area)
            self._issued[area] = (number, issued)

    def compare_at_close(self) -> None:
        """Compare the last published counts with the issue entries."""
        for area, (number, issued) in self._issued.items():
            final = self._findings.areas[area].issued
            if issued > final:
                self._findings.add("turnout", number, f"at most {final}", issued, area)
