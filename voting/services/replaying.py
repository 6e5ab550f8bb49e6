"""Casting many known votes through the same services as a page does, in several processes.

For replaying a real round. A vote goes code, selection, look-over attempt and all; only the web
page is left out.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context

from voting.ballotbox.encoding import b64
from voting.ballotbox.key_folder import KeyFolder
from voting.db.session import Stores, open_stores
from voting.services.casting import cast_vote
from voting.services.round_state import RoundState, find_round
from voting.services.stored_slips import ATTEMPT_BYTES
from voting.settings import Settings

VOTES_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class KnownVote:
    """A vote to cast: a letter's code, its voting area, and rights by initiative id."""

    code: str
    area: str
    selection: Mapping[str, int]


class _Caster:
    """One process's own connections, keys and round."""

    def __init__(self, settings: Settings, slug: str) -> None:
        self._stack = ExitStack()
        self.stores: Stores = self._stack.enter_context(open_stores(settings))
        self.keys = open_key_folder(settings)
        self.state: RoundState = find_round(self.stores, slug)

    def cast(self, vote: KnownVote, at: datetime) -> int:
        """Cast one vote and return how many slips its receipt names."""
        receipt = cast_vote(
            self.stores,
            self.keys,
            self.state,
            code=vote.code,
            area=vote.area,
            selection=vote.selection,
            attempt=b64(secrets.token_bytes(ATTEMPT_BYTES)),
            at=at,
        )
        return len(receipt.codes)


_casters: dict[tuple[str, str], _Caster] = {}


def open_key_folder(settings: Settings) -> KeyFolder:
    """Return the key folder of an installation and its copy."""
    folder = settings.keys_dir
    return KeyFolder(folder, settings.keys_copy_dir or folder.with_name(f"{folder.name}-copy"))


def cast_all(
    settings: Settings,
    slug: str,
    votes: Iterable[KnownVote],
    at: datetime,
    *,
    processes: int = 2,
    note_progress: Callable[[int], None] = lambda _count: None,
) -> int:
    """Cast all votes and return the number of slips that receipts name.

    Raises what casting raises; votes cast before that stay.
    """
    waiting = list(votes)
    batches = [
        waiting[start : start + VOTES_AT_ONCE] for start in range(0, len(waiting), VOTES_AT_ONCE)
    ]
    slips = 0
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        running = [pool.submit(cast_batch, settings, slug, batch, at) for batch in batches]
        for done in as_completed(running):
            slips += done.result()
            note_progress(VOTES_AT_ONCE)
    return slips


def cast_batch(settings: Settings, slug: str, votes: list[KnownVote], at: datetime) -> int:
    """Cast some votes in this process, whose connections stay open for the next batch."""
    place = (settings.register_url, slug)
    if place not in _casters:
        _casters[place] = _Caster(settings, slug)
    return sum(_casters[place].cast(vote, at) for vote in votes)
