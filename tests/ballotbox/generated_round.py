"""A whole small round, made with the primitives alone: its log, its files, its bundle.

Everything follows from a seed, so the same round can be made again, byte for byte. Tests break
a piece of it and see whether the verifier names that piece.
"""

import hashlib
import json
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ballotbox import sealing_reference
from voting.ballotbox import blind_rsa, bundle, canonical, checkpoints, codes, keys, slips
from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import (
    AreaTally,
    CloseCount,
    SetupArea,
    SetupTerms,
    make_allocation,
    make_close,
    make_issue,
    make_key_release,
    make_notice,
    make_reissue,
    make_seed,
    make_setup,
    make_tally,
    make_turnout,
)
from voting.ballotbox.log import Frontier, leaf_hash
from voting.ballotbox.sealing import derive_area_key
from voting.ballotbox.slips import Slip
from voting.ballotbox.verify.money_frozen import SHOWN
from voting.domain.allocation import RoundMoney, allocate_round
from voting.domain.money_json import budgets_to_json, rules_to_json, to_json
from voting.domain.rules import AreaInput, BuurtInput, InitiativeInput, MoneyRules

ISSUER_KEYS = Path(__file__).with_name("issuer_keys.json")
OPENS = datetime(2026, 6, 1, 7, tzinfo=UTC)
CLOSES = datetime(2026, 6, 15, 18, tzinfo=UTC)
SEED = "07 23 41 08 15 02"
STAGES = ("setup", "issue", "slip", "close", "seed", "key_release", "tally", "allocation")


@cache
def load_issuer_key(number):
    """One of the RSA keys kept for tests: making one takes seconds."""
    return blind_rsa.load_private_key(bytes.fromhex(json.loads(ISSUER_KEYS.read_text())[number]))


@dataclass(frozen=True)
class Area:
    id: bytes
    slug: str
    issuer: blind_rsa.IssuerKey
    seal_key: bytes
    initiatives: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """A row of the register and the letter that belongs to it."""

    code: str
    roll_index: int
    area: Area
    nonce: bytes
    secret: bytes
    code_key: Ed25519PrivateKey

    @property
    def public(self):
        return self.code_key.public_key().public_bytes_raw()

    @property
    def commitment(self):
        return keys.commitment(self.nonce, self.public)


@dataclass
class Round:
    """The pieces; `lines` makes the log of them, so change a piece and look what happens."""

    id: bytes
    rights: int
    chance: random.Random
    areas: list[Area]
    people: list[Person]
    salt_key: bytes
    log_key: Ed25519PrivateKey
    promise_key: Ed25519PrivateKey
    trustees_secret: bytes
    setup: dict[str, Any] = field(default_factory=dict)
    running: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    choices: dict[bytes, str] = field(default_factory=dict)
    after: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def entries(self):
        """The log, as dictionaries."""
        ordered = sorted(self.slips, key=lambda slip: (slip.area, slip.key))
        published = [slip.to_entry() for slip in ordered]
        issues = sorted(self.issues, key=lambda issue: issue["roll_index"])
        return [self.setup, *self.running, *issues, *published, *self.after]

    def lines(self):
        """The log, as canonical bytes."""
        return [canonical.dump(entry) for entry in self.entries()]

    def setup_hash(self):
        return leaf_hash(canonical.dump(self.setup))

    def write(self, folder, lines=None, sizes=None, log_key=None):
        """Write the bundle; other `lines` are signed as if they were the log."""
        lines = self.lines() if lines is None else lines
        signer = log_key or self.log_key
        known = bundle.write_keys(
            self.id, leaf_hash(lines[0]), keys.public_bytes(signer), self.promise_public()
        )
        bundle.write_bundle(
            folder, lines, sign_all(self.id, signer, lines, sizes), self.files, known
        )
        return folder

    def promise_public(self):
        return keys.public_bytes(self.promise_key)

    def secrets_of(self, person):
        salt = keys.slip_salt(self.salt_key, self.id, person.roll_index)
        modulus = person.area.issuer.public.modulus
        return slips.derive_slip_secrets(
            person.secret, salt, self.id, person.area.id, self.rights, modulus
        )

    def issue(self, person):
        """Blind, sign, finish: the tokens and the issue entry of one person."""
        own = self.secrets_of(person)
        public = person.area.issuer.public
        messages = [slips.token_message(self.id, person.area.id, one.public) for one in own]
        blinded = [
            blind_rsa.blind(public, message, one.pss_salt, one.blind)
            for message, one in zip(messages, own, strict=True)
        ]
        signed = blind_rsa.sign_blinded(person.area.issuer, blinded, self.rights)
        tokens = [
            blind_rsa.finalize(public, message, signature, one.blind)
            for message, signature, one in zip(messages, signed, own, strict=True)
        ]
        hashed = slips.blinded_hash(blinded)
        signature = person.code_key.sign(slips.issue_message(self.id, person.roll_index, hashed))
        entry = make_issue(person.roll_index, person.nonce, person.public, hashed, signature)
        return entry, tokens

    def cast(self, person, choices):
        """The slips of one person, with an issue entry."""
        entry, tokens = self.issue(person)
        own = self.secrets_of(person)
        made = []
        for one, token, choice in zip(own, tokens, choices, strict=True):
            sealed = self.seal(person.area, one.public, choice)
            made.append(slips.sign_slip(one, self.id, person.area.id, token, sealed))
            self.choices[one.public] = choice
        return entry, made

    def seal(self, area, slip_key, choice):
        return sealing_reference.seal(
            self.chance, choice, area.seal_key, self.id, area.id, slip_key
        )

    def area_key(self, area):
        return derive_area_key(self.trustees_secret, self.id, area.id)


