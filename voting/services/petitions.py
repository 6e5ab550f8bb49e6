"""Petitions with which residents put a theme on a round's list."""

import re
import secrets
import unicodedata
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.db.models.plan import Theme
from voting.db.models.support import SupportSubject, ThemePetition
from voting.db.session import Stores, take_lock, transaction
from voting.domain.accounts import PersonId, read_line
from voting.domain.areas import LONGEST_SLUG
from voting.domain.errors.people import TextMissing
from voting.domain.errors.proposals import ListIsFinal
from voting.domain.errors.support import (
    PetitionsFull,
    SigningClosed,
    SubjectUnknown,
    ThemeTaken,
)
from voting.domain.proposals import TAKES_ANSWERS
from voting.domain.rounds import Phase, RoundPlan
from voting.domain.signatures import (
    LONGEST_THEME,
    MOST_PETITIONS,
    PetitionState,
    SubjectId,
    SubjectKind,
    check_support,
    find_needed,
)
from voting.domain.texts import Text
from voting.domain.themes import ListedBy
from voting.services.proposing import REFERENCE_LENGTH, SIGNS
from voting.services.round_course import changing
from voting.services.round_state import RoundState, list_rounds
from voting.services.support import count_support
from voting.services.support_subjects import SubjectView, find_subject, read_petition


def begin_petition(
    stores: Stores, person: PersonId, state: RoundState, name: Text, at: datetime
) -> str:
    """Begin a petition for a theme and return its reference; one language is enough.

    Raises TextMissing, TextTooLong, SigningClosed once the list is final, ThemeTaken, or
    PetitionsFull.
    """
    clean = _read_name(name)
    if Phase(state.phase) not in TAKES_ANSWERS:
        raise SigningClosed
    _check_new(clean, state.plan)
    id = SubjectId(secrets.token_bytes(16))
    reference = "".join(secrets.choice(SIGNS) for _ in range(REFERENCE_LENGTH))
    row = ThemePetition(
        id=id,
        round_id=state.id,
        reference=reference,
        slug=make_theme_slug(clean, reference),
        name_nl=clean.nl,
        name_en=clean.en,
        person=person,
        state=PetitionState.OPEN.value,
        reason="",
        made_at=at,
    )
    try:
        with transaction(stores.register) as register:
            take_lock(register, f"petitions {person.hex()}")
            _check_room(register, state, person)
            register.add(SupportSubject(id=id, round_id=state.id, kind=SubjectKind.THEME.value))
            register.flush()
            register.add(row)
            register.flush()
    except IntegrityError as error:
        raise ThemeTaken(clean.get("nl")) from error
    return reference


def list_open_rounds(stores: Stores) -> list[RoundState]:
    """Return the rounds in which petitions can be begun and signed now."""
    return [state for state in list_rounds(stores) if Phase(state.phase) in TAKES_ANSWERS]


def list_petitions(stores: Stores, state: RoundState) -> list[SubjectView]:
    """Return the petitions of a round that the public sees, the oldest first; two queries."""
    shown = ThemePetition.state != PetitionState.CLOSED.value
    query = select(ThemePetition).where(ThemePetition.round_id == state.id, shown)
    return _describe_all(stores, query.order_by(ThemePetition.made_at, ThemePetition.id), [state])


def list_own_petitions(stores: Stores, person: PersonId) -> list[SubjectView]:
    """Return the petitions somebody began, the newest first, those taken down too."""
    query = select(ThemePetition).where(ThemePetition.person == person)
    newest = query.order_by(ThemePetition.made_at.desc(), ThemePetition.id)
    return _describe_all(stores, newest, list_rounds(stores))


def find_own_petition(stores: Stores, person: PersonId, reference: str) -> SubjectView:
    """Return a petition that `person` began; raise SubjectUnknown."""
    for view in list_own_petitions(stores, person):
        if view.subject.reference == reference:
            return view
    raise SubjectUnknown


