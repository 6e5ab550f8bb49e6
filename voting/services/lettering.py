"""The roll and the voting codes: who is entitled comes in, one code for each letter goes out.

All or nothing. The codes exist in one file only, which the printer gets; the register keeps
what finds and proves a code, never the code.
"""

import csv
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from sqlalchemy import delete, exists, insert, select, update

from voting.ballotbox.codes import group_code
from voting.ballotbox.key_folder import KeyFolder
from voting.db.base import AreaId, RoundId
from voting.db.models.register import Area, RollEntry, Round
from voting.db.session import Stores
from voting.domain.errors.running import FileInTheWay, PlanFrozen, RollAreaUnknown, RollThere
from voting.domain.rounds import Phase, has_reached
from voting.interchange.roll_file import RollRow
from voting.services.code_making import Letter, LetterMaker
from voting.services.round_course import changing, note_act
from voting.services.round_state import RoundState

ROWS_AT_ONCE = 1_000
FIRST_ROLL_INDEX = 1_000_000_000
LAST_ROLL_INDEX = 9_999_999_999
"""Ten digits without a leading zero: a letter and the log then show the same number."""
HEADING = ("reference", "roll_index", "area", "code", "link")


def ignore_progress(_rows: int) -> None:
    """Take note of nothing."""


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """How letters are made.

    A letter's link is `site`, the page where the code is used, and the code after a #, which no
    browser sends. `replace` drops a roll that is there already: its codes then work no more.
    `processes` share the work of a large roll. `note_progress` is told how many rows were done.
    """

    site: str = ""
    replace: bool = False
    processes: int = 1
    note_progress: Callable[[int], None] = ignore_progress


@dataclass(frozen=True, slots=True)
class RollImport:
    """What was imported: entitled residents by voting area slug."""

    entitled: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Return how many residents are on the roll."""
        return sum(self.entitled.values())


def import_roll(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    rows: Iterable[RollRow],
    codes_out: Path,
    at: datetime,
    options: LetterOptions | None = None,
) -> RollImport:
    """Give every resident of a roll a code, and write the codes to `codes_out` for the printer.

    The file has a line `reference;roll_index;area;code;link` for each; only its owner may read
    it.

    Raises:
        PlanFrozen: the round is open or past it.
        RollThere: there is a roll, and `replace` is not set.
        RollAreaUnknown: a row names no voting area of the round.
        FileInTheWay: `codes_out` exists; it is never overwritten.
    """
    options = options or LetterOptions()
    with changing(stores, state.id) as row, _writing_codes(codes_out) as file:
        _prepare(stores, row, options.replace)
        counts: Counter[str] = Counter(dict.fromkeys(state.area_ids, 0))
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(HEADING)
        maker = LetterMaker(state.id, keys.load(state.id).lookup, options.processes)
        for letters in maker.make_letters(_number_rows(rows, state.area_ids), ROWS_AT_ONCE):
            _store(stores, state, letters)
            writer.writerows(_print_letter(letter, state.slug, options.site) for letter in letters)
            counts.update(letter.area for letter in letters)
            options.note_progress(len(letters))
        _note_roll(stores, row, state, counts, at)
    return RollImport(dict(counts))


def _prepare(stores: Stores, row: Round, replace: bool) -> None:
    """Refuse a roll that comes too late, or over another one; else make room."""
    if row.phase == Phase.ANNULLED or has_reached(Phase(row.phase), Phase.VOTING):
        raise PlanFrozen(row.phase)
    own = RollEntry.round == row.id
    if stores.register.scalar(select(exists().where(own))):
        if not replace:
            raise RollThere(_count(stores, row.id))
        stores.register.execute(delete(RollEntry).where(own))


def _count(stores: Stores, round_id: RoundId) -> int:
    query = select(Area.entitled).where(Area.round_id == round_id)
    return sum(count or 0 for count in stores.register.scalars(query))


def _number_rows(
    rows: Iterable[RollRow], areas: Mapping[str, AreaId]
) -> Iterator[tuple[RollRow, int]]:
    """Give each row a roll_index of its own, drawn at random so that it tells no order."""
    drawn: set[int] = set()
    for number, row in enumerate(rows, start=1):
        if row.area not in areas:
            raise RollAreaUnknown(number, row.area)
        roll_index = 0
        while not roll_index or roll_index in drawn:
            roll_index = draw_roll_index()
        drawn.add(roll_index)
        yield row, roll_index


def draw_roll_index() -> int:
    """Return a random number of ten digits."""
    return FIRST_ROLL_INDEX + secrets.randbelow(LAST_ROLL_INDEX - FIRST_ROLL_INDEX + 1)


def _store(stores: Stores, state: RoundState, letters: Iterable[Letter]) -> None:
    values = [
        {
            "round": state.id,
            "area": state.area_ids[letter.area],
            "roll_index": letter.roll_index,
            "lookup": letter.lookup,
            "nonce": letter.nonce,
            "reference": letter.reference,
            "commitment": letter.commitment,
        }
        for letter in letters
    ]
    stores.register.execute(insert(RollEntry), values)


def _print_letter(letter: Letter, slug: str, site: str) -> tuple[str, ...]:
    code = group_code(letter.code)
    link = f"{site.rstrip('/')}/nl/{slug}/{letter.area}/plans#{code}"
    return letter.reference, str(letter.roll_index), letter.area, code, link


def _note_roll(
    stores: Stores, row: Round, state: RoundState, counts: Mapping[str, int], at: datetime
) -> None:
    for slug, area_id in state.area_ids.items():
        stores.register.execute(
            update(Area).where(Area.id == area_id).values(entitled=counts[slug])
        )
    note_act(stores.register, row, "roll", at, facts={"rows": sum(counts.values())})


@contextmanager
def _writing_codes(path: Path) -> Iterator[TextIO]:
    """Make a file that only its owner reads; it is on disk when the block ends, or not there.

    It is complete before the transaction around it commits, and removed if that fails.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise FileInTheWay(path.name) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
