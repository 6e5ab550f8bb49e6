"""Becoming staff, changing roles, and what a login keeps of it; on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.services.colleagues import hire, read_log
from tests.services.people import (
    AT,
    KEYS,
    LETTERS,
    PASSWORD,
    find_token,
    later,
    make_person,
    read_mail,
)
from voting.db.models.people import Login
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.people import LinkExpired, LinkUnknown, LinkUsed, OneTimeCodeUsed
from voting.domain.errors.staff import (
    AdministratorThere,
    AlreadyStaff,
    LastAdministrator,
    OtherAddress,
    RoleNeeded,
    RolesClash,
    SecondStepNeeded,
    StaffStays,
)
from voting.domain.staff import NOBODY, StaffRole
from voting.services import accounts, second_step, signing_in, staff, staff_invitations
from voting.services.fresh_codes import give_code
from voting.services.signing_in import Limits

ADMIN, PUBLISHER = StaffRole.ADMINISTRATOR, StaffRole.PUBLISHER


def invite(stores: Stores, hand: staff.Hand, email: str, *roles: StaffRole) -> str:
    staff_invitations.invite_staff(
        stores, LETTERS, hand, email=email, roles=roles, department="Wijken", language="nl", at=AT
    )
    return find_token(read_mail(stores)[-1])


def open_account(stores: Stores, token: str, name: str = "Daan") -> PersonId:
    return staff_invitations.open_staff_account(
        stores, LETTERS, token=token, name=name, password=PASSWORD, language="nl", context=(), at=AT
    )


def test_the_first_administrator_comes_by_command_and_nobody_after(stores: Stores) -> None:
    staff_invitations.invite_first(stores, LETTERS, "Daan@example.nl", "nl", AT)
    token = find_token(read_mail(stores)[-1])
    person = open_account(stores, token)
    (member,) = staff.list_staff(stores)
    assert (member.person, member.email) == (person, "daan@example.nl")
    assert member.roles == {ADMIN}
    with pytest.raises(AdministratorThere):
        staff_invitations.invite_first(stores, LETTERS, "eve@example.nl", "nl", AT)
    with pytest.raises(LinkUsed):
        open_account(stores, token, "Eve")


def test_a_second_first_invitation_replaces_the_one_before(stores: Stores) -> None:
    staff_invitations.invite_first(stores, LETTERS, "daan@example.nl", "nl", AT)
    old = find_token(read_mail(stores)[-1])
    staff_invitations.invite_first(stores, LETTERS, "daan@example.nl", "nl", AT)
    with pytest.raises(LinkUnknown):
        open_account(stores, old)


def test_an_invitation_expires(stores: Stores) -> None:
    admin = hire(stores, "Anna", ADMIN)
    token = invite(stores, admin.hand, "daan@example.nl", PUBLISHER)
    with pytest.raises(LinkExpired):
        staff_invitations.read_invitation(stores, token, later(days=3))


def test_who_has_a_group_keeps_the_account_and_signs_in_anew(stores: Stores) -> None:
    admin, bob, eve = hire(stores, "Anna", ADMIN), make_person(stores, "Bob"), make_person(stores)
    token = invite(stores, admin.hand, "bob@example.nl", PUBLISHER)
    before = signing_in.begin_login(stores, bob, "", AT)
    with pytest.raises(OtherAddress):
        staff_invitations.join_staff(stores, LETTERS, eve, token, AT)
    staff_invitations.join_staff(stores, LETTERS, bob, token, AT)
    assert signing_in.find_login(stores, before, AT, Limits()) is None
    assert staff.load_roles(stores.register, bob) == {PUBLISHER}
    with pytest.raises(AlreadyStaff):
        invite(stores, admin.hand, "bob@example.nl", PUBLISHER)


def test_only_an_administrator_invites_and_the_rest_is_refused_and_logged(stores: Stores) -> None:
    other = hire(stores, "Paul", PUBLISHER)
    with pytest.raises(RoleNeeded):
        invite(stores, other.hand, "eve@example.nl", ADMIN)
    assert ("Paul", "invite", "RoleNeeded") in read_log(stores)


def test_every_colleague_hears_of_a_new_one(stores: Stores) -> None:
    admin = hire(stores, "Anna", ADMIN)
    hire(stores, "Paul", PUBLISHER)
    open_account(stores, invite(stores, admin.hand, "daan@example.nl", PUBLISHER))
    told = {mail.recipient for mail in read_mail(stores) if mail.subject.startswith("staff-joined")}
    assert {"anna@example.nl", "paul@example.nl"} <= told


def test_a_login_without_a_code_has_no_roles(stores: Stores) -> None:
    paul = hire(stores, "Paul", PUBLISHER)
    bare = signing_in.begin_login(stores, paul.person, "", AT)
    standing = staff.find_standing(stores, paul.person, bare)
    assert (standing.member, standing.proved, standing.roles) == (True, False, frozenset())
    with_code = staff.find_standing(stores, paul.person, paul.token)
    assert with_code.roles == {PUBLISHER}
    assert staff.find_standing(stores, make_person(stores, "Gast"), bare) == NOBODY


def test_a_changed_role_ends_every_login(stores: Stores) -> None:
    admin, paul = hire(stores, "Anna", ADMIN), hire(stores, "Paul", PUBLISHER)
    staff.change_roles(
        stores, LETTERS, admin.hand, paul.person,
        roles={StaffRole.REVIEWER}, department="", areas=frozenset(), at=AT,
    )  # fmt: skip
    assert signing_in.find_login(stores, paul.token, AT, Limits()) is None
    assert stores.register.scalars(select(Login).where(Login.person == paul.person)).all() == []
    assert staff.load_roles(stores.register, paul.person) == {StaffRole.REVIEWER}


def test_who_left_has_no_login_and_no_role(stores: Stores) -> None:
    admin, paul = hire(stores, "Anna", ADMIN), hire(stores, "Paul", PUBLISHER)
    staff.end_member(stores, LETTERS, admin.hand, paul.person, AT)
    assert signing_in.find_login(stores, paul.token, AT, Limits()) is None
    assert staff.find_standing(stores, paul.person, paul.token) == NOBODY
    assert accounts.read_account(stores, paul.person).email == "paul@example.nl"


def test_the_last_administrator_stays(stores: Stores) -> None:
    admin = hire(stores, "Anna", ADMIN, PUBLISHER)
    with pytest.raises(LastAdministrator):
        staff.end_member(stores, LETTERS, admin.hand, admin.person, AT)
    with pytest.raises(LastAdministrator):
        staff.change_roles(
            stores, LETTERS, admin.hand, admin.person,
            roles={PUBLISHER}, department="", areas=None, at=AT,
        )  # fmt: skip
    with pytest.raises(RolesClash):
        staff.change_roles(
            stores, LETTERS, admin.hand, admin.person,
            roles={ADMIN, StaffRole.AUDITOR}, department="", areas=None, at=AT,
        )  # fmt: skip
    assert staff.load_roles(stores.register, admin.person) == {ADMIN, PUBLISHER}


def test_staff_cannot_switch_the_second_step_off_nor_delete_the_account(stores: Stores) -> None:
    paul = hire(stores, "Paul", PUBLISHER)
    with pytest.raises(SecondStepNeeded):
        second_step.switch_off(stores, paul.person)
    with pytest.raises(StaffStays):
        accounts.delete_account(stores, LETTERS, paul.person, AT)
    assert accounts.read_account(stores, paul.person).second_step


@pytest.mark.parametrize(("wait", "alive"), [(29, True), (31, False)])
def test_a_login_of_staff_ends_after_half_an_hour(stores: Stores, wait: int, alive: bool) -> None:
    paul = hire(stores, "Paul", PUBLISHER)
    found = signing_in.find_login(stores, paul.token, later(minutes=wait), Limits())
    assert (found is not None) == alive


def test_a_login_of_staff_ends_after_a_working_day_however_busy(stores: Stores) -> None:
    paul = hire(stores, "Paul", PUBLISHER)
    for minutes in range(20, 8 * 60 + 1, 20):
        assert signing_in.find_login(stores, paul.token, later(minutes=minutes), Limits())
    assert signing_in.find_login(stores, paul.token, later(minutes=481), Limits()) is None


def test_a_code_that_signed_in_opens_no_dangerous_act_again(stores: Stores) -> None:
    paul = hire(stores, "Paul", PUBLISHER)
    at = AT + timedelta(minutes=1)
    paul.refresh(stores, at)
    with pytest.raises(OneTimeCodeUsed):
        give_code(stores, KEYS, paul.hand, paul.code(at), at)
    assert ("Paul", "code", "OneTimeCodeUsed") in read_log(stores)


def test_a_reused_code_at_the_door_is_logged_for_staff(stores: Stores) -> None:
    paul = hire(stores, "Paul", PUBLISHER)
    at = AT + timedelta(minutes=1)
    paul.refresh(stores, at)
    signed = signing_in.sign_in(
        stores, KEYS, email="paul@example.nl", password=PASSWORD, device="", network="", at=at
    )
    with pytest.raises(OneTimeCodeUsed):
        signing_in.pass_second_step(
            stores, KEYS, token=signed.second_step, code=paul.code(at), device="", at=at
        )
    assert read_log(stores)[-1] == ("Paul", "sign_in", "OneTimeCodeUsed")


def test_a_reviewer_of_one_area_keeps_to_it(stores: Stores) -> None:
    admin, rita = hire(stores, "Anna", ADMIN), hire(stores, "Rita", StaffRole.REVIEWER)
    assert staff.find_standing(stores, rita.person, rita.token).areas is None
    staff.change_roles(
        stores, LETTERS, admin.hand, rita.person,
        roles={StaffRole.REVIEWER}, department="", areas=frozenset(), at=AT,
    )  # fmt: skip
    assert staff.find_member(stores, rita.person).areas == frozenset()
