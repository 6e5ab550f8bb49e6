"""The files that `setup` hashes: catalogue, rules, budgets, regulation and roll.

They are made once, at opening, and kept byte for byte; whatever is published later comes from
here and not from tables.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from voting.ballotbox import canonical
from voting.ballotbox.bundle import write_roll_line
from voting.ballotbox.encoding import b64
from voting.db.base import RoundId
from voting.db.models.register import FrozenFile, RollEntry
from voting.domain.allocation import RoundMoney
from voting.domain.areas import Buurt
from voting.domain.initiatives import Initiative, Listing
from voting.domain.money_json import budgets_to_json, rules_to_json
from voting.domain.packages import BaseAmount
from voting.domain.rounds import FAULT_RULES, BaseLine, RoundPlan
from voting.domain.rules import AreaInput, BuurtInput, InitiativeInput
from voting.domain.texts import Text
from voting.services.round_state import RoundState

CATALOGUE = "catalogue.json"
RULES = "rules.json"
BUDGETS = "budgets.json"
REGULATION = "regulation.json"
ROLL = "roll.jsonl"
NAMES = (CATALOGUE, RULES, BUDGETS, REGULATION, ROLL)
PART_BYTES = 1 << 20


def make_frozen_files(state: RoundState) -> dict[str, bytes]:
    """Return the four JSON files of a round by name: everything but the roll."""
    money = describe_money(state)
    return {
        CATALOGUE: canonical.dump(make_catalogue(state)),
        RULES: canonical.dump(rules_to_json(money.rules)),
        BUDGETS: canonical.dump(budgets_to_json(money)),
        REGULATION: canonical.dump(make_regulation(state.plan)),
    }


def store_file(session: Session, round_id: RoundId, name: str, content: Iterable[bytes]) -> bytes:
    """Add a file in parts of a mebibyte and return its SHA-256; memory does not grow."""
    digest = hashlib.sha256()
    for number, part in enumerate(_cut(content)):
        digest.update(part)
        session.execute(
            insert(FrozenFile).values(round_id=round_id, name=name, part=number, content=part)
        )
    return digest.digest()


def read_parts(session: Session, round_id: RoundId, name: str) -> Iterator[bytes]:
    """Give the parts of a frozen file in order, nothing when there is no such file."""
    number = 0
    while True:
        query = select(FrozenFile.content).where(
            FrozenFile.round_id == round_id, FrozenFile.name == name, FrozenFile.part == number
        )
        part = session.scalar(query)
        if part is None:
            return
        yield bytes(part)
        number += 1


def write_roll(session: Session, round_id: RoundId) -> Iterator[bytes]:
    """Give the lines of the roll file, by increasing roll_index."""
    last = 0
    while True:
        rows = session.execute(
            select(RollEntry.roll_index, RollEntry.area, RollEntry.commitment)
            .where(RollEntry.round == round_id, RollEntry.roll_index > last)
            .order_by(RollEntry.roll_index)
            .limit(5_000)
        ).all()
        if not rows:
            return
        for roll_index, area, commitment in rows:
            yield write_roll_line(roll_index, area, commitment) + b"\n"
        last = rows[-1].roll_index


def describe_money(state: RoundState) -> RoundMoney:
    """Return all money of the round as the rules see it; ids of areas and buurten are slugs.

    Raises InvalidMoneyInput or FloorsExceedBudget when the amounts cannot work.
    """
    plan = state.plan
    return RoundMoney(
        round_id=b64(state.id),
        rules=plan.money,
        areas=tuple(
            AreaInput(
                area.slug,
                area.pot_cents,
                state.entitled[area.slug],
                tuple(BuurtInput(buurt.slug, buurt.key_weight) for buurt in area.buurten),
                tuple(_price(one) for one in plan.initiatives_in(area)),
            )
            for area in plan.voting_areas
        ),
        base_formulas=plan.base_formulas,
        base_amounts=_list_written_amounts(plan),
    )


def make_catalogue(state: RoundState) -> dict[str, Any]:
    """Return what can be chosen and where, for people and programs."""
    plan, ids = state.plan, state.area_ids
    home = {b.slug: b64(ids[area.slug]) for area in plan.voting_areas for b in area.buurten}
    return {
        "round": b64(state.id),
        "slug": plan.slug,
        "title": _texts(plan.title),
        "municipality": plan.municipality.name,
        "areas": [
            {
                "id": b64(ids[area.slug]),
                "slug": area.slug,
                "name": area.name,
                "buurten": [_describe_buurt(buurt) for buurt in area.buurten],
            }
            for area in plan.voting_areas
        ],
        "themes": [
            {
                "slug": theme.slug,
                "name": _texts(theme.name),
                "listed_by": theme.listed_by.value,
                "priority": int(theme.priority),
            }
            for theme in plan.themes
        ],
        "initiatives": [_describe_initiative(one, home[one.buurt]) for one in plan.initiatives],
        "base_lines": [_describe_base_line(line) for line in plan.base_lines],
        "preferences": [
            {"buurt": one.buurt, "initiatives": list(one.initiatives)} for one in plan.preferences
        ],
        "refusal_grounds": [_texts(ground) for ground in plan.refusal_grounds],
    }


def make_regulation(plan: RoundPlan) -> dict[str, Any]:
    """Return the subsidy regulation the round rests on (Awb 4:23, 4:25 to 4:27).

    Beside it stands what follows from a fault in the count.
    """
    regulation = plan.regulation
    if regulation is None:
        return {}
    return {
        "faults": _texts(FAULT_RULES),
        "reference": regulation.reference,
        "ceiling_cents": regulation.ceiling_cents,
        "decision_date": regulation.decision_date.isoformat(),
        "url": regulation.url,
    }


def _list_written_amounts(plan: RoundPlan) -> tuple[BaseAmount, ...]:
    """Return the base package's amounts that were written down; the others have formulas."""
    return tuple(
        BaseAmount(line.sector.value, line.buurt, line.amount_cents)
        for line in plan.base_lines
        if line.amount_cents is not None
    )


