"""How it stands with a grant, in the words of its group and of everybody."""

from flask_babel import lazy_gettext as __

from voting.domain.grants import Happening, State
from voting.domain.payees import PayeeKind
from voting.domain.redeeming import TrancheStage

STATES = {
    State.DECIDED: __("Granted"),
    State.PAYEE_KNOWN: __("Granted"),
    State.AGREED: __("Agreed"),
    State.PAYING: __("Under way"),
    State.REPORTED: __("Closing report handed in"),
    State.FINISHED: __("Finished"),
    State.WITHDRAWN: __("Grant withdrawn"),
    State.REFUSED: __("Refused"),
}
STAGES = {
    TrancheStage.WAITING: __("Waits for your report"),
    TrancheStage.REPORTED: __("The municipality looks at your report"),
    TrancheStage.REDEEMABLE: __("Will be paid soon"),
    TrancheStage.LISTED: __("On its way to the bank"),
    TrancheStage.PAID: __("Paid"),
    TrancheStage.DROPPED: __("Not paid any more"),
}
HAPPENINGS = {
    Happening.DECIDED: __("Granted"),
    Happening.REFUSED: __("Refused"),
    Happening.PAYEE_NAMED: __("Filled in who gets the money"),
    Happening.ACCOUNT_CHANGED: __("Account number changed"),
    Happening.ACCOUNT_SHOWN: __("Account number looked at"),
    Happening.OFFERED: __("Agreement offered"),
    Happening.AGREED_GROUP: __("Agreement made"),
    Happening.AGREED_PAPER: __("Agreement made on paper"),
    Happening.CARRIED_OUT: __("The municipality carries it out itself"),
    Happening.REPORTED: __("Reported"),
    Happening.RETURNED: __("Report sent back"),
    Happening.ACCEPTED: __("Milestone reached"),
    Happening.LISTED: __("On its way to the bank"),
    Happening.TAKEN_BACK: __("Payment taken back"),
    Happening.PAID: __("Paid"),
    Happening.CLOSED: __("Closing report handed in"),
    Happening.FINISHED: __("Finished"),
    Happening.RECLAIMED: __("Asked back"),
    Happening.WITHDRAWN: __("Grant withdrawn"),
}
PAYEES = {
    PayeeKind.ENTITY: __("An association, foundation or company"),
    PayeeKind.PERSON: __("A person of 18 or older"),
    PayeeKind.HOST: __("Another organisation that keeps the money for us"),
    PayeeKind.SUPPLIER: __("A supplier: the municipality pays the bill"),
    PayeeKind.MUNICIPALITY: __("The municipality"),
}


def name_grant_state(state: State) -> str:
    """Return the state in two words."""
    return str(STATES[state])


def name_stage(stage: TrancheStage) -> str:
    """Return where a tranche is, in a few words."""
    return str(STAGES[stage])


def name_happening(kind: Happening) -> str:
    """Return what happened in a few words."""
    return str(HAPPENINGS[kind])


def name_payee_kind(kind: PayeeKind) -> str:
    """Return what a payee is."""
    return str(PAYEES[kind])
