"""The published result of a round, as the pages read it: the record, and nothing else."""

from dataclasses import dataclass

from flask import abort

from voting.db.session import Stores
from voting.domain.results import RoundResult
from voting.services.publishing import load_result
from voting.services.round_state import RoundState
from voting.web.rounds import Status, find_status, now
from voting.web.story import Story, read_story

MOST_KEPT = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """The record in force, and the log it stands in."""

    result: RoundResult
    story: Story

    @property
    def corrections(self) -> int:
        """Return how many times the result was corrected."""
        return len(self.story.list_all("correction"))


_kept: dict[bytes, Outcome] = {}
"""The last outcome of each round; a correction makes the log longer, so its size says enough."""


def take_outcome(stores: Stores, state: RoundState) -> Outcome:
    """Return the published outcome; 404 while there is none."""
    if find_status(state, now()) is not Status.PUBLISHED:
        abort(404)
    return _recall(stores, state) or abort(404)


def find_outcome(stores: Stores, state: RoundState) -> Outcome | None:
    """Return the published outcome, None while there is none."""
    published = find_status(state, now()) is Status.PUBLISHED
    return _recall(stores, state) if published else None


def _recall(stores: Stores, state: RoundState) -> Outcome | None:
    story = read_story(stores, state)
    held = _kept.get(state.id)
    if held is not None and held.story.size == story.size:
        return held
    result = load_result(stores, state)
    if result is None:
        return None
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    outcome = _kept[state.id] = Outcome(result, story)
    return outcome
