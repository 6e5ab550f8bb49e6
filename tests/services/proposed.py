"""Proposals made by the real services: one in each state, or a great many at once."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from tests.services.people import LETTERS, make_person
from voting.db.models.proposals import Proposal
from voting.db.session import Stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.groups import GroupId
from voting.domain.initiatives import Sector
from voting.domain.proposal_fields import Step
from voting.domain.proposals import ProposalId, State
from voting.domain.reviewing import Kind, Seen, find_open_questions
from voting.services import groups, proposing, reviewing
from voting.services.proposals import note_event, view_proposal, write_fields
from voting.services.round_state import RoundState

OFFICE = "Afdeling Wijken"
Answers = Mapping[Step, Mapping[str, str]]
ANSWERS: Answers = {
    Step.TITLE: {"title_nl": "Bloembakken <b>&</b> banken", "summary_nl": "=Groen voor de deur"},
    Step.STORY: {"description_nl": "Onze straat is kaal.\nWij zetten bakken <i>neer</i>."},
    Step.PLACE: {"place": "Kadestraat, bij het café"},
    Step.COSTS: {
        "costs-0-what": "Bakken & aarde",
        "costs-0-amount": "1.200,50",
        "costs-1-what": "Gereedschap",
        "costs-1-amount": "99,50",
        "own_cents": "300",
    },
    Step.PEOPLE: {"origin": "residents", "provider": "residents", "young": "yes"},
    Step.ADULT: {"parent": "Moeder Geheim", "parent_agrees": "yes", "payee": "Oom Geheim"},
    Step.MINIMUM: {"minimum_cents": "600"},
    Step.MILESTONES: {"milestones-0-what": "Bakken staan", "milestones-0-month": "2027-05"},
    Step.UPKEEP: {"upkeep_nl": "Wij geven water.", "upkeep_cents": "50"},
    Step.EFFECTS: {"effects": "De buren kijken ernaar."},
}
ENGLISH: Answers = {
    Step.TITLE: {"title_en": "A football cage", "summary_en": "For everybody under twelve"},
    Step.STORY: {"description_en": "There is no place to play."},
}


def propose(
    stores: Stores,
    person: PersonId,
    group: GroupId,
    state: RoundState,
    at: datetime,
    answers: Answers = ANSWERS,
) -> str:
    """Begin a proposal and fill it in, in the round's first buurt and theme; a draft still."""
    reference = proposing.begin_proposal(stores, person, group, state, at)
    home = {
        Step.PLACE: {"buurt": state.plan.voting_areas[0].buurten[0].slug},
        Step.SUBJECT: {"sector": "layout", "theme": state.plan.themes[0].slug},
    }
    version = view_proposal(stores, reference, person).version
    for step in Step:
        typed = {**home.get(step, {}), **answers.get(step, ANSWERS.get(step, {}))}
        if typed:
            view = proposing.save_step(stores, person, reference, step, typed, version, at)
            version = view.version
    return reference


def propose_in_every_state(stores: Stores, state: RoundState, at: datetime) -> dict[str, str]:
    """Bring a proposal to each state; return their references by state, and "english".

    The round takes entries. One is admitted and waits to be put on the list.
    """
    alice = make_person(stores)
    group = groups.found_group(stores, alice, "De Kadestraat", at)
    found = {one.value: propose(stores, alice, group, state, at) for one in State}
    found["english"] = propose(stores, alice, group, state, at, ENGLISH)
    for name, reference in found.items():
        if name != State.DRAFT:
            proposing.submit_proposal(stores, LETTERS, alice, reference, at)
    for name in (State.IN_REVIEW, State.QUESTIONS, State.LISTED, State.TURNED_DOWN):
        reviewing.take_up(stores, found[name], OFFICE, at)
    for name in (State.QUESTIONS, State.TURNED_DOWN):
        reviewing.ask(stores, LETTERS, found[name], OFFICE, "Wie geeft <b>water</b>?", at)
    answer(stores, alice, found[State.TURNED_DOWN], at)
    later = at + timedelta(minutes=5)
    reviewing.turn_down(
        stores,
        LETTERS,
        found[State.TURNED_DOWN],
        OFFICE,
        "Er ligt een kabel onder de stoep.",
        later,
    )
    listed, reason = found[State.LISTED], "De gemeente plant mee."
    reviewing.admit(stores, LETTERS, listed, OFFICE, reason, later, [Seen.CONSENT])
    proposing.withdraw_proposal(stores, alice, found[State.WITHDRAWN], "Wij verhuizen.", later)
    return found


def answer(stores: Stores, person: PersonId, reference: str, at: datetime) -> None:
    """Answer every open question of a proposal."""
    for one in find_open_questions(view_proposal(stores, reference, person).events):
        reviewing.answer(stores, person, reference, one.position, "De buren.", at)


def stand_behind(stores: Stores, state: RoundState, initiative_id: str, at: datetime) -> str:
    """Add the proposal that a plan on the list came from, and return its reference."""
    (reference,) = propose_many(stores, state, 1, at, State.LISTED)
    with transaction(stores.register) as register:
        row = register.scalars(select(Proposal).where(Proposal.reference == reference)).one()
        row.initiative_id = initiative_id
    return reference


def propose_many(
    stores: Stores, state: RoundState, count: int, at: datetime, only: State | None = None
) -> list[str]:
    """Add this many proposals that were handed in, with texts as long as real ones."""
    name = f"masja-{secrets.token_hex(4)}"
    group = groups.found_group(stores, make_person(stores, name), "De Vele Straten", at)
    buurten = [one.slug for area in state.plan.voting_areas for one in area.buurten]
    sectors = [one.value for one in Sector]
    states = [only] if only else [one for one in State if one is not State.DRAFT]
    made = []
    with transaction(stores.register) as register:
        for number in range(count):
            row = Proposal(
                id=ProposalId(secrets.token_bytes(16)),
                round_id=state.id,
                group_id=group,
                reference=secrets.token_hex(5),
                state=states[number % len(states)].value,
                version=2,
                fields=write_fields(
                    {
                        "title_nl": f"Groene gevels in de Lijsterstraat {number}",
                        "title_en": f"Green fronts in the Lijsterstraat {number}",
                        "summary_nl": "Klimplanten langs twintig huizen, en een bankje.",
                        "description_nl": "Wij planten en geven water bij het café. " * 60,
                        "description_en": "We plant and we water near the café. " * 60,
                        "buurt": buurten[number % len(buurten)],
                        "sector": sectors[number % len(sectors)],
                        "theme": state.plan.themes[number % len(state.plan.themes)].slug,
                        "costs": f"{100_000 + number}\tPlanten",
                        "origin": "residents",
                        "provider": "residents",
                    }
                ),
                made_at=at,
            )
            register.add(row)
            register.flush()
            note_event(register, row, Kind.SUBMITTED, at + timedelta(seconds=number))
            if row.state in (State.TURNED_DOWN, State.WITHDRAWN):
                kind = Kind(row.state)
                note_event(register, row, kind, at, office=OFFICE, text="Daarom niet.")
            made.append(row.reference)
    return made
