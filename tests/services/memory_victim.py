"""A process of its own that reads a roll, or makes codes and letters, and tells its peak memory.

Started by the tests as `python -m tests.services.memory_victim`; what to do comes pickled on stdin.
"""

import pickle
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.services.rounds import a_plan
from tests.services.taking import BEFORE, Office
from voting.db.session import open_stores
from voting.interchange.roll_file import preview_roll, read_roll
from voting.services import letter_batches
from voting.services.lettering import LetterOptions, import_roll
from voting.settings import Settings


@dataclass(frozen=True)
class Job:
    """What to do ("read", "import", "take") in an installation; `roll` is the file to read."""

    act: str
    settings: Settings
    folder: Path
    roll: Path


def main() -> None:
    """Do the job on stdin; write the peak of this process and of its largest child, in kB."""
    job: Job = pickle.load(sys.stdin.buffer)  # noqa: S301  # our own test wrote it
    with open_stores(job.settings) as stores:
        office = Office(stores, job.settings, job.folder)
        if job.act == "read":
            assert not preview_roll(job.roll, a_plan().voting_areas).problems
        elif job.act == "import":
            with read_roll(job.roll, a_plan().voting_areas) as rows:
                options = LetterOptions(replace=True)
                import_roll(stores, office.keys, office.state, rows, BEFORE, options)
        else:
            letter_batches.LETTERS_EACH = 50
            office.take(batch=25, processes=2)
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stdout.write(f"{read_peak()} {child}")


def read_peak() -> int:
    """Return the peak of this process in kB; getrusage counts what was there before it began."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    main()
