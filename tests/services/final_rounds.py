"""A final round with a result in the log and in the ledger, made without casting a single vote.

Alice owns a group with Bob in it; its plans are "doel" (€ 8.000, so with an agreement), "boom"
(€ 4.000, paid at once) and "bank", which got nothing. Charlie's group has "tuin" (€ 6.000).
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pyotp
from sqlalchemy import select

from tests.services.people import KEYS, LETTERS, PASSWORD, make_person
from tests.services.polls import Poll, change_round, make_money, open_poll
from tests.services.rounds import a_plan
from voting.ballotbox import canonical
from voting.ballotbox.entries import make_allocation
from voting.db.base import RoundId
from voting.db.models.ledger import LedgerAccount, LedgerEntry
from voting.db.models.proposals import Proposal
from voting.db.models.register import Result
from voting.db.session import Stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.allocation import allocate_round
from voting.domain.grants import Purse
from voting.domain.groups import GroupId
from voting.domain.ledger import Account, Book, Entry, draw_trial_balance, post
from voting.domain.payees import HOLD, Payee, PayeeKind
from voting.domain.proposals import ProposalId, State
from voting.domain.redeeming import Tranche
from voting.domain.reporting import Report
from voting.domain.rounds import ORDER, Phase
from voting.domain.ticks import Tick, may_tick
from voting.services import granting, groups, invitations, payees, second_step, ticks
from voting.services.accounts import FreshPassword
from voting.services.counting import write_result
from voting.services.deciding import Deciding
from voting.services.publishing import post_entries
from voting.services.recording import append_lines, recording
from voting.services.round_course import TwoPeople
from voting.services.round_state import RoundState
from voting.services.viewing_grants import list_grants
from voting.settings import Settings

OPENS = datetime(2026, 1, 5, 8, tzinfo=UTC)
NOW = datetime(2026, 3, 9, 10, tzinfo=UTC)
BEFORE = NOW - HOLD
TWO = TwoPeople("Noor", "Ali")
DECIDING = Deciding("Afdeling Wijken", TWO, NOW)
IBAN = "NL91 ABNA 0417 1643 00"
OTHER_IBAN = "NL02ABNA0123456789"
PAYEE = Payee(PayeeKind.ENTITY, "Stichting Groen", "Stichting Groen", "12345678")
TRANCHES = (
    Tranche("Bestellen", 300_000, date(2026, 4, 1), advance=True),
    Tranche("Planten", 500_000, date(2026, 6, 1)),
)
REPORT = Report("Wij hebben geplant.", 450_000)


@dataclass(slots=True)
class Street:
    """The people and plans of a final round; `plans` are references of proposals."""

    stores: Stores
    settings: Settings
    poll: Poll
    alice: PersonId
    bob: PersonId
    charlie: PersonId
    group: GroupId
    plans: dict[str, str]

    @property
    def state(self) -> RoundState:
        return self.poll.state

    def decide(self, at: datetime = NOW) -> tuple[str, ...]:
        deciding = Deciding(DECIDING.office, TWO, at)
        return granting.decide_round(self.stores, LETTERS, self.state, deciding)

    def name_payee(self, plan: str, iban: str = IBAN, at: datetime = BEFORE) -> None:
        """Say who is paid: at the usual moment so long ago that nothing is held."""
        facts = (FreshPassword(self.alice, PASSWORD, ""), self.plans[plan], PAYEE, iban, at)
        payees.name_payee(self.stores, KEYS, LETTERS, *facts)
        look_at_payees(self.stores, self.poll.round_id, at)

    def read_balances(self) -> dict[Account, int]:
        return draw_trial_balance(read_ledger(self.stores))

    def check_ledger(self, initiative: str, buurt: str, purse: Purse) -> None:
        """Hold the ledger against what a grant says of itself."""
        balances = self.read_balances()
        assert sum(balances.values()) == 0
        assert balances.get(Account(Book.PAYABLE, initiative), 0) == purse.open_cents
        assert balances.get(Account(Book.PAID, initiative), 0) == purse.paid_cents


def look_at_payees(stores: Stores, round_id: RoundId, at: datetime) -> None:
    """Let an officer find that none of the payees does business."""
    for one in list_grants(stores, round_id):
        if one.payee is not None and may_tick(Tick.NO_BUSINESS, one.payee.kind):
            ticks.set_tick(stores, one.reference, Tick.NO_BUSINESS, "Noor", at)


def read_ledger(stores: Stores) -> list[Entry]:
    stores.register.rollback()
    accounts = {
        row.id: Account(Book(row.book), row.owner)
        for row in stores.register.scalars(select(LedgerAccount))
    }
    return [
        Entry(accounts[row.debit_id], accounts[row.credit_id], row.cents)
        for row in stores.register.scalars(select(LedgerEntry))
    ]


def make_street(stores: Stores, settings: Settings, phase: str = "final") -> Street:
    poll = open_poll(stores, settings, {"noord": 1, "zuid": 1}, a_plan(opens=OPENS))
    book_result(poll)
    for step in ORDER[ORDER.index(Phase.CLOSED) : ORDER.index(Phase(phase)) + 1]:
        change_round(stores, poll.round_id, phase=step.value)
    alice, bob, charlie = (make_person(stores, name) for name in ("Alice", "Bob", "Charlie"))
    group = groups.found_group(stores, alice, "De Groene Straat", NOW)
    token = invitations.invite(stores, KEYS, LETTERS, alice, group, email="", at=NOW)
    invitations.accept_invitation(stores, bob, token, NOW)
    other = groups.found_group(stores, charlie, "Het Veld", NOW)
    plans = {name: f"plan{name}" for name in ("doel", "boom", "bank", "tuin")}
    for name, reference in plans.items():
        owner = other if name == "tuin" else group
        add_listed_proposal(stores, poll.round_id, owner, reference, name)
    return Street(stores, settings, poll, alice, bob, charlie, group, plans)


def add_listed_proposal(
    stores: Stores, round_id: bytes, group: GroupId, reference: str, initiative: str
) -> None:
    with transaction(stores.register) as register:
        register.add(
            Proposal(
                id=ProposalId(secrets.token_bytes(16)),
                round_id=round_id,
                group_id=group,
                reference=reference,
                state=State.LISTED.value,
                version=1,
                fields=canonical.dump(
                    {"title_nl": initiative.title(), "buurt": "haven", "theme": "weg"}
                ).decode(),
                made_at=NOW,
                handed_in_at=NOW,
                initiative_id=initiative,
            )
        )


def book_result(poll: Poll) -> None:
    """Give everything but "bank" all it asks, as if enough residents had wanted that."""
    money = make_money(poll, {"noord": 40, "zuid": 40})
    rights = {"noord": {"boom": 90, "doel": 90, "bank": 0}, "zuid": {"tuin": 180}}
    result = allocate_round(money, rights, "3-17-21")
    content = write_result(result)
    hashed = hashlib.sha256(content).digest()
    folder = poll.settings.checkpoint_dir
    with recording(poll.stores, poll.keys, poll.round_id, folder) as log:
        line = canonical.dump(make_allocation(hashed))
        log.head = append_lines(log.box, log.keys, poll.round_id, [line])
    at = poll.plan.times.results_on
    with transaction(poll.stores.register) as register:
        values = {"sha256": hashed, "record": content.decode(), "at": at}
        register.add(Result(round_id=poll.round_id, position=0, **values))
        post_entries(register, poll.round_id, post(result), at)


def switch_on_second_step(stores: Stores, person: PersonId) -> Callable[[datetime], str]:
    """Return what gives somebody's one-time code at a moment."""
    otp = pyotp.TOTP(second_step.begin_second_step(stores, KEYS, person))
    second_step.switch_on(stores, KEYS, person, otp.at(NOW), NOW)
    return lambda at: str(otp.at(at))


def later(**amount: float) -> datetime:
    return NOW + timedelta(**amount)


__all__ = ["PASSWORD", "Street", "make_street"]