def _price(one: Initiative) -> InitiativeInput:
    return InitiativeInput(
        one.id,
        one.buurt,
        one.sector.value,
        one.theme,
        one.ask_cents,
        one.minimum_cents,
        one.listing is Listing.WITHDRAWN,
    )


def _describe_buurt(buurt: Buurt) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "slug": buurt.slug,
        "name": buurt.name,
        "population": buurt.population,
        "need_index": buurt.need_index,
    }
    if buurt.cbs_code:
        facts["cbs_code"] = buurt.cbs_code
    for name, source in (("population", buurt.sources.population), ("need", buurt.sources.need)):
        if source:
            facts[f"{name}_source"] = source.title
            facts[f"{name}_on"] = source.as_of.isoformat()
    return facts


def _describe_initiative(one: Initiative, area: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "area": area,
        "buurt": one.buurt,
        "sector": one.sector.value,
        "theme": one.theme,
        "group": one.group,
        "origin": one.origin.value,
        "provider": one.provider.value,
        "title": _texts(one.title),
        "summary": _texts(one.summary),
        "ask_cents": one.ask_cents,
        "minimum_cents": one.minimum_cents,
        "ready": one.ready or "",
        "linked_from": list(one.linked_from),
    }


def _describe_base_line(line: BaseLine) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "buurt": line.buurt,
        "sector": line.sector.value,
        "service": _texts(line.service),
        "provider": line.provider.value if line.provider else "",
        "provider_name": line.provider_name,
    }
    if line.amount_cents is not None:
        facts["amount_cents"] = line.amount_cents
    return facts


def _texts(text: Text) -> Mapping[str, str]:
    return {"nl": text.nl, "en": text.en}


def _cut(content: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in content:
        held += piece
        while len(held) >= PART_BYTES:
            yield bytes(held[:PART_BYTES])
            del held[:PART_BYTES]
    if held:
        yield bytes(held)
