"""Comparing two bundles of one round: the newer log must begin with the older one."""

from itertools import zip_longest
from pathlib import Path

from voting.ballotbox.bundle import KEYS
from voting.ballotbox.log import leaf_hash
from voting.ballotbox.verify.bundle_checks import choose_keys
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.reading import Bundle, Unusable
from voting.ballotbox.verify.report import Finding, Report
from voting.ballotbox.verify.tree import check_checkpoints


def compare_bundles(old: Path, new: Path, keys: Path | None = None) -> Report:
    """Find the first entry of the old log that the new one changed or dropped; never raises.

    The checkpoints of both are checked with the same keys: the pinned ones, or the old bundle's.
    Nothing else is: two equal bundles may both be wrong. `Report.entries` is what they share.
    """
    findings = Findings()
    try:
        before, after = Bundle(old), Bundle(new)
        known = choose_keys(before, keys, findings)
        if after.load_keys() != before.load_keys():
            findings.add("diff", None, f"the same {KEYS}", "another")
        check_checkpoints(before, known, findings)
        signed = check_checkpoints(after, known, findings)
        entries = _compare_lines(before, after, findings)
    except (Unusable, OSError) as error:
        finding = Finding("diff", None, "two bundles", str(error))
        return Report(False, (finding,), usable=False)
    return Report(
        keys is not None, tuple(findings.kept), entries=entries, signed_size=signed,
        setup_hash=known.setup.hex(), more=findings.more,
    )  # fmt: skip


def _compare_lines(before: Bundle, after: Bundle, findings: Findings) -> int:
    pairs = zip_longest(before.read_lines(), after.read_lines())
    count = 0
    for number, (old, new) in enumerate(pairs):
        if new is None:
            findings.add("diff", number, leaf_hash(old[0]), "the new log has ended")
            break
        if old is not None and old != new:
            findings.add("diff", number, leaf_hash(old[0]), leaf_hash(new[0]))
            break
        count = number + 1
    return count
