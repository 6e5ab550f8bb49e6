"""A plan comes out of the tables as it went in, and the tables hold it to its bounds."""

from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.services.plans import plans
from tests.services.rounds import a_plan
from voting.db.base import AreaId, RoundId
from voting.db.models import plan as tables
from voting.db.models.rounds import Area, Round
from voting.db.plans import load_plan, save_plan
from voting.db.session import Stores, transaction
from voting.domain.rounds import RoundPlan

AT = datetime(2026, 11, 1, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("backend")


def save(stores: Stores, plan: RoundPlan) -> RoundId:
    round_id = RoundId(token_bytes(16))
    areas = {area.slug: AreaId(token_bytes(16)) for area in plan.voting_areas}
    with transaction(stores.register):
        save_plan(stores.register, round_id, areas, plan, AT)
    return round_id


@given(plan=plans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_saved_plan_loads_as_it_was(stores: Stores, plan: RoundPlan) -> None:
    unique = replace(plan, slug=token_bytes(8).hex())
    round_id = save(stores, unique)
    stores.register.expire_all()
    assert load_plan(stores.register, round_id) == unique


def test_two_rounds_of_one_name_cannot_be(stores: Stores) -> None:
    save(stores, a_plan())
    with pytest.raises(IntegrityError):
        save(stores, a_plan())


def test_a_minimum_above_its_ask_cannot_be(stores: Stores) -> None:
    plan = a_plan()
    wrong = replace(plan.initiatives[0], minimum_cents=plan.initiatives[0].ask_cents + 1)
    with pytest.raises(IntegrityError):
        save(stores, replace(plan, initiatives=(wrong,)))


def test_a_negative_pot_cannot_be(stores: Stores) -> None:
    plan = a_plan()
    area = replace(plan.voting_areas[0], pot_cents=-1)
    with pytest.raises(IntegrityError):
        save(stores, replace(plan, voting_areas=(area, *plan.voting_areas[1:])))


def test_a_phase_nobody_knows_cannot_be(stores: Stores) -> None:
    round_id = save(stores, a_plan())
    with pytest.raises(IntegrityError), transaction(stores.register):
        stores.register.execute(update(Round).where(Round.id == round_id).values(phase="over"))


def test_a_phase_is_neither_skipped_nor_reversed_in_the_database(stores: Stores) -> None:
    round_id = save(stores, a_plan())
    _set_phase(stores, round_id, "entries")
    for phase in ("list_final", "preparation", "voting", "annulled"):
        with pytest.raises(DBAPIError):
            _set_phase(stores, round_id, phase)


FROZEN_CHANGES = (
    update(Round).values(slug="other"),
    update(Round).values(opens_at=AT),
    update(Round).values(closes_at=AT),
    update(Round).values(setup_hash=bytes(32)),
    delete(Round),
    update(Area).values(pot_cents=1),
    update(Area).values(entitled=1),
    update(tables.Initiative).values(ask_cents=10**9),
    update(tables.Theme).values(priority=True),
    update(tables.Buurt).values(key_weight=7),
    update(tables.MoneyRules).values(threshold=3),
    delete(tables.Preference),
    delete(tables.BaseLine),
    delete(tables.Initiative),
)


@pytest.mark.parametrize("change", FROZEN_CHANGES, ids=lambda change: str(change)[:40])
def test_an_open_round_keeps_its_plan(stores: Stores, change: object) -> None:
    round_id = save(stores, a_plan())
    for phase in ("entries", "review", "list_final", "voting"):
        _set_phase(stores, round_id, phase)
    with pytest.raises(DBAPIError, match="frozen"), transaction(stores.register):
        stores.register.execute(change)  # type: ignore[call-overload]  # any of the above


def test_an_open_round_gets_no_more_initiatives(stores: Stores) -> None:
    round_id = save(stores, a_plan())
    for phase in ("entries", "review", "list_final", "voting"):
        _set_phase(stores, round_id, phase)
    one = stores.register.query(tables.Initiative).first()
    assert one is not None
    copy = {
        column.key: getattr(one, column.key) for column in tables.Initiative.__mapper__.column_attrs
    }
    with pytest.raises(DBAPIError, match="frozen"), transaction(stores.register):
        stores.register.execute(
            insert(tables.Initiative).values({**copy, "id": "late", "position": 99})
        )


def test_a_round_that_is_being_prepared_can_still_change(stores: Stores) -> None:
    save(stores, a_plan())
    with transaction(stores.register):
        for change in FROZEN_CHANGES[5:12]:
            stores.register.execute(change)
        stores.register.execute(text("SELECT 1"))


def _set_phase(stores: Stores, round_id: RoundId, phase: str) -> None:
    with transaction(stores.register):
        stores.register.execute(update(Round).where(Round.id == round_id).values(phase=phase))
