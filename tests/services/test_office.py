"""The office's desk of a review: areas, stakes, estimates, reasons, preference; both databases."""

from datetime import date, timedelta

import pytest

from tests.services.colleagues import Colleague, hire, read_log
from tests.services.people import LETTERS
from tests.services.test_proposals import AT, Street, hand_in, set_phase, state, street
from voting.db.models.people import Person
from voting.db.models.staff import StaffArea, StaffMember
from voting.db.session import Stores, transaction
from voting.domain.errors.office import OwnInterest, PreferenceWrong, ReasonUnknown
from voting.domain.errors.people import TextMissing
from voting.domain.errors.proposals import ProposalUnknown, WrongState
from voting.domain.errors.running import PlanFrozen
from voting.domain.errors.staff import AreaHidden, RoleNeeded
from voting.domain.office import Urgency, Verdict
from voting.domain.proposals import State
from voting.domain.rounds import OfficialPreference, Phase
from voting.domain.staff import StaffRole
from voting.domain.texts import Text
from voting.services import decision_reasons, office, preferring, reviewing, staff

__all__ = ["street"]

TODAY = AT.date()
MANAGER, REVIEWER = StaffRole.ROUND_MANAGER, StaffRole.REVIEWER


@pytest.fixture
def rita(stores: Stores) -> Colleague:
    return hire(stores, "Rita", REVIEWER, at=AT)


def keep_to(stores: Stores, one: Colleague, area: str) -> None:
    with transaction(stores.register) as register:
        register.get_one(StaffMember, one.person).all_areas = False
        register.add(StaffArea(person=one.person, area_id=state(stores).area_ids[area]))


def read_queue(stores: Stores, one: Colleague, on: date = TODAY) -> list[tuple[Urgency, str, bool]]:
    standing = staff.find_standing(stores, one.person, one.token)
    lines = office.list_queue(stores, state(stores), one.person, standing, on)
    return [(line.urgency, line.reviewer, line.own) for line in lines]


def look(stores: Stores, one: Colleague, reference: str) -> office.OfficeView:
    standing = staff.find_standing(stores, one.person, one.token)
    return office.view_for_review(stores, one.person, standing, reference, TODAY)


def test_a_reviewer_takes_a_plan_up_and_has_it_as_load(
    stores: Stores, street: Street, rita: Colleague
) -> None:
    assert read_queue(stores, rita) == []
    with pytest.raises(ProposalUnknown):
        look(stores, rita, street.reference)
    hand_in(stores, street)
    assert read_queue(stores, rita) == [(Urgency.OPEN, "", False)]
    office.take_up(stores, rita.hand, street.reference, AT)
    assert read_queue(stores, rita) == [(Urgency.OPEN, "Rita", True)]
    assert office.count_loads(stores, state(stores)) == {"Rita": 1}
    view = look(stores, rita, street.reference)
    assert view.proposal.state is State.IN_REVIEW
    assert view.proposal.events[-1].office == "Wijken, Rita"
    rob = hire(stores, "Rob", REVIEWER, at=AT)
    office.take_up(stores, rob.hand, street.reference, AT)
    assert office.count_loads(stores, state(stores)) == {"Rob": 1}
    assert read_queue(stores, rob, TODAY + timedelta(days=57))[0][0] is Urgency.LATE


def test_to_a_reviewer_of_another_area_a_plan_is_not_there(
    stores: Stores, street: Street, rita: Colleague
) -> None:
    hand_in(stores, street)
    keep_to(stores, rita, "zuid")
    assert read_queue(stores, rita) == []
    with pytest.raises(AreaHidden):
        look(stores, rita, street.reference)
    with pytest.raises(AreaHidden):
        office.take_up(stores, rita.hand, street.reference, AT)
    with pytest.raises(AreaHidden):
        office.declare_interest(stores, rita.hand, street.reference, "Buurman", AT)
    assert ("Rita", "review", "AreaHidden") in read_log(stores)
    rob = hire(stores, "Rob", REVIEWER, at=AT)
    keep_to(stores, rob, "noord")
    office.take_up(stores, rob.hand, street.reference, AT)


def test_a_declared_stake_gives_the_plan_to_others_and_is_logged(
    stores: Stores, street: Street, rita: Colleague
) -> None:
    hand_in(stores, street)
    office.take_up(stores, rita.hand, street.reference, AT)
    with pytest.raises(TextMissing):
        office.declare_interest(stores, rita.hand, street.reference, " ", AT)
    office.declare_interest(stores, rita.hand, street.reference, "Mijn zus doet mee", AT)
    view = look(stores, rita, street.reference)
    assert (view.blocked, view.reviewer) == (True, "")
    with (
        pytest.raises(OwnInterest),
        office.reviewing_as(stores, rita.hand, street.reference, "ask", AT),
    ):
        pytest.fail("the block must not run")
    log = read_log(stores)
    assert ("Rita", "interest", "") in log
    assert log[-1] == ("Rita", "review", "OwnInterest")


