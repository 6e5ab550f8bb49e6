"""Moving the money of a grant that is held: every cent is booked in the same transaction."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.models.grants import Grant, GrantPayment
from voting.db.models.plan import Initiative
from voting.domain.errors.grants import PaymentUnderway
from voting.domain.ledger import post_payment, post_release
from voting.domain.redeeming import TrancheAct, TrancheStage, find_stage_after
from voting.services.grants import load_tranches, read_purse
from voting.services.publishing import post_entries


def pay_out(register: Session, row: Grant, cents: int, at: datetime) -> None:
    """Book what was paid; the database refuses more than was granted."""
    post_entries(register, row.round_id, post_payment(row.initiative_id, cents), at)
    row.paid_cents += cents
    row.owes_report = True
    register.flush()


def release_rest(register: Session, row: Grant, at: datetime) -> int:
    """Give what was not paid to the reserve of the buurt; return it, in cents."""
    rest = read_purse(row).open_cents
    one = register.get_one(Initiative, (row.round_id, row.initiative_id))
    post_entries(register, row.round_id, post_release(row.initiative_id, one.buurt, rest), at)
    row.released_cents += rest
    for tranche in load_tranches(register, row):
        if tranche.stage not in (TrancheStage.PAID, TrancheStage.DROPPED):
            tranche.stage = find_stage_after(TrancheAct.DROP, TrancheStage(tranche.stage)).value
    register.flush()
    return rest


def check_none_underway(register: Session, row: Grant) -> None:
    """Raise PaymentUnderway while a payment of this grant is at the bank."""
    query = select(GrantPayment.list_number).where(
        GrantPayment.grant_id == row.id, GrantPayment.paid_at.is_(None)
    )
    number = register.scalar(query.limit(1))
    if number is not None:
        raise PaymentUnderway(number)
