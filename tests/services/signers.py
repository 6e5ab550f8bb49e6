"""A plan and a theme to sign, and residents who sign them, for the tests of support."""

from datetime import datetime

from sqlalchemy import select

from tests.services.people import AT, KEYS, LETTERS, find_token, make_person, read_mail
from tests.services.test_proposals import ANSWERS, save_round, set_phase
from voting.db.models.people import Mail
from voting.db.models.rounds import Round
from voting.db.session import Stores
from voting.domain.rounds import ORDER, Phase
from voting.domain.texts import Text
from voting.services import groups, petitions, proposing, signing
from voting.services.round_state import RoundState, find_round
from voting.services.support_subjects import Subject, find_subject


def make_round(stores: Stores) -> RoundState:
    save_round(stores)
    return find_round(stores, "voorjaar")


def make_plan(stores: Stores, name: str = "Alice") -> Subject:
    """Hand in the plan of a new group."""
    person = make_person(stores, name)
    group = groups.found_group(stores, person, f"Groep {name}", AT)
    state = find_round(stores, "voorjaar")
    reference = proposing.begin_proposal(stores, person, group, state, AT)
    for step, typed in ANSWERS.items():
        proposing.save_step(stores, person, reference, step, typed, 99, AT)
    proposing.submit_proposal(stores, LETTERS, person, reference, AT)
    return find_subject(stores.register, reference)


def make_petition(stores: Stores, name: str = "Kunst op straat") -> Subject:
    """Begin a petition of a new person."""
    person = make_person(stores, f"Begonnen{len(read_mail(stores))}")
    state = find_round(stores, "voorjaar")
    reference = petitions.begin_petition(stores, person, state, Text(name), AT)
    return find_subject(stores.register, reference)


def ask_to_sign(
    stores: Stores, subject: Subject, email: str, at: datetime = AT, language: str = "nl"
) -> Mail:
    """Ask, and return the mail that came."""
    signing.ask_to_sign(
        stores, KEYS, LETTERS, subject, email=email, language=language, network="", at=at
    )
    return read_mail(stores)[-1]


def sign(stores: Stores, subject: Subject, email: str, at: datetime = AT) -> str:
    """Ask and confirm; return the token to withdraw."""
    token = find_token(ask_to_sign(stores, subject, email, at))
    signing.confirm_signature(stores, KEYS, LETTERS, token, at)
    return find_token(read_mail(stores)[-1])


def end_list(stores: Stores, phase: Phase = Phase.LIST_FINAL) -> None:
    """Go on from phase to phase until this one."""
    now = stores.register.scalars(select(Round.phase)).one()
    for step in ORDER[ORDER.index(Phase(now)) + 1 : ORDER.index(phase) + 1]:
        set_phase(stores, step)
