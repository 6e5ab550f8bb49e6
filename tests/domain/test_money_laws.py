"""Laws that every division of money must obey; docs/money.md lists them, and those that fail."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.money_cases import REDEMPTIONS, areas, make_initiative, rounds, rules
from voting.domain.allocation import allocate, allocate_round, find_ceiling_price
from voting.domain.explanation import explain_payout
from voting.domain.packages import fill_envelopes
from voting.domain.results import Reason
from voting.domain.rules import AreaInput, BuurtInput, MoneyRules, Rule

SEED, ROUND = "seed", "round-1"


def payouts(area, rights, parameters):
    result = allocate(area, rights, SEED, parameters, ROUND)
    return {one.id: one.payout_cents for one in result.initiatives}


def pick(data, area):
    assume(area.initiatives)
    return data.draw(st.sampled_from(area.initiatives))


def swap(area, old, *new):
    """The same area with one initiative replaced by others."""
    rows = tuple(one for one in area.initiatives if one.id != old.id) + new
    return replace(area, initiatives=rows)


@given(rounds())
def test_every_cent_of_every_pot_is_somewhere(case):
    money, tally = case
    result = allocate_round(money, tally, SEED)
    for area in result.areas:
        for envelope in area.envelopes:
            own = [one for one in area.initiatives if one.buurt == envelope.buurt]
            paid = sum(one.payout_cents for one in own)
            assert paid + envelope.reserve_cents == envelope.envelope_cents
            assert paid == envelope.paid_cents <= envelope.envelope_cents
        assert area.balance.difference_cents == 0
        assert area.balance.equalisation_cents >= 0
    assert result.balance.difference_cents == 0
    assert result.balance.pot_cents == sum(area.pot_cents for area in money.areas)


@given(areas(), rules(REDEMPTIONS))
def test_a_payout_is_zero_or_between_minimum_and_ask(case, parameters):
    area, rights = case
    paid = payouts(area, rights, parameters)
    for one in area.initiatives:
        assert paid[one.id] == 0 or one.minimum_cents <= paid[one.id] <= one.ask_cents


@given(areas(), rules())
def test_no_payout_above_the_price_ceiling_and_none_without_rights(case, parameters):
    area, rights = case
    price = find_ceiling_price(parameters, area)
    for name, cents in payouts(area, rights, parameters).items():
        assert cents == 0 or rights[name] > 0
        assert price is None or cents <= price * rights[name]


@given(areas(most_buurten=1), rules(REDEMPTIONS), st.data())
def test_one_more_right_never_costs_its_own_plan_a_cent(case, parameters, data):
    area, rights = case
    one = pick(data, area)
    more = {**rights, one.id: rights[one.id] + 1}
    assert payouts(area, more, parameters)[one.id] >= payouts(area, rights, parameters)[one.id]


@given(areas(most_buurten=1), rules((Rule.RANKING,)), st.data())
def test_one_more_right_never_costs_its_own_plan_a_cent_in_a_ranking(case, parameters, data):
    area, rights = case
    one = pick(data, area)
    more = {**rights, one.id: rights[one.id] + 1}
    assert payouts(area, more, parameters)[one.id] >= payouts(area, rights, parameters)[one.id]


@given(areas(), rules(REDEMPTIONS), st.data())
def test_asking_more_than_you_get_changes_nothing(case, parameters, data):
    area, rights = case
    one = pick(data, area)
    before = payouts(area, rights, parameters)
    assume(before[one.id] < one.ask_cents)
    asked = replace(one, ask_cents=one.ask_cents + data.draw(st.integers(1, 500)))
    after = payouts(swap(area, one, asked), rights, parameters)
    assert after[one.id] == before[one.id]


@given(areas(), rules(REDEMPTIONS), st.data())
def test_raising_the_ask_never_lowers_the_own_payout(case, parameters, data):
    area, rights = case
    one = pick(data, area)
    asked = replace(one, ask_cents=one.ask_cents + data.draw(st.integers(1, 500)))
    before, after = (payouts(a, rights, parameters) for a in (area, swap(area, one, asked)))
    assert after[one.id] >= before[one.id]


@given(areas(), rules(), st.randoms())
def test_the_order_of_plans_and_buurten_is_irrelevant(case, parameters, random):
    area, rights = case
    rows, buurten = list(area.initiatives), list(area.buurten)
    random.shuffle(rows)
    random.shuffle(buurten)
    mixed = replace(area, initiatives=tuple(rows), buurten=tuple(buurten))
    assert payouts(mixed, rights, parameters) == payouts(area, rights, parameters)


def make_single(plans, pot):
    """One buurt whose pot is its envelope, under a ceiling that never binds."""
    area = AreaInput("a", pot, 1, (BuurtInput("A", 1),), tuple(plans))
    return area, MoneyRules(rights=1, target_turnout=Fraction(1, 10**6), phi=Fraction(1))


@st.composite
def single_cases(draw):
    plans, rights = [], {}
    for n in range(draw(st.integers(1, 7))):
        ask = draw(st.integers(1, 400))
        plans.append(make_initiative(f"A{n}", ask, draw(st.integers(0, ask))))
        rights[f"A{n}"] = draw(st.integers(1, 30))
    area, parameters = make_single(plans, draw(st.integers(1, 900)))
    return area, rights, parameters


@given(single_cases(), st.data())
def test_who_leaves_with_their_payout_changes_nothing_for_the_rest(case, data):
    area, rights, parameters = case
    paid = payouts(*case)
    one = pick(data, area)
    assume(paid[one.id])
    rest = replace(swap(area, one), pot_cents=area.pot_cents - paid[one.id])
    counts = {name: count for name, count in rights.items() if name != one.id}
    after = payouts(rest, counts, parameters)
    assert after == {name: cents for name, cents in paid.items() if name != one.id}


@given(single_cases(), st.data())
def test_linking_two_paid_plans_costs_them_at_most_a_cent(case, data):
    area, rights, parameters = case
    paid = payouts(*case)
    winners = [one for one in area.initiatives if paid[one.id]]
    assume(len(winners) >= 2)
    pairs = [(a, b) for a in winners for b in winners if a.id < b.id]
    first, second = data.draw(st.sampled_from(pairs))
    joined = replace(
        first,
        id="joined",
        ask_cents=first.ask_cents + second.ask_cents,
        minimum_cents=first.minimum_cents + second.minimum_cents,
    )
    counts = {n: c for n, c in rights.items() if n not in (first.id, second.id)}
    counts["joined"] = rights[first.id] + rights[second.id]
    linked = swap(swap(area, first), second, joined)
    assert payouts(linked, counts, parameters)["joined"] >= paid[first.id] + paid[second.id] - 1


@given(single_cases(), st.data())
def test_splitting_a_plan_gains_at_most_a_cent(case, data):
    area, rights, parameters = case
    one = pick(data, area)
    assume(rights[one.id] >= 2 and one.ask_cents >= 2 and one.minimum_cents >= 2)
    asks = data.draw(st.integers(1, one.ask_cents - 1))
    low = max(1, one.minimum_cents - (one.ask_cents - asks))
    high = min(asks, one.minimum_cents - 1)
    assume(low <= high)
    least = data.draw(st.integers(low, high))
    share = data.draw(st.integers(1, rights[one.id] - 1))
    left = replace(one, id="left", ask_cents=asks, minimum_cents=least)
    right = replace(
        one,
        id="right",
        ask_cents=one.ask_cents - asks,
        minimum_cents=one.minimum_cents - least,
    )
    counts = {n: c for n, c in rights.items() if n != one.id}
    counts |= {"left": share, "right": rights[one.id] - share}
    before = payouts(*case)
    after = payouts(swap(area, one, left, right), counts, parameters)
    assume(after["left"] and after["right"])
    assert after["left"] + after["right"] <= before[one.id] + 1


@given(areas(), rules(REDEMPTIONS))
def test_nobody_who_falls_needed_a_lower_price_than_somebody_who_stays(case, parameters):
    area, rights = case
    result = allocate(area, rights, SEED, parameters, ROUND)
    floors = {one.id: one.floor_cents for one in area.initiatives}
    for envelope in result.envelopes:
        own = [one for one in result.initiatives if one.buurt == envelope.buurt]
        kept = [Fraction(floors[one.id], one.rights) for one in own if one.payout_cents]
        fell = [
            Fraction(floors[one.id], one.rights)
            for one in own
            if one.reason is Reason.MINIMUM_NOT_REACHED
        ]
        assert not kept or not fell or max(kept) <= min(fell)


@given(areas(), rules())
def test_no_envelope_leaves_the_band(case, parameters):
    area, rights = case
    for envelope in allocate(area, rights, SEED, parameters, ROUND).envelopes:
        assert envelope.floor_cents <= envelope.envelope_cents <= envelope.ceiling_cents
        key = area.pot_cents * envelope.share
        assert envelope.envelope_cents > parameters.phi * key - 1
        if parameters.kappa is not None:
            assert envelope.envelope_cents <= parameters.kappa * key


@given(areas(), rules(REDEMPTIONS))
def test_a_plan_that_gets_less_than_its_cap_gets_the_guaranteed_worth(case, parameters):
    area, rights = case
    cast = sum(rights.values())
    entitled = max(area.entitled, cast // parameters.rights + 1)
    area = replace(area, entitled=entitled)
    parameters = replace(parameters, sigma=Fraction(0))
    result = allocate(area, rights, SEED, parameters, ROUND)
    per_right = Fraction(area.pot_cents, parameters.rights * entitled)
    for one in result.initiatives:
        if not 0 < one.payout_cents < one.cap_cents:
            continue
        share = result.find_envelope(one.buurt).share
        bounds = [Fraction(1), 1 - parameters.phi * (1 - share)]
        if parameters.kappa is not None:
            bounds.append(parameters.kappa * share)
        assert one.payout_cents >= one.rights * per_right * min(bounds) - 2


@given(rounds(), st.data())
def test_the_base_package_does_not_depend_on_the_vote(case, data):
    money, tally = case
    before = allocate_round(money, tally, SEED)
    after = allocate_round(money, {}, data.draw(st.text(max_size=5)))
    assert after.base_shares == before.base_shares
    assert after.base_totals == before.base_totals
    total = sum(one.amount_cents for one in before.base_shares)
    assert total == sum(formula.budget_cents for formula in money.base_formulas)


@given(areas(), rules())
def test_without_any_rights_the_key_alone_fills_the_envelopes(case, parameters):
    area, _ = case
    shares = fill_envelopes(parameters, area, {}, ROUND)
    keys = fill_envelopes(replace(parameters, sigma=Fraction(1)), area, {}, ROUND)
    assert [one.cents for one in shares] == [one.cents for one in keys]


@given(areas(), rules(REDEMPTIONS))
def test_the_sum_on_the_page_is_the_worth_of_a_right_exactly(case, parameters):
    area, rights = case
    result = allocate(area, rights, SEED, parameters, ROUND)
    for one in result.initiatives:
        why = explain_payout(result, one.id)
        if why.worth is None:
            assert not why.sharing
        else:
            assert why.worth == Fraction(why.left_cents, why.sharing_rights)
        if why.worth is not None and one.id in why.sharing:
            assert abs(one.payout_cents - why.worth * one.rights) < 2
        elif one.payout_cents:
            assert one.id in why.full + why.at_ceiling
            assert one.cap_cents - one.payout_cents in (0, 1)


def test_more_money_can_revive_a_plan_that_then_takes_from_another():
    """Pot monotonicity does not hold with minimums: docs/money.md says so."""
    plans = (make_initiative("A1", 100, 0), make_initiative("A2", 100, 50))
    rights = {"A1": 10, "A2": 10}
    poor, rich = (payouts(*_with_pot(plans, rights, pot)) for pot in (99, 100))
    assert poor == {"A1": 99, "A2": 0}
    assert rich == {"A1": 50, "A2": 50}


def _with_pot(plans, rights, pot):
    area, parameters = make_single(plans, pot)
    return area, rights, parameters


@pytest.mark.parametrize("rule", list(Rule))
def test_five_hundred_plans_are_divided_to_the_cent(rule):
    plans = tuple(make_initiative(f"A{n}", 900_000 + n * 1000, 1000 * n) for n in range(500))
    area = AreaInput("west", 100_000_000, 50_000, (BuurtInput("A", 1),), plans)
    rights = {f"A{n}": 1 + n * n * 7919 % 1000 for n in range(500)}
    result = allocate(area, rights, SEED, MoneyRules(rule=rule), ROUND)
    assert result.balance.difference_cents == 0
