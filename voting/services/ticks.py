"""What an officer looked at before a payee that may be a business is paid (`domain.ticks`).

It holds for that payee only: when another organisation is named, it is looked at anew.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.models.grants import Grant, GrantPayee, GrantTick
from voting.db.session import Stores
from voting.domain.accounts import read_line
from voting.domain.errors.grants import PayeeMissing
from voting.domain.errors.redeeming import TickUnfit
from voting.domain.payees import Payee, PayeeKind
from voting.domain.ticks import Tick, is_same_payee, list_lacking, may_tick
from voting.services.deciding import LONGEST_OFFICE
from voting.services.grants import changing_grant, find_grant, load_payee


def set_tick(stores: Stores, reference: str, tick: Tick, officer: str, at: datetime) -> None:
    """Record that an officer looked at this; a second time changes nothing.

    Raises GrantUnknown, PayeeMissing, TickUnfit, TextMissing.
    """
    name = read_line("officer", officer, LONGEST_OFFICE)
    with changing_grant(stores, reference) as (register, row):
        payee = load_payee(register, row)
        if payee is None:
            raise PayeeMissing
        if not may_tick(tick, PayeeKind(payee.kind)):
            raise TickUnfit
        if tick not in {Tick(one.kind) for one in load_ticks(register, row, payee)}:
            values = {"payee_version": payee.version, "kind": tick.value, "by_name": name}
            register.add(GrantTick(grant_id=row.id, at=at, **values))


def load_ticks(register: Session, row: Grant, payee: GrantPayee) -> list[GrantTick]:
    """Return what was looked at for this payee, under whichever account number it was named."""
    query = (
        select(GrantTick, GrantPayee)
        .join(
            GrantPayee,
            (GrantPayee.grant_id == GrantTick.grant_id)
            & (GrantPayee.version == GrantTick.payee_version),
        )
        .where(GrantTick.grant_id == row.id)
        .order_by(GrantTick.at)
    )
    own = _identify(payee)
    return [tick for tick, was in register.execute(query) if is_same_payee(_identify(was), own)]


def load_lacking(register: Session, row: Grant, payee: GrantPayee) -> tuple[Tick, ...]:
    """Return what must still be looked at before this payee is paid."""
    ticked = {Tick(one.kind) for one in load_ticks(register, row, payee)}
    return list_lacking(PayeeKind(payee.kind), ticked)


def view_ticks(
    stores: Stores, reference: str
) -> tuple[tuple[tuple[Tick, str, datetime], ...], tuple[Tick, ...]]:
    """Return who looked at what and when, and what is lacking; raise GrantUnknown."""
    register = stores.register
    row = find_grant(register, reference)
    payee = load_payee(register, row)
    if payee is None:
        return (), ()
    rows = load_ticks(register, row, payee)
    done = tuple((Tick(one.kind), one.by_name, one.at) for one in rows)
    return done, load_lacking(register, row, payee)


def _identify(row: GrantPayee) -> Payee:
    return Payee(PayeeKind(row.kind), row.name, row.holder, row.kvk)
