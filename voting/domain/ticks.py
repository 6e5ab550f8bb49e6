"""What an officer looks at before a payee that may be a business is paid for the first time.

A foundation may be a business and a company may not: that is for an officer to say, so nothing
is paid until it is said. Rules on procurement (Aanbestedingswet 2012) and on small aid (Regulation
(EU) 2023/2831, de minimis) hold for businesses.
"""

from collections.abc import Collection
from enum import StrEnum

from voting.domain.payees import NEEDS_KVK, Payee, PayeeKind


class Tick(StrEnum):
    """What was looked at."""

    PROCUREMENT = "procurement"
    """The rules on procurement were looked at."""
    DE_MINIMIS = "de_minimis"
    """The statement about earlier aid was received."""
    NO_BUSINESS = "no_business"
    """It does no business with this, so that neither holds."""


FOR_BUSINESS = (Tick.PROCUREMENT, Tick.DE_MINIMIS)


def may_tick(tick: Tick, kind: PayeeKind) -> bool:
    """Tell whether a tick says something about this kind of payee: a supplier does business."""
    if tick is Tick.NO_BUSINESS and kind is PayeeKind.SUPPLIER:
        return False
    return kind in NEEDS_KVK


def list_lacking(kind: PayeeKind, ticked: Collection[Tick]) -> tuple[Tick, ...]:
    """Return what an officer must still look at before a payee of this kind is paid."""
    if kind not in NEEDS_KVK or (Tick.NO_BUSINESS in ticked and may_tick(Tick.NO_BUSINESS, kind)):
        return ()
    return tuple(one for one in FOR_BUSINESS if one not in ticked)


def is_same_payee(one: Payee, other: Payee) -> bool:
    """Tell whether what was looked at for one payee holds for another: the same organisation."""
    return (one.kind, one.kvk, one.name.casefold()) == (
        other.kind,
        other.kvk,
        other.name.casefold(),
    )
