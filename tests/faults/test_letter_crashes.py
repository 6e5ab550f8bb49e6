"""kill -9 at each step of taking the codes: never lost, never twice, on both databases."""

import csv
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from tests.faults.letter_victim import Errand
from tests.services.taking import BEFORE, PAIR, Office
from tests.services.test_taking_codes import CODE, count_kept, list_keys
from voting.db.session import Stores
from voting.domain.errors.letters import CodesBeingTaken, CodesTaken
from voting.services.kept_codes import find_run
from voting.services.letter_folder import MANIFEST
from voting.services.lettering import replace_print_run
from voting.services.taking_codes import Kind
from voting.settings import Settings

ROOT = Path(__file__).parents[2]
MOST_STEPS = 60
RESIDENTS = 9
STRIDES = {"csv": 1, "letters": 4}


@pytest.fixture
def office(stores: Stores, settings: Settings, tmp_path: Path) -> Office:
    made = Office(stores, settings, tmp_path)
    made.prepare(RESIDENTS - 1, 1)
    return made


def run(errand: Errand) -> int:
    """Do an errand in a process of its own; return its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.letter_victim"],
        input=pickle.dumps(errand),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode


def find_state(office: Office) -> str:
    """Return where taking the codes stands."""
    office.stores.register.rollback()
    made = find_run(office.stores.register, office.state.id)
    assert made
    return made.state


def check_letters(office: Office, folder: Path, kind: Kind) -> None:
    """Check that everybody's letter is in the folder once, with a code that works."""
    references, codes = [], []
    if kind == "csv":
        rows = office.read_csv(str(folder / "letters"))
        references = [row["reference"] for row in rows]
        codes = [row["code"] for row in rows]
    else:
        for index in sorted((folder / "letters").glob("letters-*.csv")):
            with index.open(newline="") as file:
                references += [row["reference"] for row in csv.DictReader(file, delimiter=";")]
            with pypdfium2.PdfDocument(index.with_suffix(".pdf")) as document:
                texts = [page.get_textpage().get_text_range() for page in document]
            codes += ["-".join(one) for text in texts for one in CODE.findall(text)]
    assert len(references) == len(set(references)) == RESIDENTS
    assert len(codes) == len(set(codes)) == RESIDENTS
    office.stores.register.rollback()
    assert all(office.knows(code) for code in codes)


@pytest.mark.parametrize("kind", ["csv", "letters"])
def test_taking_killed_at_any_step_gives_each_letter_exactly_once(
    office: Office, backend: str, kind: Kind
) -> None:
    stride = STRIDES[kind] * (1 if backend == "sqlite" else 3)
    outcomes = []
    for step in range(1, MOST_STEPS, stride):
        folder = office.folder / f"step-{step}"
        outcomes.append(run(Errand(office.settings, folder, kind, step)))
        if outcomes[-1] == 0:
            break
        office.stores.register.rollback()
        elsewhere = office.order(f"elsewhere-{step}").folder
        if find_state(office) != "taken":
            if find_state(office) == "taking":
                with pytest.raises(CodesBeingTaken):
                    office.take(elsewhere.name, kind=kind)
            assert run(Errand(office.settings, folder, kind)) == 0
        office.stores.register.rollback()
        with pytest.raises(CodesTaken):
            office.take(elsewhere.name, kind=kind)
        assert (count_kept(office), list_keys(office)) == (0, [])
        assert {path.name for path in elsewhere.glob("*")} <= {MANIFEST}
        check_letters(office, folder, kind)
        replace_print_run(office.stores, office.keys, office.state, PAIR, BEFORE)
    assert outcomes[-1] == 0
    assert len(outcomes) > 2
    check_letters(office, office.folder / f"step-{step}", kind)