def make_round(seed="1", sizes=None, rights=5, through="allocation", idle=1):
    """A round with `sizes` voters per area slug, `idle` more people who do not vote.

    Areas with 20 voters or more are opened. `through` says how far the log goes.
    """
    chance = random.Random(seed)
    made = _make_people(chance, sizes or {"noord": 21, "zuid": 3}, rights, idle)
    made.files = _make_files(made)
    made.setup = make_setup(_make_terms(made))
    made.running = _make_running(made)
    votes = {area.slug: 0 for area in made.areas}
    for person in made.people[: len(made.people) - idle * len(made.areas)]:
        choices = _choose(chance, person.area, rights)
        entry, cast = made.cast(person, choices)
        made.issues.append(entry)
        made.slips += cast
        votes[person.area.slug] += 1
    made.after = _make_after(made, votes)[: max(0, STAGES.index(through) - 2)]
    return made


def sign_all(round_id, log_key, lines, sizes=None):
    """Checkpoints at these sizes, by default at the first entry, the middle and the end."""
    wanted = set(sizes) if sizes is not None else {1, (len(lines) + 1) // 2, len(lines)}
    frontier, notes = Frontier(), []
    for line in lines:
        frontier.append(leaf_hash(line))
        if frontier.size in wanted:
            root = frontier.root()
            note = checkpoints.sign_checkpoint(log_key, round_id, frontier.size, root)
            notes.append((frontier.size, note))
    return notes


def count(made, area):
    """What the choices add up to: rights by initiative, and blanco."""
    chosen = [made.choices[slip.key] for slip in made.slips if slip.area == area.id]
    rights = {name: chosen.count(name) for name in area.initiatives}
    return rights, chosen.count("")


def rewrite_after(made, stages):
    """Keep of what comes after the slips only these stages."""
    return replace(made, after=[entry for entry in made.after if entry["type"] in stages])


def _make_people(chance, sizes, rights, idle):
    round_id, trustees_secret = chance.randbytes(16), chance.randbytes(32)
    areas = []
    for number, slug in enumerate(sizes):
        area_id = chance.randbytes(16)
        public = derive_area_key(trustees_secret, round_id, area_id).public_key()
        names = tuple(f"{slug}-{one}" for one in ("bankje", "buurttuin", "speelplek"))
        issuer = load_issuer_key(number)
        areas.append(Area(area_id, slug, issuer, public.public_bytes_raw(), names))
    indexes = iter(sorted(chance.sample(range(1, 10**10), sum(sizes.values()) + idle * len(sizes))))
    people = [
        _make_person(chance, round_id, area, next(indexes))
        for area in areas
        for _ in range(sizes[area.slug])
    ]
    people += [
        _make_person(chance, round_id, area, next(indexes)) for area in areas for _ in range(idle)
    ]
    return Round(
        round_id,
        rights,
        chance,
        areas,
        people,
        chance.randbytes(32),
        Ed25519PrivateKey.from_private_bytes(chance.randbytes(32)),
        Ed25519PrivateKey.from_private_bytes(chance.randbytes(32)),
        trustees_secret,
    )


def _make_person(chance, round_id, area, index):
    body = "".join(chance.choice(codes.ALPHABET) for _ in range(15))
    code = body + codes._check_character(body)
    secret = codes.stretch(code, round_id)
    code_key = keys.derive_code_key(secret, round_id)
    return Person(code, index, area, chance.randbytes(32), secret, code_key)


def make_roll(people):
    """The roll file."""
    rows = sorted(people, key=lambda person: person.roll_index)
    lines = [bundle.write_roll_line(p.roll_index, p.area.id, p.commitment) for p in rows]
    return b"".join(line + b"\n" for line in lines)


def make_money(made):
    """The money of the round, as its rules and budgets say."""
    areas = tuple(
        AreaInput(
            area.slug,
            1_000_000,
            sum(person.area is area for person in made.people),
            (BuurtInput(f"{area.slug}-oost", 2), BuurtInput(f"{area.slug}-west", 1)),
            tuple(
                InitiativeInput(name, f"{area.slug}-{side}", "social", "sport", 400_000, 100_000)
                for name, side in zip(area.initiatives, ("oost", "west", "oost"), strict=True)
            ),
        )
        for area in made.areas
    )
    rules = MoneyRules(rights=made.rights, target_turnout=Fraction(1, 2))
    return RoundMoney(b64(made.id), rules, areas)


def _make_files(made):
    money = make_money(made)
    plans = {plan.id: plan for area in money.areas for plan in area.initiatives}
    catalogue = {
        "round": b64(made.id),
        "areas": [{"id": b64(a.id), "slug": a.slug, "name": a.slug} for a in made.areas],
        "initiatives": [
            {
                "id": name,
                "area": b64(area.id),
                "title": {"nl": name, "en": name},
                **{key: getattr(plans[name], key) for key in SHOWN},
            }
            for area in made.areas
            for name in area.initiatives
        ],
        "themes": [{"slug": "sport", "name": {"nl": "Sport", "en": "Sport"}}],
    }
    return {
        "catalogue.json": canonical.dump(catalogue),
        "rules.json": canonical.dump(rules_to_json(money.rules)),
        "budgets.json": canonical.dump(budgets_to_json(money)),
        "regulation.json": canonical.dump({"reference": "Fictional regulation 2026"}),
        "roll.jsonl": make_roll(made.people),
    }


def _make_terms(made):
    return SetupTerms(
        round_id=made.id,
        rights=made.rights,
        opens=OPENS,
        closes=CLOSES,
        seal_key_origin="demo",
        allow_small_areas=True,
        threshold=2,
        shares=3,
        reissue_cap=5,
        log_key=keys.public_bytes(made.log_key),
        promise_key=made.promise_public(),
        areas=[
            SetupArea(
                area.id,
                area.slug,
                sum(person.area is area for person in made.people),
                area.issuer.public.der,
                area.seal_key,
            )
            for area in made.areas
        ],
        files={n: hashlib.sha256(content).digest() for n, content in made.files.items()},
    )


def _make_running(made):
    """A notice, a re-issue of the first voter's letter, and a turnout."""
    old = made.people[0]
    new = _make_person(made.chance, made.id, old.area, old.roll_index)
    made.people[0] = new
    ids = (old.area.id, new.area.id)
    turnout = {area.id: 10 for area in made.areas if _count_people(made, area) > 20}
    return [
        make_notice(OPENS, "phase", phase="voting"),
        make_reissue(old.roll_index, *ids, old.commitment, new.commitment),
        make_turnout(date(2026, 6, 3), turnout),
    ]


def _count_people(made, area):
    return sum(person.area is area for person in made.people)


def _choose(chance, area, rights):
    return [chance.choice(("", *area.initiatives)) for _ in range(rights)]


def _make_after(made, votes):
    opened = [area for area in made.areas if votes[area.slug] >= 20]
    tallies = {area.slug: count(made, area) for area in opened}
    money = make_money(made)
    result = allocate_round(money, {slug: rights for slug, (rights, _) in tallies.items()}, SEED)
    made.files["result.json"] = canonical.dump(to_json(result))
    return [
        make_close(
            CLOSES,
            [
                CloseCount(a.id, votes[a.slug], votes[a.slug] * made.rights, 0, 0)
                for a in made.areas
            ],
        ),
        make_seed(SEED),
        make_key_release(
            {area.id: made.area_key(area).private_bytes_raw() for area in opened},
            {area.id: "few-issuances" for area in made.areas if area not in opened},
        ),
        make_tally([AreaTally(a.id, tallies[a.slug][0], tallies[a.slug][1], []) for a in opened]),
        make_allocation(hashlib.sha256(made.files["result.json"]).digest()),
    ]
