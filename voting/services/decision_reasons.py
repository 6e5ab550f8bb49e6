"""The usual reasons for decisions in a review: a list that the municipality keeps itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from voting.db.models.reviews import DecisionReason
from voting.db.session import Stores, transaction
from voting.domain.errors.office import ReasonUnknown
from voting.domain.office import Verdict
from voting.domain.staff import StaffRole
from voting.domain.texts import Text
from voting.services.proposals import read_said
from voting.services.staff import Hand, require_role
from voting.services.staff_log import note_done, noting_refusals

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class UsualReason:
    """A reason on the list, in both languages."""

    id: int
    verdict: Verdict
    text: Text


def list_reasons(stores: Stores) -> list[UsualReason]:
    """Return every usual reason, those to admit first."""
    query = select(DecisionReason).order_by(DecisionReason.verdict, DecisionReason.id)
    return [
        UsualReason(row.id, Verdict(row.verdict), Text(row.text_nl, row.text_en))
        for row in stores.register.scalars(query)
    ]


def find_reason(stores: Stores, id: int, verdict: Verdict) -> UsualReason:
    """Return a usual reason for this decision; raise ReasonUnknown."""
    for one in list_reasons(stores):
        if one.id == id and one.verdict is verdict:
            return one
    raise ReasonUnknown


def add_reason(stores: Stores, hand: Hand, verdict: Verdict, text: Text, at: datetime) -> None:
    """Put a reason on the list; raise RoleNeeded, TextMissing or TextTooLong."""
    dutch = read_said("text_nl", text.nl, LONGEST_REASON)
    english = read_said("text_en", text.en, LONGEST_REASON)
    with (
        noting_refusals(stores, hand.who, "reasons", at),
        transaction(stores.register) as register,
    ):
        require_role(register, hand, "reasons", {StaffRole.ROUND_MANAGER})
        register.add(DecisionReason(verdict=verdict.value, text_nl=dutch, text_en=english))
        note_done(register, hand.who, "reasons", at, {"added": dutch[:200]})


def change_reason(stores: Stores, hand: Hand, id: int, text: Text, at: datetime) -> None:
    """Word a reason anew; decisions that were taken keep the old words.

    Raises RoleNeeded, ReasonUnknown, TextMissing or TextTooLong.
    """
    dutch = read_said("text_nl", text.nl, LONGEST_REASON)
    english = read_said("text_en", text.en, LONGEST_REASON)
    with (
        noting_refusals(stores, hand.who, "reasons", at),
        transaction(stores.register) as register,
    ):
        require_role(register, hand, "reasons", {StaffRole.ROUND_MANAGER})
        row = register.get(DecisionReason, id)
        if row is None:
            raise ReasonUnknown
        row.text_nl, row.text_en = dutch, english
        note_done(register, hand.who, "reasons", at, {"changed": dutch[:200]})


def remove_reason(stores: Stores, hand: Hand, id: int, at: datetime) -> None:
    """Take a reason off the list; raise RoleNeeded. One that is not there is left alone."""
    with (
        noting_refusals(stores, hand.who, "reasons", at),
        transaction(stores.register) as register,
    ):
        require_role(register, hand, "reasons", {StaffRole.ROUND_MANAGER})
        row = register.get(DecisionReason, id)
        if row is not None:
            register.delete(row)
            note_done(register, hand.who, "reasons", at, {"removed": row.text_nl[:200]})
