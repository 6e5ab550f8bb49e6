"""The accounts: every cent leaves one for another."""

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.money_cases import EXAMPLE, EXAMPLE_RIGHTS, rounds
from voting.domain.allocation import allocate_round
from voting.domain.ledger import (
    Account,
    AgedReserve,
    Book,
    draw_trial_balance,
    post,
    post_aged,
    post_correction,
    post_forfeit,
    post_payment,
    split_aged,
)
from voting.domain.results import forfeit


@given(rounds())
def test_the_trial_balance_is_zero_and_agrees_with_the_record(case):
    money, tally = case
    result = allocate_round(money, tally, "seed")
    balances = draw_trial_balance(post(result))
    assert sum(balances.values()) == 0
    for area in result.areas:
        assert balances.get(Account(Book.COUNCIL, area.id), 0) == -area.balance.pot_cents
        assert balances.get(Account(Book.POT, area.id), 0) == 0
        equalisation = balances.get(Account(Book.EQUALISATION, area.id), 0)
        assert equalisation == area.balance.equalisation_cents
        for envelope in area.envelopes:
            assert balances.get(Account(Book.ENVELOPE, envelope.buurt), 0) == 0
            reserve = balances.get(Account(Book.RESERVE, envelope.buurt), 0)
            assert reserve == envelope.reserve_cents
        for one in area.initiatives:
            assert balances.get(Account(Book.PAYABLE, one.id), 0) == one.payout_cents


def test_entries_move_cents_above_zero():
    entries = post(allocate_round(EXAMPLE, {"west": EXAMPLE_RIGHTS}, "seed"))
    assert all(entry.cents > 0 for entry in entries)


@given(rounds(), st.data())
def test_a_correction_turns_the_books_of_one_result_into_those_of_another(case, data):
    money, tally = case
    old = allocate_round(money, tally, "seed")
    changed = {
        area: {one: data.draw(st.integers(0, 50)) for one in rights}
        for area, rights in tally.items()
    }
    new = allocate_round(money, changed, "seed")
    entries = post_correction(old, new)
    assert all(one.cents > 0 for one in entries)
    after = draw_trial_balance(post(old) + entries)
    assert {key: cents for key, cents in after.items() if cents} == {
        key: cents for key, cents in draw_trial_balance(post(new)).items() if cents
    }


def test_payments_and_forfeits_keep_the_books_in_balance():
    result = allocate_round(EXAMPLE, {"west": EXAMPLE_RIGHTS}, "seed")
    loser = result.areas[0].find_initiative("B1")
    entries = post(result) + post_payment("A1", 1_000_000) + post_forfeit(loser)
    balances = draw_trial_balance(entries)
    assert sum(balances.values()) == 0
    assert balances[Account(Book.PAYABLE, "A1")] == 500_000
    assert balances[Account(Book.PAID, "A1")] == 1_000_000
    assert balances[Account(Book.PAYABLE, "B1")] == 0
    after = forfeit(result.areas[0], "B1")
    assert balances[Account(Book.RESERVE, "B")] == after.find_envelope("B").reserve_cents


def test_a_reserve_lasts_two_rounds_and_then_goes_to_the_equalisation_account():
    reserves = [AgedReserve("west", "A", number, 100 + number) for number in (1, 2, 3)]
    assert split_aged(reserves, 3) == (tuple(reserves), ())
    kept, aged = split_aged(reserves, 4)
    assert (kept, aged) == (tuple(reserves[1:]), (reserves[0],))
    balances = draw_trial_balance(post_aged(aged))
    assert balances == {Account(Book.EQUALISATION, "west"): 101, Account(Book.RESERVE, "A"): -101}
