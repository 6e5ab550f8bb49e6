"""Complaints about the count, in the checking period: what a receipt proves, and what is told.

A receipt is a signed promise. What it proves is for everybody to see; a complaint without proof is
counted and published too. Neither shows who complained or what they chose.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from voting.domain.errors.complaints import ComplaintsClosed
from voting.domain.rounds import Phase, RoundTimes

TAKES_COMPLAINTS = (Phase.PUBLISHED, Phase.CHECKING)
LONGEST_COMPLAINT = 4000
LONGEST_ANSWER = 2000


class Proof(StrEnum):
    """What a receipt says about the count."""

    NONE = "none"
    """There is no receipt."""
    COUNTED = "counted"
    """All slips were counted as the receipt promises."""
    LATER = "later"
    """A slip came later than the receipt: another vote with the same letter. It proves nothing."""
    FAULT = "fault"
    """A slip is missing, or was counted as it was before: a proven fault."""


class SlipVerdict(StrEnum):
    """What became of one promised slip."""

    COUNTED = "counted"
    MISSING = "missing"
    EARLIER = "earlier"
    LATER = "later"


def check_complaints_open(phase: Phase, times: RoundTimes, at: datetime) -> None:
    """Raise ComplaintsClosed unless complaints are taken at this moment."""
    if phase not in TAKES_COMPLAINTS or at >= times.checking_until:
        raise ComplaintsClosed(times.checking_until)


def judge_receipt(verdicts: Iterable[SlipVerdict]) -> Proof:
    """Return what the slips of a receipt prove together; the gravest counts."""
    found = set(verdicts)
    if found & {SlipVerdict.MISSING, SlipVerdict.EARLIER}:
        return Proof.FAULT
    return Proof.LATER if SlipVerdict.LATER in found else Proof.COUNTED


def judge_slip(counted: bytes | None, promised: bytes, earlier: Iterable[bytes]) -> SlipVerdict:
    """Compare the hash in the log, None when there is no such slip, with what was promised."""
    if counted is None:
        return SlipVerdict.MISSING
    if counted == promised:
        return SlipVerdict.COUNTED
    return SlipVerdict.EARLIER if counted in set(earlier) else SlipVerdict.LATER
