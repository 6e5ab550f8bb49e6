"""Putting the proposals that were admitted on a round's list, while it is being made."""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.people import Group
from voting.db.models.plan import Initiative, InitiativeLink, Preference
from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.errors.proposals import ListIsFinal
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import State, find_minimum
from voting.domain.reviewing import Kind
from voting.domain.rounds import Phase, RoundPlan
from voting.domain.texts import Text
from voting.services.proposals import load_bounds, load_events, read_fields
from voting.services.round_course import changing
from voting.services.round_state import RoundState

LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Listed:
    """The ids that came on the list, and those that left it."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


def list_proposals(stores: Stores, state: RoundState) -> Listed:
    """Bring a round's list in line with what was admitted and what was withdrawn since.

    It can be repeated: what is on the list already stays as it is. Raises ListIsFinal when the
    round is not in review.
    """
    with changing(stores, state.id) as round_row:
        if round_row.phase != Phase.REVIEW:
            raise ListIsFinal(round_row.phase)
        register = stores.register
        removed = [_remove(register, row) for row in _find_withdrawn(register, state.id)]
        added = [_add(register, row, state.plan) for row in _find_admitted(register, state.id)]
        if added or removed:
            round_row.version += 1
    return Listed(tuple(added), tuple(removed))


def make_initiative_id(draft: Draft, reference: str) -> str:
    """Return a proposal's id on the list: words of its title, then its reference."""
    title = draft.text("title").get("nl")
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_WORD].strip("-")
    return f"{words}-{reference}" if words else reference


def _find_admitted(register: Session, round_id: RoundId) -> list[Proposal]:
    query = select(Proposal).where(
        Proposal.round_id == round_id,
        Proposal.state == State.LISTED.value,
        Proposal.initiative_id.is_(None),
    )
    return list(register.scalars(query.order_by(Proposal.made_at, Proposal.reference)))


def _find_withdrawn(register: Session, round_id: RoundId) -> list[Proposal]:
    query = select(Proposal).where(
        Proposal.round_id == round_id,
        Proposal.state == State.WITHDRAWN.value,
        Proposal.initiative_id.is_not(None),
    )
    return list(register.scalars(query.order_by(Proposal.reference)))


def _add(register: Session, row: Proposal, plan: RoundPlan) -> str:
    draft = Draft(read_fields(row))
    row.initiative_id = make_initiative_id(draft, row.reference)
    query = select(func.max(Initiative.position)).where(Initiative.round_id == row.round_id)
    last = register.scalar(query)
    reasons = [one.text for one in load_events(register, row) if one.kind is Kind.LISTED]
    minimum = find_minimum(draft, load_bounds(register, row.round_id, plan))
    texts = {
        "title": draft.text("title"),
        "summary": draft.text("summary"),
        "description": draft.text("description"),
        "feasibility": Text(reasons[-1]),
        "upkeep": draft.text("upkeep"),
    }
    register.add(
        Initiative(
            round_id=row.round_id,
            id=row.initiative_id,
            position=0 if last is None else last + 1,
            buurt=draft.word("buurt"),
            sector=draft.word("sector"),
            theme=draft.word("theme"),
            group=register.get_one(Group, row.group_id).name,
            origin=draft.word("origin"),
            provider=draft.word("provider"),
            ask_cents=draft.ask_cents,
            minimum_cents=minimum,
            ready=draft.ready,
            listing="listed",
            **{
                f"{name}_{language}": getattr(text, language)
                for name, text in texts.items()
                for language in ("nl", "en")
            },
        )
    )
    register.flush()
    return row.initiative_id


def _remove(register: Session, row: Proposal) -> str:
    gone = row.initiative_id or ""
    for table in (InitiativeLink, Preference):
        register.execute(
            delete(table).where(table.round_id == row.round_id, table.initiative_id == gone)
        )
    register.execute(
        delete(Initiative).where(Initiative.round_id == row.round_id, Initiative.id == gone)
    )
    row.initiative_id = None
    return gone
