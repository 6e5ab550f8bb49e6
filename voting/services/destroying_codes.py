"""That the printed codes are gone everywhere: stated by two people before the box opens."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete

from voting.ballotbox.key_folder import KeyFolder
from voting.db.models.register import KeptCode
from voting.db.session import Stores
from voting.domain.errors.letters import (
    AlreadyDestroyed,
    CodesNotDestroyed,
    CodesNotTaken,
    NoCodes,
    StatementMissing,
)
from voting.domain.rounds import Phase
from voting.services.code_notices import announce_destruction
from voting.services.kept_codes import LETTERS_KEY, find_run
from voting.services.round_course import TwoPeople, changing, note_act
from voting.services.round_state import RoundState

LONGEST_STATEMENT = 2_000


def state_destruction(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    people: TwoPeople,
    statement: str,
    at: datetime,
    checkpoint_dir: Path,
) -> None:
    """Write down, and publish as it stands, how the printed codes were destroyed.

    Codes that nobody took are destroyed here, once the box is closed.

    Raises:
        TwoPeopleNeeded: it takes two different people.
        StatementMissing: it says nothing, or too much.
        NoCodes, CodesNotTaken: there is nothing to destroy yet.
        AlreadyDestroyed: it was stated before.
    """
    people.check()
    words = statement.strip()
    if not 1 <= len(words) <= LONGEST_STATEMENT:
        raise StatementMissing(LONGEST_STATEMENT)
    with changing(stores, state.id) as row:
        run = find_run(stores.register, state.id)
        if run is None:
            raise NoCodes
        if run.destroyed_at is not None:
            raise AlreadyDestroyed(run.destroyed_at)
        if run.state != "taken" and row.phase in (*_BEFORE, Phase.VOTING):
            raise CodesNotTaken
        run.destroyed_at, run.statement = at, words
        run.destroyed_by, run.destroyed_with = people.by.strip(), people.confirmed_by.strip()
        stores.register.execute(delete(KeptCode).where(KeptCode.round == state.id))
        announce_destruction(stores, keys, state, run, at, checkpoint_dir)
        note_act(stores.register, row, "roll", at, people, {"destroyed": run.number})
    for name in keys.list_names(state.id, LETTERS_KEY):
        keys.destroy(state.id, name)


def refuse_while_codes_exist(stores: Stores, round_id: bytes) -> None:
    """Raise CodesNotDestroyed unless it was stated that the codes of this round are gone."""
    run = find_run(stores.register, round_id)
    if run is not None and run.destroyed_at is None:
        raise CodesNotDestroyed


_BEFORE = (Phase.PREPARATION, Phase.ENTRIES, Phase.REVIEW, Phase.LIST_FINAL)
