"""A town with rounds in it, made by the real services, for the pages to show.

Times lie around now, since pages live in the present: one round is finished and published, one
is open, and a test may add others.
"""

import csv
import itertools
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

from tests.services.proposed import propose_in_every_state, stand_behind
from tests.services.taking import PAIR, take_csv
from voting.ballotbox.blind_rsa import make_issuer_key
from voting.ballotbox.encoding import b64
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.sealing import derive_area_key
from voting.db.session import Stores, open_stores
from voting.domain.packages import BaseFormula, BuurtNeed
from voting.domain.rounds import RoundPlan, RoundTimes, lengthen_checking
from voting.domain.texts import Text
from voting.interchange.roll_file import RollRow
from voting.interchange.round_file import read_round
from voting.services.casting import cast_vote
from voting.services.closing import close_round
from voting.services.counting import count_round
from voting.services.destroying_codes import state_destruction
from voting.services.lettering import import_roll
from voting.services.listing import list_proposals
from voting.services.opening import open_box, record_seed
from voting.services.opening_rounds import open_round
from voting.services.publishing import publish_round
from voting.services.round_state import RoundState, find_round
from voting.services.running_rounds import advance_round, create_round
from voting.services.sealing_keys import import_seal_keys
from voting.settings import Settings

DEMO = Path(__file__).parents[2] / "voting" / "demo" / "lindermeer-2026.toml"
DAY = timedelta(days=1)
FINISHED, OPEN, COMING = "lindermeer-2026", "lindermeer-2027", "lindermeer-2028"
ENTITLED = 200
SHARED_KEYS = 3


@cache
def _issuer_key(number: int) -> bytes:
    """Return one of a few keys: each takes a second to make."""
    del number
    return make_issuer_key()


@dataclass(slots=True)
class Town:
    """An installation with rounds; `letters` are the codes by round and voting area.

    `proposals` are the references of the proposals in the coming round, by state.
    """

    settings: Settings
    stores: Stores
    keys: KeyFolder
    letters: dict[str, dict[str, list[str]]]
    secrets: dict[str, bytes]
    proposals: dict[str, str] = field(default_factory=dict)

    def state(self, slug: str) -> RoundState:
        """Return a round as it is now."""
        return find_round(self.stores, slug)

    def add_round(
        self, plan: RoundPlan, *, entitled: int = ENTITLED, open: bool = True
    ) -> RoundState:
        """Make a round with its roll and its letters, and open it for votes."""
        at = plan.times.opens
        numbers = itertools.cycle(range(SHARED_KEYS))
        create_round(
            self.stores, self.keys, plan, at - 30 * DAY, lambda: _issuer_key(next(numbers))
        )
        for _ in range(3):
            advance_round(self.stores, self.state(plan.slug), at - 20 * DAY)
        self.letters[plan.slug] = self._print_letters(plan, entitled)
        self.make_seal_keys(plan.slug, at - 10 * DAY)
        if open:
            folder = self.settings.checkpoint_dir
            open_round(self.stores, self.keys, self.state(plan.slug), at, folder)
        return self.state(plan.slug)

    def cast(self, slug: str, area: str, code: str, selection: Mapping[str, int]) -> None:
        """Cast a vote a day after opening."""
        state = self.state(slug)
        cast_vote(
            self.stores,
            self.keys,
            state,
            code=code,
            area=area,
            selection=selection,
            attempt=b64(secrets.token_bytes(16)),
            at=state.plan.times.opens + DAY,
        )

    def finish(self, slug: str) -> None:
        """Close, draw, open, count and publish a round whose times are past."""
        folder = self.settings.checkpoint_dir
        times = self.state(slug).plan.times
        common = (self.stores, self.keys)
        close_round(
            *common, self.state(slug), at=times.closes + timedelta(minutes=1), checkpoint_dir=folder
        )
        record_seed(*common, self.state(slug), "3-17-21-28-35-44", folder)
        at = times.results_on
        state_destruction(*common, self.state(slug), PAIR, "Versnipperd", at, folder)
        open_box(*common, self.state(slug), self.secrets[slug], at=at, checkpoint_dir=folder)
        count_round(*common, self.state(slug), at=at, checkpoint_dir=folder)
        publish_round(*common, self.state(slug), at, folder)

    def _print_letters(self, plan: RoundPlan, entitled: int) -> dict[str, list[str]]:
        rows = (
            RollRow(f"{area.slug}-{number}", area.slug)
            for area in plan.voting_areas
            for number in range(entitled)
        )
        at = plan.times.opens - 15 * DAY
        import_roll(self.stores, self.keys, self.state(plan.slug), rows, at)
        file = take_csv(self.stores, self.settings, self.state(plan.slug), at)
        letters: dict[str, list[str]] = {area.slug: [] for area in plan.voting_areas}
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines, delimiter=";"):
                letters[row["area"]].append(row["code"])
        return letters

    def make_seal_keys(self, slug: str, at: datetime) -> None:
        """Make the keys of a round's areas here, and say so."""
        secret = self.secrets[slug] = secrets.token_bytes(32)
        state = self.state(slug)
        areas = [
            {
                "area": b64(area),
                "seal_key": b64(
                    derive_area_key(secret, state.id, area).public_key().public_bytes_raw()
                ),
            }
            for area in state.area_ids.values()
        ]
        facts = {"round": b64(state.id), "seal_key_origin": "demo", "areas": areas}
        import_seal_keys(self.stores, state, facts, "demo", at)


