"""A process of its own that confirms an act on money, and dies before a commit of it.

Started by the tests as `python -m tests.faults.paying_victim`; the job comes pickled on stdin.
"""

import pickle
import sys
from dataclasses import dataclass
from datetime import datetime

from tests.faults.victim import Scene, die_before_step
from tests.services.people import KEYS, LETTERS
from voting.db.session import open_stores
from voting.services import acts, grant_acts, redeeming
from voting.services.acts import Workshop
from voting.services.staff import Hand

__all__ = ["grant_acts"]


@dataclass(frozen=True)
class Job:
    """Confirm request `id`, or else book that list `paid` was paid; die before step `dies_at`."""

    scene: Scene
    hand: Hand
    at: datetime
    dies_at: int
    id: str = ""
    shown: str = ""
    paid: int = 0


def main() -> None:
    """Do the job on stdin."""
    job: Job = pickle.load(sys.stdin.buffer)  # noqa: S301  # our own test wrote it
    with open_stores(job.scene.settings) as stores:
        poll = job.scene.enter(stores)
        shop = Workshop(stores, poll.keys, KEYS, LETTERS, poll.settings.checkpoint_dir)
        die_before_step(job.dies_at)
        if job.paid:
            redeeming.confirm_paid(stores, LETTERS, job.paid, job.hand.name, job.at)
        else:
            acts.confirm(shop, job.hand, job.id, job.shown, job.at)


if __name__ == "__main__":
    main()
