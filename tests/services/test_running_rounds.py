"""A round from its plan to its opening, and what may still change afterwards."""

import csv
import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.services.polls import open_keys
from tests.services.rounds import CLOSES, OPENS, a_plan
from tests.services.taking import take_csv
from voting.ballotbox import canonical
from voting.ballotbox.blind_rsa import make_issuer_key
from voting.ballotbox.codes import lookup_hash, parse_code
from voting.ballotbox.encoding import b64
from voting.ballotbox.errors import KeyMissing
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.trustees import derive_area_keys
from voting.db.models.register import PhaseChange, RollEntry
from voting.db.session import Stores, open_stores
from voting.domain.errors.casting import UnknownInitiative
from voting.domain.errors.counting import WrongPhase
from voting.domain.errors.rounds import (
    AnnulmentTooEarly,
    CannotOpen,
    ClosingHasPassed,
    ExtensionNotLater,
    PhaseSkipped,
)
from voting.domain.errors.running import (
    AlreadyWithdrawn,
    OpeningIsAnAct,
    PlanFrozen,
    RollAreaUnknown,
    RollThere,
    RoundExists,
    RoundUnknown,
    SealKeysUnfit,
    SeveralRounds,
    TwoPeopleNeeded,
)
from voting.domain.initiatives import Listing
from voting.domain.rounds import Phase, RoundPlan
from voting.interchange.roll_file import RollRow
from voting.services.frozen_files import NAMES, read_parts
from voting.services.lettering import LetterOptions, draw_roll_index, import_roll
from voting.services.recording import read_log
from voting.services.round_course import TwoPeople
from voting.services.round_state import RoundState, find_round, list_rounds
from voting.services.running_rounds import (
    advance_round,
    annul_round,
    create_round,
    describe_ids,
    extend_round,
    finish_round,
    open_round,
    withdraw_initiative,
)
from voting.services.sealing_keys import import_seal_keys
from voting.services.turnout import record_turnout
from voting.settings import Settings

pytestmark = pytest.mark.usefixtures("backend")

BEFORE = OPENS - timedelta(days=30)
DURING = OPENS + timedelta(days=1)
PAIR = TwoPeople("Noor", "Ali")


@cache
def issuer_key(number: int) -> bytes:
    return make_issuer_key()


