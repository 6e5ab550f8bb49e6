"""A group with members always has an owner and exactly one lead, whatever happens to it."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.domain import groups
from voting.domain.accounts import PersonId
from voting.domain.errors.people import (
    AlreadyMember,
    GroupFull,
    LastOwner,
    LeadNeeded,
    NotAMember,
    OwnersOnly,
)
from voting.domain.errors.refused import Refused
from voting.domain.groups import Duty, GroupRole, Members

ALICE, BOB, CHARLIE = (PersonId(name * 16) for name in (b"a", b"b", b"c"))
PEOPLE = st.sampled_from([ALICE, BOB, CHARLIE])
CHANGES = st.one_of(
    st.builds(lambda who: lambda all: groups.join(all, who), PEOPLE),
    st.builds(lambda who: lambda all: groups.leave(all, who), PEOPLE),
    st.builds(
        lambda who, role: lambda all: groups.set_role(all, who, role),
        PEOPLE,
        st.sampled_from(GroupRole),
    ),
    st.builds(
        lambda who, duty: lambda all: groups.set_duty(all, who, duty), PEOPLE, st.sampled_from(Duty)
    ),
    st.builds(lambda who, to: lambda all: groups.hand_over(all, who, to), PEOPLE, PEOPLE),
)


@given(st.lists(CHANGES, max_size=30))
def test_a_group_is_never_without_an_owner_and_a_lead(
    changes: list[Callable[[Members], Members]],
) -> None:
    members = groups.found(ALICE)
    for change in changes:
        with suppress(Refused):
            members = change(members)
        if not members:
            return
        assert any(one.role is GroupRole.OWNER for one in members)
        assert sum(one.duty is Duty.LEAD for one in members) == 1
        assert sum(one.duty is Duty.DEPUTY for one in members) <= 1
        assert len({one.person for one in members}) == len(members)


def make_group() -> Members:
    return groups.join(groups.join(groups.found(ALICE), BOB), CHARLIE)


def test_the_last_owner_cannot_leave_the_others_alone() -> None:
    with pytest.raises(LastOwner):
        groups.leave(make_group(), ALICE)
    with pytest.raises(LastOwner):
        groups.set_role(make_group(), ALICE, GroupRole.MEMBER)


def test_the_last_member_may_go() -> None:
    assert groups.leave(groups.found(ALICE), ALICE) == ()


def test_the_deputy_follows_a_lead_who_leaves() -> None:
    members = groups.set_duty(make_group(), CHARLIE, Duty.DEPUTY)
    members = groups.set_role(members, BOB, GroupRole.OWNER)
    left = groups.leave(members, ALICE)
    assert groups.find_member(left, CHARLIE).duty is Duty.LEAD
    assert groups.find_member(left, BOB).duty is None


def test_a_lead_does_not_become_deputy_and_leave_nobody_in_front() -> None:
    with pytest.raises(LeadNeeded):
        groups.set_duty(make_group(), ALICE, Duty.DEPUTY)


def test_handing_over_makes_the_other_owner_and_lead() -> None:
    members = groups.hand_over(make_group(), ALICE, BOB)
    bob, alice = groups.find_member(members, BOB), groups.find_member(members, ALICE)
    assert (bob.role, bob.duty) == (GroupRole.OWNER, Duty.LEAD)
    assert (alice.role, alice.duty) == (GroupRole.MEMBER, None)


def test_only_an_owner_hands_over_and_not_to_themselves() -> None:
    with pytest.raises(OwnersOnly):
        groups.hand_over(make_group(), BOB, CHARLIE)
    with pytest.raises(AlreadyMember):
        groups.hand_over(make_group(), ALICE, ALICE)
    with pytest.raises(NotAMember):
        groups.hand_over(groups.found(ALICE), ALICE, BOB)


def test_a_group_has_room_for_fifty() -> None:
    members = groups.found(ALICE)
    for number in range(49):
        members = groups.join(members, PersonId(bytes([number]) * 16))
    with pytest.raises(GroupFull):
        groups.join(members, BOB)
