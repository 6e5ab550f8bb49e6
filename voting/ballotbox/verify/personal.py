"""Checks of one resident: the promise on a receipt, and what became of the own letter."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballotbox import canonical
from voting.ballotbox.codes import slip_code, stretch
from voting.ballotbox.errors import BadReceipt, KeyUnacceptable, Malformed
from voting.ballotbox.keys import commitment, derive_code_key
from voting.ballotbox.log import leaf_hash
from voting.ballotbox.receipts import Card, Promise, PromisedSlip, parse_card, parse_receipt
from voting.ballotbox.schemas import check_entry
from voting.ballotbox.sealing import open_sealed
from voting.ballotbox.slip_lines import Issue, read_issue, read_slip
from voting.ballotbox.slips import (
    SetupFacts,
    Slip,
    blinded_hash,
    derive_slip_secrets,
    token_message,
)
from voting.ballotbox.tokens import MODULUS_BYTES, blind
from voting.ballotbox.verify.bundle_checks import choose_keys
from voting.ballotbox.verify.closing_checks import find_area_keys
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.reading import Bundle, PublishedKeys, Unusable
from voting.ballotbox.verify.report import AreaReport, Finding
from voting.ballotbox.verify.rolls import Roll, read_holders
from voting.ballotbox.verify.tree import check_checkpoints, follow_lines

COUNTED, NOT_CLOSED, MISSING, ROLLED_BACK, LATER = (
    "counted", "not-closed", "missing", "rolled-back", "later",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SlipState:
    """What became of a slip: "counted", "missing", "rolled-back", "later" or "not-closed".

    `choice` is the initiative id, "" for blanco, None when not opened or invalid.
    """

    code: str
    state: str
    entry: int | None = None
    choice: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the published form."""
        members: dict[str, Any] = {"code": self.code, "state": self.state}
        return members | {"entry": self.entry, "choice": self.choice}