class Desk:
    """Someone who runs rounds in an installation of a test."""

    def __init__(self, stores: Stores, settings: Settings, folder: Path) -> None:
        self.stores, self.settings, self.folder = stores, settings, folder
        self.keys: KeyFolder = open_keys(settings)

    @property
    def checkpoints(self) -> Path:
        return self.settings.checkpoint_dir

    def state(self, slug: str | None = None) -> RoundState:
        return find_round(self.stores, slug)

    def create(self, plan: RoundPlan | None = None) -> RoundState:
        numbers = count()
        return create_round(
            self.stores, self.keys, plan or a_plan(), BEFORE, lambda: issuer_key(next(numbers))
        )

    def import_roll(self, rows: int = 4, *, replace: bool = False) -> None:
        roll = [RollRow(f"r{n}", "noord" if n % 2 else "zuid") for n in range(rows)]
        options = LetterOptions(replace=replace)
        import_roll(self.stores, self.keys, self.state(), roll, BEFORE, options)

    def take(self, name: str = "letters") -> list[dict[str, str]]:
        """Take the codes and return what a mailing house reads."""
        path = take_csv(self.stores, self.settings, self.state(), BEFORE, name)
        with path.open(newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def import_keys(self) -> None:
        state = self.state()
        made = derive_area_keys(bytes(32), state.id, state.area_ids.values())
        areas = [
            {"area": b64(area), "seal_key": b64(key.public_key().public_bytes_raw())}
            for area, key in made.items()
        ]
        facts = {"round": b64(state.id), "areas": areas}
        import_seal_keys(self.stores, state, facts, "offline", BEFORE)

    def advance(self, times: int) -> None:
        for _ in range(times):
            advance_round(self.stores, self.state(), BEFORE)

    def open(self, at: datetime = DURING) -> bytes:
        return open_round(self.stores, self.keys, self.state(), at, self.checkpoints)

    def opened(self, plan: RoundPlan | None = None) -> RoundState:
        self.create(plan)
        self.advance(3)
        self.import_roll()
        self.import_keys()
        self.open()
        return self.state()

    def log(self) -> list[dict[str, object]]:
        return [entry.read() for entry in read_log(self.stores.ballotbox, self.state().id)]


@pytest.fixture
def desk(stores: Stores, settings: Settings, tmp_path: Path) -> Desk:
    return Desk(stores, settings, tmp_path)


def test_a_round_goes_from_its_plan_to_voting(desk: Desk) -> None:
    state = desk.opened()
    assert state.phase is Phase.VOTING
    assert state.plan == a_plan()
    assert state.entitled == {"noord": 2, "zuid": 2}
    setup = desk.log()[0]
    assert setup["type"] == "setup"
    assert setup["seal_key_origin"] == "offline"
    assert setup["allow_small_areas"] == 1
    course = desk.stores.register.scalars(select(PhaseChange.phase)).all()
    assert course[0] == "preparation"
    assert course[-1] == "voting"


def test_the_same_name_is_refused(desk: Desk) -> None:
    desk.create()
    with pytest.raises(RoundExists):
        desk.create()


def test_without_a_name_there_must_be_one_round(desk: Desk) -> None:
    with pytest.raises(RoundUnknown):
        desk.state()
    desk.create()
    assert desk.state().slug == "voorjaar"
    desk.create(a_plan("najaar", opens=OPENS + timedelta(days=200)))
    with pytest.raises(SeveralRounds):
        desk.state()
    assert [one.slug for one in list_rounds(desk.stores)] == ["najaar", "voorjaar"]


def test_advancing_stops_at_the_final_list(desk: Desk) -> None:
    desk.create()
    desk.advance(3)
    assert desk.state().phase is Phase.LIST_FINAL
    with pytest.raises(OpeningIsAnAct):
        desk.advance(1)


def test_an_open_round_does_not_advance(desk: Desk) -> None:
    desk.opened()
    with pytest.raises(WrongPhase):
        desk.advance(1)


def test_every_reason_not_to_open_is_given_at_once(desk: Desk) -> None:
    plan = replace(a_plan(), regulation=None, allow_small_areas=False)
    desk.create(plan)
    with pytest.raises(CannotOpen) as refusal:
        desk.open(at=CLOSES)
    codes = {problem.code for problem in refusal.value.problems}
    assert codes == {
        "regulation_missing",
        "list_not_final",
        "roll_missing",
        "seal_keys_missing",
        "closing_has_passed",
    }


def test_small_areas_and_a_ceiling_below_the_pots_are_refused(desk: Desk) -> None:
    plan = a_plan()
    assert plan.regulation
    low = replace(plan.regulation, ceiling_cents=2_999_999)
    desk.create(replace(plan, regulation=low, allow_small_areas=False))
    desk.advance(3)
    desk.import_roll()
    desk.import_keys()
    with pytest.raises(CannotOpen) as refusal:
        desk.open()
    found = [problem.code for problem in refusal.value.problems]
    assert sorted(found) == ["pots_above_ceiling", "too_few_entitled", "too_few_entitled"]
    assert desk.state().phase is Phase.LIST_FINAL


def test_lost_keys_keep_a_round_from_opening(desk: Desk) -> None:
    state = desk.create()
    desk.advance(3)
    desk.import_roll()
    desk.import_keys()
    desk.keys.destroy(state.id, "promise")
    with pytest.raises(CannotOpen, match="keys_missing"):
        desk.open()


def test_opening_late_is_fine_and_opening_twice_is_refused(desk: Desk) -> None:
    desk.opened()
    with pytest.raises(PlanFrozen):
        desk.open()


def test_opening_again_after_a_crash_finds_the_same_setup(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.create()
    desk.advance(3)
    desk.import_roll()
    desk.import_keys()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("voting.services.opening_rounds.take_step", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.open()
    assert desk.state().phase is Phase.LIST_FINAL
    assert len(desk.log()) == 1
    desk.open()
    assert desk.state().phase is Phase.VOTING
    assert len(desk.log()) == 1


def test_codes_go_to_one_private_file(desk: Desk) -> None:
    state = desk.create()
    desk.import_roll(6)
    rows = desk.take()
    folder = desk.checkpoints.with_name("letters")
    assert stat.S_IMODE((folder / "codes.csv").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(row["reference"] for row in rows) == [f"r{n}" for n in range(6)]
    assert len({row["roll_index"] for row in rows}) == 6
    assert all(len(row["roll_index"]) == 10 for row in rows)
    assert all(str(int(row["roll_index"])) == row["roll_index"] for row in rows)
    assert all(row["link"].endswith("#" + row["code"]) for row in rows)
    lookup_key = desk.keys.load(state.id).lookup
    stored = set(desk.stores.register.scalars(select(RollEntry.lookup)))
    assert stored == {lookup_hash(lookup_key, state.id, parse_code(row["code"])) for row in rows}


def test_a_roll_comes_in_whole_or_not_at_all(desk: Desk) -> None:
    state = desk.create()
    rows = [RollRow("a", "noord"), RollRow("b", "nowhere")]
    with pytest.raises(RollAreaUnknown):
        import_roll(desk.stores, desk.keys, state, rows, BEFORE)
    assert count_roll(desk.stores) == 0
    assert desk.state().entitled == {"noord": 0, "zuid": 0}


def test_a_second_roll_replaces_the_first_only_when_asked(desk: Desk) -> None:
    desk.create()
    desk.import_roll(4)
    with pytest.raises(RollThere):
        desk.import_roll(6)
    desk.import_roll(6, replace=True)
    assert count_roll(desk.stores) == 6
    assert sum(desk.state().entitled.values()) == 6


def test_no_roll_or_keys_come_in_after_opening(desk: Desk) -> None:
    desk.opened()
    with pytest.raises(PlanFrozen):
        desk.import_roll(4, replace=True)
    with pytest.raises(PlanFrozen):
        desk.import_keys()


def test_several_processes_make_the_same_kind_of_codes(desk: Desk) -> None:
    desk.create()
    roll = [RollRow(f"r{n:04}", "noord") for n in range(2_500)]
    options = LetterOptions(processes=2)
    made = import_roll(desk.stores, desk.keys, desk.state(), roll, BEFORE, options)
    assert made.entitled == {"noord": 2_500, "zuid": 0}
    assert count_roll(desk.stores) == 2_500
    assert [row["reference"] for row in desk.take()] == [row.reference for row in roll]


def test_keys_of_another_round_or_of_too_few_areas_are_refused(desk: Desk) -> None:
    state = desk.create()
    areas = [
        {"area": b64(one), "seal_key": b64(bytes(31) + b"\x09")} for one in state.area_ids.values()
    ]
    for facts in (
        {},
        {"round": b64(bytes(16)), "areas": areas},
        {"round": b64(state.id), "areas": areas[:1]},
        {"round": b64(state.id), "areas": areas},
    ):
        with pytest.raises(SealKeysUnfit):
            import_seal_keys(desk.stores, state, facts, "offline", BEFORE)
    assert describe_ids(state)["threshold"] == 2


def test_two_people_extend_and_the_log_says_so(desk: Desk) -> None:
    state = desk.opened()
    later = CLOSES + timedelta(hours=2)
    extend_round(desk.stores, desk.keys, state, later, PAIR, DURING, desk.checkpoints)
    assert desk.state().plan.times.closes == later
    assert desk.state().plan.times.results_on == state.plan.times.results_on + timedelta(hours=2)
    assert desk.log()[-1]["kind"] == "extend"
    act = desk.stores.register.scalars(select(PhaseChange).order_by(PhaseChange.position)).all()[-1]
    assert (act.by_name, act.confirmed_by) == ("Noor", "Ali")


@pytest.mark.parametrize("pair", [TwoPeople("Noor", "noor "), TwoPeople("Noor", "")])
def test_one_person_cannot_extend_or_annul(desk: Desk, pair: TwoPeople) -> None:
    state = desk.opened()
    with pytest.raises(TwoPeopleNeeded):
        extend_round(
            desk.stores, desk.keys, state, CLOSES + timedelta(1), pair, DURING, desk.checkpoints
        )
    with pytest.raises(TwoPeopleNeeded):
        annul_round(desk.stores, desk.keys, state, pair, "", DURING, desk.checkpoints)
    assert len(desk.log()) == 1


def test_closing_moves_only_later_and_only_in_time(desk: Desk) -> None:
    state = desk.opened()
    with pytest.raises(ExtensionNotLater):
        extend_round(desk.stores, desk.keys, state, CLOSES, PAIR, DURING, desk.checkpoints)
    with pytest.raises(ClosingHasPassed):
        extend_round(
            desk.stores, desk.keys, state, CLOSES + timedelta(1), PAIR, CLOSES, desk.checkpoints
        )
    assert len(desk.log()) == 1


def test_a_plan_is_withdrawn_once_and_stays_on_the_list(desk: Desk) -> None:
    state = desk.opened()

    def withdraw(name: str) -> None:
        withdraw_initiative(desk.stores, desk.keys, state, name, DURING, desk.checkpoints)

    withdraw("bank")
    marks = {one.id: one.listing for one in desk.state().plan.initiatives}
    assert marks["bank"] is Listing.WITHDRAWN
    assert marks["boom"] is Listing.LISTED
    assert desk.log()[-1]["initiative"] == "bank"
    with pytest.raises(AlreadyWithdrawn):
        withdraw("bank")
    with pytest.raises(UnknownInitiative):
        withdraw("nothing")


def test_an_annulled_round_is_over(desk: Desk) -> None:
    state = desk.opened()
    annul_round(desk.stores, desk.keys, state, PAIR, "Brand.", DURING, desk.checkpoints)
    assert desk.state().phase is Phase.ANNULLED
    assert desk.log()[-1]["kind"] == "annul"
    with pytest.raises(KeyMissing):
        desk.keys.load(state.id).issuer(state.area_ids["noord"])
    with pytest.raises(PlanFrozen):
        desk.open()


def test_before_opening_there_is_nothing_to_annul_or_finish(desk: Desk) -> None:
    state = desk.create()
    with pytest.raises(AnnulmentTooEarly):
        annul_round(desk.stores, desk.keys, state, PAIR, "", DURING, desk.checkpoints)
    with pytest.raises(PhaseSkipped):
        finish_round(desk.stores, desk.keys, state, DURING, desk.checkpoints)
    assert desk.state().phase is Phase.PREPARATION


def test_turnout_below_ten_is_not_shown(desk: Desk) -> None:
    state = desk.opened()
    assert record_turnout(desk.stores, desk.keys, state, DURING, desk.checkpoints) == {}
    assert desk.log()[-1] == {"type": "turnout", "version": 1, "date": "2027-03-02", "areas": []}


def test_setup_hashes_the_files_that_are_kept(desk: Desk) -> None:
    state = desk.opened()
    setup = desk.log()[0]
    files = {name: b"".join(read_parts(desk.stores.register, state.id, name)) for name in NAMES}
    assert setup["files"] == [
        {"name": name, "sha256": b64(hashlib.sha256(files[name]).digest())}
        for name in sorted(files)
    ]
    lines = [canonical.load(line) for line in files["roll.jsonl"].splitlines()]
    indexes = [line["roll_index"] for line in lines]
    assert indexes == sorted(indexes)
    assert len(indexes) == 4


def test_two_officers_open_at_once_and_one_does(desk: Desk) -> None:
    desk.create()
    desk.advance(3)
    desk.import_roll()
    desk.import_keys()

    def open_elsewhere(_: int) -> str:
        with open_stores(desk.settings) as stores:
            other = Desk(stores, desk.settings, desk.folder)
            try:
                other.open()
            except PlanFrozen:
                return "refused"
            return "opened"

    with ThreadPoolExecutor(4) as room:
        outcomes = sorted(room.map(open_elsewhere, range(4)))
    assert outcomes == ["opened", "refused", "refused", "refused"]
    assert len(desk.log()) == 1


def test_extensions_at_the_same_moment_all_reach_the_log_in_order(desk: Desk) -> None:
    state = desk.opened()

    def extend_elsewhere(hours: int) -> str:
        with open_stores(desk.settings) as stores:
            later = CLOSES + timedelta(hours=hours)
            try:
                extend_round(stores, desk.keys, state, later, PAIR, DURING, desk.checkpoints)
            except ExtensionNotLater:
                return "refused"
            return "extended"

    with ThreadPoolExecutor(4) as room:
        outcomes = list(room.map(extend_elsewhere, range(1, 9)))
    logged = [entry["closes"] for entry in desk.log() if entry["type"] == "notice"]
    assert len(logged) == outcomes.count("extended")
    assert logged == sorted(logged, key=str)
    desk.stores.register.rollback()
    assert desk.state().plan.times.closes == CLOSES + timedelta(hours=8)


def count_roll(stores: Stores) -> int:
    return stores.register.scalar(select(func.count()).select_from(RollEntry)) or 0


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_number_on_a_letter_reads_as_it_stands_in_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for lowest in (0, -1):
        monkeypatch.setattr(
            "voting.services.lettering.secrets.randbelow",
            lambda bound, lowest=lowest: lowest % bound,
        )
        assert len(str(draw_roll_index())) == 10