def list_petition(stores: Stores, reference: str) -> str:
    """Put the theme of a petition that passed on the round's list; return the theme's slug.

    Can be repeated. Raises SubjectUnknown, ListIsFinal, SigningClosed for one that was taken
    down, SupportMissing when it did not pass, or ThemeTaken.
    """
    subject = find_subject(stores.register, reference)
    if subject.kind is not SubjectKind.THEME:
        raise SubjectUnknown
    with changing(stores, subject.round_id) as round_row:
        register = stores.register
        row = register.get_one(ThemePetition, subject.id, populate_existing=True)
        if row.state == PetitionState.LISTED:
            return row.slug
        if row.state == PetitionState.CLOSED:
            raise SigningClosed
        if Phase(round_row.phase) not in TAKES_ANSWERS:
            raise ListIsFinal(round_row.phase)
        signed = count_support(register, [row.id])[row.id]
        check_support(signed, find_needed(SubjectKind.THEME, None))
        _add_theme(register, row)
        row.state = PetitionState.LISTED.value
        round_row.version += 1
    return row.slug


def close_petition(stores: Stores, reference: str, reason: str) -> None:
    """Take a petition down; who began it reads why.

    Raises SubjectUnknown, TextMissing, TextTooLong, or SigningClosed when it is not open.
    """
    why = read_line("reason", reason, 500)
    subject = find_subject(stores.register, reference)
    if subject.kind is not SubjectKind.THEME:
        raise SubjectUnknown
    with changing(stores, subject.round_id):
        row = stores.register.get_one(ThemePetition, subject.id, populate_existing=True)
        if row.state != PetitionState.OPEN:
            raise SigningClosed
        row.state, row.reason = PetitionState.CLOSED.value, why


def make_theme_slug(name: Text, reference: str) -> str:
    """Return what a theme is called in addresses and files."""
    plain = unicodedata.normalize("NFKD", name.get("nl").casefold())
    words = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode())
    return words.strip("-")[:LONGEST_SLUG].strip("-") or reference


def _read_name(name: Text) -> Text:
    if not name.nl.strip() and not name.en.strip():
        raise TextMissing("name_nl")
    return Text(
        *(
            read_line(f"name_{language}", text, LONGEST_THEME) if text.strip() else ""
            for language, text in (("nl", name.nl), ("en", name.en))
        )
    )


def _check_new(name: Text, plan: RoundPlan) -> None:
    taken = {
        text.casefold() for theme in plan.themes for text in (theme.name.nl, theme.name.en) if text
    }
    for text in (name.nl, name.en):
        if text.casefold() in taken:
            raise ThemeTaken(text)
    if make_theme_slug(name, "") in {theme.slug for theme in plan.themes}:
        raise ThemeTaken(name.get("nl"))


def _check_room(register: Session, state: RoundState, person: PersonId) -> None:
    begun = select(func.count()).select_from(ThemePetition)
    own = begun.where(ThemePetition.round_id == state.id, ThemePetition.person == person)
    if (register.scalar(own) or 0) >= MOST_PETITIONS:
        raise PetitionsFull(MOST_PETITIONS)


def _add_theme(register: Session, row: ThemePetition) -> None:
    if register.get(Theme, (row.round_id, row.slug), populate_existing=True) is not None:
        raise ThemeTaken(row.name_nl or row.name_en)
    query = select(func.max(Theme.position)).where(Theme.round_id == row.round_id)
    last = register.scalar(query)
    register.add(
        Theme(
            round_id=row.round_id,
            slug=row.slug,
            position=0 if last is None else last + 1,
            name_nl=row.name_nl,
            name_en=row.name_en,
            listed_by=ListedBy.RESIDENTS.value,
            priority=False,
        )
    )
    register.flush()


def _describe_all(
    stores: Stores, query: Select[ThemePetition], states: list[RoundState]
) -> list[SubjectView]:
    rows = list(stores.register.scalars(query))
    counts = count_support(stores.register, [row.id for row in rows])
    rounds = {state.id: state for state in states}
    needed = find_needed(SubjectKind.THEME, None)
    return [
        SubjectView(read_petition(row), rounds[row.round_id], counts[row.id], needed)
        for row in rows
    ]
