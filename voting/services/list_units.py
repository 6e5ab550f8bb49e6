"""What stands on a round's list as one: an admitted proposal, or all of those that linked up."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from voting.db.base import RoundId
from voting.db.models.linking_up import LinkUp, LinkUpMember
from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.joint_plans import join_plans, join_reasons
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import State
from voting.domain.reviewing import Kind
from voting.domain.texts import Text
from voting.services.link_rows import Part, holds, load_parts, read_texts
from voting.services.proposals import load_bounds, load_events
from voting.services.round_state import RoundState

LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Unit:
    """An initiative as it should be on the list: its id, and the proposals it is made of.

    A joint plan has the id that the first of its plans would have alone; `earlier_ids` are those
    of the others.
    """

    id: str
    parts: tuple[Part, ...]
    texts: Mapping[str, str]
    earlier_ids: tuple[str, ...]


def find_units(stores: Stores, state: RoundState) -> list[Unit]:
    """Return what should be on a round's list, in the order it was begun."""
    register = stores.register
    query = select(Proposal.id).where(
        Proposal.round_id == state.id, Proposal.state == State.LISTED.value
    )
    bounds = load_bounds(register, state.id, state.plan)
    parts = load_parts(register, register.scalars(query).all(), bounds)
    links = _find_joint(stores, state.id, parts)
    units, joined = [], set()
    for part in parts:
        if part.row.id in joined:
            continue
        link = links.get(part.row.id)
        own = [one for one in parts if links.get(one.row.id) is link] if link else [part]
        joined |= {one.row.id for one in own}
        units.append(_make_unit(own, read_texts(link) if link else part.plan.draft.fields))
    return units


def make_initiative_id(draft: Draft, reference: str) -> str:
    """Return a proposal's id on the list: words of its title, then its reference."""
    title = draft.text("title").get("nl")
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_WORD].strip("-")
    return f"{words}-{reference}" if words else reference


def write_columns(stores: Stores, unit: Unit) -> dict[str, Any]:
    """Return the columns of an initiative but for its round, id and place."""
    joint = join_plans([part.plan for part in unit.parts], unit.texts)
    alone = unit.parts[0].plan.draft if len(unit.parts) == 1 else None
    reasons = [(part.plan.group_name, _find_reason(stores, part.row)) for part in unit.parts]
    words = {
        "title": joint.title,
        "summary": joint.summary,
        "description": alone.text("description") if alone else joint.description,
        "feasibility": join_reasons(reasons),
        "upkeep": alone.text("upkeep") if alone else joint.upkeep,
    }
    return _spread(words) | {
        "buurt": joint.buurt,
        "sector": joint.sector,
        "theme": joint.theme,
        "group": joint.group,
        "origin": joint.origin,
        "provider": joint.provider,
        "ask_cents": joint.ask_cents,
        "minimum_cents": joint.minimum_cents,
        "ready": joint.ready,
    }


def _find_joint(stores: Stores, round_id: RoundId, parts: Sequence[Part]) -> dict[bytes, LinkUp]:
    """Return, by plan, the agreed link it is in, where all of its plans were admitted."""
    by_id = {part.row.id: part for part in parts}
    rows = stores.register.execute(
        select(LinkUp, LinkUpMember.proposal_id)
        .join(LinkUpMember, LinkUpMember.link_id == LinkUp.id)
        .where(LinkUp.round_id == round_id, LinkUpMember.in_force.is_(True))
    ).all()
    found: dict[bytes, LinkUp] = {}
    for link in {row[0].id: row[0] for row in rows}.values():
        ids = [proposal for one, proposal in rows if one is link]
        own = [by_id[id] for id in ids if id in by_id]
        if len(own) == len(ids) and holds(stores.register, link, own):
            found |= dict.fromkeys(ids, link)
    return found


def _make_unit(parts: Sequence[Part], texts: Mapping[str, str]) -> Unit:
    ids = [make_initiative_id(part.plan.draft, part.row.reference) for part in parts]
    return Unit(ids[0], tuple(parts), texts, tuple(ids[1:]))


def _spread(words: Mapping[str, Text]) -> dict[str, str]:
    return {
        f"{name}_{language}": getattr(text, language)
        for name, text in words.items()
        for language in ("nl", "en")
    }


def _find_reason(stores: Stores, row: Proposal) -> str:
    events = load_events(stores.register, row)
    return [one.text for one in events if one.kind is Kind.LISTED][-1]
