"""What voters made: re-issues and issue entries, against the roll."""

from typing import Any

from voting.ballotbox.keys import commitment, verify_signature
from voting.ballotbox.slip_lines import Issue
from voting.ballotbox.slips import SetupFacts, issue_message
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
