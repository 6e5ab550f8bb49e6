"""kill -9 at each step of casting and of closing, on both databases.

Whoever had a receipt is counted, whoever tries again succeeds, and the round stays sound.
"""

import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.faults.victim import Job, Scene
from tests.services.polls import Poll, an_attempt, open_poll
from voting.ballotbox.errors import BadReceipt
from voting.ballotbox.receipts import Promise, parse_receipt
from voting.db.session import Stores
from voting.domain.errors.casting import AlreadyVoted
from voting.domain.rounds import Phase
from voting.services.commitments import read_published
from voting.services.recording import read_log
from voting.services.starting import check_start
from voting.settings import Settings

ROOT = Path(__file__).parents[2]
MOST_STEPS = 60


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    return open_poll(stores, settings, {"noord": 8, "zuid": 1})


def run(job: Job) -> tuple[int, str]:
    """Run a job in a process of its own; return its exit code and what it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.victim"],
        input=pickle.dumps(job),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def read_promises(poll: Poll, written: str) -> list[Promise]:
    """Return every whole receipt a process wrote."""
    key = read_published(poll.stores, poll.round_id).setup.promise_key
    promises = []
    for part in written.split("promise: ")[1:]:
        try:
            promises.append(parse_receipt(f"promise: {part}".encode(), key))
        except BadReceipt:
            assert not part.endswith("\n"), "only a receipt that was cut off may be broken"
    return promises


def check_counted(poll: Poll, promises: Sequence[Promise]) -> None:
    """Check that a closed round is sound and has every promised slip."""
    counted = {entry.leaf for entry in read_log(poll.stores.ballotbox, poll.round_id)}
    for promise in promises:
        assert {slip.hash for slip in promise.slips} <= counted
    report = poll.verify()
    assert report.sound, report.findings


def forget(poll: Poll) -> None:
    """End what this process was reading, so that it sees what the other one wrote."""
    poll.stores.register.rollback()
    poll.stores.ballotbox.rollback()


def test_a_cast_killed_at_any_step_succeeds_when_it_is_sent_again(poll: Poll) -> None:
    scene, promises = Scene.of(poll), []
    for step, code in zip(range(1, 4), poll.letters["noord"], strict=False):
        vote: dict[str, Any] = {"code": code, "selection": {"boom": 3}, "attempt": an_attempt()}
        status, written = run(Job(scene, [vote], dies_at=step))
        assert (status, written) == ((0, written) if step == 3 else (-signal.SIGKILL, ""))
        forget(poll)
        receipt = poll.cast(**vote)
        promises += read_promises(poll, receipt.lines + written)
        assert receipt.first
        assert len({promise.slips for promise in promises[-1 - (step == 3) :]}) == 1
    check_start(poll.stores, poll.keys, poll.settings.checkpoint_dir, poll.during)
    poll.close()
    check_counted(poll, promises)


def test_a_replacement_killed_at_any_step_is_whole_or_not_there(poll: Poll) -> None:
    scene, promises = Scene.of(poll), []
    for step, code in zip((1, 2), poll.letters["noord"], strict=False):
        poll.cast(code, {"boom": 5})
        with pytest.raises(AlreadyVoted) as refusal:
            poll.cast(code, {"doel": 5})
        vote: dict[str, Any] = {
            "code": code,
            "selection": {"bank": 5},
            "attempt": an_attempt(),
            "replaces": refusal.value.replaces,
        }
        assert run(Job(scene, [vote], dies_at=step))[0] == -signal.SIGKILL
        forget(poll)
        receipt = poll.cast(**vote)
        assert not receipt.first
        promises += read_promises(poll, receipt.lines)
    poll.close()
    check_counted(poll, promises)


def test_closing_killed_at_each_step_goes_on_where_it_stopped(poll: Poll, backend: str) -> None:
    scene = Scene.of(poll)
    letters = poll.letters["noord"]
    promises = [read_promises(poll, poll.cast(code, {"boom": 5}).lines)[0] for code in letters]
    forget(poll)
    stride = 1 if backend == "sqlite" else 4
    outcomes = []
    for step in range(1, MOST_STEPS, stride):
        outcomes.append(run(Job(scene, dies_at=step))[0])
        if outcomes[-1] != -signal.SIGKILL:
            break
    assert outcomes[-1] == 0
    assert len(outcomes) > (6 if stride == 1 else 2)
    forget(poll)
    assert poll.state.phase is Phase.CLOSED
    assert not poll.keys.has(poll.round_id, "box")
    check_counted(poll, promises)
    check_start(poll.stores, poll.keys, poll.settings.checkpoint_dir, poll.after)


def test_an_extension_killed_at_any_step_is_done_again(poll: Poll) -> None:
    closes = poll.plan.times.closes
    for step in range(1, 5):
        closes += timedelta(hours=1)
        job = Job(Scene.of(poll), dies_at=step, act="extend", given={"closes": closes})
        status = run(job)[0]
        forget(poll)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        poll.extend(closes)
        assert poll.state.plan.times.closes == closes
    assert step == 4
    closed = poll.close(at=closes)
    assert closed.box.done, closed.box.findings


def test_an_opening_killed_at_any_step_is_done_again(poll: Poll) -> None:
    poll.close()
    poll.draw()
    forget(poll)
    scene = Scene.of(poll)
    for step in range(1, 6):
        job = Job(scene, dies_at=step, act="open", given={"secret": poll.secret})
        status = run(job)[0]
        if status == 0:
            break
        assert status == -signal.SIGKILL
    assert 3 <= step <= 5
    forget(poll)
    assert poll.state.phase is Phase.OPENED
    poll.count()
    check_counted(poll, [])


def test_a_server_killed_at_any_moment_loses_no_vote_with_a_receipt(poll: Poll) -> None:
    chance = random.Random(5)  # it only picks moments
    votes: list[dict[str, Any]] = [
        {"code": code, "selection": {"boom": 1 + place % 5}, "attempt": an_attempt()}
        for place, code in enumerate(poll.letters["noord"])
    ]
    written = ""
    for _ in range(3):
        victim = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.victim"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert victim.stdin
        assert victim.stdout
        victim.stdin.write(pickle.dumps(Job(Scene.of(poll), votes)))
        victim.stdin.close()
        first = victim.stdout.readline()
        time.sleep(chance.random() * 0.2)
        victim.kill()
        written += (first + victim.stdout.read()).decode()
        victim.wait()
        victim.stdout.close()
    forget(poll)
    promises = read_promises(poll, written)
    assert len(promises) >= 3
    promises += [read_promises(poll, poll.cast(**vote).lines)[0] for vote in votes]
    poll.close()
    check_counted(poll, promises)
