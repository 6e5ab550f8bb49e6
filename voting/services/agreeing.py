"""The agreement (uitvoeringsovereenkomst) about a larger grant, confirmed by both sides.

The office offers it under the name of an officer, who confirms it for the municipality by that.
The group confirms the very version it read: an owner or the lead with a fresh one-time code, or
on paper, which an officer records.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voting.db.models.grants import Grant, GrantAgreement
from voting.db.models.people import Person
from voting.db.session import Stores
from voting.domain.accounts import PersonId, read_line
from voting.domain.errors.grants import (
    AgreementChanged,
    AgreementMissing,
    NoAgreementNeeded,
    PayeeMissing,
    SecondStepNeeded,
)
from voting.domain.grants import CLOSING_DAYS, Act, Happening, State, check_act, require_lead
from voting.domain.redeeming import Tranche, check_tranches
from voting.services.account_keys import AccountKeys
from voting.services.deciding import LONGEST_OFFICE
from voting.services.grants import (
    add_tranches,
    changing_grant,
    find_own_grant,
    load_agreement,
    load_limit,
    load_payee,
    load_tranches,
    load_tranches_of,
    lock_own_members,
    note,
)
from voting.services.mailing import Letters
from voting.services.second_step import use_code
from voting.services.telling_of_grants import tell_group
from voting.services.tries import count_try, forget_tries, name_second_step

LONGEST_TERMS = 8000


def offer_agreement(
    stores: Stores,
    letters: Letters,
    reference: str,
    tranches: Sequence[Tranche],
    officer: str,
    at: datetime,
    *,
    terms: str = "",
) -> int:
    """Offer an agreement, confirmed by the office; return its version.

    A new one replaces what was offered before, until the group confirms. Raises GrantUnknown,
    GrantState, NoAgreementNeeded, TranchesUnfit, TextMissing, TextTooLong.
    """
    name = read_line("officer", officer, LONGEST_OFFICE)
    with changing_grant(stores, reference, Act.OFFER) as (register, row):
        if load_tranches_of(register, row, 0):
            raise NoAgreementNeeded(load_limit(register, row.round_id))
        check_tranches(row.granted_cents, tranches)
        before = load_agreement(register, row)
        version = before.version + 1 if before else 1
        register.add(
            GrantAgreement(
                grant_id=row.id,
                version=version,
                terms=terms.strip()[:LONGEST_TERMS],
                officer=name,
                offered_at=at,
            )
        )
        register.flush()
        add_tranches(register, row, version, tranches)
        note(register, row, Happening.OFFERED, at, by_name=name)
        tell_group(register, letters, row, "grant-agreement", at, officer=name)
    return version


def confirm_agreement(
    stores: Stores,
    keys: AccountKeys,
    letters: Letters,
    person: PersonId,
    proposal: str,
    version: int,
    code: str,
    at: datetime,
) -> None:
    """Confirm for the group, with a one-time code, the version of the agreement that was read.

    Raises GrantUnknown, OwnersOnly, GrantState, AgreementMissing, AgreementChanged, PayeeMissing,
    SecondStepNeeded, OneTimeCodeWrong, OneTimeCodeUsed, SignInSlowed.
    """
    reference = find_own_grant(stores.register, proposal, person)
    attempts = name_second_step(person)
    with changing_grant(stores, reference) as (register, row):
        _check_confirming(register, row, person, version)
    # Only a code that could have confirmed something counts as a try.
    count_try(stores, keys, attempts, at)
    with changing_grant(stores, reference) as (register, row):
        found = _check_confirming(register, row, person, version)
        use_code(register, keys, found, code, at)
        forget_tries(register, keys, attempts)
        _let_stand(register, row, version)
        note(register, row, Happening.AGREED_GROUP, at, person=person)
        tell_group(register, letters, row, "grant-agreed", at)


def record_on_paper(
    stores: Stores, letters: Letters, reference: str, version: int, officer: str, at: datetime
) -> None:
    """Record that an owner or the lead signed the agreement on paper; an officer saw it.

    Raises GrantUnknown, GrantState, AgreementMissing, AgreementChanged, PayeeMissing, TextMissing.
    """
    name = read_line("officer", officer, LONGEST_OFFICE)
    with changing_grant(stores, reference) as (register, row):
        _take_agreement(register, row, version)
        _let_stand(register, row, version)
        note(register, row, Happening.AGREED_PAPER, at, by_name=name)
        tell_group(register, letters, row, "grant-agreed", at)


def _check_confirming(register: Session, row: Grant, person: PersonId, version: int) -> Person:
    """Return who confirms, their row held, when nothing but the code is wanting."""
    require_lead(lock_own_members(register, row, person), person)
    found = register.get_one(Person, person, with_for_update=True, populate_existing=True)
    if not found.totp_on:
        raise SecondStepNeeded
    _take_agreement(register, row, version)
    return found


def _take_agreement(register: Session, row: Grant, version: int) -> None:
    found = load_agreement(register, row)
    if found is None:
        raise AgreementMissing
    if load_payee(register, row) is None and row.state == State.DECIDED:
        raise PayeeMissing
    check_act(Act.AGREE, State(row.state))
    if found.version != version:
        raise AgreementChanged


def _let_stand(register: Session, row: Grant, version: int) -> None:
    row.agreement, row.state = version, State.AGREED.value
    last = load_tranches(register, row)[-1].due_on
    row.report_by = last + timedelta(days=CLOSING_DAYS)
    register.flush()
