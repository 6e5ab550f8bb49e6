"""A process of its own that votes or closes a round, and dies as if somebody pulled the plug.

Started by the tests as `python -m tests.faults.victim`; what to do comes pickled on stdin. What
changes something outside the process counts as a step: a commit, a file replaced or removed.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from tests.services.polls import Poll, open_keys
from voting.db.base import AreaId, RoundId
from voting.db.session import Stores, open_stores
from voting.domain.rounds import RoundPlan
from voting.services import closing
from voting.settings import Settings


@dataclass(frozen=True)
class Scene:
    """A poll without its connections, so that another process can go on with it."""

    settings: Settings
    plan: RoundPlan
    round_id: RoundId
    area_ids: Mapping[str, AreaId]

    @classmethod
    def of(cls, poll: Poll) -> "Scene":
        return cls(poll.settings, poll.plan, poll.round_id, dict(poll.area_ids))

    def enter(self, stores: Stores) -> Poll:
        keys = open_keys(self.settings)
        return Poll(stores, self.settings, keys, self.plan, self.round_id, self.area_ids, {}, b"")


@dataclass(frozen=True)
class Job:
    """Cast these votes one by one, or else do an act of `Poll`; die before step `dies_at`.

    Each vote is the arguments of `Poll.cast`. 0 means: do not die.
    """

    scene: Scene
    votes: Sequence[Mapping[str, Any]] = ()
    dies_at: int = 0
    batch: int = 10
    act: str = "close"
    given: Mapping[str, Any] = field(default_factory=dict)


def main() -> None:
    """Do the job on stdin; write the lines of each receipt to stdout as soon as it is there."""
    job: Job = pickle.load(sys.stdin.buffer)  # noqa: S301  # our own test wrote it
    closing.BATCH = job.batch
    with open_stores(job.scene.settings) as stores:
        poll = job.scene.enter(stores)
        if job.dies_at:
            die_before_step(job.dies_at)
        for vote in job.votes:
            sys.stdout.write(poll.cast(**vote).lines)
            sys.stdout.flush()
        if not job.votes:
            getattr(poll, job.act)(**job.given)


def die_before_step(number: int) -> None:
    """Let the process kill itself, without any clean-up, when step `number` is about to happen."""
    left = number

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*arguments: Any, **rest: Any) -> Any:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **rest)

        return act

    for owner, name in ((Session, "commit"), (Path, "unlink"), (Path, "replace")):
        setattr(owner, name, dying(getattr(owner, name)))


if __name__ == "__main__":
    main()
