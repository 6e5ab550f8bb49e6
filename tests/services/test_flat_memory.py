"""Memory does not grow with the roll: neither reading it, making codes nor printing letters."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.memory_victim import Job
from tests.services.taking import BEFORE, Office
from voting.db.session import Stores
from voting.interchange.roll_file import RollRow
from voting.services.lettering import LetterOptions, import_roll
from voting.settings import Settings

ROOT = Path(__file__).parents[2]
MORE_KB = 8_000
"""What may differ between two runs that hold the same."""

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def office(stores: Stores, settings: Settings, tmp_path: Path) -> Office:
    made = Office(stores, settings, tmp_path)
    made.prepare(1, 1)
    return made


def measure(office: Office, act: str, rows: int = 0) -> tuple[int, int]:
    """Return the peak memory of a job and of its largest child, in kB."""
    roll = office.folder / f"{act}-{rows}.csv"
    lines = [f"K{number:07};{'noord' if number % 2 else 'zuid'}\n" for number in range(rows)]
    roll.write_text("kenmerk;gebied\n" + "".join(lines))
    job = Job(act, office.settings, office.folder / f"{act}-{rows}", roll)
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.memory_victim"],
        input=pickle.dumps(job),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    own, child = map(int, done.stdout.split())
    return own, child


def test_reading_a_city_takes_no_more_memory_than_reading_a_village(office: Office) -> None:
    small, large = (measure(office, "read", rows)[0] for rows in (2_000, 130_000))
    assert large < small + MORE_KB


def test_making_ten_times_as_many_codes_takes_no_more_memory(office: Office) -> None:
    small, large = (measure(office, "import", rows)[0] for rows in (1_000, 10_000))
    assert large < small * 1.1 + MORE_KB


def test_printing_three_times_as_many_letters_takes_no_more_memory(office: Office) -> None:
    peaks = []
    for number in (200, 600):
        rows = [RollRow(f"K{one:05}", "noord") for one in range(number)]
        options = LetterOptions(replace=True)
        import_roll(office.stores, office.keys, office.state, rows, BEFORE, options)
        office.stores.register.rollback()
        peaks.append(measure(office, "take", number))
    (small, small_child), (large, large_child) = peaks
    assert large < small * 1.1 + MORE_KB
    assert large_child < small_child * 1.1 + MORE_KB