@dataclass(frozen=True, slots=True)
class PersonalReport:
    """The outcome of `receipt` and `my`; only these slips were looked at, not the whole log."""

    pinned: bool
    findings: tuple[Finding, ...]
    slips: tuple[SlipState, ...] = ()
    usable: bool = True

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return self.usable and not self.findings

    @property
    def exit_code(self) -> int:
        """0 sound, 1 findings, 2 unusable."""
        return 2 if not self.usable else int(bool(self.findings))

    def to_json(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        return {
            "sound": self.sound,
            "pinned": self.pinned,
            "findings": [finding.to_json() for finding in self.findings],
            "slips": [slip.to_json() for slip in self.slips],
        }


@dataclass(slots=True)
class _Found:
    """What one pass over the log found of a resident."""

    setup: SetupFacts | None = None
    closed: bool = False
    slips: dict[bytes, tuple[int, Slip, bytes]] = field(default_factory=dict)
    issue: tuple[int, Issue] | None = None
    keys: dict[bytes, X25519PrivateKey] = field(default_factory=dict)


def check_receipt(path: Path, receipt: Path, keys: Path | None = None) -> PersonalReport:
    """Look up every slip that a receipt promises; never raises.

    Missing, or there as it was earlier: a fault that the receipt proves. There in a form that
    the receipt does not know: a later vote with the same letter, not a fault.
    """
    findings = Findings()
    try:
        bundle = Bundle(path)
        known = choose_keys(bundle, keys, findings)
        promise = parse_receipt(receipt.read_bytes(), known.promise_key)
    except (Unusable, BadReceipt, OSError) as error:
        return refuse("receipt", error)
    _compare(promise, known, "receipt", findings)
    found = _scan(bundle, known, findings, {slip.key for slip in promise.slips})
    states = [_judge(slip, promise, found, findings) for slip in promise.slips]
    return PersonalReport(keys is not None, tuple(findings.kept), tuple(states))


def check_my(path: Path, card: Path, code: str, keys: Path | None = None) -> PersonalReport:
    """Compute the own issue and slips again from a letter's code and card; never raises.

    Finds an issue that does not hold the own rights, and own slips that are not in the log:
    so two people cannot both be shown one set of slips. `code` is sound, see `parse_code`.
    """
    findings = Findings()
    try:
        bundle = Bundle(path)
        known = choose_keys(bundle, keys, findings)
        own = parse_card(card.read_bytes(), known.promise_key)
        setup = _read_setup(bundle)
    except (Unusable, BadReceipt, OSError) as error:
        return refuse("my", error)
    _compare(own, known, "my", findings)
    if own.area not in setup.areas:
        findings.add("my", None, "a voting area of this round", own.area)
        return PersonalReport(keys is not None, tuple(findings.kept))
    hashed, slip_keys = _derive_own(own, code, setup)
    public = derive_code_key(stretch(code, own.round_id), own.round_id).public_key()
    code_key = public.public_bytes_raw()
    found = _scan(bundle, known, findings, slip_keys, own.roll_index)
    _check_roll(bundle, own, commitment(own.nonce, code_key), findings)
    if found.closed:
        _check_issue(found.issue, (code_key, hashed, own), findings)
    states = [_find(key, found, findings) for key in slip_keys]
    return PersonalReport(keys is not None, tuple(findings.kept), tuple(states))


def refuse(check: str, error: Exception) -> PersonalReport:
    """Return the report of a check that could not begin."""
    got = str(error) or type(error).__name__
    finding = Finding(check, None, "a file and a code of this round", got)
    return PersonalReport(False, (finding,), usable=False)


def _compare(own: Promise | Card, known: PublishedKeys, check: str, findings: Findings) -> None:
    if own.round_id != known.round_id:
        findings.add(check, None, known.round_id, own.round_id)
    if own.setup != known.setup:
        findings.add(check, 0, f"set-up hash {known.setup.hex()}", own.setup)


def _scan(
    bundle: Bundle,
    known: PublishedKeys,
    findings: Findings,
    wanted: Collection[bytes],
    roll_index: int = 0,
) -> _Found:
    """Go through the signed log once and keep what belongs to one resident."""
    check_checkpoints(bundle, known, findings)
    found = _Found()
    for number, line, whole in follow_lines(bundle, findings):
        slip = read_slip(line)
        if slip is not None:
            if slip.key in wanted:
                found.slips[slip.key] = (number, slip, leaf_hash(line))
            continue
        issue = read_issue(line)
        if issue is not None:
            if issue[3] == roll_index:
                found.issue = (number, issue)
        elif whole:
            _take_other(number, line, found, findings)
    return found


def _take_other(number: int, line: bytes, found: _Found, findings: Findings) -> None:
    try:
        entry = canonical.load(line)
        if check_entry(entry):
            return
    except Malformed:
        return
    if entry["type"] == "setup" and found.setup is None:
        found.setup = SetupFacts.from_entry(entry)
        for area in found.setup.areas.values():
            findings.areas[area.area] = AreaReport(area.area, area.slug, area.entitled)
    elif entry["type"] == "close":
        found.closed = True
    elif entry["type"] == "key_release" and found.setup is not None:
        found.keys = find_area_keys(entry, number, found.setup, findings)


def _judge(slip: PromisedSlip, promise: Promise, found: _Found, findings: Findings) -> SlipState:
    code = slip_code(slip.key)
    there = found.slips.get(slip.key)
    if there is None:
        if not found.closed:
            return SlipState(code, NOT_CLOSED)
        findings.add("receipt", None, f"slip {code}", "missing: a proven fault")
        return SlipState(code, MISSING)
    number, published, leaf = there
    choice = _open(published, found)
    if published.area != promise.area:
        findings.add("receipt", number, promise.area, published.area)
    if leaf == slip.hash:
        return SlipState(code, COUNTED, number, choice)
    if leaf in slip.earlier:
        got = f"slip {code} as it was earlier: a proven fault"
        findings.add("receipt", number, slip.hash, got)
        return SlipState(code, ROLLED_BACK, number, choice)
    return SlipState(code, LATER, number, choice)


def _find(key: bytes, found: _Found, findings: Findings) -> SlipState:
    code = slip_code(key)
    there = found.slips.get(key)
    if there is not None:
        return SlipState(code, COUNTED, there[0], _open(there[1], found))
    if not found.closed:
        return SlipState(code, NOT_CLOSED)
    findings.add("my", None, f"your slip {code}", "missing")
    return SlipState(code, MISSING)


def _open(slip: Slip, found: _Found) -> str | None:
    private = found.keys.get(slip.area)
    if private is None or found.setup is None:
        return None
    return open_sealed(private, slip.sealed, found.setup.round_id, slip.area, slip.key)


def _read_setup(bundle: Bundle) -> SetupFacts:
    line, _ = next(bundle.read_lines(), (b"", False))
    try:
        entry = canonical.load(line)
        if check_entry(entry) or entry["type"] != "setup":
            raise Unusable("no sound set-up")
        return SetupFacts.from_entry(entry)
    except (Malformed, KeyUnacceptable) as error:
        raise Unusable("no sound set-up") from error


def _derive_own(card: Card, code: str, setup: SetupFacts) -> tuple[bytes, list[bytes]]:
    """Return the blinded hash of the own issue and the own slip keys."""
    modulus = setup.areas[card.area].issuer_key.modulus
    secrets = derive_slip_secrets(
        stretch(code, card.round_id),
        card.slip_salt,
        card.round_id,
        card.area,
        setup.rights,
        modulus,
    )
    blinded = [
        blind(modulus, token_message(card.round_id, card.area, s.public), s.pss_salt, s.blind)
        for s in secrets
    ]
    values = [value.to_bytes(MODULUS_BYTES) for value in blinded]
    return blinded_hash(values), [one.public for one in secrets]


def _check_roll(bundle: Bundle, card: Card, own: bytes, findings: Findings) -> None:
    roll = Roll(bundle.folder / "roll.jsonl", findings)
    for number, (line, _) in enumerate(bundle.read_lines()):
        if line.endswith(b'"type":"reissue","version":1}'):
            try:
                entry = canonical.load(line)
            except Malformed:
                continue
            if not check_entry(entry):
                roll.take_reissue(number, entry["roll_index"], *read_holders(entry))
    holder = roll.find(card.roll_index)
    if holder is None or holder.commitment != own:
        got = "another" if holder else "none"
        findings.add("my", None, f"the commitment of your letter, {own.hex()}", got)
    elif holder.area != card.area:
        findings.add("my", None, holder.area, card.area)


def _check_issue(
    issue: tuple[int, Issue] | None, own: tuple[bytes, bytes, Card], findings: Findings
) -> None:
    code_key, hashed, card = own
    if issue is None:
        got = "none: no rights were issued with this letter"
        findings.add("my", None, f"an issue entry for roll index {card.roll_index}", got)
        return
    number, found = issue
    if found[0] != code_key or found[2] != card.nonce:
        findings.add("my", number, "the code key and nonce of your letter", "others")
    if found[1] != hashed:
        findings.add("my", number, f"your own rights, {hashed.hex()}", found[1])
