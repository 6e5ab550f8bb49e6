"""What voters made: issue entries against the roll, slips against the issuers' keys."""

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballotbox.encoding import unb64
from voting.ballotbox.keys import commitment, verify_signature
from voting.ballotbox.log import leaf_hash
from voting.ballotbox.sealing import BLANCO, open_sealed
from voting.ballotbox.slip_lines import Issue
from voting.ballotbox.slips import SetupFacts, Slip, check_slip, issue_message
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.rolls import Holder, Roll, read_holders


class IssueChecker:
    """Takes re-issues and issues in log order."""

    def __init__(self, setup: SetupFacts, cap: int, roll: Roll, findings: Findings) -> None:
        self._setup = setup
        self._cap = cap
        self._roll = roll
        self._findings = findings
        self._last = 0
        self._roll_checked = False

    def take_reissue(self, number: int, entry: dict[str, Any]) -> None:
        """Take a sound `reissue` entry."""
        old, new = read_holders(entry)
        self._roll.take_reissue(number, entry["roll_index"], old, new)
        if self._roll.count_reissues() > self._cap:
            self._findings.add("reissue", number, f"at most {self._cap}", "one more")

    def check_roll(self) -> None:
        """Check the roll file, once, when no re-issue can follow any more."""
        if not self._roll_checked:
            self._roll_checked = True
            self._roll.check()

    def take(self, number: int, issue: Issue) -> None:
        """Take an `issue` entry of sound form."""
        self.check_roll()
        index = issue[3]
        if index <= self._last:
            check = "issue-double" if index == self._last else "order"
            self._findings.add(check, number, f"a roll index above {self._last}", index)
            return
        self._last = index
        holder = self._roll.find(index)
        if holder is None or holder.area not in self._findings.areas:
            self._findings.add("roll", number, "a roll index of the roll", index)
            return
        self._findings.areas[holder.area].issued += 1
        self._check(number, issue, holder)

    def _check(self, number: int, issue: Issue, holder: Holder) -> None:
        code_key, hashed, nonce, index, signature = issue
        opened = commitment(nonce, code_key)
        if opened != holder.commitment:
            self._findings.add("issue-commitment", number, holder.commitment, opened, holder.area)
        message = issue_message(self._setup.round_id, index, hashed)
        if not verify_signature(code_key, signature, message):
            expected = "a signature by the code key"
            self._findings.add("issue-signature", number, expected, signature, holder.area)


class SlipChecker:
    """Takes slips in log order; opens and counts those of areas whose key was released."""

    def __init__(
        self,
        setup: SetupFacts,
        keys: Mapping[bytes, X25519PrivateKey],
        known: Mapping[bytes, set[str]],
        findings: Findings,
    ) -> None:
        self._setup = setup
        self._keys = keys
        self._known = known
        self._findings = findings
        self._last: tuple[bytes, bytes] = (b"", b"")

    def take(self, number: int, slip: Slip, line: bytes) -> None:
        """Take a slip of sound form."""
        area = self._findings.areas.get(slip.area)
        if area is None:
            self._findings.add("schema", number, "a voting area of set-up", slip.area)
            return
        area.slips += 1
        self._check_place(number, slip)
        fault = check_slip(slip, self._setup)
        if fault is not None:
            self._findings.add(fault, number, _EXPECTED[fault], _show(slip, fault), slip.area)
        if slip.area in self._keys:
            self._count(slip, line)

    def _check_place(self, number: int, slip: Slip) -> None:
        place = (slip.area, slip.key)
        if place == self._last:
            self._findings.add("slip-duplicate", number, "every slip once", slip.key, slip.area)
        elif place < self._last:
            self._findings.add("slip-order", number, "a higher slip key", slip.key, slip.area)
        else:
            self._last = place

    def _count(self, slip: Slip, line: bytes) -> None:
        area = self._findings.areas[slip.area]
        private = self._keys[slip.area]
        choice = open_sealed(private, slip.sealed, self._setup.round_id, slip.area, slip.key)
        if choice == BLANCO:
            area.blanco += 1
        elif choice is None or choice not in self._known[slip.area]:
            area.invalid.append(leaf_hash(line))
        else:
            area.rights[choice] = area.rights.get(choice, 0) + 1


_EXPECTED = {
    "schema": "a canonical Ed25519 key of large order",
    "token": "a token by the area's issuer key",
    "slip-signature": "a signature by the slip key",
}


def _show(slip: Slip, fault: str) -> bytes:
    return {"schema": slip.key, "token": slip.token, "slip-signature": slip.signature}[fault]


def read_known(catalogue: Any, setup: SetupFacts) -> dict[bytes, set[str]]:
    """Return the initiative ids of each area; raises KeyError, TypeError or `Malformed`."""
    known: dict[bytes, set[str]] = {area: set() for area in setup.areas}
    for item in catalogue["initiatives"]:
        known[unb64(item["area"], 16)].add(str(item["id"]))
    return known
