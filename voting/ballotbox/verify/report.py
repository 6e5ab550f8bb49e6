"""What a verification says: findings, warnings, and the facts of each voting area."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voting.ballotbox.encoding import b64


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the check, the 0-based line of log.jsonl, expected and got.

    `entry` is None where no single line is to blame. `area` is the voting area to which the
    damage is confined; None means that it may touch everything.
    """

    check: str
    entry: int | None
    expected: str
    got: str
    area: bytes | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the published form."""
        members: dict[str, Any] = {"check": self.check, "entry": self.entry}
        members |= {"expected": self.expected, "got": self.got}
        return members | ({"area": b64(self.area)} if self.area else {})


@dataclass(slots=True)
class AreaReport:
    """The numbers of one voting area, as counted from the log by the verifier.

    `rights` (by initiative id), `blanco` and `invalid` (leaf hashes) are there once the area
    was opened. `paper` and `replaced` are what `close` says.
    """

    area: bytes
    slug: str
    entitled: int
    issued: int = 0
    slips: int = 0
    replaced: int = 0
    paper: int = 0
    opened: bool = False
    skipped: str = ""
    sound: bool = True
    rights: dict[str, int] = field(default_factory=dict)
    blanco: int = 0
    invalid: list[bytes] = field(default_factory=list)
    margin: int | None = None

    def count_missing(self, rights: int) -> int:
        """Return how many issued rights were not cast; negative means stuffing."""
        return self.issued * rights - self.slips

    def to_json(self, rights: int) -> dict[str, Any]:
        """Return the published form; `rights` is the number of rights of each voter."""
        members: dict[str, Any] = {"area": b64(self.area), "slug": self.slug}
        members |= {"entitled": self.entitled, "issued": self.issued, "slips": self.slips}
        members |= {"replaced": self.replaced, "paper": self.paper, "sound": self.sound}
        members |= {"issued_not_cast": self.count_missing(rights)}
        members |= {"opened": self.opened, "smallest_margin": self.margin}
        if self.opened:
            members |= {"rights": dict(sorted(self.rights.items())), "blanco": self.blanco}
            members |= {"invalid": [b64(item) for item in sorted(self.invalid)]}
        return members | ({"skipped": self.skipped} if self.skipped else {})


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a verification.

    `stage` is the last step that the log reached: the type of an entry, from "setup" to
    "allocation". `signed_size` is the size in the last sound checkpoint.
    """

    pinned: bool
    findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...] = ()
    areas: Mapping[bytes, AreaReport] = field(default_factory=dict)
    stage: str = ""
    entries: int = 0
    signed_size: int = 0
    rights: int = 0
    usable: bool = True
    annulled: bool = False
    seal_key_origin: str = ""
    setup_hash: str = ""
    money_checked: bool = False
    more: int = 0

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
            "findings_left_out": self.more,
            "warnings": [finding.to_json() for finding in self.warnings],
            "stage": self.stage,
            "annulled": self.annulled,
            "entries": self.entries,
            "seal_key_origin": self.seal_key_origin,
            "setup_hash": self.setup_hash,
            "money_checked": self.money_checked,
            "areas": [area.to_json(self.rights) for _, area in sorted(self.areas.items())],
        }
