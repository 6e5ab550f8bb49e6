"""kill -9 at each step of an act on money that two people do, on both databases.

After it the act is done or not done, the ledger balances, and going on does it once.
"""

import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.paying_victim import Job
from tests.faults.victim import Scene
from tests.services.colleagues import Colleague, hire
from tests.services.final_rounds import NOW, Street, make_street
from tests.services.people import KEYS, LETTERS
from voting.db.session import Stores
from voting.domain.errors.grants import PaymentUnknown
from voting.domain.four_eyes import Status
from voting.domain.grants import State
from voting.domain.staff import StaffRole
from voting.services import acts, grant_acts, redeeming
from voting.services.acts import Workshop
from voting.services.four_eyes import Asked, find_request
from voting.services.viewing_grants import list_grants
from voting.services.viewing_payments import view_list
from voting.settings import Settings

ROOT = Path(__file__).parents[2]
STEPS = (1, 2, 3)
"""Commits of a confirmation: the answer, the act, and what came of it."""


def kill(job: Job) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.paying_victim"],
        input=pickle.dumps(job),
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL


class Scenery:
    """A final round with a treasurer who asks and a publisher who confirms."""

    def __init__(self, street: Street) -> None:
        self.street, self.stores = street, street.stores
        poll = street.poll
        folder = poll.settings.checkpoint_dir
        self.shop = Workshop(self.stores, poll.keys, KEYS, LETTERS, folder)
        self.tess = hire(self.stores, "Tess", StaffRole.TREASURER, at=NOW)
        self.paul = hire(self.stores, "Paul", StaffRole.PUBLISHER, at=NOW)

    def refresh(self, who: Colleague) -> None:
        who.refresh(self.stores, NOW)

    def do_killed(self, asked: Asked, dies_at: int) -> None:
        """Ask, confirm in a process that dies, look whether all is whole, and go on."""
        self.refresh(self.tess)
        id = acts.ask(self.shop, self.tess.hand, asked, NOW)
        shown = find_request(self.stores, id, NOW).hash
        self.refresh(self.paul)
        job = Job(Scene.of(self.street.poll), self.paul.hand, NOW, dies_at)
        kill(replace(job, id=id, shown=shown))
        self.stores.register.rollback()
        assert sum(self.street.read_balances().values()) == 0
        if find_request(self.stores, id, NOW).status is Status.WAITS:
            assert dies_at == 1
            self.refresh(self.paul)
            acts.confirm(self.shop, self.paul.hand, id, shown, NOW)
        else:
            assert find_request(self.stores, id, NOW).status is Status.CONFIRMED
            acts.resume(self.shop, self.paul.hand, id, NOW)
        assert find_request(self.stores, id, NOW).status is Status.DONE


@pytest.mark.parametrize("step", STEPS)
def test_money_is_decided_and_listed_and_paid_once_whatever_dies(
    stores: Stores, settings: Settings, step: int
) -> None:
    street = make_street(stores, settings)
    scenery = Scenery(street)
    scenery.do_killed(grant_acts.describe_decisions(scenery.shop, street.state, "Wijken"), step)
    grants = list_grants(stores, street.poll.round_id)
    assert [one.purse.granted_cents for one in grants] == [400_000, 800_000, 600_000]
    street.name_payee("boom")
    scenery.do_killed(grant_acts.describe_payments(scenery.shop, street.state, NOW), step)
    assert [line.cents for line in view_list(stores, 1).lines] == [400_000]
    with pytest.raises(PaymentUnknown):
        view_list(stores, 2)
    job = Job(Scene.of(street.poll), scenery.tess.hand, NOW, 1, paid=1)
    kill(job)
    stores.register.rollback()
    assert view_list(stores, 1).waiting
    redeeming.confirm_paid(stores, LETTERS, 1, "Tess", NOW)
    boom = list_grants(stores, street.poll.round_id)[0]
    assert boom.purse.paid_cents == 400_000
    street.check_ledger("boom", "haven", boom.purse)


@pytest.mark.parametrize("step", STEPS)
def test_a_withdrawal_gives_to_the_reserve_once_whatever_dies(
    stores: Stores, settings: Settings, step: int
) -> None:
    street = make_street(stores, settings)
    street.decide()
    scenery = Scenery(street)
    reference = list_grants(stores, street.poll.round_id)[0].reference
    asked = grant_acts.describe_withdrawal(
        scenery.shop, street.state, reference, "Gestopt", 0, "Wijken"
    )
    scenery.do_killed(asked, step)
    boom = list_grants(stores, street.poll.round_id)[0]
    assert (boom.state, boom.purse.released_cents) == (State.WITHDRAWN, 400_000)
    street.check_ledger("boom", "haven", boom.purse)
