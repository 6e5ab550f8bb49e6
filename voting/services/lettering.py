"""The roll and the voting codes: who is entitled comes in, and everybody on it gets a code.

All or nothing. The register keeps what finds and proves a code; the code itself is kept
encrypted until two people take the letters (`services.taking_codes`).
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, update

from voting.ballotbox.key_folder import KeyFolder
from voting.db.base import AreaId, RoundId
from voting.db.models.register import Area, RollEntry, Round
from voting.db.session import Stores
from voting.domain.errors.letters import NoCodes
from voting.domain.errors.running import PlanFrozen, RollAreaUnknown, RollThere
from voting.domain.rounds import Phase, has_reached
from voting.interchange.roll_file import RollRow
from voting.interchange.roll_spool import DrawnNumbers
from voting.services.code_making import Letter, LetterMaker, Numbered
from voting.services.kept_codes import destroy_old_keys, find_run, keep_codes, start_run
from voting.services.round_course import TwoPeople, changing, note_act
from voting.services.round_state import RoundState

ROWS_AT_ONCE = 1_000
FIRST_ROLL_INDEX = 1_000_000_000
LAST_ROLL_INDEX = 9_999_999_999
"""Ten digits without a leading zero: a letter and the log then show the same number."""


def ignore_progress(_rows: int) -> None:
    """Take note of nothing."""


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """How codes are made.

    `replace` drops a roll that is there already: its codes then work no more. `roll_date` is the
    day it was drawn up (peildatum), for the letters. `processes` share the work of a large roll.
    `note_progress` is told how many rows were done.
    """

    replace: bool = False
    roll_date: date | None = None
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
    at: datetime,
    options: LetterOptions | None = None,
) -> RollImport:
    """Give every resident of a roll a code, and keep the codes until they are taken.

    Memory does not grow with the roll.

    Raises:
        PlanFrozen: the round is open or past it.
        RollThere: there is a roll, and `replace` is not set.
        RollAreaUnknown: a row names no voting area of the round.
    """
    options = options or LetterOptions()
    with changing(stores, state.id) as row:
        _prepare(stores, row, options.replace)
        counts: Counter[str] = Counter(dict.fromkeys(state.area_ids, 0))
        run, safe = start_run(stores.register, keys, row.id, options.roll_date)
        maker = LetterMaker(state.id, keys.load(state.id).lookup, options.processes)
        for letters in maker.make_letters(_number_rows(rows, state.area_ids), ROWS_AT_ONCE):
            _store(stores, state, letters)
            keep_codes(stores.register, safe, ((one.roll_index, one.code) for one in letters))
            counts.update(letter.area for letter in letters)
            options.note_progress(len(letters))
        run.letters = sum(counts.values())
        _note_roll(stores, row, state, counts, at)
    destroy_old_keys(stores.register, keys, state.id)
    return RollImport(dict(counts))


def replace_print_run(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    people: TwoPeople,
    at: datetime,
    options: LetterOptions | None = None,
) -> int:
    """Make new codes for everybody on the roll, after a spoiled or lost print run; their number.

    Every earlier code dies. Nothing of the roll is published before opening, so this counts as
    no re-issue and has no cap; after opening each letter is re-issued by itself, up to the cap.

    Raises:
        TwoPeopleNeeded: it takes two different people.
        PlanFrozen: the round is open or past it.
        NoCodes: there is no roll.
    """
    people.check()
    options = options or LetterOptions()
    with changing(stores, state.id) as row:
        _refuse_opened(row)
        earlier = find_run(stores.register, state.id)
        if earlier is None:
            raise NoCodes
        run, safe = start_run(stores.register, keys, row.id, earlier.roll_date)
        maker = LetterMaker(state.id, keys.load(state.id).lookup, options.processes)
        for letters in maker.make_letters(_list_entries(stores, state), ROWS_AT_ONCE):
            _renew(stores, state, letters)
            keep_codes(stores.register, safe, ((one.roll_index, one.code) for one in letters))
            run.letters += len(letters)
            options.note_progress(len(letters))
        facts = {"print_run": run.number, "rows": run.letters}
        note_act(stores.register, row, "roll", at, people, facts)
        made = run.letters
    destroy_old_keys(stores.register, keys, state.id)
    return made


def _refuse_opened(row: Round) -> None:
    if row.phase == Phase.ANNULLED or has_reached(Phase(row.phase), Phase.VOTING):
        raise PlanFrozen(row.phase)


def _list_entries(stores: Stores, state: RoundState) -> Iterator[Numbered]:
    """Give every row of the roll by its number; read in parts, since rows change meanwhile."""
    slugs, last = state.area_slugs, 0
    query = (
        select(RollEntry.reference, RollEntry.area, RollEntry.roll_index)
        .where(RollEntry.round == state.id, RollEntry.roll_index > bindparam("after"))
        .order_by(RollEntry.roll_index)
        .limit(ROWS_AT_ONCE)
    )
    while found := stores.register.execute(query, {"after": last}).all():
        for reference, area, roll_index in found:
            yield RollRow(reference, slugs[area]), roll_index
        last = found[-1].roll_index


def _renew(stores: Stores, state: RoundState, letters: Iterable[Letter]) -> None:
    table = RollEntry.__table__
    renewed = (
        update(RollEntry)
        .where(table.c.round == state.id, table.c.roll_index == bindparam("of_index"))
        .values(
            lookup=bindparam("new_lookup"),
            nonce=bindparam("new_nonce"),
            commitment=bindparam("new_commitment"),
        )
    )
    values: list[dict[str, Any]] = [
        {
            "of_index": one.roll_index,
            "new_lookup": one.lookup,
            "new_nonce": one.nonce,
            "new_commitment": one.commitment,
        }
        for one in letters
    ]
    stores.register.connection().execute(renewed, values)


def _prepare(stores: Stores, row: Round, replace: bool) -> None:
    """Refuse a roll that comes too late, or over another one; else make room."""
    _refuse_opened(row)
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
    with closing(DrawnNumbers()) as drawn:
        for number, row in enumerate(rows, start=1):
            if row.area not in areas:
                raise RollAreaUnknown(number, row.area)
            while not drawn.add(roll_index := draw_roll_index()):
                pass
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


def _note_roll(
    stores: Stores, row: Round, state: RoundState, counts: Mapping[str, int], at: datetime
) -> None:
    for slug, area_id in state.area_ids.items():
        stores.register.execute(
            update(Area).where(Area.id == area_id).values(entitled=counts[slug])
        )
    note_act(stores.register, row, "roll", at, facts={"rows": sum(counts.values())})
