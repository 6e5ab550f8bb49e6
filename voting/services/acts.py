"""The acts that take two people: what is frozen when one is asked, and how it is done.

Doing follows confirming and is no part of its transaction: services open their own. So a process
may die in between; `perform_act` goes on then, and finds in the round's course what was done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from voting.ballotbox import canonical
from voting.ballotbox.entries import format_time, parse_time
from voting.ballotbox.key_folder import KeyFolder
from voting.db.base import RoundId
from voting.db.models.people import Person
from voting.db.models.rounds import PhaseChange
from voting.db.session import Stores, transaction
from voting.domain.accounts import PersonId, read_line
from voting.domain.errors.correcting import CorrectionReasonNeeded
from voting.domain.errors.counting import WrongPhase
from voting.domain.errors.refused import Refused
from voting.domain.errors.rounds import CannotOpen, RoundEnded
from voting.domain.errors.running import NotCounted, PlanFrozen
from voting.domain.errors.staff import RequestChanged, RequestSettled, SecondStepOff, StaffUnknown
from voting.domain.four_eyes import PAIRS, Act, Status
from voting.domain.rounds import Phase, check_step, extend, has_reached
from voting.domain.texts import Text
from voting.services.account_keys import AccountKeys
from voting.services.altering_rounds import annul_round, extend_round
from voting.services.correcting import Correction, correct_result
from voting.services.four_eyes import (
    Asked,
    RequestView,
    ask_act,
    confirm_act,
    find_request,
    note_outcome,
)
from voting.services.fresh_codes import count_code, spend_code
from voting.services.frozen_files import make_catalogue, make_frozen_files
from voting.services.mailing import Letters, post
from voting.services.money_requests import was_done
from voting.services.opening_rounds import find_all_problems, open_round
from voting.services.publishing import load_record, publish_round, read_result_hash
from voting.services.round_course import TwoPeople
from voting.services.round_state import RoundState, find_round
from voting.services.second_step import forget_second_step
from voting.services.staff import Hand, end_logins, load_roles, require_role
from voting.services.staff_log import noting_refusals

Facts = Mapping[str, str]
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Workshop:
    """What acts are done with."""

    stores: Stores
    keys: KeyFolder
    account_keys: AccountKeys
    letters: Letters
    checkpoint_dir: Path


@dataclass(frozen=True, slots=True)
class Job:
    """A confirmed request on its way: what, by whom, about whom."""

    asked: Facts
    people: TwoPeople
    subject: PersonId | None
    at: datetime


Handler = Callable[[Workshop, Job], Facts]
HANDLERS: dict[Act, Handler] = {}
"""How each act is done; it returns what came of it, in words for the request's page."""
REPEATED = frozenset({Act.ANNUL})
"""Acts that are done again when something stopped: they may have more to destroy."""


def handler_for(act: Act) -> Callable[[Handler], Handler]:
    """Register how an act is done. Other modules may add theirs."""

    def register(handler: Handler) -> Handler:
        HANDLERS[act] = handler
        return handler

    return register


def describe_opening(shop: Workshop, state: RoundState, at: datetime) -> Asked:
    """Return the request to open a round, with the hash of what it would freeze.

    Raises PlanFrozen, or CannotOpen with every reason.
    """
    if state.phase is Phase.ANNULLED or has_reached(state.phase, Phase.VOTING):
        raise PlanFrozen(state.phase)
    problems = tuple(find_all_problems(shop.stores, shop.keys, state, at))
    if problems:
        raise CannotOpen(problems)
    facts = {"round": state.slug, "frozen": hash_plan(state)}
    return Asked(Act.OPEN, facts, state.id)


def describe_extension(state: RoundState, closes: datetime, at: datetime) -> Asked:
    """Return the request to let voting close later.

    Raises WrongPhase, ClosingHasPassed, ExtensionNotLater, ExtensionWithoutTimezone.
    """
    if state.phase is not Phase.VOTING:
        raise WrongPhase(state.phase, Phase.VOTING)
    times = extend(state.plan.times, closes, at)
    facts = {
        "round": state.slug,
        "closed": format_time(state.plan.times.closes),
        "closes": format_time(times.closes),
    }
    return Asked(Act.EXTEND, facts, state.id)


