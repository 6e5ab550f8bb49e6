"""The published result of a round, as the pages read it: the record, and nothing else."""

import json
from dataclasses import dataclass
from functools import lru_cache

from flask import abort

from voting.db.session import Stores
from voting.domain.money_json import from_json
from voting.domain.results import RoundResult
from voting.services.bundling import list_results
from voting.services.round_state import RoundState
from voting.web.rounds import Status, find_status, now


@dataclass(frozen=True, slots=True)
class Outcome:
    """The record in force, and how many corrections came before it."""

    result: RoundResult
    corrections: int


def take_outcome(stores: Stores, state: RoundState) -> Outcome:
    """Return the published outcome; 404 while there is none."""
    if find_status(state, now()) is not Status.PUBLISHED:
        abort(404)
    return find_outcome(stores, state) or abort(404)


def find_outcome(stores: Stores, state: RoundState) -> Outcome | None:
    """Return the outcome in force, published or not; None before the money is divided."""
    records = [content for _name, content in list_results(stores, state.id)]
    if not records:
        return None
    return Outcome(_read(records[-1]), len(records) - 1)


@lru_cache(maxsize=16)
def _read(record: bytes) -> RoundResult:
    return from_json(json.loads(record))
