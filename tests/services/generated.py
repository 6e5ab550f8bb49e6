"""Whole rounds drawn at random and written as bundles, in hundredths of a second each.

What costs time is done once: one round id, two voting areas, 22 residents with their tokens.
Rights, choices, plans, amounts, rules, withdrawals, faults and the draw differ in every round.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.services.polls import shared_issuer_key
from voting.ballotbox import canonical
from voting.ballotbox.blind_rsa import finalize, load_private_key, sign_blinded
from voting.ballotbox.bundle import write_bundle, write_keys, write_roll_line
from voting.ballotbox.checkpoints import sign_checkpoint
from voting.ballotbox.codes import make_code
from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import (
    CloseCount,
    SetupArea,
    SetupTerms,
    make_allocation,
    make_close,
    make_issue,
    make_key_release,
    make_notice,
    make_seed,
    make_setup,
    make_tally,
)
from voting.ballotbox.keys import commitment
from voting.ballotbox.log import compute_root, leaf_hash
from voting.ballotbox.sealing import SEALED_BYTES, derive_area_key, seal
from voting.ballotbox.slips import (
    AreaFacts,
    Slip,
    SlipSecrets,
    blinded_hash,
    issue_message,
    sign_slip,
    token_message,
)
from voting.domain.allocation import RoundMoney, mark_withdrawn
from voting.domain.initiatives import Sector
from voting.domain.money_json import budgets_to_json, rules_to_json
from voting.domain.rules import (
    AreaInput,
    BuurtInput,
    InitiativeInput,
    MoneyRules,
    Rule,
    Variant,
)
from voting.services.counting import AreaCounter, divide, tally, write_result
from voting.services.opening import FEW_ISSUANCES, FEWEST_ISSUANCES
from voting.services.server_agent import ServerAgent

MOST_RIGHTS = 3
RESIDENTS = {"oost": FEWEST_ISSUANCES, "west": 2}
AT = datetime(2027, 3, 15, 20, tzinfo=UTC)
GARBAGE = "?"
"""A choice that does not open."""


@dataclass(frozen=True, slots=True)
class Resident:
    """A resident of a drawn round, with tokens for the most rights a round gives."""

    area: str
    roll_index: int
    nonce: bytes
    agent: ServerAgent
    blinded: tuple[bytes, ...]
    tokens: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """What all drawn rounds have in common."""

    round_id: bytes
    areas: Mapping[str, AreaFacts]
    secret: bytes
    log_key: Ed25519PrivateKey
    promise_key: Ed25519PrivateKey
    residents: tuple[Resident, ...]

    @property
    def log_public(self) -> bytes:
        return self.log_key.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn round as the application counted it: rights by area slug, blanco, invalid."""

    rights: Mapping[str, Mapping[str, int]]
    blanco: Mapping[str, int]
    invalid: Mapping[str, int]
    result: Mapping[str, Any]


@cache
def build_stage() -> Stage:
    """Make what costs time, once a process."""
    round_id, secret = secrets.token_bytes(16), secrets.token_bytes(32)
    areas = {}
    for number, (slug, entitled) in enumerate(RESIDENTS.items()):
        area = secrets.token_bytes(16)
        public = load_private_key(shared_issuer_key(number)).public
        seal_key = derive_area_key(secret, round_id, area).public_key().public_bytes_raw()
        areas[slug] = AreaFacts(area, slug, entitled, public, seal_key)
    log_key, promise_key = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    indexes = iter(sorted({secrets.randbelow(9 * 10**9) + 1 for _ in range(40)}))
    residents = tuple(
        _make_resident(round_id, area, number, next(indexes))
        for number, area in enumerate(areas.values())
        for _ in range(area.entitled)
    )
    return Stage(round_id, areas, secret, log_key, promise_key, residents)