def describe_annulment(state: RoundState, reason: str) -> Asked:
    """Return the request to annul a round; `reason` is published as it stands.

    Raises AnnulmentTooEarly, RoundEnded, TextMissing or TextTooLong.
    """
    check_step(state.phase, Phase.ANNULLED)
    said = read_line("reason", reason, LONGEST_REASON)
    return Asked(Act.ANNUL, {"round": state.slug, "reason": said}, state.id)


def describe_publication(stores: Stores, state: RoundState) -> Asked:
    """Return the request to publish a result, with its hash.

    Raises PhaseSkipped, PhaseReversed, NotCounted or BundleUnsound.
    """
    check_step(state.phase, Phase.PUBLISHED)
    return Asked(Act.PUBLISH, {"round": state.slug, "result": hash_result(stores, state)}, state.id)


def describe_correction(stores: Stores, state: RoundState, correction: Correction) -> Asked:
    """Return the request to correct a published result: what changes, why, and in which result.

    Raises CorrectionReasonNeeded, WrongPhase, NotCounted or BundleUnsound.
    """
    if not all(correction.words):
        raise CorrectionReasonNeeded
    if state.phase not in (Phase.PUBLISHED, Phase.CHECKING):
        raise WrongPhase(state.phase, Phase.CHECKING)
    changes = [[*place, rights] for place, rights in sorted(correction.adjust.items())]
    facts = {
        "round": state.slug,
        "result": hash_result(stores, state),
        "adjust": canonical.dump(changes).decode(),
        "reason_nl": correction.words[0],
        "reason_en": correction.words[1],
    }
    return Asked(Act.CORRECT, facts, state.id)


def describe_reset(stores: Stores, person: PersonId) -> Asked:
    """Return the request to take away a colleague's second step, who lost the telephone.

    Raises StaffUnknown or SecondStepOff.
    """
    found = stores.register.get(Person, person)
    if found is None or not load_roles(stores.register, person):
        raise StaffUnknown
    if not found.totp_on:
        raise SecondStepOff
    facts = {"name": found.name, "email": found.email}
    return Asked(Act.RESET_STEP, facts, subject=person)


def ask(shop: Workshop, hand: Hand, asked: Asked, at: datetime) -> str:
    """Ask for an act; return the request's id. Raises as `four_eyes.ask_act`."""
    return ask_act(shop.stores, shop.account_keys, shop.letters, hand, asked, at)


def confirm(shop: Workshop, hand: Hand, id: str, shown: str, at: datetime) -> Facts:
    """Confirm a request and do what it asks; return what came of it.

    Raises as `four_eyes.confirm_act`, and as the act does when it is not possible any more.
    """
    confirm_act(shop.stores, shop.account_keys, hand, id, shown, at)
    return perform_act(shop, hand, id, at)


def resume(shop: Workshop, hand: Hand, id: str, at: datetime) -> Facts:
    """Go on with a confirmed request that something stopped; raise RequestSettled, RoleNeeded.

    It takes no new code on the site, since both people gave theirs; a command always does.
    """
    view = find_request(shop.stores, id, at)
    with noting_refusals(shop.stores, hand.who, "resume", at, {"request": id[:12]}):
        count_code(shop.stores, shop.account_keys, hand, at)
        with transaction(shop.stores.register) as register:
            require_role(register, hand, view.act, PAIRS[view.act].confirms)
            if not hand.token:
                spend_code(register, shop.account_keys, hand, at)
    if view.status is not Status.CONFIRMED:
        raise RequestSettled
    return perform_act(shop, hand, id, at)


def perform_act(shop: Workshop, hand: Hand, id: str, at: datetime) -> Facts:
    """Do what was asked and confirmed, and write down what came of it."""
    view = find_request(shop.stores, id, at)
    job = Job(
        asked=view.asked,
        people=TwoPeople(view.by, view.answered_by, view.id),
        subject=view.subject,
        at=at,
    )
    try:
        facts = _do(shop, view, job)
    except Refused as refusal:
        why = {"refused": type(refusal).__name__}
        note_outcome(shop.stores, hand, id, "refused", at, why)
        raise
    note_outcome(shop.stores, hand, id, "done", at, facts)
    return facts


def hash_plan(state: RoundState) -> str:
    """Return one hash of everything opening would freeze but the roll, in hexadecimal digits."""
    digests = {name: sha256(text).hexdigest() for name, text in make_frozen_files(state).items()}
    return sha256(canonical.dump(digests)).hexdigest()


