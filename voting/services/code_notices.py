"""What the public log says about the codes: that two people took them, that they are destroyed.

Before opening there is no log yet; what happened then is said right after the set-up.
"""

from datetime import datetime
from pathlib import Path

from voting.ballotbox.entries import make_notice
from voting.ballotbox.key_folder import KeyFolder
from voting.db.models.register import PrintRun
from voting.db.session import Stores
from voting.services.kept_codes import find_run
from voting.services.recording import OpenLog, read_back, read_size, recording
from voting.services.round_state import RoundState

FEWEST_SHOWN = 10


def announce_taking(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    run: PrintRun,
    at: datetime,
    checkpoint_dir: Path,
) -> None:
    """Say in the log that the codes were taken, unless it says so or there is no log yet."""
    if run.taken_at is not None and read_size(stores.ballotbox, state.id):
        _say_once(stores, keys, state, _word_taking(state, run, run.taken_at), at, checkpoint_dir)


def announce_earlier(
    stores: Stores, keys: KeyFolder, state: RoundState, at: datetime, checkpoint_dir: Path
) -> None:
    """Say at opening what was done with the codes before there was a log."""
    run = find_run(stores.register, state.id)
    if run is None:
        return
    announce_taking(stores, keys, state, run, at, checkpoint_dir)
    if run.destroyed_at is not None:
        announce_destruction(stores, keys, state, run, at, checkpoint_dir)


def announce_destruction(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    run: PrintRun,
    at: datetime,
    checkpoint_dir: Path,
) -> None:
    """Say in the log what was stated about their destruction, unless there is no log yet."""
    if read_size(stores.ballotbox, state.id):
        of_run = f"druk / print run {run.number}"
        text_nl = f"Verklaring van vernietiging van de stemcodes ({of_run}): {run.statement}"
        text_en = f"Destruction statement for the voting codes ({of_run}): {run.statement}"
        _say_once(stores, keys, state, (text_nl, text_en), at, checkpoint_dir)


def _word_taking(state: RoundState, run: PrintRun, taken_at: datetime) -> tuple[str, str]:
    day = taken_at.date().isoformat()
    counts = [(state.find_area(slug).name, count) for slug, count in state.entitled.items()]
    shown = "; ".join(f"{name}: {count}" for name, count in counts if count >= FEWEST_SHOWN)
    text_nl = (
        f"Twee mensen hebben op {day} de stemcodes van druk {run.number} meegenomen om te drukken;"
        f" op de server zijn ze daarna gewist. Brieven per gebied, vanaf {FEWEST_SHOWN}: {shown}."
    )
    text_en = (
        f"Two people took the voting codes of print run {run.number} for printing on {day};"
        f" the server then erased them. Letters per area, from {FEWEST_SHOWN}: {shown}."
    )
    return text_nl, text_en


def _say_once(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    texts: tuple[str, str],
    at: datetime,
    checkpoint_dir: Path,
) -> None:
    with recording(stores, keys, state.id, checkpoint_dir) as log:
        if not _says(log, texts[0]):
            log.append([make_notice(at, "free", *texts)])


def _says(log: OpenLog, text_nl: str) -> bool:
    return any(
        entry["type"] == "notice" and entry["text_nl"] == text_nl
        for entry in read_back(log.box, log.round_id, read_size(log.box, log.round_id))
    )
