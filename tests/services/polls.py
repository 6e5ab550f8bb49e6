"""A round that is open for votes, made for a test: roll, codes, keys, frozen files and log.

RSA keys take a second each to make, so the tests of one process share a few.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update

from tests.services.rounds import a_plan
from voting.ballotbox import canonical
from voting.ballotbox.blind_rsa import make_issuer_key
from voting.ballotbox.bundle import write_roll_line
from voting.ballotbox.codes import lookup_hash, make_code, stretch
from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import SetupArea, SetupTerms, make_setup
from voting.ballotbox.key_folder import KeyFolder, RoundKeys
from voting.ballotbox.keys import commitment, derive_code_key
from voting.ballotbox.sealing import derive_area_key
from voting.ballotbox.verify import Report
from voting.db.base import AreaId, RoundId
from voting.db.models.register import Area, FrozenFile, RollEntry, Round
from voting.db.plans import save_plan
from voting.db.session import Stores, transaction
from voting.domain.allocation import RoundMoney
from voting.domain.money_json import budgets_to_json, rules_to_json
from voting.domain.rounds import RoundPlan
from voting.domain.rules import AreaInput, BuurtInput, InitiativeInput
from voting.services.altering_rounds import extend_round
from voting.services.casting import Receipt, cast_vote
from voting.services.closing import Closed, close_round
from voting.services.counting import Counted, count_round
from voting.services.emptying import verify_published
from voting.services.opening import Opened, open_box, record_seed
from voting.services.recording import begin_log
from voting.services.round_course import TwoPeople
from voting.services.round_state import RoundState, find_round
from voting.settings import Settings

SHARED_KEYS = 3


@cache
def shared_issuer_key(number: int) -> bytes:
    """Return issuer key `number` of this process, PKCS #8."""
    return make_issuer_key()


@dataclass(slots=True)
class Poll:
    """A round in voting, with what only a test may hold: the letters' codes and the secret.

    `letters` are the codes by voting area slug; `secret` is what trustees would combine.
    """

    stores: Stores
    settings: Settings
    keys: KeyFolder
    plan: RoundPlan
    round_id: RoundId
    area_ids: Mapping[str, AreaId]
    letters: Mapping[str, Sequence[str]]
    secret: bytes
    roll_indexes: dict[str, int] = field(default_factory=dict)

    @property
    def state(self) -> RoundState:
        """Return the round as it is now."""
        return find_round(self.stores, self.plan.slug)

    @property
    def during(self) -> datetime:
        """Return a moment while voting is open."""
        return self.plan.times.opens + timedelta(days=1)

    @property
    def after(self) -> datetime:
        """Return a moment after the closing time."""
        return self.plan.times.closes + timedelta(minutes=1)

    def close(self, **rest: Any) -> Closed:
        """Close the round after its closing time."""
        given = {"at": self.after, "checkpoint_dir": self.settings.checkpoint_dir, **rest}
        return close_round(self.stores, self.keys, self.state, **given)

    def extend(self, closes: datetime) -> None:
        """Let voting close later."""
        extend_round(
            self.stores,
            self.keys,
            self.state,
            closes,
            TwoPeople("Noor", "Ali"),
            self.during,
            self.settings.checkpoint_dir,
        )

    def draw(self, seed: str = "3-17-21-28-35-44") -> None:
        """Draw the lot."""
        record_seed(self.stores, self.keys, self.state, seed, self.settings.checkpoint_dir)

    def open(self, secret: bytes | None = None) -> Opened:
        """Open the box with the trustees' secret."""
        return open_box(
            self.stores,
            self.keys,
            self.state,
            self.secret if secret is None else secret,
            at=self.after,
            checkpoint_dir=self.settings.checkpoint_dir,
        )

    def count(self) -> Counted:
        """Count what was opened."""
        return count_round(
            self.stores,
            self.keys,
            self.state,
            at=self.after,
            checkpoint_dir=self.settings.checkpoint_dir,
        )

    def verify(self) -> Report:
        """Verify what would be published now."""
        return verify_published(self.stores, self.round_id)

    def cast(
        self, code: str, selection: Mapping[str, int], area: str = "noord", **rest: Any
    ) -> Receipt:
        """Cast a vote as one look-over page does; `rest` overrides any of its fields."""
        given = {"attempt": an_attempt(), "at": self.during, **rest}
        stores = given.pop("stores", self.stores)
        state = find_round(stores, self.plan.slug)
        return cast_vote(
            stores, self.keys, state, code=code, area=area, selection=selection, **given
        )


def an_attempt() -> str:
    """Return what a fresh look-over page carries."""
    return b64(secrets.token_bytes(16))


def open_poll(
    stores: Stores,
    settings: Settings,
    letters: Mapping[str, int] | None = None,
    plan: RoundPlan | None = None,
) -> Poll:
    """Open a round for votes; `letters` says how many residents each voting area has."""
    plan = plan or a_plan()
    counts = letters or {area.slug: 3 for area in plan.voting_areas}
    round_id = RoundId(secrets.token_bytes(16))
    area_ids = {area.slug: AreaId(secrets.token_bytes(16)) for area in plan.voting_areas}
    keys = open_keys(settings)
    numbers = iter(range(1000))
    round_keys = keys.make(
        round_id,
        [area_ids[area.slug] for area in plan.voting_areas],
        lambda: shared_issuer_key(next(numbers) % SHARED_KEYS),
    )
    poll = Poll(stores, settings, keys, plan, round_id, area_ids, {}, secrets.token_bytes(32))
    rows, poll.letters, poll.roll_indexes = _draw_roll(poll, round_keys, counts)
    files = make_files(poll, rows, counts)
    with transaction(stores.register) as register:
        save_plan(register, round_id, area_ids, plan, plan.times.opens - timedelta(days=30))
        register.execute(insert(RollEntry), rows)
        for slug, count in counts.items():
            register.execute(update(Area).where(Area.id == area_ids[slug]).values(entitled=count))
        for name, content in files.items():
            register.add(FrozenFile(round_id=round_id, name=name, part=0, content=content))
    setup = _write_setup(poll, round_keys, counts, files)
    setup_hash = begin_log(stores, keys, round_id, setup, settings.checkpoint_dir)
    for phase in ("entries", "review", "list_final"):
        change_round(stores, round_id, phase=phase)
    change_round(stores, round_id, phase="voting", setup_hash=setup_hash, seal_key_origin="offline")
    return poll


