"""Filling a folder with letters, batch by batch, in other processes; memory does not grow."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.base import AreaId
from voting.db.models.register import KeptCode, RollEntry
from voting.interchange.letters import (
    HEADING,
    Batch,
    LetterRow,
    LetterWords,
    print_batch,
    write_codes,
)
from voting.interchange.whole_files import UNFINISHED, sync_folder
from voting.services.kept_codes import CodeSafe
from voting.services.letter_folder import LetterFolder

CODES = "codes.csv"
LETTERS_EACH = 500
"""How many letters a process prints before a fresh one takes over: typst keeps what it laid out."""
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where the codes come from, and what each area's letters say, by area id in their order."""

    register: Session
    safe: CodeSafe
    words: Mapping[AreaId, LetterWords]


def print_all(
    source: Source,
    folder: LetterFolder,
    size: int,
    processes: int,
    at: datetime,
    note_progress: Callable[[int], None],
) -> None:
    """Print what the folder does not have yet, in batches of at most `size` letters."""
    batches = _cut(source, folder, size, at)
    each = max(1, LETTERS_EACH // size)
    while group := list(islice(batches, processes * each)):
        for made in _print_side_by_side(group, processes):
            folder.add(made)
            note_progress(made["letters"])


def write_all_codes(
    source: Source, folder: LetterFolder, note_progress: Callable[[int], None]
) -> None:
    """Write the mailing house's file, all of it at once."""
    path, count, last = folder.path / CODES, 0, ""
    fresh = path.with_name(CODES + UNFINISHED)
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write((";".join(HEADING) + "\n").encode())
        for area, common in source.words.items():
            for rows in _read_codes(source, area, "", ROWS_AT_ONCE):
                file.write(write_codes(common, rows))
                count, last = count + len(rows), rows[-1].reference
                note_progress(len(rows))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(folder.path)
    folder.add({"files": [CODES], "area": "", "last": last, "letters": count})


def _print_side_by_side(group: list[Batch], processes: int) -> Iterator[dict[str, Any]]:
    if processes < 2 or len(group) < 2:
        yield from map(print_batch, group)
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from pool.map(print_batch, group)


def _cut(source: Source, folder: LetterFolder, size: int, at: datetime) -> Iterator[Batch]:
    """Give the batches that the folder does not have, area by area, by reference."""
    for area, common in source.words.items():
        done = sum(one["area"] == common.area for one in folder.batches)
        last = folder.find_last(common.area)
        for number, rows in enumerate(_read_codes(source, area, last, size), done + 1):
            yield Batch(folder.path, f"letters-{common.area}-{number:04d}", common, rows, at)


def _read_codes(
    source: Source, area: AreaId, after: str, size: int
) -> Iterator[tuple[LetterRow, ...]]:
    round_id = source.safe.round_id
    query = (
        select(RollEntry.reference, RollEntry.roll_index, KeptCode.sealed)
        .join(
            KeptCode,
            (KeptCode.round == RollEntry.round) & (KeptCode.roll_index == RollEntry.roll_index),
        )
        .where(RollEntry.round == round_id, RollEntry.area == area)
        .order_by(RollEntry.reference)
        .limit(size)
    )
    while found := source.register.execute(query.where(RollEntry.reference > after)).all():
        yield tuple(
            LetterRow(reference, index, source.safe.unlock(index, sealed))
            for reference, index, sealed in found
        )
        after = found[-1].reference
