"""A random walk through everything that can be done with grants: the laws hold after each act."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest

from tests.services.final_rounds import (
    DECIDING,
    IBAN,
    NOW,
    OTHER_IBAN,
    TRANCHES,
    TWO,
    Street,
    make_street,
)
from tests.services.people import KEYS, LETTERS
from voting.db.session import Stores
from voting.domain.errors.refused import Refused
from voting.domain.grants import OPEN_STATES
from voting.domain.redeeming import TrancheStage
from voting.domain.reporting import Report
from voting.services import agreeing, redeeming, reporting_back, withdrawing
from voting.services.viewing_grants import list_grants
from voting.settings import Settings

STEPS = 150


@pytest.mark.parametrize("seed", [1, 2])
def test_the_laws_hold_after_each_act(stores: Stores, settings: Settings, seed: int) -> None:
    street, luck = make_street(stores, settings), Random(seed)
    street.decide()
    done = 0
    for step in range(STEPS):
        at = NOW + timedelta(days=step)
        act = luck.choice(list_acts(street, luck))
        try:
            act(street, luck, at)
            done += 1
        except Refused:
            pass
        check_laws(street)
    assert done > 10
    assert any(one.purse.paid_cents for one in list_grants(stores, street.poll.round_id))


def list_acts(street: Street, luck: Random) -> list[Callable[..., object]]:
    often: list[Callable[..., object]] = [name, offer, sign, report, accept, pay, confirm]
    return [*often * 3, send_back, take_back, close, withdraw]


def check_laws(street: Street) -> None:
    balances = street.read_balances()
    assert sum(balances.values()) == 0
    for one in list_grants(street.stores, street.poll.round_id):
        purse = one.purse
        assert 0 <= purse.paid_cents <= purse.granted_cents
        assert purse.open_cents >= 0
        street.check_ledger(one.initiative_id, "", purse)
        paid = sum(part.cents for part in one.tranches if part.stage is TrancheStage.PAID)
        assert paid == purse.paid_cents
        if one.tranches:
            assert sum(part.cents for part in one.tranches) == purse.granted_cents
        if one.state not in OPEN_STATES:
            assert purse.paid_cents + purse.released_cents == purse.granted_cents


def pick(luck: Random) -> str:
    return luck.choice(("doel", "boom"))


def find(street: Street, luck: Random) -> str:
    grants = list_grants(street.stores, street.poll.round_id)
    return luck.choice([one.reference for one in grants])


def name(street: Street, luck: Random, at: datetime) -> None:
    street.name_payee(pick(luck), luck.choice((IBAN,) * 9 + (OTHER_IBAN,)), at)


def offer(street: Street, luck: Random, at: datetime) -> None:
    reference = find(street, luck)
    agreeing.offer_agreement(street.stores, LETTERS, reference, TRANCHES, "Noor", at)


def sign(street: Street, luck: Random, at: datetime) -> None:
    version = luck.choice((1, 1, 2))
    reference = find(street, luck)
    agreeing.record_on_paper(street.stores, LETTERS, reference, version, "Noor", at)


def report(street: Street, luck: Random, at: datetime) -> None:
    told = Report("Gedaan", luck.randrange(900_000))
    plan = street.plans[pick(luck)]
    reporting_back.report_milestone(street.stores, street.bob, plan, luck.choice((0, 1)), told, at)


def accept(street: Street, luck: Random, at: datetime) -> None:
    reporting_back.accept_report(street.stores, LETTERS, find(street, luck), "Noor", at)


def send_back(street: Street, luck: Random, at: datetime) -> None:
    reporting_back.return_report(street.stores, LETTERS, find(street, luck), "Bon", "Noor", at)


def pay(street: Street, luck: Random, at: datetime) -> None:
    redeeming.make_payment_list(street.stores, KEYS, street.poll.round_id, TWO, at)


def confirm(street: Street, luck: Random, at: datetime) -> None:
    redeeming.confirm_paid(street.stores, LETTERS, luck.randrange(1, 5), "Ali", at)


def take_back(street: Street, luck: Random, at: datetime) -> None:
    number = luck.randrange(1, 5)
    redeeming.take_back(street.stores, number, find(street, luck), "Ali", at)


def close(street: Street, luck: Random, at: datetime) -> None:
    told = Report("Klaar", luck.randrange(900_000))
    reporting_back.report_closing(street.stores, street.alice, street.plans[pick(luck)], told, at)


def withdraw(street: Street, luck: Random, at: datetime) -> None:
    if luck.random() < 0.2:
        withdrawing.withdraw_grant(street.stores, LETTERS, find(street, luck), "Reden", DECIDING)
