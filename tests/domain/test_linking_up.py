"""Laws of linking up: sums are exact, order is irrelevant, no agreement survives a change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.domain.accounts import PersonId
from voting.domain.errors.linking_up import GroupTwice, LinkUpOver, OtherBuurt, TooManyPlans
from voting.domain.errors.people import NotAMember, OwnersOnly
from voting.domain.errors.proposals import AnswersRefused, ListIsFinal, WrongState
from voting.domain.groups import Duty, GroupId, GroupRole, Member
from voting.domain.joint_plans import (
    join_names,
    join_plans,
    join_reasons,
    propose_texts,
    read_joint_texts,
)
from voting.domain.linking_up import (
    LINKABLE,
    MOST_PLANS,
    POSSIBLE,
    LinkAct,
    LinkedPlan,
    LinkState,
    check_linkable,
    find_agreeing,
    find_state_after,
    is_unanimous,
    require_part,
    write_terms,
)
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import TAKES_ANSWERS, State, require_open_list
from voting.domain.rounds import Phase
from voting.domain.texts import Text

AT = datetime(2026, 12, 7, tzinfo=UTC)
TEXTS = {
    "title_nl": "Samen",
    "title_en": "",
    "summary_nl": "Kort",
    "summary_en": "",
    "sector": "layout",
    "theme": "groen",
}
FLOOR = Fraction(1, 4)


def make_plan(number: int, ask: int = 100, minimum: int = 50, **fields: str) -> LinkedPlan:
    draft = {
        "title_nl": f"Plan {number}",
        "summary_nl": "Kort",
        "description_nl": f"Verhaal {number}",
        "buurt": "haven",
        "sector": "layout",
        "theme": "groen",
        "origin": "residents",
        "provider": "residents",
        "costs": f"{ask}\tAlles",
    }
    return LinkedPlan(
        reference=f"plan{number}",
        round_id=b"r",
        group=GroupId(bytes([number])),
        group_name=f"Groep {number}",
        state=State.SUBMITTED,
        made_at=AT + timedelta(minutes=number),
        draft=Draft(draft | fields),
        minimum_cents=minimum,
    )


@st.composite
def plans(draw: st.DrawFn) -> list[LinkedPlan]:
    made = []
    for number in range(draw(st.integers(2, 6))):
        ask = draw(st.integers(1, 10**9))
        least = -int(-FLOOR * ask // 1)
        made.append(make_plan(number, ask, draw(st.integers(least, ask))))
    return made


@given(plans())
def test_sums_are_exact_and_stay_within_the_councils_bounds(linked: list[LinkedPlan]) -> None:
    joint = join_plans(linked, TEXTS)
    assert joint.ask_cents == sum(one.draft.ask_cents for one in linked)
    assert joint.minimum_cents == sum(one.minimum_cents for one in linked)
    assert FLOOR * joint.ask_cents <= joint.minimum_cents <= joint.ask_cents


@given(plans(), st.randoms())
def test_the_order_of_the_plans_is_irrelevant(linked: list[LinkedPlan], random) -> None:
    mixed = list(linked)
    random.shuffle(mixed)
    assert join_plans(mixed, TEXTS) == join_plans(linked, TEXTS)
    assert write_terms(1, mixed) == write_terms(1, linked)


@given(plans(), st.data())
def test_no_agreement_survives_a_change(linked: list[LinkedPlan], data: st.DataObject) -> None:
    terms = write_terms(3, linked)
    agreements = {one.reference: terms for one in linked}
    assert is_unanimous(terms, agreements, linked)
    number = data.draw(st.integers(0, len(linked) - 1))
    one = linked[number]
    more = data.draw(st.integers(1, 100))
    changed = data.draw(
        st.sampled_from(
            [
                make_plan(number, one.ask_cents + more, one.minimum_cents),
                make_plan(number, one.ask_cents, one.minimum_cents - more),
            ]
        )
    )
    other = [*linked[:number], changed, *linked[number + 1 :]]
    for now in (write_terms(3, other), write_terms(4, linked)):
        assert find_agreeing(now, agreements) == frozenset()
        assert not is_unanimous(now, agreements, linked)


@given(plans())
def test_it_takes_every_one_of_them(linked: list[LinkedPlan]) -> None:
    terms = write_terms(1, linked)
    agreements = {one.reference: terms for one in linked[1:]}
    assert not is_unanimous(terms, agreements, linked)


@given(st.sampled_from(LinkAct), st.sampled_from(LinkState), st.booleans())
def test_what_is_over_stays_over(act: LinkAct, state: LinkState, proposer: bool) -> None:
    if state not in POSSIBLE[act]:
        with pytest.raises(LinkUpOver):
            find_state_after(act, state, proposer=proposer)
        return
    after = find_state_after(act, state, proposer=proposer)
    if after is LinkState.AGREED:
        assert (act, state) == (LinkAct.SAY, LinkState.AGREED)
    assert (after is LinkState.UNDONE) == (act is LinkAct.UNDO)
    assert (after is LinkState.DECLINED) == (act is LinkAct.DECLINE)


def test_a_talk_begins_when_another_group_reacts() -> None:
    for act in (LinkAct.SAY, LinkAct.WRITE, LinkAct.AGREE):
        proposed = LinkState.PROPOSED
        assert find_state_after(act, proposed, proposer=True) is proposed
        assert find_state_after(act, proposed, proposer=False) is LinkState.TALKING
    assert find_state_after(LinkAct.WRITE, LinkState.AGREED, proposer=True) is LinkState.TALKING


@pytest.mark.parametrize("state", list(State))
def test_only_what_was_handed_in_and_not_refused_links(state: State) -> None:
    pair = [make_plan(1), replace(make_plan(2), state=state)]
    if state in LINKABLE:
        check_linkable(pair)
    else:
        with pytest.raises(WrongState):
            check_linkable(pair)


def test_never_across_buurten_rounds_or_within_a_group() -> None:
    one = make_plan(1)
    with pytest.raises(OtherBuurt):
        check_linkable([one, make_plan(2, buurt="werf")])
    with pytest.raises(OtherBuurt):
        check_linkable([one, replace(make_plan(2), round_id=b"s")])
    with pytest.raises(GroupTwice):
        check_linkable([one, replace(make_plan(2), group=one.group)])
    check_linkable([make_plan(number) for number in range(MOST_PLANS)])
    with pytest.raises(TooManyPlans):
        check_linkable([make_plan(number) for number in range(MOST_PLANS + 1)])


@pytest.mark.parametrize("phase", list(Phase))
def test_never_after_the_list_is_final(phase: Phase) -> None:
    if phase in TAKES_ANSWERS:
        require_open_list(phase)
    else:
        with pytest.raises(ListIsFinal):
            require_open_list(phase)


def test_members_talk_and_owners_and_the_lead_decide() -> None:
    owner, lead, plain = (PersonId(bytes([number])) for number in range(3))
    members = (
        Member(owner, GroupRole.OWNER),
        Member(lead, GroupRole.MEMBER, Duty.LEAD),
        Member(plain),
    )
    for act in LinkAct:
        require_part(members, owner, act, LinkState.AGREED)
        require_part(members, lead, act, LinkState.AGREED)
        with pytest.raises(NotAMember):
            require_part(members, PersonId(b"x"), act, LinkState.TALKING)
    require_part(members, plain, LinkAct.SAY, LinkState.AGREED)
    require_part(members, plain, LinkAct.WRITE, LinkState.TALKING)
    for act, state in (
        (LinkAct.WRITE, LinkState.AGREED),
        (LinkAct.AGREE, LinkState.TALKING),
        (LinkAct.DECLINE, LinkState.PROPOSED),
        (LinkAct.UNDO, LinkState.AGREED),
    ):
        with pytest.raises(OwnersOnly):
            require_part(members, plain, act, state)


def test_names_read_as_people_say_them() -> None:
    assert join_names(["A", "B"], "nl") == "A en B"
    assert join_names(["A", "B", "C"], "en") == "A, B and C"
    assert join_names(["A"], "nl") == "A"


def test_texts_stand_below_each_other_in_the_languages_all_wrote_in() -> None:
    first = make_plan(1, description_en="Story 1", upkeep_nl="Wij", provider="private")
    second = make_plan(2, description_en="Story 2")
    joint = join_plans([second, first], TEXTS)
    assert joint.description == Text(
        "Groep 1: Verhaal 1\nGroep 2: Verhaal 2", "Groep 1: Story 1\nGroep 2: Story 2"
    )
    assert joint.upkeep == Text("Groep 1: Wij")
    assert joint.provider == "mixed"
    only_dutch = join_plans([first, make_plan(2)], TEXTS)
    assert only_dutch.description.missing("en")
    english = make_plan(3, description_nl="", description_en="Story 3")
    mixed = join_plans([make_plan(2), english], TEXTS)
    assert mixed.description == Text("Groep 2: Verhaal 2\nGroep 3: Story 3")


def test_what_the_office_said_of_all_is_said_once() -> None:
    assert join_reasons([("A", "Kan"), ("B", "Kan")]) == Text("Kan")
    assert join_reasons([("A", "Kan"), ("B", "Ook")]) == Text("A: Kan\nB: Ook")


def test_texts_begin_with_what_all_have_in_common() -> None:
    assert propose_texts([make_plan(1), make_plan(2, theme="sport")]) == {
        "title_en": "",
        "summary_nl": "Kort",
        "summary_en": "",
        "sector": "layout",
    }


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"title_nl": " "}, [("title_nl", "missing")]),
        ({"title_nl": "", "title_en": "Together"}, [("summary_en", "missing")]),
        ({"title_nl": "x" * 61}, [("title_nl", "too_long")]),
        ({"sector": "geld"}, [("sector", "unknown_choice")]),
        ({"theme": ""}, [("theme", "missing")]),
        ({"theme": "geheim"}, [("theme", "unknown_choice")]),
    ],
)
def test_joint_texts_that_cannot_be_are_refused_with_every_reason(
    changes: dict[str, str], problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(AnswersRefused) as refused:
        read_joint_texts(TEXTS | changes, {"groen"})
    assert [(one.field, one.code) for one in refused.value.problems] == problems


def test_joint_texts_in_one_language_are_enough() -> None:
    assert read_joint_texts(TEXTS, {"groen"}) == TEXTS
