"""The demonstration's next round: it takes plans, and two groups have begun some.

Everything is done by the services that the pages use. The password is drawn each time.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from voting.ballotbox.key_folder import KeyFolder
from voting.cli.demo_plans import ADMITTED, ASKED, DRAFT, OFFICE, QUESTION, REASON, Answers
from voting.cli.playing import Play
from voting.db.session import Stores
from voting.demo import OPEN_ROUND, move_to
from voting.domain.accounts import PersonId
from voting.domain.groups import GroupId
from voting.domain.rounds import RoundPlan
from voting.domain.texts import Text
from voting.interchange.round_file import read_round
from voting.services import accounts, groups, proposing, reviewing
from voting.services.account_keys import AccountKeys, derive_account_keys
from voting.services.mailing import Letter
from voting.services.proposals import view_proposal
from voting.services.round_state import RoundState, find_round
from voting.services.running_rounds import advance_round, create_round
from voting.web.letters import PageLetters
from voting.web.security import read_or_make_secret

NEXT_ROUND = "lindermeer-2028"
LEADS = (
    ("vera@lindermeer.example", "Vera", "Groene Vingers Molenveld"),
    ("omar@lindermeer.example", "Omar", "Bewoners Molenstraat"),
)


@dataclass(frozen=True, slots=True)
class GroupAccount:
    """An account to sign in with: its address and its password."""

    email: str
    password: str


class NotedLetters(PageLetters):
    """Letters whose last link is remembered, since nobody reads these mailboxes."""

    token = ""

    def write(self, kind: str, language: str, *, token: str = "", **facts: str) -> Letter:
        """Write the letter and remember its link."""
        self.token = token or self.token
        return super().write(kind, language, token=token, **facts)


@dataclass(frozen=True, slots=True)
class _Desk:
    stores: Stores
    keys: AccountKeys
    letters: NotedLetters
    state: RoundState
    at: datetime


def take_plans(play: Play) -> GroupAccount:
    """Make the round that takes plans, two groups, and what they have; return an account."""
    at = datetime.now(UTC).replace(microsecond=0)
    state = _begin_round(play.stores, play.keys, play, at)
    secret = read_or_make_secret(play.settings.keys_dir, "accounts.key")
    desk = _Desk(play.stores, derive_account_keys(secret), NotedLetters(), state, at)
    password = " ".join(secrets.token_hex(2) for _ in range(4))
    people = [_open_account(desk, email, name, password) for email, name, _group in LEADS]
    own = [
        groups.found_group(desk.stores, person, name, at)
        for person, (_email, _name, name) in zip(people, LEADS, strict=True)
    ]
    _begin(desk, people[0], own[0], DRAFT)
    _ask(desk, _hand_in(desk, people[0], own[0], ASKED))
    _admit(desk, _hand_in(desk, people[1], own[1], ADMITTED))
    return GroupAccount(LEADS[0][0], password)


def plan_next(at: datetime) -> RoundPlan:
    """Return the next round: it opens in three months, and nothing is on its list yet."""
    moved = move_to(read_round(OPEN_ROUND), at + timedelta(days=90))
    title = Text(*(text.replace("2027", "2028") for text in (moved.title.nl, moved.title.en)))
    return replace(moved, slug=NEXT_ROUND, title=title, initiatives=(), preferences=())


def _begin_round(stores: Stores, keys: KeyFolder, play: Play, at: datetime) -> RoundState:
    create_round(stores, keys, plan_next(at), at, play.make_key)
    advance_round(stores, find_round(stores, NEXT_ROUND), at)
    return find_round(stores, NEXT_ROUND)


def _open_account(desk: _Desk, email: str, name: str, password: str) -> PersonId:
    accounts.ask_for_link(
        desk.stores,
        desk.keys,
        desk.letters,
        "sign-up",
        email=email,
        language="nl",
        network="",
        at=desk.at,
    )
    return accounts.open_account(
        desk.stores,
        token=desk.letters.token,
        name=name,
        password=password,
        language="nl",
        context=(),
        at=desk.at,
    )


def _begin(desk: _Desk, person: PersonId, group: GroupId, answers: Answers) -> str:
    reference = proposing.begin_proposal(desk.stores, person, group, desk.state, desk.at)
    for step, typed in answers.items():
        version = view_proposal(desk.stores, reference, person).version
        proposing.save_step(desk.stores, person, reference, step, typed, version, desk.at)
    return reference


def _hand_in(desk: _Desk, person: PersonId, group: GroupId, answers: Answers) -> str:
    reference = _begin(desk, person, group, answers)
    proposing.submit_proposal(desk.stores, desk.letters, person, reference, desk.at)
    reviewing.take_up(desk.stores, reference, OFFICE, desk.at)
    return reference


def _ask(desk: _Desk, reference: str) -> None:
    reviewing.ask(desk.stores, desk.letters, reference, OFFICE, QUESTION, desk.at)


def _admit(desk: _Desk, reference: str) -> None:
    reviewing.admit(desk.stores, desk.letters, reference, OFFICE, REASON, desk.at)
