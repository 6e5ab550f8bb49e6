"""Groups and invitations, seen by owner, member and outsider: on both databases."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.services.people import AT, KEYS, LETTERS, find_token, later, make_person, read_mail
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.people import (
    AlreadyMember,
    EmailMalformed,
    GroupUnknown,
    LastOwner,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    OwnersOnly,
    TextMissing,
    TextTooLong,
)
from voting.domain.groups import Duty, GroupId, GroupRole
from voting.services import groups, invitations

NAME = "De Groene Straat"


class Street(NamedTuple):
    """Alice owns the group, Bob is in it, Charlie is not."""

    group: GroupId
    alice: PersonId
    bob: PersonId
    charlie: PersonId


@pytest.fixture
def street(stores: Stores) -> Street:
    alice, bob, charlie = (make_person(stores, name) for name in ("Alice", "Bob", "Charlie"))
    group = groups.found_group(stores, alice, NAME, AT)
    invitations.accept_invitation(stores, bob, invite(stores, alice, group), AT)
    return Street(group, alice, bob, charlie)


def invite(stores: Stores, owner: PersonId, group: GroupId, email: str = "") -> str:
    return invitations.invite(stores, KEYS, LETTERS, owner, group, email=email, at=AT)


def describe(stores: Stores, who: PersonId, group: GroupId) -> list[tuple[str, str, str]]:
    view = groups.view_group(stores, who, group)
    return [(one.name, one.role.value, one.duty or "") for one in view.members]


def test_the_founder_owns_and_leads(stores: Stores, street: Street) -> None:
    assert describe(stores, street.bob, street.group) == [
        ("Alice", "owner", "lead"),
        ("Bob", "member", ""),
    ]
    assert [card.name for card in groups.list_groups(stores, street.bob)] == [NAME]
    assert groups.list_groups(stores, street.charlie) == []


OWNERS_WORK: dict[str, Callable[[Stores, PersonId, Street], object]] = {
    "rename": lambda stores, who, street: groups.rename_group(stores, who, street.group, "New"),
    "role": lambda stores, who, street: groups.set_role(
        stores, who, street.group, street.bob, GroupRole.OWNER
    ),
    "duty": lambda stores, who, street: groups.set_duty(
        stores, who, street.group, street.bob, Duty.DEPUTY
    ),
    "hand over": lambda stores, who, street: groups.hand_over(
        stores, who, street.group, street.bob
    ),
    "remove": lambda stores, who, street: groups.remove_member(
        stores, who, street.group, street.bob, AT
    ),
    "invite": lambda stores, who, street: invite(stores, who, street.group, "dan@example.nl"),
    "withdraw": lambda stores, who, street: invitations.withdraw_invitation(
        stores, who, street.group, "00"
    ),
}


@pytest.mark.parametrize("work", OWNERS_WORK)
def test_owners_may_members_may_not_and_outsiders_see_no_group(
    stores: Stores, street: Street, work: str
) -> None:
    before = describe(stores, street.alice, street.group)
    mails = len(read_mail(stores))
    with pytest.raises(OwnersOnly):
        OWNERS_WORK[work](stores, street.bob, street)
    with pytest.raises(GroupUnknown):
        OWNERS_WORK[work](stores, street.charlie, street)
    assert describe(stores, street.alice, street.group) == before
    assert len(read_mail(stores)) == mails
    OWNERS_WORK[work](stores, street.alice, street)


def test_a_hidden_group_looks_like_a_missing_one(stores: Stores, street: Street) -> None:
    for group in (street.group, GroupId(b"?" * 16)):
        with pytest.raises(GroupUnknown):
            groups.view_group(stores, street.charlie, group)
        with pytest.raises(GroupUnknown):
            groups.leave_group(stores, street.charlie, group, AT)


def test_duties_change_hands(stores: Stores, street: Street) -> None:
    groups.set_duty(stores, street.alice, street.group, street.bob, Duty.DEPUTY)
    groups.set_duty(stores, street.alice, street.group, street.bob, Duty.LEAD)
    assert describe(stores, street.bob, street.group) == [
        ("Alice", "owner", "deputy"),
        ("Bob", "member", "lead"),
    ]


def test_handing_over_and_leaving(stores: Stores, street: Street) -> None:
    with pytest.raises(LastOwner):
        groups.leave_group(stores, street.alice, street.group, AT)
    groups.hand_over(stores, street.alice, street.group, street.bob)
    groups.leave_group(stores, street.alice, street.group, AT)
    assert describe(stores, street.bob, street.group) == [("Bob", "owner", "lead")]
    with pytest.raises(GroupUnknown):
        groups.view_group(stores, street.alice, street.group)
    groups.leave_group(stores, street.bob, street.group, AT)
    assert groups.list_groups(stores, street.bob) == []


def test_an_invitation_works_once_and_for_a_week(stores: Stores, street: Street) -> None:
    token = invite(stores, street.alice, street.group)
    assert invitations.read_invitation(stores, token, AT) == NAME
    with pytest.raises(LinkExpired):
        invitations.accept_invitation(stores, street.charlie, token, later(days=7))
    with pytest.raises(AlreadyMember):
        invitations.accept_invitation(stores, street.bob, token, AT)
    invitations.accept_invitation(stores, street.charlie, token, AT)
    with pytest.raises(LinkUsed):
        invitations.accept_invitation(stores, make_person(stores, "Dan"), token, AT)
    with pytest.raises(LinkUnknown):
        invitations.read_invitation(stores, "no such token", AT)
    assert len(groups.view_group(stores, street.charlie, street.group).members) == 3


def test_an_invitation_can_be_mailed_and_withdrawn(stores: Stores, street: Street) -> None:
    token = invite(stores, street.alice, street.group, " Charlie@Example.nl ")
    mail = read_mail(stores)[-1]
    assert mail.recipient == "charlie@example.nl"
    assert find_token(mail) == token
    assert "group=De Groene Straat inviter=Alice" in mail.text
    (listed,) = invitations.list_invitations(stores, street.group, AT)
    assert listed.email == "charlie@example.nl"
    invitations.withdraw_invitation(stores, street.alice, street.group, listed.id)
    with pytest.raises(LinkUnknown):
        invitations.accept_invitation(stores, street.charlie, token, AT)


def test_what_is_no_address_invites_nobody(stores: Stores, street: Street) -> None:
    with pytest.raises(EmailMalformed):
        invite(stores, street.alice, street.group, "charlie@")
    assert invitations.list_invitations(stores, street.group, AT) == []


def test_a_group_needs_a_name_that_fits(stores: Stores, street: Street) -> None:
    with pytest.raises(TextMissing):
        groups.found_group(stores, street.bob, " ", AT)
    with pytest.raises(TextTooLong):
        groups.rename_group(stores, street.alice, street.group, "x" * 81)


def test_an_invitation_to_a_closed_group_is_worthless(stores: Stores, street: Street) -> None:
    token = invite(stores, street.alice, street.group)
    groups.remove_member(stores, street.alice, street.group, street.bob, AT)
    groups.leave_group(stores, street.alice, street.group, AT)
    with pytest.raises(LinkUnknown):
        invitations.accept_invitation(stores, street.charlie, token, AT)
