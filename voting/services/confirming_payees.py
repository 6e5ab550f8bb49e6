"""Who is paid is confirmed by every group of a plan, so that no one lead gets a joint plan's money.

Who names the payee confirms for the groups they lead. Groups in which nobody is left, or that
came on paper and have no account, are not waited for: everybody else is told by mail, and
nothing is paid for three days.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.models.grants import Grant, GrantPayee, GrantPayeeConfirmation
from voting.db.models.people import Group, Membership
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.grants import GrantUnknown, PayeeChanged, PayeeMissing
from voting.domain.errors.people import OwnersOnly
from voting.domain.grants import Act, leads
from voting.domain.groups import GroupId
from voting.domain.payees import PayeeKind
from voting.services.account_keys import AccountKeys
from voting.services.accounts import FreshPassword, confirm_password
from voting.services.grants import changing_grant, find_groups, find_own_grant, load_payee
from voting.services.groups import lock_members


def confirm_payee(
    stores: Stores,
    keys: AccountKeys,
    fresh: FreshPassword,
    proposal: str,
    version: int,
    at: datetime,
) -> None:
    """Confirm for one's group that this `version` is who gets the money, with a fresh password.

    Raises GrantUnknown, PasswordWrong, SignInSlowed, GrantState, OwnersOnly, PayeeMissing,
    PayeeChanged.
    """
    person = fresh.person
    reference = find_own_grant(stores.register, proposal, person)
    confirm_password(stores, keys, person, fresh.password, fresh.network, at)
    with changing_grant(stores, reference, Act.NAME_PAYEE) as (register, row):
        groups = lock_led_groups(register, row, person)
        payee = load_payee(register, row)
        if payee is None:
            raise PayeeMissing
        if payee.version != version:
            raise PayeeChanged
        note_confirmed(register, payee, groups, person, at)


def lock_led_groups(register: Session, row: Grant, person: PersonId) -> list[GroupId]:
    """Return the groups of a grant in which somebody is an owner or the lead, held.

    Raises GrantUnknown for who is in none of them, OwnersOnly for who is only a member.
    """
    groups = {group.id: lock_members(register, group.id) for group in find_groups(register, row)}
    if not any(one.person == person for members in groups.values() for one in members):
        raise GrantUnknown
    led = [group for group, members in groups.items() if leads(members, person)]
    if not led:
        raise OwnersOnly
    return led


def note_confirmed(
    register: Session,
    payee: GrantPayee,
    groups: Iterable[GroupId],
    person: PersonId,
    at: datetime,
) -> None:
    """Note that these groups confirm a payee, within a transaction; flushes."""
    register.flush()
    for group in groups:
        key = {"grant_id": payee.grant_id, "version": payee.version, "group_id": group}
        if register.get(GrantPayeeConfirmation, key) is None:
            register.add(GrantPayeeConfirmation(**key, person=person, at=at))
    register.flush()


def list_wanting(register: Session, row: Grant, payee: GrantPayee) -> list[Group]:
    """Return the groups that have not confirmed this payee yet."""
    if payee.kind == PayeeKind.MUNICIPALITY:
        return []
    confirmed = select(GrantPayeeConfirmation.group_id).where(
        GrantPayeeConfirmation.grant_id == payee.grant_id,
        GrantPayeeConfirmation.version == payee.version,
    )
    done = set(register.scalars(confirmed))
    return [
        group
        for group in find_groups(register, row)
        if group.id not in done and _has_members(register, group.id)
    ]


def _has_members(register: Session, group: GroupId) -> bool:
    query = select(Membership.person).where(Membership.group_id == group).limit(1)
    return register.scalar(query) is not None
