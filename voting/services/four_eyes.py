"""Requests for acts that take two people: asking, answering, and looking at them.

The answer is given once, by the database's own keys; what was asked is performed after that
(`acts`), and can be gone on with when something stopped in between.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from voting.ballotbox import canonical
from voting.db.base import RoundId
from voting.db.models.people import Person
from voting.db.models.rounds import Round
from voting.db.models.staff import ActDecision, ActOutcome, ActRequest, StaffDuty
from voting.db.session import Stores, take_lock, transaction
from voting.domain.accounts import PersonId
from voting.domain.errors.staff import RequestChanged, RequestUnknown, RequestWaits
from voting.domain.four_eyes import (
    LASTS,
    PAIRS,
    Act,
    Request,
    Signer,
    Status,
    check_asker,
    check_confirmer,
    check_open,
    find_status,
)
from voting.services.account_keys import AccountKeys
from voting.services.fresh_codes import count_code, spend_code
from voting.services.mailing import Letters, post
from voting.services.proposals import read_said
from voting.services.staff import Hand, load_roles, require_role
from voting.services.staff_log import note_done, noting_refusals

Facts = Mapping[str, str]
SHOWN = 200
Found = Row[ActRequest, ActDecision | None, ActOutcome | None, str | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the act, its parameters, and the round or person it is about."""

    act: Act
    facts: Facts
    round_id: RoundId | None = None
    subject: PersonId | None = None


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as staff sees it. `hash` names what was asked; `round` is a slug, or empty."""

    id: str
    act: Act
    round: str
    asked: Facts
    hash: str
    person: PersonId
    subject: PersonId | None
    by: str
    at: datetime
    expires: datetime
    status: Status
    answered_by: str
    answered_at: datetime | None
    reason: str
    outcome: Facts


def ask_act(
    stores: Stores, keys: AccountKeys, letters: Letters, hand: Hand, asked: Asked, at: datetime
) -> str:
    """Ask for an act; whoever can confirm it gets a message. Return the request's id.

    Raises:
        RoleNeeded, AboutYourself, SecondStepNeeded: it is not theirs to ask.
        RequestWaits: the same act waits for a second person already.
        FreshCodeNeeded, OneTimeCodeWrong, OneTimeCodeUsed, SignInSlowed: the code.
    """
    text = canonical.dump({"act": asked.act.value, **asked.facts})
    facts = {"act": asked.act.value}
    with noting_refusals(stores, hand.who, "ask", at, facts):
        count_code(stores, keys, hand, at)
        with transaction(stores.register) as register:
            take_lock(register, f"ask {asked.act}")
            require_role(register, hand, asked.act, PAIRS[asked.act].asks)
            check_asker(asked.act, _sign(hand), load_roles(register, hand.person), asked.subject)
            _require_first(register, asked, at)
            spend_code(register, keys, hand, at)
            row = _make_row(hand, asked, text, at)
            register.add(row)
            register.flush()
            note_done(register, hand.who, "ask", at, facts | {"request": row.id})
            _tell_confirmers(register, letters, row, at)
            return row.id


def confirm_act(
    stores: Stores, keys: AccountKeys, hand: Hand, id: str, shown: str, at: datetime
) -> None:
    """Confirm a request that was shown with the hash `shown`; `acts.perform_act` does it.

    Raises:
        RequestUnknown, RequestSettled, RequestExpired: it cannot be answered.
        SamePerson, AboutYourself, RoleNeeded, SecondStepNeeded: it is not theirs to confirm.
        RequestChanged: what was shown is not what was asked.
        FreshCodeNeeded, OneTimeCodeWrong, OneTimeCodeUsed, SignInSlowed: the code.
    """
    with noting_refusals(stores, hand.who, "confirm", at, {"request": id[:12]}):
        count_code(stores, keys, hand, at)
        with transaction(stores.register) as register:
            take_lock(register, f"request {id}")
            row, request = _take(register, id)
            roles = load_roles(register, hand.person)
            check_confirmer(request, _sign(hand), roles, _read_hash(shown), at)
            require_role(register, hand, row.act, PAIRS[request.act].confirms)
            spend_code(register, keys, hand, at)
            register.add(_make_decision(row, hand, "confirmed", "", at))
            facts = {"act": row.act, "request": id, "asked_by": row.name}
            note_done(register, hand.who, "confirm", at, facts)


def decline_act(
    stores: Stores, keys: AccountKeys, hand: Hand, id: str, reason: str, at: datetime
) -> None:
    """Decline a request, with a reason; who asked may take it back like this too.

    On the site this takes no new code: it keeps something from happening. A command always does.
    Raises RequestUnknown, RequestSettled, RequestExpired, RoleNeeded, TextMissing or TextTooLong.
    """
    with noting_refusals(stores, hand.who, "decline", at, {"request": id[:12]}):
        said = read_said("reason", reason)
        count_code(stores, keys, hand, at)
        with transaction(stores.register) as register:
            take_lock(register, f"request {id}")
            row, request = _take(register, id)
            check_open(request, at)
            require_role(register, hand, row.act, PAIRS[request.act].confirms)
            if not hand.token:
                spend_code(register, keys, hand, at)
            register.add(_make_decision(row, hand, "declined", said, at))
            facts = {"act": row.act, "request": id, "asked_by": row.name}
            note_done(register, hand.who, "decline", at, facts)


def takes_requests(stores: Stores, act: Act) -> bool:
    """Tell whether two people with accounts could ask and confirm this act."""
    holders = {
        role: set(stores.register.scalars(select(StaffDuty.person).where(StaffDuty.role == role)))
        for role in map(str, PAIRS[act].confirms)
    }
    asks = set().union(*(holders[role] for role in map(str, PAIRS[act].asks)))
    return bool(asks) and len(set().union(*holders.values())) > 1


def list_requests(stores: Stores, at: datetime) -> list[RequestView]:
    """Return the requests, the newest first."""
    query = _select_requests().order_by(ActRequest.at.desc(), ActRequest.id).limit(SHOWN)
    return [_describe(row, at) for row in stores.register.execute(query).all()]


def list_waiting(stores: Stores, hand: Hand, at: datetime) -> list[RequestView]:
    """Return the requests that this person could confirm now."""
    roles = load_roles(stores.register, hand.person)
    return [
        one
        for one in list_requests(stores, at)
        if one.status is Status.WAITS
        and one.person != hand.person
        and roles & PAIRS[one.act].confirms
    ]


def find_request(stores: Stores, id: str, at: datetime) -> RequestView:
    """Return a request; raise RequestUnknown."""
    row = stores.register.execute(_select_requests().where(ActRequest.id == id)).one_or_none()
    if row is None:
        raise RequestUnknown
    return _describe(row, at)


def note_outcome(
    stores: Stores, hand: Hand, id: str, outcome: str, at: datetime, facts: Facts
) -> None:
    """Write down what came of a confirmed request; what is written already stays."""
    with transaction(stores.register) as register:
        take_lock(register, f"request {id}")
        if register.get(ActOutcome, id) is None:
            text = canonical.dump(dict(facts)).decode()
            register.add(ActOutcome(request=id, outcome=outcome, at=at, facts=text))
            note_done(register, hand.who, f"act_{outcome}", at, {"request": id, **facts})


def _require_first(register: Session, asked: Asked, at: datetime) -> None:
    query = (
        select(ActRequest.id)
        .outerjoin(ActDecision, ActDecision.request == ActRequest.id)
        .where(
            ActRequest.act == asked.act.value,
            ActRequest.round_id.is_(None)
            if asked.round_id is None
            else ActRequest.round_id == asked.round_id,
            ActRequest.subject.is_(None)
            if asked.subject is None
            else ActRequest.subject == asked.subject,
            ActRequest.expires_at > at,
            ActDecision.request.is_(None),
        )
    )
    if asked.act not in SEVERAL and (waiting := register.scalar(query.limit(1))) is not None:
        raise RequestWaits(waiting)


SEVERAL = frozenset(
    {Act.REISSUE, Act.WITHDRAW_GRANT, Act.REFUSE_GRANT, Act.CARRY_OUT, Act.ACT_ITSELF}
)
"""Acts of which several may wait at once: each is about another letter, grant or buurt."""


def _make_row(hand: Hand, asked: Asked, text: bytes, at: datetime) -> ActRequest:
    return ActRequest(
        id=secrets.token_hex(6),
        act=asked.act.value,
        round_id=asked.round_id,
        subject=asked.subject,
        asked=text.decode(),
        asked_hash=sha256(text).digest(),
        person=hand.person,
        name=hand.name,
        login=hand.login,
        at=at,
        expires_at=at + LASTS,
    )


def _make_decision(
    row: ActRequest, hand: Hand, verdict: str, reason: str, at: datetime
) -> ActDecision:
    return ActDecision(
        request=row.id,
        asked_by=row.person,
        verdict=verdict,
        person=hand.person,
        name=hand.name,
        login=hand.login,
        at=at,
        reason=reason,
    )


def _take(register: Session, id: str) -> tuple[ActRequest, Request]:
    row = register.get(ActRequest, id, populate_existing=True)
    if row is None:
        raise RequestUnknown
    if sha256(row.asked.encode()).digest() != row.asked_hash:
        raise RequestChanged
    settled = register.get(ActDecision, id, populate_existing=True) is not None
    return row, Request(
        act=Act(row.act),
        asked=row.asked,
        hash=row.asked_hash,
        by=Signer(row.person, row.name, row.login),
        expires=row.expires_at,
        subject=row.subject,
        settled=settled,
    )


def _sign(hand: Hand) -> Signer:
    return Signer(hand.person, hand.name, hand.login)


def _read_hash(shown: str) -> bytes:
    try:
        return bytes.fromhex(shown)
    except ValueError:
        return b""


def _tell_confirmers(register: Session, letters: Letters, row: ActRequest, at: datetime) -> None:
    confirms = [role.value for role in PAIRS[Act(row.act)].confirms]
    holders = select(StaffDuty.person).where(StaffDuty.role.in_(confirms))
    query = select(Person).where(Person.id.in_(holders), Person.id != row.person)
    for one in register.scalars(query.order_by(Person.email)):
        letter = letters.write("act-asked", one.language, token=row.id, by=row.name, act=row.act)
        post(register, one.email, letter, at)


def _select_requests() -> Any:
    return (
        select(ActRequest, ActDecision, ActOutcome, Round.slug)
        .outerjoin(ActDecision, ActDecision.request == ActRequest.id)
        .outerjoin(ActOutcome, ActOutcome.request == ActRequest.id)
        .outerjoin(Round, Round.id == ActRequest.round_id)
    )


def _describe(found: Found, at: datetime) -> RequestView:
    row, decision, outcome, slug = found
    request = Request(
        Act(row.act),
        row.asked,
        row.asked_hash,
        Signer(row.person, row.name, row.login),
        row.expires_at,
        row.subject,
    )
    asked = canonical.load(row.asked.encode())
    return RequestView(
        id=row.id,
        act=request.act,
        round=slug or "",
        asked={name: value for name, value in asked.items() if name != "act"},
        hash=row.asked_hash.hex(),
        person=row.person,
        subject=row.subject,
        by=row.name,
        at=row.at,
        expires=row.expires_at,
        status=find_status(
            request,
            decision.verdict if decision else "",
            outcome.outcome if outcome else "",
            at,
        ),
        answered_by=decision.name if decision else "",
        answered_at=decision.at if decision else None,
        reason=decision.reason if decision else "",
        outcome=canonical.load(outcome.facts.encode()) if outcome else {},
    )