def hash_catalogue(state: RoundState) -> str:
    """Return the hash of the list of plans as opening would freeze it now."""
    return sha256(canonical.dump(make_catalogue(state))).hexdigest()


def hash_result(stores: Stores, state: RoundState) -> str:
    """Return the hash of the counted result as it stands; raise NotCounted, BundleUnsound."""
    record = load_record(stores, state)
    if record is None:
        raise NotCounted
    return sha256(canonical.dump(record)).hexdigest()


def _do(shop: Workshop, view: RequestView, job: Job) -> Facts:
    if _was_done(shop.stores, view):
        return {}
    try:
        return HANDLERS[view.act](shop, job)
    except Refused:
        # Somebody else may have gone on with it at this very moment.
        if _was_done(shop.stores, view):
            return {}
        raise


def _was_done(stores: Stores, view: RequestView) -> bool:
    """Tell whether this very request was done: its id stands with what it did."""
    return was_done(stores.register, view.id) or _is_in_course(stores, view)


def _is_in_course(stores: Stores, view: RequestView) -> bool:
    """Tell whether a round's course says that this very request was done."""
    if view.act in REPEATED or not view.round:
        return False
    said = PhaseChange.facts.contains(f'"request":"{view.id}"')
    round_id = RoundId(find_round(stores, view.round).id)
    query = select(PhaseChange.position).where(PhaseChange.round_id == round_id, said)
    return stores.register.scalar(query.limit(1)) is not None


@handler_for(Act.OPEN)
def _open(shop: Workshop, job: Job) -> Facts:
    state = find_round(shop.stores, job.asked["round"])
    if hash_plan(state) != job.asked["frozen"]:
        raise RequestChanged
    setup = open_round(
        shop.stores, shop.keys, state, job.at, shop.checkpoint_dir, people=job.people
    )
    return {"setup": setup.hex()}


@handler_for(Act.EXTEND)
def _extend(shop: Workshop, job: Job) -> Facts:
    state = find_round(shop.stores, job.asked["round"])
    if format_time(state.plan.times.closes) != job.asked["closed"]:
        raise RequestChanged
    closes = parse_time(job.asked["closes"])
    extend_round(shop.stores, shop.keys, state, closes, job.people, job.at, shop.checkpoint_dir)
    return {}


@handler_for(Act.ANNUL)
def _annul(shop: Workshop, job: Job) -> Facts:
    state = find_round(shop.stores, job.asked["round"])
    try:
        rid = annul_round(
            shop.stores,
            shop.keys,
            state,
            job.people,
            job.asked["reason"],
            job.at,
            shop.checkpoint_dir,
        )
    except RoundEnded:
        # It was annulled before, by this request or another, and nothing is left to destroy.
        if state.phase is not Phase.ANNULLED:
            raise
        return {}
    return {} if rid else {"file_busy": "yes"}


@handler_for(Act.PUBLISH)
def _publish(shop: Workshop, job: Job) -> Facts:
    state = find_round(shop.stores, job.asked["round"])
    if hash_result(shop.stores, state) != job.asked["result"]:
        raise RequestChanged
    publish_round(shop.stores, shop.keys, state, job.at, shop.checkpoint_dir, people=job.people)
    return {}


@handler_for(Act.CORRECT)
def _correct(shop: Workshop, job: Job) -> Facts:
    state = find_round(shop.stores, job.asked["round"])
    # What died between log and register is gone on with: there the register still has the old one.
    if read_result_hash(shop.stores, state) != job.asked["result"]:
        raise RequestChanged
    changes = canonical.load(job.asked["adjust"].encode())
    correction = Correction(
        {(area, initiative): rights for area, initiative, rights in changes},
        Text(job.asked["reason_nl"], job.asked["reason_en"]),
    )
    done = correct_result(
        shop.stores, shop.keys, state, correction, job.people, job.at, shop.checkpoint_dir
    )
    return {"entry": str(done.entry)}


@handler_for(Act.RESET_STEP)
def _reset_step(shop: Workshop, job: Job) -> Facts:
    with transaction(shop.stores.register) as register:
        person = register.get(Person, job.subject, with_for_update=True)
        if person is None or person.email != job.asked["email"]:
            raise RequestChanged
        forget_second_step(register, person)
        end_logins(register, person.id)
        letter = shop.letters.write("step-reset", person.language, by=job.people.by)
        post(register, person.email, letter, job.at)
    return {}