def open_keys(settings: Settings) -> KeyFolder:
    """Return the key folder of an installation, with its copy beside it."""
    return KeyFolder(settings.keys_dir, settings.keys_copy_dir or copy_of(settings.keys_dir))


def copy_of(folder: Path) -> Path:
    """Return where the copy of a key folder lies when the settings name none."""
    return folder.with_name(folder.name + "-copy")


def change_round(stores: Stores, round_id: bytes, **values: Any) -> None:
    """Change a round's row as the services that run a round do."""
    with transaction(stores.register) as register:
        register.execute(
            update(Round).where(Round.id == round_id).values(version=Round.version + 1, **values)
        )


def _draw_roll(
    poll: Poll, round_keys: RoundKeys, counts: Mapping[str, int]
) -> tuple[list[dict[str, Any]], dict[str, list[str]], dict[str, int]]:
    rows, letters, indexes = [], {}, {}
    for slug, count in counts.items():
        letters[slug] = [make_code() for _ in range(count)]
        for code in letters[slug]:
            nonce = secrets.token_bytes(32)
            indexes[code] = secrets.randbelow(9_999_999_999) + 1
            public = derive_code_key(stretch(code, poll.round_id), poll.round_id).public_key()
            rows.append(
                {
                    "round": poll.round_id,
                    "area": poll.area_ids[slug],
                    "roll_index": indexes[code],
                    "lookup": lookup_hash(round_keys.lookup, poll.round_id, code),
                    "nonce": nonce,
                    "reference": f"ref-{indexes[code]}",
                    "commitment": commitment(nonce, public.public_bytes_raw()),
                }
            )
    return rows, letters, indexes


def make_files(
    poll: Poll, rows: Iterable[Mapping[str, Any]], counts: Mapping[str, int]
) -> dict[str, bytes]:
    """Return the files that `setup` hashes."""
    ordered = sorted(rows, key=lambda row: row["roll_index"])
    lines = [write_roll_line(row["roll_index"], row["area"], row["commitment"]) for row in ordered]
    money = make_money(poll, counts)
    return {
        "catalogue.json": canonical.dump(_write_catalogue(poll)),
        "rules.json": canonical.dump(rules_to_json(money.rules)),
        "budgets.json": canonical.dump(budgets_to_json(money)),
        "regulation.json": canonical.dump({"reference": "Regeling 7"}),
        "roll.jsonl": b"".join(line + b"\n" for line in lines),
    }


def make_money(poll: Poll, counts: Mapping[str, int]) -> RoundMoney:
    """Return the round's frozen money."""
    plan = poll.plan
    areas = tuple(
        AreaInput(
            area.slug,
            area.pot_cents,
            counts[area.slug],
            tuple(BuurtInput(buurt.slug, buurt.key_weight) for buurt in area.buurten),
            tuple(
                InitiativeInput(
                    one.id, one.buurt, str(one.sector), one.theme, one.ask_cents, one.minimum_cents
                )
                for one in plan.initiatives_in(area)
            ),
        )
        for area in plan.voting_areas
    )
    return RoundMoney(b64(poll.round_id), plan.money, areas)


def _write_catalogue(poll: Poll) -> dict[str, Any]:
    plan, ids = poll.plan, poll.area_ids
    return {
        "round": b64(poll.round_id),
        "areas": [
            {
                "id": b64(ids[area.slug]),
                "slug": area.slug,
                "name": area.name,
                "buurten": [{"slug": one.slug, "name": one.name} for one in area.buurten],
            }
            for area in plan.voting_areas
        ],
        "initiatives": [
            {
                "id": one.id,
                "area": b64(ids[area.slug]),
                "buurt": one.buurt,
                "sector": str(one.sector),
                "theme": one.theme,
                "group": one.group,
                "origin": str(one.origin),
                "provider": str(one.provider),
                "title": {"nl": one.title.nl, "en": one.title.en},
                "ask_cents": one.ask_cents,
                "minimum_cents": one.minimum_cents,
            }
            for area in plan.voting_areas
            for one in plan.initiatives_in(area)
        ],
        "themes": [{"slug": theme.slug} for theme in plan.themes],
    }


def _write_setup(
    poll: Poll, round_keys: RoundKeys, counts: Mapping[str, int], files: Mapping[str, bytes]
) -> dict[str, Any]:
    plan = poll.plan
    return make_setup(
        SetupTerms(
            poll.round_id,
            plan.rights,
            plan.times.opens,
            plan.times.closes,
            "offline",
            plan.allow_small_areas,
            plan.seal.threshold,
            plan.seal.shares,
            plan.reissue_cap,
            round_keys.log.public_key().public_bytes_raw(),
            round_keys.promise.public_key().public_bytes_raw(),
            [
                SetupArea(
                    id,
                    slug,
                    counts[slug],
                    round_keys.issuer(id).public.der,
                    derive_area_key(poll.secret, poll.round_id, id).public_key().public_bytes_raw(),
                )
                for slug, id in poll.area_ids.items()
            ],
            {name: sha256(content).digest() for name, content in files.items()},
        )
    )
