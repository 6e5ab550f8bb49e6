"""The roll file: its form, its agreement with set-up and re-issues, and who may have issued."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.schemas import MAX_ROLL_INDEX
from voting.ballotbox.slip_lines import RollRow, read_roll_line
from voting.ballotbox.verify.findings import Findings

CHECK = "roll"
COMMITMENTS_AT_ONCE = 200_000
_LINE_LIMIT = 1_024
_COMMITMENT = slice(47, 90)


@dataclass(frozen=True, slots=True)
class Holder:
    """Where a roll index stands now, after the re-issues in the log."""

    area: bytes
    commitment: bytes


class Roll:
    """The published roll, read as a stream; only re-issued rows are held in memory."""

    def __init__(self, path: Path, findings: Findings) -> None:
        self._path = path
        self._findings = findings
        self._reissued: dict[int, list[tuple[int, Holder, Holder]]] = {}
        self._new: dict[bytes, int] = {}
        self._rows: Iterator[RollRow] | None = None
        self._row: RollRow | None = None

    def take_reissue(self, number: int, index: int, old: Holder, new: Holder) -> None:
        """Note a re-issue of the log; it is compared with the roll in `check`."""
        if new.area not in self._findings.areas:
            self._findings.add("reissue", number, "a voting area of set-up", new.area)
        if new.commitment == old.commitment or new.commitment in self._new:
            self._findings.add("reissue", number, "a new commitment", new.commitment)
        else:
            self._new[new.commitment] = number
        self._reissued.setdefault(index, []).append((number, old, new))

    def count_reissues(self) -> int:
        """Return how many re-issues were taken."""
        return sum(len(steps) for steps in self._reissued.values())

    def check(self) -> None:
        """Read the whole file once: form, order, counts per area, duplicates, re-issues."""
        if not self._path.is_file():
            self._findings.add(CHECK, None, "roll.jsonl", "missing")
            return
        counts = dict.fromkeys(self._findings.areas, 0)
        unmatched = dict(self._reissued)
        last = total = 0
        for place, row in enumerate(self._read_rows()):
            if row is None or row[0] not in counts or not last < row[2] <= MAX_ROLL_INDEX:
                got = "another" if row is None else f"roll index {row[2]}"
                self._findings.add(CHECK, None, f"a sound and later row at line {place}", got)
                continue
            last, total = row[2], total + 1
            counts[row[0]] += 1
            self._check_chain(row, unmatched.pop(last, []))
        for index, steps in unmatched.items():
            self._findings.add("reissue", steps[0][0], "a roll index of the roll", index)
        for area, facts in self._findings.areas.items():
            if counts[area] != facts.entitled:
                got = f"{counts[area]} rows"
                self._findings.add(CHECK, None, f"{facts.entitled} rows of {facts.slug}", got)
        self._check_commitments(total)

    def find(self, index: int) -> Holder | None:
        """Return who holds a roll index; ask in increasing order only."""
        if self._rows is None:
            self._rows = (row for row in self._read_rows() if row is not None)
            self._row = next(self._rows, None)
        while self._row is not None and self._row[2] < index:
            self._row = next(self._rows, None)
        if self._row is None or self._row[2] != index:
            return None
        if index in self._reissued:
            return self._reissued[index][-1][2]
        return Holder(self._row[0], self._row[1])

    def _check_chain(self, row: RollRow, steps: list[tuple[int, Holder, Holder]]) -> None:
        holder = Holder(row[0], row[1])
        for number, old, new in steps:
            if old != holder:
                self._findings.add("reissue", number, holder.commitment, old.commitment)
            holder = new

    def _check_commitments(self, total: int) -> None:
        """Find equal commitments, in as many passes as keep memory bounded.

        A re-issue may not bring back one that the roll has: the letter of another would fit.
        """
        reissued = {b64(own).encode(): (own, number) for own, number in self._new.items()}
        passes = -(-total // COMMITMENTS_AT_ONCE)
        for turn in range(passes):
            seen: set[bytes] = set()
            for line in self._read_lines():
                commitment = line[_COMMITMENT]
                if passes > 1 and hash(commitment) % passes != turn:
                    continue
                if commitment in seen:
                    got = f"{commitment.decode('ascii', 'replace')} twice"
                    self._findings.add(CHECK, None, "different commitments", got)
                seen.add(commitment)
                if commitment in reissued:
                    own, number = reissued.pop(commitment)
                    self._findings.add("reissue", number, "a new commitment", own)

    def _read_rows(self) -> Iterator[RollRow | None]:
        for line in self._read_lines():
            yield read_roll_line(line[:-1]) if line.endswith(b"\n") else None

    def _read_lines(self) -> Iterator[bytes]:
        if not self._path.is_file():
            return
        with self._path.open("rb") as file:
            while line := file.readline(_LINE_LIMIT):
                yield line


def read_holders(entry: dict[str, str]) -> tuple[Holder, Holder]:
    """Return the old and the new holder of a sound `reissue` entry."""
    old = Holder(unb64(entry["old_area"], 16), unb64(entry["old_commitment"], 32))
    return old, Holder(unb64(entry["new_area"], 16), unb64(entry["new_commitment"], 32))
