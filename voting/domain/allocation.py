"""From rights to euros: divide the pots of a round over its initiatives.

`allocate` does one voting area, `allocate_round` all of them: pots are closed between areas.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from voting.domain.allocation_envelope import (
    pay,
    record_envelope,
    settle_envelope,
    takes_part,
)
from voting.domain.apportionment import draw_lot
from voting.domain.errors.money import InvalidMoneyInput
from voting.domain.packages import (
    BaseAmount,
    BaseFormula,
    BaseShare,
    compute_base,
    fill_envelopes,
    floor_of,
)
from voting.domain.results import (
    AreaResult,
    AreaStatus,
    Balance,
    EnvelopeResult,
    InitiativeResult,
    Reason,
    RoundResult,
    add_balances,
    add_totals,
    merge_totals,
)
from voting.domain.rules import (
    AreaInput,
    InitiativeInput,
    MoneyRules,
    Rule,
    require_distinct,
    require_id,
    require_whole,
)


@dataclass(frozen=True, slots=True)
class RoundMoney:
    """All money of a round, as frozen at opening: rules, voting areas and base package.

    Ids of areas, buurten and initiatives are unique over the round.
    """

    round_id: str
    rules: MoneyRules
    areas: tuple[AreaInput, ...]
    base_formulas: tuple[BaseFormula, ...] = ()
    base_amounts: tuple[BaseAmount, ...] = ()

    def __post_init__(self) -> None:
        require_id("round_id", self.round_id)
        require_distinct("areas", [area.id for area in self.areas])
        require_distinct("buurten", [one.id for area in self.areas for one in area.buurten])
        require_distinct("initiatives", [one.id for area in self.areas for one in area.initiatives])
        require_distinct("base_formulas", [formula.sector for formula in self.base_formulas])


def mark_withdrawn(money: RoundMoney, initiatives: frozenset[str]) -> RoundMoney:
    """Return the same money with these initiatives withdrawn: during voting, after the freeze."""
    areas = tuple(
        replace(
            area,
            initiatives=tuple(
                replace(one, withdrawn=one.withdrawn or one.id in initiatives)
                for one in area.initiatives
            ),
        )
        for area in money.areas
    )
    return replace(money, areas=areas)


def allocate_round(
    money: RoundMoney, rights_by_area: Mapping[str, Mapping[str, int]], seed: str
) -> RoundResult:
    """Divide all pots. An area missing from `rights_by_area` was not opened: all is reserve."""
    for area_id in rights_by_area:
        if area_id not in {area.id for area in money.areas}:
            raise InvalidMoneyInput("rights.area", area_id, "an_area_of_the_round")
    areas = tuple(
        allocate(area, rights_by_area.get(area.id), seed, money.rules, money.round_id)
        for area in money.areas
    )
    shares = compute_bases(money)
    return RoundResult(
        money.round_id,
        seed,
        shares,
        total_base(shares, money.base_amounts),
        areas,
        merge_totals(tuple(area.themes for area in areas)),
        add_balances(tuple(area.balance for area in areas)),
    )


def compute_bases(money: RoundMoney) -> tuple[BaseShare, ...]:
    """Compute the base package of every sector that has a formula; no vote is involved."""
    return tuple(
        share for formula in money.base_formulas for share in compute_base(formula, money.round_id)
    )


def total_base(
    shares: tuple[BaseShare, ...], amounts: tuple[BaseAmount, ...]
) -> tuple[BaseAmount, ...]:
    """Add up the base package by sector and buurt, sorted; cents."""
    totals: dict[tuple[str, str], int] = {}
    rows: list[BaseShare | BaseAmount] = [*shares, *amounts]
    for one in rows:
        place = (one.sector, one.buurt)
        totals[place] = totals.get(place, 0) + one.amount_cents
    return tuple(BaseAmount(*place, cents) for place, cents in sorted(totals.items()))


def allocate(
    area: AreaInput,
    rights: Mapping[str, int] | None,
    seed: str,
    rules: MoneyRules,
    round_id: str,
) -> AreaResult:
    """Divide one voting area's pot.

    `rights` are the tallied rights by initiative id (missing: zero), or None when the area was
    not opened. `seed` is the public draw, for the initiatives' lots. Raises InvalidMoneyInput.
    """
    tally = _check_rights(area, rights or {})
    price = find_ceiling_price(rules, area)
    rows = {
        one.id: _judge(one, tally.get(one.id, 0), seed, rules, price) for one in area.initiatives
    }
    envelopes = []
    for envelope in fill_envelopes(rules, area, _count_by_buurt(rows.values()), round_id):
        running = [row for row in rows.values() if takes_part(row, envelope.buurt.id)]
        settlement = settle_envelope(rules, envelope.cents, running)
        rows |= {row.id: pay(row, settlement) for row in running}
        own = tuple(row for row in rows.values() if row.buurt == envelope.buurt.id)
        envelopes.append(record_envelope(envelope, settlement, own))
    final = tuple(
        row if rights is not None else replace(row, reason=Reason.NOT_OPENED)
        for row in rows.values()
    )
    status = AreaStatus.TOO_FEW_ISSUANCES if rights is None else AreaStatus.OPENED
    return AreaResult(
        id=area.id,
        status=status,
        entitled=area.entitled,
        rights_counted=sum(r.rights for r in final if r.reason is not Reason.WITHDRAWN),
        rights_withdrawn=sum(r.rights for r in final if r.reason is Reason.WITHDRAWN),
        ceiling_price=price,
        lot_order=_order_by_lot(seed, [row.id for row in final]),
        buurt_lot_order=_order_by_lot(round_id, [buurt.id for buurt in area.buurten]),
        envelopes=tuple(envelopes),
        initiatives=final,
        sectors=add_totals(final, "sector"),
        themes=add_totals(final, "theme"),
        balance=_balance(area.pot_cents, envelopes),
    )


def find_ceiling_price(rules: MoneyRules, area: AreaInput) -> Fraction | None:
    """Return the most a right can be worth: pot / (rights * entitled * target turnout)."""
    if rules.rule is Rule.RANKING:
        return None
    return area.pot_cents / (rules.rights * area.entitled * rules.price_turnout)


# Who passes the threshold, so whose rights fill the envelope: `minimum_above_ceiling` included.
STANDING = frozenset({Reason.DOES_NOT_FIT, Reason.MINIMUM_ABOVE_CEILING})


def _count_by_buurt(rows: Iterable[InitiativeResult]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        if row.reason in STANDING:
            counts[row.buurt] = counts.get(row.buurt, 0) + row.rights
    return counts


def _order_by_lot(seed: str, ids: list[str]) -> tuple[str, ...]:
    return tuple(sorted(ids, key=lambda one: draw_lot(seed, one)))


def _check_rights(area: AreaInput, rights: Mapping[str, int]) -> Mapping[str, int]:
    known = {one.id for one in area.initiatives}
    for initiative, count in rights.items():
        if initiative not in known:
            raise InvalidMoneyInput("rights.initiative", initiative, "an_initiative_of_the_area")
        require_whole("rights.count", count)
    return rights


def _judge(
    one: InitiativeInput, rights: int, seed: str, rules: MoneyRules, price: Fraction | None
) -> InitiativeResult:
    """Start an initiative's row, with a reason for those that fall out before the division.

    For the others the reason is, until the envelope is divided, DOES_NOT_FIT.
    """
    cap = one.ask_cents if price is None else min(one.ask_cents, floor_of(price * rights))
    reason = Reason.DOES_NOT_FIT
    if one.withdrawn:
        reason = Reason.WITHDRAWN
    elif not rights:
        reason = Reason.NO_RIGHTS
    elif rights < rules.threshold:
        reason = Reason.BELOW_THRESHOLD
    elif price is not None and cap < one.floor_cents:
        reason = Reason.MINIMUM_ABOVE_CEILING
    return InitiativeResult(
        id=one.id,
        buurt=one.buurt,
        sector=one.sector,
        theme=one.theme,
        rights=rights,
        ask_cents=one.ask_cents,
        minimum_cents=one.minimum_cents,
        cap_cents=cap,
        lot=draw_lot(seed, one.id),
        awarded_cents=0,
        payout_cents=0,
        reason=reason,
    )


def _balance(pot_cents: int, envelopes: list[EnvelopeResult]) -> Balance:
    return Balance(
        pot_cents,
        sum(one.paid_cents for one in envelopes),
        sum(one.reserve_cents for one in envelopes),
        pot_cents - sum(one.envelope_cents for one in envelopes),
    )