def test_who_is_in_the_group_does_not_review_its_plan(stores: Stores, street: Street) -> None:
    hand_in(stores, street)
    with transaction(stores.register) as register:
        staff.add_member(register, street.bob, {REVIEWER}, "", AT)
    bob = staff.Hand(street.bob, "Bob")
    with pytest.raises(Exception, match="SecondStepNeeded"):
        office.take_up(stores, bob, street.reference, AT)
    with transaction(stores.register) as register:
        register.get_one(Person, street.bob).totp_on = True
    with pytest.raises(OwnInterest):
        office.take_up(stores, bob, street.reference, AT)


def test_a_colleague_of_another_role_reviews_nothing(stores: Stores, street: Street) -> None:
    hand_in(stores, street)
    paul = hire(stores, "Paul", StaffRole.PUBLISHER, at=AT)
    with pytest.raises(RoleNeeded):
        office.take_up(stores, paul.hand, street.reference, AT)
    assert read_queue(stores, paul) == []
    with pytest.raises(AreaHidden):
        look(stores, paul, street.reference)
    clerk = hire(stores, "Greet", StaffRole.GRIFFIER, at=AT)
    assert look(stores, clerk, street.reference).proposal.reference == street.reference


def test_the_last_estimate_of_each_department_holds(
    stores: Stores, street: Street, rita: Colleague
) -> None:
    hand_in(stores, street)
    for department, cents in (("Groen", 900_00), ("Wegen", 50_00), ("groen", 700_00)):
        office.add_estimate(
            stores, rita.hand, street.reference,
            department=department, cents=cents, note="", at=AT,
        )  # fmt: skip
    found = office.list_estimates(stores, street.reference)
    assert [(one.department, one.cents, one.name) for one in found] == [
        ("groen", 700_00, "Rita"),
        ("Wegen", 50_00, "Rita"),
    ]


def test_a_decision_is_logged_and_one_that_is_refused_too(
    stores: Stores, street: Street, rita: Colleague
) -> None:
    hand_in(stores, street)

    def admit() -> None:
        with office.reviewing_as(stores, rita.hand, street.reference, "admit", AT) as name:
            reviewing.admit(stores, LETTERS, street.reference, name, "Kan", AT)

    with pytest.raises(WrongState):
        admit()
    assert read_log(stores)[-1] == ("Rita", "review", "WrongState")
    office.take_up(stores, rita.hand, street.reference, AT)
    admit()
    assert read_log(stores)[-1] == ("Rita", "review", "")
    assert look(stores, rita, street.reference).urgency is Urgency.ENDED


def test_the_municipality_keeps_its_own_list_of_reasons(stores: Stores, rita: Colleague) -> None:
    manager = hire(stores, "Noor", MANAGER, at=AT)
    text = Text("De grond is van een ander", "The ground is somebody else's")
    with pytest.raises(RoleNeeded):
        decision_reasons.add_reason(stores, rita.hand, Verdict.TURN_DOWN, text, AT)
    with pytest.raises(TextMissing):
        decision_reasons.add_reason(stores, manager.hand, Verdict.TURN_DOWN, Text("Ja", " "), AT)
    decision_reasons.add_reason(stores, manager.hand, Verdict.TURN_DOWN, text, AT)
    (one,) = decision_reasons.list_reasons(stores)
    assert decision_reasons.find_reason(stores, one.id, Verdict.TURN_DOWN).text == text
    with pytest.raises(ReasonUnknown):
        decision_reasons.find_reason(stores, one.id, Verdict.ADMIT)
    decision_reasons.change_reason(stores, manager.hand, one.id, Text("Nee", "No"), AT)
    assert decision_reasons.list_reasons(stores)[0].text == Text("Nee", "No")
    decision_reasons.remove_reason(stores, manager.hand, one.id, AT)
    assert decision_reasons.list_reasons(stores) == []
    with pytest.raises(ReasonUnknown):
        decision_reasons.change_reason(stores, manager.hand, one.id, text, AT)


def test_the_preference_is_recorded_before_the_opening_only(stores: Stores, street: Street) -> None:
    manager = hire(stores, "Noor", MANAGER, at=AT)

    def record(buurt: str, *ids: str) -> None:
        preferring.record_preference(stores, manager.hand, state(stores), buurt, ids, AT)

    record("haven", "boom", "bank")
    record("veld", "tuin")
    assert set(state(stores).plan.preferences) == {
        OfficialPreference("haven", ("boom", "bank")),
        OfficialPreference("veld", ("tuin",)),
    }
    for wrong in (("boom", "boom"), ("tuin",), ("nothing",)):
        with pytest.raises(PreferenceWrong):
            record("haven", *wrong)
    record("haven")
    assert state(stores).plan.preferences == (OfficialPreference("veld", ("tuin",)),)
    for phase in (Phase.REVIEW, Phase.LIST_FINAL, Phase.VOTING):
        set_phase(stores, phase)
    with pytest.raises(PlanFrozen):
        record("haven", "boom")
