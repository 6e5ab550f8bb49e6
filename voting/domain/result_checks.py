"""What must hold in every result, checked on the record itself before it is published."""

from dataclasses import dataclass

from voting.domain.results import AreaResult, RoundResult


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """A property of a result, by its name in the report, and whether it holds."""

    name: str
    holds: bool


def check_result(result: RoundResult, recount: RoundResult) -> tuple[SelfCheck, ...]:
    """Return the checks of a result; `recount` is what the frozen money and its rights give anew.

    "conservation": every pot is paid or kept, to the cent. "bounds": an initiative gets nothing,
    or from its minimum to the most it may get, and nothing without rights. "band": an envelope
    lies between its floor and its ceiling. "recount": dividing anew gives the same record.
    """
    areas = result.areas
    return (
        SelfCheck("conservation", all(map(_conserves, areas)) and _adds_up(result)),
        SelfCheck("bounds", all(_is_bounded(area) for area in areas)),
        SelfCheck("band", all(_keeps_band(area) for area in areas)),
        SelfCheck("recount", result == recount),
    )


def _conserves(area: AreaResult) -> bool:
    paid = sum(one.payout_cents for one in area.initiatives)
    envelopes = all(
        one.paid_cents + one.reserve_cents == one.envelope_cents for one in area.envelopes
    )
    return envelopes and paid == area.balance.paid_cents and not area.balance.difference_cents


def _adds_up(result: RoundResult) -> bool:
    balances = [area.balance for area in result.areas]
    return not result.balance.difference_cents and all(
        getattr(result.balance, name) == sum(getattr(one, name) for one in balances)
        for name in ("pot_cents", "paid_cents", "reserve_cents", "equalisation_cents")
    )


def _is_bounded(area: AreaResult) -> bool:
    return all(
        not one.payout_cents
        or (bool(one.rights) and one.minimum_cents <= one.payout_cents <= one.cap_cents)
        for one in area.initiatives
    )


def _keeps_band(area: AreaResult) -> bool:
    return all(one.floor_cents <= one.envelope_cents <= one.ceiling_cents for one in area.envelopes)
