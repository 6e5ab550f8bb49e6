"""The second step: a one-time code from an app (RFC 6238), or one of ten recovery codes.

The library computes codes; that a code works once and that tries are slowed is done here.
"""

import hmac
import re
import secrets
from datetime import datetime

import pyotp
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import delete
from sqlalchemy.orm import Session

from voting.db.models.people import Login, Person, RecoveryCode
from voting.db.models.staff import StaffMember
from voting.db.session import Stores, transaction
from voting.domain.accounts import AROUND, STEP_SECONDS, PersonId, accept_step
from voting.domain.errors.people import OneTimeCodeWrong, SecondStepOn
from voting.domain.errors.staff import SecondStepNeeded
from voting.domain.staff import FRESH
from voting.services.account_keys import AccountKeys
from voting.services.links import hash_token
from voting.services.tries import count_try, forget_tries, name_second_step

RECOVERY_CODES = 10
RECOVERY_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without what looks alike; 32 signs, so ten of them are 50 bits."""
RECOVERY_LENGTH = 10
DIGITS = re.compile(r"\d{6}", re.ASCII)
NONCE_BYTES = 12


def begin_second_step(stores: Stores, keys: AccountKeys, person: PersonId) -> str:
    """Make and keep a secret that does not count yet; return it in base32, to be shown once.

    Confirm the password first. Raises SecondStepOn when it is on already.
    """
    secret = pyotp.random_base32()
    with transaction(stores.register) as register:
        found = register.get_one(Person, person, with_for_update=True)
        if found.totp_on:
            raise SecondStepOn
        found.totp_secret = _encrypt(keys, person, secret)
        found.totp_step = None
    return secret


def write_otpauth(secret: str, email: str, issuer: str) -> str:
    """Return the address that an app reads from the QR code (Key Uri Format)."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def switch_on(
    stores: Stores, keys: AccountKeys, person: PersonId, code: str, at: datetime, login: str = ""
) -> tuple[str, ...]:
    """Let the second step count from now; return the recovery codes, to be shown once.

    `login` is the token of the login in which the code was given: it has its second step now.

    Raises OneTimeCodeWrong; SecondStepOn when it was not begun; SignInSlowed.
    """
    attempts = name_second_step(person)
    count_try(stores, keys, attempts, at)
    with transaction(stores.register) as register:
        found = register.get_one(Person, person, with_for_update=True)
        if found.totp_on or found.totp_secret is None:
            raise SecondStepOn
        _use_one_time_code(keys, found, _tidy(code), at)
        found.totp_on = True
        forget_tries(register, keys, attempts)
        prove_login(register, hash_token(login), at)
        return _make_recovery_codes(register, keys, person)


def renew_recovery_codes(stores: Stores, keys: AccountKeys, person: PersonId) -> tuple[str, ...]:
    """Replace all recovery codes; return the new ones. Confirm the password first."""
    with transaction(stores.register) as register:
        return _make_recovery_codes(register, keys, person)


def switch_off(stores: Stores, person: PersonId) -> None:
    """Forget secret and recovery codes. Confirm the password first.

    Raises SecondStepNeeded for staff: theirs is reset by two colleagues.
    """
    with transaction(stores.register) as register:
        found = register.get_one(Person, person, with_for_update=True)
        if register.get(StaffMember, person) is not None:
            raise SecondStepNeeded
        forget_second_step(register, found)


def forget_second_step(register: Session, person: Person) -> None:
    """Forget secret and recovery codes, within a transaction that holds the person's row."""
    person.totp_secret, person.totp_on, person.totp_step = None, False, None
    register.execute(delete(RecoveryCode).where(RecoveryCode.person == person.id))


def prove_login(register: Session, login: bytes, at: datetime) -> None:
    """Write down that a one-time code was given in a login, within a transaction."""
    found = register.get(Login, login)
    if found is not None:
        found.second_step_at = at
        found.fresh_until = at + FRESH


def use_code(register: Session, keys: AccountKeys, person: Person, code: str, at: datetime) -> None:
    """Use up a one-time or recovery code, within a transaction that holds the person's row.

    Raises OneTimeCodeWrong or OneTimeCodeUsed.
    """
    tidy = _tidy(code)
    if DIGITS.fullmatch(tidy):
        _use_one_time_code(keys, person, tidy, at)
        return
    found = register.get(RecoveryCode, (person.id, _hash(keys, person.id, tidy)))
    if found is None:
        raise OneTimeCodeWrong
    register.delete(found)


def find_step(secret: str, code: str, at: datetime) -> int | None:
    """Return the time step whose code this is, near `at`; None when it is of none of them."""
    now = int(at.timestamp()) // STEP_SECONDS
    otp = pyotp.TOTP(secret)
    matching = [
        now + around
        for around in AROUND
        if hmac.compare_digest(otp.generate_otp(now + around).encode(), code.encode())
    ]
    return max(matching, default=None)


def _use_one_time_code(keys: AccountKeys, person: Person, code: str, at: datetime) -> None:
    if person.totp_secret is None:
        raise OneTimeCodeWrong
    secret = _decrypt(keys, person.id, person.totp_secret)
    person.totp_step = accept_step(find_step(secret, code, at), person.totp_step)


def _make_recovery_codes(register: Session, keys: AccountKeys, person: PersonId) -> tuple[str, ...]:
    register.execute(delete(RecoveryCode).where(RecoveryCode.person == person))
    codes = [
        "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    register.add_all(RecoveryCode(person=person, hash=_hash(keys, person, code)) for code in codes)
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


def _tidy(code: str) -> str:
    return re.sub(r"[\s-]", "", code[:100]).upper()


def _hash(keys: AccountKeys, person: PersonId, code: str) -> bytes:
    return hmac.digest(keys.recovery, person + code.encode(), "sha256")


def _encrypt(keys: AccountKeys, person: PersonId, secret: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + ChaCha20Poly1305(keys.totp).encrypt(nonce, secret.encode(), person)


def _decrypt(keys: AccountKeys, person: PersonId, stored: bytes) -> str:
    nonce, sealed = stored[:NONCE_BYTES], stored[NONCE_BYTES:]
    return ChaCha20Poly1305(keys.totp).decrypt(nonce, sealed, person).decode()
