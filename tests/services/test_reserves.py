"""Reserves that a buurt kept for two rounds, own action, and payees that may be a business."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.services.final_rounds import (
    BEFORE,
    DECIDING,
    NOW,
    OPENS,
    PAYEE,
    TWO,
    Street,
    make_street,
    read_ledger,
)
from tests.services.people import KEYS, LETTERS, PASSWORD
from tests.services.polls import Poll, change_round, open_poll
from tests.services.rounds import a_plan
from voting.db.models.reserves import ReserveMove
from voting.db.session import Stores, open_stores, transaction
from voting.domain.errors.grants import NothingToPay, PublicReasonNeeded
from voting.domain.errors.redeeming import (
    CarryTooEarly,
    NothingToCarry,
    OwnActionKnown,
    PayeeNotLookedAt,
    TickUnfit,
)
from voting.domain.errors.running import TwoPeopleNeeded
from voting.domain.errors.staff import RequestChanged
from voting.domain.ledger import Account, Book, draw_trial_balance
from voting.domain.payees import Payee, PayeeKind
from voting.domain.rounds import Phase
from voting.domain.ticks import Tick, list_lacking
from voting.services import payees, redeeming, ticks
from voting.services.accounts import FreshPassword
from voting.services.acting_itself import act_itself, find_own_action
from voting.services.carrying_over import Reserve, carry_over, list_aged, view_reserves
from voting.services.ledger_books import view_books
from voting.services.round_course import TwoPeople
from voting.services.viewing_grants import list_grants
from voting.services.viewing_payments import list_payable
from voting.services.withdrawing import withdraw_grant
from voting.settings import Settings

YEAR = timedelta(days=365)
BOOM = Reserve("voorjaar", "noord", "haven", 400_000)


@pytest.fixture
def street(stores: Stores, settings: Settings) -> Street:
    return make_street(stores, settings)


def open_later(street: Street, years: int) -> Poll:
    plan = a_plan(f"ronde-{years}", opens=OPENS + years * YEAR)
    return open_poll(street.stores, street.settings, {"noord": 1, "zuid": 1}, plan)


def fill_reserve(street: Street) -> None:
    """Withdraw the grant of "boom": € 4.000 goes to the reserve of Haven."""
    street.decide()
    boom = list_grants(street.stores, street.poll.round_id)[0]
    withdraw_grant(street.stores, LETTERS, boom.reference, "Gestopt", DECIDING)


def find_haven(reserves: tuple[Reserve, ...]) -> list[Reserve]:
    return [one for one in reserves if one.buurt == "haven"]


def test_a_buurt_keeps_its_reserve_for_two_rounds(street: Street) -> None:
    fill_reserve(street)
    with pytest.raises(NothingToCarry):
        list_aged(street.stores, street.state)
    for years in (1, 2):
        poll = open_later(street, years)
        reserves = view_reserves(street.stores, poll.state)
        assert len(find_haven(reserves.kept)) == 1
        assert reserves.aged == ()
        assert carry_over(street.stores, poll.state, TWO, NOW + years * YEAR) == ()
    fourth = open_later(street, 3)
    aged = find_haven(list_aged(street.stores, fourth.state))
    assert len(aged) == 1
    assert aged[0].cents >= BOOM.cents
    before = street.read_balances()
    whole = list_aged(street.stores, fourth.state)
    assert carry_over(street.stores, fourth.state, TWO, NOW + 3 * YEAR, shown=whole) == whole
    after = street.read_balances()
    assert sum(after.values()) == 0
    assert after[Account(Book.RESERVE, "haven")] == 0
    fund = Account(Book.EQUALISATION, "noord")
    moved = sum(one.cents for one in whole if one.area == "noord")
    assert after[fund] - before.get(fund, 0) == moved
    assert carry_over(street.stores, fourth.state, TWO, NOW + 3 * YEAR) == ()
    said = view_reserves(street.stores, fourth.state).moved
    assert {(one.by_name, one.confirmed_by) for one in said} == {("Noor", "Ali")}


def test_annulled_rounds_do_not_make_a_reserve_older(street: Street) -> None:
    fill_reserve(street)
    polls = [open_later(street, years) for years in (1, 2, 3)]
    change_round(street.stores, polls[0].round_id, phase=Phase.ANNULLED.value)
    assert view_reserves(street.stores, polls[2].state).aged == ()
    with pytest.raises(CarryTooEarly):
        carry_over(street.stores, polls[0].state, TWO, NOW)


def test_carrying_over_takes_two_people_and_the_sums_they_saw(street: Street) -> None:
    fill_reserve(street)
    poll = [open_later(street, years) for years in (1, 2, 3)][-1]
    with pytest.raises(TwoPeopleNeeded):
        carry_over(street.stores, poll.state, TwoPeople("Noor", " noor "), NOW)
    with pytest.raises(RequestChanged):
        carry_over(street.stores, poll.state, TWO, NOW, shown=[BOOM])
    closed = replace(poll.state, phase=Phase.LIST_FINAL)
    with pytest.raises(CarryTooEarly):
        carry_over(street.stores, closed, TWO, NOW)


def test_two_at_once_carry_a_reserve_over_once(street: Street) -> None:
    fill_reserve(street)
    poll = [open_later(street, years) for years in (1, 2, 3)][-1]
    state = poll.state

    def carry(_number: int) -> int:
        with open_stores(street.settings) as stores:
            return len(carry_over(stores, state, TWO, NOW + 3 * YEAR))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(map(bool, pool.map(carry, range(4)))) == [False, False, False, True]
    balances = draw_trial_balance(read_ledger(street.stores))
    assert balances[Account(Book.RESERVE, "haven")] == 0


def test_what_was_carried_over_cannot_be_changed(street: Street) -> None:
    fill_reserve(street)
    poll = [open_later(street, years) for years in (1, 2, 3)][-1]
    carry_over(street.stores, poll.state, TWO, NOW + 3 * YEAR)
    with pytest.raises(DBAPIError), transaction(street.stores.register) as register:
        register.scalars(select(ReserveMove)).first().cents = 1  # type: ignore[union-attr]  # there is one
        register.flush()


def test_the_books_of_a_round_add_up_to_zero(street: Street) -> None:
    fill_reserve(street)
    books = view_books(street.stores, street.poll.round_id)
    assert books.trial_cents == 0
    assert {one.account: one.cents for one in books.balances} == street.read_balances()
    assert books.lines[0].debit == Account(Book.RESERVE, "haven")
    assert len(books.lines) == books.entries


def test_own_action_is_recorded_once_with_a_reason(street: Street) -> None:
    with pytest.raises(PublicReasonNeeded):
        act_itself(street.stores, street.state, "haven", "  ", DECIDING)
    act_itself(street.stores, street.state, "haven", "Blijft ver achter", DECIDING)
    with pytest.raises(OwnActionKnown):
        act_itself(street.stores, street.state, "haven", "Anders", DECIDING)
    found = find_own_action(street.stores, street.poll.round_id, "haven")
    assert found is not None
    assert (found.reason, found.office) == ("Blijft ver achter", DECIDING.office)
    assert find_own_action(street.stores, street.poll.round_id, "werf") is None


def name(street: Street, payee: Payee, at: datetime = BEFORE) -> str:
    iban = "NL91ABNA0417164300"
    plan = street.plans["boom"]
    fresh = FreshPassword(street.alice, PASSWORD, "")
    payees.name_payee(street.stores, KEYS, LETTERS, fresh, plan, payee, iban, at)
    return list_grants(street.stores, street.poll.round_id)[0].reference


def test_a_business_is_paid_after_an_officer_looked(street: Street) -> None:
    street.decide()
    reference = name(street, PAYEE)
    with pytest.raises(PayeeNotLookedAt):
        redeeming.make_payment_list(street.stores, KEYS, street.poll.round_id, TWO, NOW)
    ticks.set_tick(street.stores, reference, Tick.PROCUREMENT, "Noor", NOW)
    ticks.set_tick(street.stores, reference, Tick.PROCUREMENT, "Ali", NOW)
    waiting = list_payable(street.stores, street.poll.round_id, NOW)
    assert [one.lacking for one in waiting] == [(Tick.DE_MINIMIS,)]
    ticks.set_tick(street.stores, reference, Tick.DE_MINIMIS, "Noor", NOW)
    done, lacking = ticks.view_ticks(street.stores, reference)
    assert lacking == ()
    assert sorted((tick, by) for tick, by, _at in done) == [
        (Tick.DE_MINIMIS, "Noor"),
        (Tick.PROCUREMENT, "Noor"),
    ]
    assert redeeming.make_payment_list(street.stores, KEYS, street.poll.round_id, TWO, NOW).lines


def test_another_organisation_is_looked_at_anew(street: Street) -> None:
    street.decide()
    reference = name(street, PAYEE)
    ticks.set_tick(street.stores, reference, Tick.NO_BUSINESS, "Noor", NOW)
    assert ticks.view_ticks(street.stores, reference)[1] == ()
    name(street, Payee(PayeeKind.ENTITY, "Bouw BV", "Bouw BV", "87654321"))
    assert ticks.view_ticks(street.stores, reference)[1] != ()
    name(street, PAYEE)
    assert ticks.view_ticks(street.stores, reference)[1] == ()


def test_a_person_needs_no_look_and_a_supplier_is_always_a_business(street: Street) -> None:
    street.decide()
    reference = name(street, Payee(PayeeKind.SUPPLIER, "Bouw", "Bouw", "12345678", "F1"))
    with pytest.raises(TickUnfit):
        ticks.set_tick(street.stores, reference, Tick.NO_BUSINESS, "Noor", NOW)
    assert list_lacking(PayeeKind.SUPPLIER, [Tick.NO_BUSINESS]) != ()
    name(street, Payee(PayeeKind.PERSON, "Kim", "Kim", adult=True))
    assert ticks.view_ticks(street.stores, reference)[1] == ()
    with pytest.raises(TickUnfit):
        ticks.set_tick(street.stores, reference, Tick.PROCUREMENT, "Noor", NOW)


def test_nothing_is_listed_that_two_people_did_not_see(street: Street) -> None:
    street.decide()
    street.name_payee("boom")
    ready = list_payable(street.stores, street.poll.round_id, NOW)
    seen = frozenset(one.payment for one in ready)
    name(street, PAYEE)
    with pytest.raises(RequestChanged):
        redeeming.make_payment_list(street.stores, KEYS, street.poll.round_id, TWO, NOW, shown=seen)
    with pytest.raises(NothingToPay):
        redeeming.make_payment_list(
            street.stores, KEYS, street.poll.round_id, TWO, NOW, shown=frozenset()
        )
