"""The order in which log entries may follow each other."""

_RUNNING = ("notice", "reissue", "turnout")
_FOLLOWERS: dict[str, tuple[str, ...]] = {
    "": ("setup",),
    "setup": (*_RUNNING, "issue", "slip", "close"),
    "issue": ("issue", "slip", "close"),
    "slip": ("slip", "close"),
    "close": ("notice", "seed"),
    "seed": ("notice", "key_release"),
    "key_release": ("notice", "tally"),
    "tally": ("notice", "allocation"),
    "allocation": ("notice", "correction"),
}


class OrderChecker:
    """Takes entries one by one and says which may not stand where it stands.

    `stage` is the last step taken: a type of entry, "" before setup. Entries while voting runs
    leave it at "setup", corrections at "allocation". After a wrong entry the checker stays
    where it was, or goes on from an entry that came too early, so one fault is one finding.
    """

    __slots__ = ("annulled", "stage")

    def __init__(self) -> None:
        self.stage = ""
        self.annulled = False

    def take(self, kind: str, notice: str = "") -> bool:
        """Take the next entry's type (and a notice's kind); return whether it may stand here."""
        allowed = kind in _FOLLOWERS[self.stage] and (kind == "notice" or not self.annulled)
        if kind == "notice":
            self.annulled |= allowed and notice == "annul"
        elif not self.annulled and self._is_later(kind):
            self.stage = kind
        return allowed

    def _is_later(self, kind: str) -> bool:
        stages = list(_FOLLOWERS)
        return kind in stages and stages.index(kind) > stages.index(self.stage)
