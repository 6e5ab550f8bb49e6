"""Taking the codes: two people get all letters, once, and after that the codes are gone here.

Three steps, each whole or not there: the register says that these two begin, and which folder
knows the token; the folder is filled; the register says that it was done, and rows and key go.
A run that died goes on in the same folder, and no other folder gets a code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import delete

from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.key_folder import KeyFolder
from voting.db.base import AreaId
from voting.db.models.register import KeptCode, PrintRun
from voting.db.session import Stores
from voting.domain.errors.letters import CodesBeingTaken, CodesTaken, NoCodes
from voting.interchange.letters import LetterWords
from voting.services.code_notices import announce_taking
from voting.services.kept_codes import destroy_old_keys, find_run, open_safe
from voting.services.letter_batches import Source, print_all, write_all_codes
from voting.services.letter_facts import LetterWriter, word_letters
from voting.services.letter_folder import LetterFolder, filling
from voting.services.lettering import ignore_progress
from voting.services.round_course import TwoPeople, changing, note_act
from voting.services.round_state import RoundState

Kind = Literal["letters", "csv"]
USUAL_BATCH = 250


@dataclass(frozen=True, slots=True)
class Order:
    """Who takes the codes, and as what: PDFs of `batch` letters each, or one CSV.

    `folder` is new, or one where this began before. `writer` words the letters.
    """

    folder: Path
    people: TwoPeople
    writer: LetterWriter
    kind: Kind = "letters"
    batch: int = USUAL_BATCH
    processes: int = 1
    note_progress: Callable[[int], None] = ignore_progress


@dataclass(frozen=True, slots=True)
class Taken:
    """What two people took: how many letters in how many batches, where."""

    letters: int
    batches: int
    folder: Path


def take_codes(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    order: Order,
    at: datetime,
    checkpoint_dir: Path,
) -> Taken:
    """Print every code that waits into a folder, and let go of the codes.

    May be run again with the same folder after a crash; each letter is made exactly once.

    Raises:
        TwoPeopleNeeded: it takes two different people.
        NoCodes: there is no roll.
        CodesTaken: they were taken before.
        CodesBeingTaken: taking them began in another folder.
        FolderInUse, FolderOfOthers: the folder cannot be used.
        LetterTooLong: the words of an area do not fit their page; nothing is taken yet.
        KeyMissing: the key of the codes is lost, and with it the codes: make new ones.
    """
    order.people.check()
    run = _find_waiting(stores, keys, state.id, None)
    words = word_letters(keys, state, order.writer, run.roll_date)
    own = {"round": b64(state.id), "print_run": run.number}
    header = {**own, "kind": order.kind, "batch": order.batch}
    with filling(order.folder, header) as folder:
        began = _begin(stores, keys, state, folder, order, at, checkpoint_dir)
        _fill(stores, keys, folder, order, words, began)
        _finish(stores, keys, state, folder, order, at)
        return Taken(folder.count(), len(folder.batches), order.folder)


def _find_waiting(
    stores: Stores, keys: KeyFolder, round_id: bytes, token: bytes | None
) -> PrintRun:
    """Return the run whose codes may be taken into the folder that knows `token`."""
    run = find_run(stores.register, round_id)
    if run is None:
        raise NoCodes
    if run.state == "kept" or (run.state == "taking" and token in (None, run.token)):
        return run
    taken_at = run.taken_at or run.destroyed_at
    if taken_at is None:
        raise NoCodes
    if run.state == "taking":
        raise CodesBeingTaken(taken_at, run.by_name, run.confirmed_by)
    # A run that died after its last word may have left the key.
    destroy_old_keys(stores.register, keys, round_id)
    raise CodesTaken(taken_at, run.by_name, run.confirmed_by)


def _begin(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    folder: LetterFolder,
    order: Order,
    at: datetime,
    checkpoint_dir: Path,
) -> datetime:
    """Write down who takes the codes and into which folder; nobody else can from here on.

    Returns when that began.
    """
    with changing(stores, state.id):
        run = _find_waiting(stores, keys, state.id, folder.token)
        open_safe(keys, run)
        if run.state == "kept":
            run.by_name = order.people.by.strip()
            run.confirmed_by = order.people.confirmed_by.strip()
            run.kind, run.token, run.taken_at = order.kind, folder.token, at
            run.state = "taking"
            stores.register.flush()
        announce_taking(stores, keys, state, run, at, checkpoint_dir)
        return run.taken_at or at


def _fill(
    stores: Stores,
    keys: KeyFolder,
    folder: LetterFolder,
    order: Order,
    words: Mapping[AreaId, LetterWords],
    began: datetime,
) -> None:
    round_id = unb64(folder.header["round"], 16)
    run = _find_waiting(stores, keys, round_id, folder.token)
    source = Source(stores.register, open_safe(keys, run), words)
    order.note_progress(folder.count())
    if order.kind == "letters":
        print_all(source, folder, order.batch, order.processes, began, order.note_progress)
    elif not folder.batches:
        write_all_codes(source, folder, order.note_progress)
    folder.remove_strays()


def _finish(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    folder: LetterFolder,
    order: Order,
    at: datetime,
) -> None:
    """Write down that it was done, and let go of the codes."""
    with changing(stores, state.id) as row:
        run = _find_waiting(stores, keys, state.id, folder.token)
        run.state = "taken"
        stores.register.execute(delete(KeptCode).where(KeptCode.round == state.id))
        facts = {"taken": order.kind, "print_run": run.number, "letters": folder.count()}
        note_act(stores.register, row, "roll", at, order.people, facts)
    destroy_old_keys(stores.register, keys, state.id)