def write_drawn_round(chance: Random, folder: Path) -> Drawn:
    """Draw a round, count it as the application does, and write its bundle into `folder`."""
    stage = build_stage()
    money = draw_money(chance, stage)
    listed = {area.id: [one.id for one in area.initiatives] for area in money.areas}
    every = [id for ids in listed.values() for id in ids]
    withdrawn = frozenset(id for id in every if chance.random() < 0.08)
    files = _write_files(stage, money)
    entries = [_write_setup(stage, money, files)]
    entries += [make_notice(AT, "withdrawn", initiative=id) for id in sorted(withdrawn)]
    entries += _write_issues(stage, money.rules.rights)
    slips = _cast(chance, stage, money.rules.rights, listed)
    entries += [slip.to_entry() for slip in slips]
    entries.append(_write_close(stage, slips))
    seed = "".join(chance.choices("0123456789-é", k=chance.randint(1, 12)))
    opened, few = stage.areas["oost"], stage.areas["west"]
    private = derive_area_key(stage.secret, stage.round_id, opened.area)
    entries.append(make_seed(seed))
    released = {opened.area: private.private_bytes_raw()}
    entries.append(make_key_release(released, {few.area: FEW_ISSUANCES}))
    counter = AreaCounter(opened.area, private, Counter(dict.fromkeys(listed["oost"], 0)))
    for slip in slips:
        if slip.area == opened.area:
            counter.take(stage.round_id, slip.key, slip.sealed, slip.leaf_hash())
    entries.append(make_tally([tally(counter)]))
    result = write_result(divide(mark_withdrawn(money, withdrawn), {"oost": counter}, seed))
    entries.append(make_allocation(sha256(result).digest()))
    _write(stage, entries, {**files, "result.json": result}, folder)
    return Drawn(
        {"oost": dict(counter.rights)},
        {"oost": counter.blanco},
        {"oost": len(counter.invalid)},
        canonical.load(result),
    )


def draw_money(chance: Random, stage: Stage) -> RoundMoney:
    """Draw rules and budgets with small numbers, so that ties and shortages are frequent."""
    rules = MoneyRules(
        rule=chance.choice(list(Rule)),
        variant=chance.choice(list(Variant)),
        rights=chance.choices(range(1, MOST_RIGHTS + 1), (6, 2, 1))[0],
        threshold=chance.choice((0, 0, 0, 1, 3)),
        target_turnout=Fraction(chance.randint(1, 10), 10),
        sigma=chance.choice((Fraction(0), Fraction(1, 3), Fraction(1))),
        phi=chance.choice((Fraction(0), Fraction(1, 2), Fraction(1))),
        kappa=chance.choice((None, Fraction(1), Fraction(3, 2))),
    )
    areas = tuple(_draw_area(chance, slug) for slug in stage.areas)
    return RoundMoney(b64(stage.round_id), rules, areas)


def _draw_area(chance: Random, slug: str) -> AreaInput:
    buurten = tuple(
        BuurtInput(f"{slug}-{number}", chance.randint(1, 4))
        for number in range(chance.randint(1, 3))
    )
    initiatives = tuple(
        InitiativeInput(
            f"{slug}.{number}",
            chance.choice(buurten).id,
            chance.choice(list(Sector)).value,
            chance.choice(("groen", "sport")),
            ask := chance.choice((1, 7, 100, 100, 250, 1_000)),
            chance.randint(0, ask),
        )
        for number in range(chance.randint(1, 6))
    )
    pot = chance.choice((0, 1, 99, 300, 1_000, 5_000))
    return AreaInput(slug, pot, RESIDENTS[slug], buurten, initiatives)


def _make_resident(round_id: bytes, area: AreaFacts, number: int, roll_index: int) -> Resident:
    salt = secrets.token_bytes(32)
    agent = ServerAgent.from_code(make_code(), salt, round_id, area, MOST_RIGHTS)
    blinded = agent.ask(roll_index).blinded
    private = load_private_key(shared_issuer_key(number))
    tokens = tuple(
        finalize(
            area.issuer_key, token_message(round_id, area.area, slip.public), signed, slip.blind
        )
        for slip, signed in zip(
            agent.slips, sign_blinded(private, blinded, MOST_RIGHTS), strict=True
        )
    )
    return Resident(area.slug, roll_index, secrets.token_bytes(32), agent, blinded, tokens)


def _cast(
    chance: Random, stage: Stage, rights: int, listed: Mapping[str, Sequence[str]]
) -> list[Slip]:
    slips = []
    for resident in stage.residents:
        choices = [*listed[resident.area], "", "nowhere.1", GARBAGE]
        weights = [6] * len(listed[resident.area]) + [3, 1, 1]
        for secret, token in list(zip(resident.agent.slips, resident.tokens, strict=True))[:rights]:
            choice = chance.choices(choices, weights)[0]
            slips.append(_fill_in(stage, stage.areas[resident.area], secret, token, choice))
    return sorted(slips, key=lambda slip: (slip.area, slip.key))