@contextmanager
def open_town(settings: Settings) -> Iterator[Town]:
    """Open an installation to make rounds in."""
    copy = settings.keys_dir.with_name(f"{settings.keys_dir.name}-copy")
    keys = KeyFolder(settings.keys_dir, settings.keys_copy_dir or copy)
    with open_stores(settings) as stores:
        yield Town(settings, stores, keys, {}, {})


def a_finished_plan() -> RoundPlan:
    """Return the demo's plan, its vote over since three days and its result known.

    Besides its written amounts, one sector of the base package has a formula.
    """
    plan = read_round(DEMO)
    buurten = [buurt for area in plan.voting_areas for buurt in area.buurten]
    needs = tuple(BuurtNeed(one.slug, one.population, one.need_index) for one in buurten)
    formula = BaseFormula("layout", 90_000_00, 2_000_00, Fraction(1, 2), needs)
    return _at_times(replace(plan, base_formulas=(formula,)), -20, -3, -1, 13)


def an_open_plan(slug: str = OPEN, *, opens: int = -2) -> RoundPlan:
    """Return the demo's plan as a next round, open since two days and for twelve more.

    `opens` moves everything to another day of opening, counted from now.
    """
    plan = replace(
        read_round(DEMO), slug=slug, title=Text("Buurtrechten 2027", "Neighbourhood rights 2027")
    )
    return _at_times(plan, opens, *(opens + days for days in (14, 19, 33)))


def add_finished_round(town: Town, *, voters: int = 40, few: Iterable[str] = ("oost",)) -> None:
    """Add a round in which residents voted; in the areas `few` too few to open the box."""
    plan = a_finished_plan()
    town.add_round(plan)
    luck = Random(7)  # the same town every time
    for area in plan.voting_areas:
        ids = [one.id for one in plan.initiatives_in(area)]
        weights = [1 / (place + 1) for place in range(len(ids))]
        for code in town.letters[plan.slug][area.slug][: 12 if area.slug in few else voters]:
            chosen = luck.choices(ids, weights, k=luck.choice((5, 5, 5, 4, 3)))
            town.cast(plan.slug, area.slug, code, {id: chosen.count(id) for id in chosen})
    town.finish(plan.slug)


def add_coming_round(town: Town) -> None:
    """Add a round in review, to which groups handed in a proposal for each state.

    Plan Z01 of the open and of the finished round came from a proposal too.
    """
    plan = an_open_plan(COMING, opens=60)
    at = datetime.now(UTC) - 3 * DAY
    create_round(town.stores, town.keys, plan, at, lambda: _issuer_key(0))
    advance_round(town.stores, town.state(COMING), at)
    town.proposals = propose_in_every_state(town.stores, town.state(COMING), at)
    for slug in (OPEN, FINISHED):
        town.proposals[slug] = stand_behind(town.stores, town.state(slug), "Z01", at)
    advance_round(town.stores, town.state(COMING), at)
    list_proposals(town.stores, town.state(COMING))
    town.make_seal_keys(COMING, at)


def _at_times(plan: RoundPlan, opens: int, closes: int, results: int, checking: int) -> RoundPlan:
    today = datetime.now(UTC).replace(microsecond=0)
    moments = (today + days * DAY for days in (opens, closes, results, checking))
    return replace(plan, times=lengthen_checking(RoundTimes(*moments)))
