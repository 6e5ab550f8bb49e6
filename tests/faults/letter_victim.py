"""A process of its own that takes the codes of a round, and dies as if somebody pulled the plug.

Started by the tests as `python -m tests.faults.letter_victim`; what to do comes pickled on stdin.
"""

import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.faults.victim import die_before_step
from tests.services.taking import Office
from voting.db.session import open_stores
from voting.services.taking_codes import Kind
from voting.settings import Settings


@dataclass(frozen=True)
class Errand:
    """Take the codes into this folder; die before step `dies_at`, 0 means: do not die."""

    settings: Settings
    folder: Path
    kind: Kind
    dies_at: int = 0


def main() -> None:
    """Do the errand on stdin."""
    errand: Errand = pickle.load(sys.stdin.buffer)  # noqa: S301  # our own test wrote it
    with open_stores(errand.settings) as stores:
        office = Office(stores, errand.settings, errand.folder)
        if errand.dies_at:
            die_before_step(errand.dies_at)
        office.take(kind=errand.kind, batch=4)


if __name__ == "__main__":
    main()
