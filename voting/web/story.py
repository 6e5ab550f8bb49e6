"""What the public log of a round tells, without reading its thousands of slips."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from voting.ballotbox.encoding import b64
from voting.db.session import Stores
from voting.services.recording import read_log, read_size
from voting.services.round_state import RoundState
from voting.services.turnout import FEWEST_SHOWN

BULK = ("issue", "slip")
AT_ONCE = 50
MOST_KEPT = 32
PAPER_UNDER_TEN = -1
"""How `close` writes a number of paper votes from 1 to 9."""

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """The entries before the first issue and after the last slip, in order."""

    size: int
    entries: tuple[Entry, ...]

    def list_all(self, kind: str) -> list[Entry]:
        """Return all entries of a type."""
        return [entry for entry in self.entries if entry["type"] == kind]

    def find_last(self, kind: str) -> Entry | None:
        """Return the last entry of a type."""
        return next(reversed(self.list_all(kind)), None)


@dataclass(frozen=True, slots=True)
class AreaCount:
    """What was counted in one voting area; before opening only `issued` and `slips`.

    `issued` counts voters, `slips` the slips in the log, `on_plans` the rights on any plan.
    `skipped` tells why the area was not opened, empty when it was.
    """

    slug: str
    entitled: int
    issued: int
    slips: int
    replaced: int
    paper: int
    on_plans: int
    blanco: int
    invalid: int
    opened: bool
    skipped: str

    @property
    def few(self) -> bool:
        """Tell whether so few voted that no page says how many."""
        return self.issued < FEWEST_SHOWN


_kept: dict[bytes, Story] = {}
"""The last story of each round: what stands in a log never changes, so its size says enough."""


def read_story(stores: Stores, state: RoundState) -> Story:
    """Read the log's beginning and end; empty before the round has a log."""
    size = read_size(stores.ballotbox, state.id)
    return _recall(_Source(stores, state.id), size)


def count_areas(state: RoundState, story: Story) -> dict[str, AreaCount]:
    """Return the counts of each voting area by slug; empty before the box is closed."""
    close = story.find_last("close")
    if close is None:
        return {}
    tallies = {one["area"]: one for one in _areas_of(story.find_last("tally"))}
    release = story.find_last("key_release") or {}
    skipped = {one["area"]: one["reason"] for one in release.get("skipped", ())}
    closed = {one["area"]: one for one in _areas_of(close)}
    return {
        slug: _count_area(state, slug, closed[b64(area)], tallies.get(b64(area)), skipped)
        for slug, area in state.area_ids.items()
        if b64(area) in closed
    }


def count_left_out(story: Story) -> int:
    """Return how many rows did not pass the checks at closing, and so are not in the log."""
    close = story.find_last("close")
    return len(close["failed"]) if close else 0


def add_voters(counts: Iterable[AreaCount]) -> int | None:
    """Return how many voted together; None where that would tell how many did in a few-area."""
    every = list(counts)
    return None if any(one.few for one in every) else sum(one.issued for one in every)


def _areas_of(entry: Entry | None) -> list[Entry]:
    return list(entry["areas"]) if entry else []


def _count_area(
    state: RoundState, slug: str, closed: Entry, tally: Entry | None, skipped: dict[str, str]
) -> AreaCount:
    return AreaCount(
        slug=slug,
        entitled=state.entitled[slug],
        issued=closed["issued"],
        slips=closed["slips"],
        replaced=closed["replaced"],
        paper=closed["paper"],
        on_plans=sum(one["rights"] for one in tally["initiatives"]) if tally else 0,
        blanco=tally["blanco"] if tally else 0,
        invalid=len(tally["invalid"]) if tally else 0,
        opened=tally is not None,
        skipped=skipped.get(closed["area"], ""),
    )


@dataclass(frozen=True, slots=True)
class _Source:
    stores: Stores
    round_id: bytes


def _recall(source: _Source, size: int) -> Story:
    held = _kept.get(source.round_id)
    if held is not None and held.size == size:
        return held
    head, stop = _read_head(source, size)
    tail = list(_read_tail(source, size, stop))
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    story = _kept[source.round_id] = Story(size, (*head, *reversed(tail)))
    return story


def _read_head(source: _Source, size: int) -> tuple[list[Entry], int]:
    head: list[Entry] = []
    for logged in read_log(source.stores.ballotbox, source.round_id, 0, size):
        entry = logged.read()
        if entry["type"] in BULK:
            return head, logged.position
        head.append(entry)
    return head, size


def _read_tail(source: _Source, size: int, stop: int) -> Iterator[Entry]:
    while size > stop:
        start = max(stop, size - AT_ONCE)
        chunk = list(read_log(source.stores.ballotbox, source.round_id, start, size))
        for logged in reversed(chunk):
            entry = logged.read()
            if entry["type"] in BULK:
                return
            yield entry
        size = start
