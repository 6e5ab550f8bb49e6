"""Who is paid: said by an owner or the lead, checked, and kept so that a copy tells no account.

An account number is encrypted with a key outside the database. Only its last four characters
are shown; whole only to an owner or the lead after a fresh password, and to who pays.
"""

import re
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from schwifty import IBAN
from schwifty.exceptions import (
    InvalidChecksumDigits,
    InvalidCountryCode,
    InvalidLength,
    SchwiftyException,
)
from sqlalchemy.orm import Session

from voting.db.models.grants import Grant, GrantPayee
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.grants import FieldProblem, PayeeMissing, PayeeUnfit
from voting.domain.grants import Act, Happening, State, require_lead
from voting.domain.payees import HOLD, Payee
from voting.services.account_keys import AccountKeys
from voting.services.accounts import FreshPassword, confirm_password
from voting.services.confirming_payees import list_wanting, lock_led_groups, note_confirmed
from voting.services.grants import (
    changing_grant,
    find_own_grant,
    load_payee,
    lock_own_members,
    note,
)
from voting.services.mailing import Letters
from voting.services.purses import check_none_underway
from voting.services.telling_of_grants import tell_group

NONCE_BYTES = 12
LONGEST_TYPED = 60
REASONS: dict[type[SchwiftyException], str] = {
    InvalidChecksumDigits: "checksum",
    InvalidCountryCode: "country",
    InvalidLength: "length",
}


def name_payee(
    stores: Stores,
    keys: AccountKeys,
    letters: Letters,
    fresh: FreshPassword,
    proposal: str,
    payee: Payee,
    iban: str,
    at: datetime,
) -> None:
    """Say who is paid, and into which account, with a fresh password; everybody is told.

    A new account number, the first too, holds every payment for three days, so that a group can
    stop what one of them, or a thief of one login, did. Where plans linked up every other group
    must confirm (`confirming_payees`). Raises PayeeUnfit, GrantUnknown, PasswordWrong,
    SignInSlowed, OwnersOnly, GrantState, PaymentUnderway.
    """
    number, person = read_iban(iban), fresh.person
    reference = find_own_grant(stores.register, proposal, person)
    confirm_password(stores, keys, person, fresh.password, fresh.network, at)
    with changing_grant(stores, reference, Act.NAME_PAYEE) as (register, row):
        groups = lock_led_groups(register, row, person)
        check_none_underway(register, row)
        before = load_payee(register, row)
        same = before is not None and _decrypt(keys, before) == number
        new = _write_payee(keys, row, before, payee, number, at)
        if not same:
            new.held_until = at + HOLD
        register.add(new)
        note_confirmed(register, new, groups, person, at)
        if State(row.state) is State.DECIDED:
            row.state = State.PAYEE_KNOWN.value
        changed = before is not None and not same
        happening = Happening.ACCOUNT_CHANGED if changed else Happening.PAYEE_NAMED
        note(register, row, happening, at, person=person, text=new.last_four)
        kind = "grant-account-changed" if changed else "grant-payee"
        facts = {
            "payee": new.name,
            "last": new.last_four,
            "held": write_moment(find_hold(new, at)),
            "wanting": ", ".join(group.name for group in list_wanting(register, row, new)),
        }
        tell_group(register, letters, row, kind, at, **facts)


def read_iban(text: str) -> str:
    """Return an account number without spaces, in capitals.

    Raises PayeeUnfit with the reason: missing, structure, length, checksum, country, or sepa
    (an account outside the Single Euro Payments Area).
    """
    typed = re.sub(r"[\s.-]", "", text).upper()
    if not typed:
        raise _refuse("missing")
    try:
        number = IBAN(typed[:LONGEST_TYPED])
    except SchwiftyException as error:
        raise _refuse(REASONS.get(type(error), "structure")) from error
    if not number.in_sepa_zone:
        raise _refuse("sepa")
    return number.compact


def reveal_iban(
    stores: Stores,
    keys: AccountKeys,
    person: PersonId,
    proposal: str,
    password: str,
    network: str,
    at: datetime,
) -> str:
    """Return the whole account number to an owner or the lead, who gave the password just now.

    Raises GrantUnknown, OwnersOnly, PasswordWrong, SignInSlowed, PayeeMissing.
    """
    reference = find_own_grant(stores.register, proposal, person)
    confirm_password(stores, keys, person, password, network, at)
    with changing_grant(stores, reference) as (register, row):
        require_lead(lock_own_members(register, row, person), person)
        number = read_number(register, keys, row)
        note(register, row, Happening.ACCOUNT_SHOWN, at, person=person)
    return number


def reveal_to_treasurer(
    stores: Stores, keys: AccountKeys, reference: str, by: str, at: datetime
) -> str:
    """Return the whole account number to who pays, whose name is noted.

    Raises GrantUnknown, PayeeMissing.
    """
    with changing_grant(stores, reference) as (register, row):
        number = read_number(register, keys, row)
        note(register, row, Happening.ACCOUNT_SHOWN, at, by_name=by.strip()[:100])
    return number


def read_number(register: Session, keys: AccountKeys, row: Grant) -> str:
    """Return the account number a grant is paid to; raise PayeeMissing."""
    found = load_payee(register, row)
    number = _decrypt(keys, found) if found else ""
    if not number:
        raise PayeeMissing
    return number


def decrypt_payee(keys: AccountKeys, row: GrantPayee) -> str:
    """Return the account number in one row, "" when it has none."""
    return _decrypt(keys, row)


def find_hold(row: GrantPayee, at: datetime) -> datetime | None:
    """Return until when nothing is paid, None when that is over."""
    return row.held_until if row.held_until is not None and at < row.held_until else None


def write_moment(at: datetime | None) -> str:
    """Return a moment as letters carry it."""
    return at.isoformat() if at else ""


def _refuse(code: str) -> PayeeUnfit:
    return PayeeUnfit((FieldProblem("iban", code),))


def _write_payee(
    keys: AccountKeys,
    row: Grant,
    before: GrantPayee | None,
    payee: Payee,
    number: str,
    at: datetime,
) -> GrantPayee:
    new = GrantPayee(
        grant_id=row.id,
        version=before.version + 1 if before else 1,
        kind=payee.kind.value,
        name=payee.name,
        holder=payee.holder,
        kvk=payee.kvk,
        invoice=payee.invoice,
        adult=payee.adult,
        agreed=payee.agreed,
        last_four=number[-4:],
        # A hold goes on when only a name is changed.
        held_until=before.held_until if before else None,
        budget_line="",
        at=at,
    )
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = ChaCha20Poly1305(keys.iban).encrypt(nonce, number.encode(), _name(new))
    new.iban = nonce + sealed
    return new


def _decrypt(keys: AccountKeys, row: GrantPayee) -> str:
    if row.iban is None:
        return ""
    nonce, sealed = row.iban[:NONCE_BYTES], row.iban[NONCE_BYTES:]
    return ChaCha20Poly1305(keys.iban).decrypt(nonce, sealed, _name(row)).decode()


def _name(row: GrantPayee) -> bytes:
    """Return what binds a number to its row: copied to another grant, it opens no more."""
    return row.grant_id + row.version.to_bytes(4)
