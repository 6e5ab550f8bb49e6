"""How money stands in the words of the office, and why something about it is refused."""

from flask_babel import lazy_gettext as __

from voting.domain.errors.redeeming import (
    CarryTooEarly,
    DayMalformed,
    NothingToCarry,
    NothingToDecide,
    OwnActionKnown,
    PayeeNotLookedAt,
    TickUnfit,
)
from voting.domain.ledger import Account, Book
from voting.domain.redeeming import TrancheStage
from voting.domain.ticks import Tick
from voting.web.errors import words_for
from voting.web.translating import _

STAGES = {
    TrancheStage.WAITING: __("waits for the group's report"),
    TrancheStage.REPORTED: __("reported: the office judges"),
    TrancheStage.REDEEMABLE: __("can be paid"),
    TrancheStage.LISTED: __("at the bank"),
    TrancheStage.PAID: __("paid"),
    TrancheStage.DROPPED: __("not paid any more"),
}
BOOKS = {
    Book.COUNCIL: __("grant of the council"),
    Book.POT: __("pot"),
    Book.ENVELOPE: __("envelope"),
    Book.PAYABLE: __("may still redeem"),
    Book.PAID: __("paid"),
    Book.RESERVE: __("reserve"),
    Book.EQUALISATION: __("equalisation fund"),
}
TICKS = {
    Tick.PROCUREMENT: __("The rules on procurement were looked at"),
    Tick.DE_MINIMIS: __("The statement about earlier aid (de minimis) is in"),
    Tick.NO_BUSINESS: __("This organisation does no business with the plan"),
}
LACKING = {
    Tick.PROCUREMENT: __("the rules on procurement were not looked at yet"),
    Tick.DE_MINIMIS: __("the statement about earlier aid (de minimis) is not in yet"),
}


def name_office_stage(stage: TrancheStage) -> str:
    """Return where a tranche is, as the office says it."""
    return str(STAGES[stage])


def name_account(account: Account) -> str:
    """Return an account as people read it: whose it is, and what."""
    return f"{account.owner}: {BOOKS[account.book]}"


def name_tick(tick: Tick) -> str:
    """Say what an officer looked at."""
    return str(TICKS[tick])


def say_lacking(ticks: tuple[Tick, ...]) -> str:
    """Say what must be looked at before payment."""
    return ", ".join(str(LACKING[tick]) for tick in ticks)


@words_for(NothingToDecide)
def say_nothing_to_decide(_refusal: NothingToDecide) -> str:
    """All done."""
    return _("A decision was taken about every plan that gets money.")


@words_for(CarryTooEarly)
def say_too_early(_refusal: CarryTooEarly) -> str:
    """First the opening."""
    return _("Reserves stay with the neighbourhoods until this round has opened.")


@words_for(NothingToCarry)
def say_nothing_to_carry(_refusal: NothingToCarry) -> str:
    """Nothing is that old."""
    return _("There is no reserve that is older than two rounds.")


@words_for(OwnActionKnown)
def say_own_action_known(_refusal: OwnActionKnown) -> str:
    """Once is enough."""
    return _("It was recorded before that the municipality acts itself in this neighbourhood.")


@words_for(TickUnfit)
def say_tick_unfit(_refusal: TickUnfit) -> str:
    """Another kind of payee."""
    return _("This does not go with who gets the money. A supplier always does business.")


@words_for(DayMalformed)
def say_day_malformed(_refusal: DayMalformed) -> str:
    """How to write it."""
    return _("This is not a day. Write it like 2027-06-15.")


@words_for(PayeeNotLookedAt)
def say_not_looked_at(refusal: PayeeNotLookedAt) -> str:
    """An officer says so on the grant's page."""
    return _(
        "Who gets the money of %(reference)s may be a business. First an officer looks at the"
        " rules on procurement and at earlier aid.",
        reference=refusal.reference,
    )