def _fill_in(stage: Stage, area: AreaFacts, secret: SlipSecrets, token: bytes, choice: str) -> Slip:
    sealed = (
        secrets.token_bytes(SEALED_BYTES)
        if choice == GARBAGE
        else seal(choice, area.seal_key, stage.round_id, area.area, secret.public)
    )
    return sign_slip(secret, stage.round_id, area.area, token, sealed)


def _write_issues(stage: Stage, rights: int) -> Iterator[dict[str, Any]]:
    for resident in sorted(stage.residents, key=lambda one: one.roll_index):
        hashed = blinded_hash(resident.blinded[:rights])
        key = resident.agent.code_key
        signature = key.sign(issue_message(stage.round_id, resident.roll_index, hashed))
        public = key.public_key().public_bytes_raw()
        yield make_issue(resident.roll_index, resident.nonce, public, hashed, signature)


def _write_close(stage: Stage, slips: Sequence[Slip]) -> dict[str, Any]:
    cast = Counter(slip.area for slip in slips)
    return make_close(
        AT,
        [CloseCount(one.area, one.entitled, cast[one.area], 0, 0) for one in stage.areas.values()],
    )


def _write_files(stage: Stage, money: RoundMoney) -> dict[str, bytes]:
    lines = [
        write_roll_line(
            one.roll_index,
            stage.areas[one.area].area,
            commitment(one.nonce, one.agent.code_key.public_key().public_bytes_raw()),
        )
        for one in sorted(stage.residents, key=lambda one: one.roll_index)
    ]
    return {
        "catalogue.json": canonical.dump(_write_catalogue(stage, money)),
        "rules.json": canonical.dump(rules_to_json(money.rules)),
        "budgets.json": canonical.dump(budgets_to_json(money)),
        "regulation.json": canonical.dump({"reference": "Regeling 7"}),
        "roll.jsonl": b"".join(line + b"\n" for line in lines),
    }


def _write_catalogue(stage: Stage, money: RoundMoney) -> dict[str, Any]:
    return {
        "round": b64(stage.round_id),
        "areas": [
            {
                "id": b64(stage.areas[area.id].area),
                "slug": area.id,
                "name": area.id,
                "buurten": [{"slug": one.id, "name": one.id} for one in area.buurten],
            }
            for area in money.areas
        ],
        "initiatives": [
            {
                "id": one.id,
                "area": b64(stage.areas[area.id].area),
                "buurt": one.buurt,
                "sector": one.sector,
                "theme": one.theme,
                "group": "G",
                "origin": "residents",
                "provider": "residents",
                "title": {"nl": one.id, "en": one.id},
                "ask_cents": one.ask_cents,
                "minimum_cents": one.minimum_cents,
            }
            for area in money.areas
            for one in area.initiatives
        ],
        "themes": [{"slug": "groen"}, {"slug": "sport"}],
    }


def _write_setup(stage: Stage, money: RoundMoney, files: Mapping[str, bytes]) -> dict[str, Any]:
    return make_setup(
        SetupTerms(
            stage.round_id,
            money.rules.rights,
            AT.replace(day=1),
            AT,
            "demo",
            True,
            2,
            3,
            0,
            stage.log_public,
            stage.promise_key.public_key().public_bytes_raw(),
            [
                SetupArea(one.area, one.slug, one.entitled, one.issuer_key.der, one.seal_key)
                for one in stage.areas.values()
            ],
            {name: sha256(content).digest() for name, content in files.items()},
        )
    )


def _write(
    stage: Stage, entries: Sequence[Mapping[str, Any]], files: Mapping[str, bytes], folder: Path
) -> None:
    lines = [canonical.dump(dict(entry)) for entry in entries]
    leaves = [leaf_hash(line) for line in lines]
    note = sign_checkpoint(stage.log_key, stage.round_id, len(leaves), compute_root(leaves))
    promise = stage.promise_key.public_key().public_bytes_raw()
    keys = write_keys(stage.round_id, leaves[0], stage.log_public, promise)
    write_bundle(folder, lines, [(len(leaves), note)], files, keys)
