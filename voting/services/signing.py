"""Signing by mail: ask, confirm by the mailed link, withdraw by another one.

Who asks gets one answer, whether or not the address signed before, and both store the same: a
pending signature and a message. A signature counts only once the mailbox has confirmed it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting.db.conflicts import insert_into
from voting.db.models.support import PendingSignature, Signature
from voting.db.session import Stores, transaction
from voting.domain.errors.people import LinkExpired, LinkUnknown, LinkUsed
from voting.domain.signatures import CONFIRM_WITHIN, Channel, Signer, read_signer
from voting.services.account_keys import AccountKeys
from voting.services.hiding_signers import (
    hash_signer,
    make_nonce,
    open_address,
    read_withdrawal,
    seal_address,
    write_withdrawal,
)
from voting.services.links import hash_token, make_token
from voting.services.mailing import Letters, post
from voting.services.support_subjects import (
    Subject,
    SubjectView,
    get_subject,
    hold_open,
    hold_withdrawable,
    view_by_id,
)
from voting.services.tries import count_try, name_letter

MOST_IN_A_LINK = 10
"""How many signatures one link withdraws at most: those of plans that linked up."""


@dataclass(frozen=True, slots=True)
class MailedLink:
    """What a link to confirm is about; `done` when the signature counts already."""

    view: SubjectView
    done: bool


def ask_to_sign(
    stores: Stores,
    keys: AccountKeys,
    letters: Letters,
    subject: Subject,
    *,
    email: str,
    language: str,
    network: str,
    at: datetime,
) -> None:
    """Mail a link to confirm a signature, or one to withdraw it when this address has signed.

    Raises EmailMalformed, SigningClosed, or SignInSlowed after many requests.
    """
    signer = read_signer(email)
    count_try(stores, keys, name_letter(signer.identity, network), at)
    with transaction(stores.register) as register:
        hold_open(register, subject)
        hashed = hash_signer(keys, subject.round_id, Channel.MAIL, signer.identity)
        token = _add_pending(register, keys, subject, signer, hashed, language, at)
        signature = register.get(Signature, (subject.id, hashed), populate_existing=True)
        facts = {"title": subject.title.get(language)}
        if signature is None:
            letter = letters.write("sign-confirm", language, token=token, **facts)
        else:
            token = write_withdrawal(keys, signature.nonce or b"")
            letter = letters.write("sign-known", language, token=token, **facts)
        post(register, signer.address, letter, at)


def read_confirmation(stores: Stores, token: str, at: datetime) -> MailedLink:
    """Return what a link to confirm is about, without using it up: mail scanners open links too.

    Raises LinkUnknown, LinkExpired, or LinkUsed when the signature was withdrawn since.
    """
    pending = _find_pending(stores.register, token, at)
    return MailedLink(view_by_id(stores, pending.subject_id), pending.used_at is not None)


def confirm_signature(
    stores: Stores, keys: AccountKeys, letters: Letters, token: str, at: datetime
) -> SubjectView:
    """Make the signature of a mailed link count, and mail how to withdraw it; may be repeated.

    Raises LinkUnknown, LinkExpired, LinkUsed when it was withdrawn since, or SigningClosed.
    """
    with transaction(stores.register) as register:
        subject = get_subject(register, _find_pending(register, token, at).subject_id)
        hold_open(register, subject)
        pending = _find_pending(register, token, at, lock=True)
        if pending.used_at is None:
            _sign(register, keys, letters, subject, pending, at)
            pending.used_at, pending.address = at, None
    return view_by_id(stores, subject.id)


def read_withdrawing(stores: Stores, keys: AccountKeys, token: str) -> SubjectView:
    """Return what a link to withdraw is about; raise LinkUnknown.

    A link stops working with the signature: who has withdrawn opens one that is unknown.
    """
    rows = _find_signatures(stores.register, keys, token)
    return view_by_id(stores, rows[0].subject_id)


def withdraw_signature(stores: Stores, keys: AccountKeys, token: str) -> SubjectView:
    """Withdraw the signature of a link, and those for plans it linked up with; nothing is kept.

    Raises LinkUnknown, or SigningClosed once the list is final.
    """
    with transaction(stores.register) as register:
        rows = _find_signatures(register, keys, token)
        for row in rows:
            hold_withdrawable(register, get_subject(register, row.subject_id))
            same = Signature.subject_id == row.subject_id, Signature.signer == row.signer
            register.execute(delete(Signature).where(*same))
    return view_by_id(stores, rows[0].subject_id)


def delete_expired(register: Session, at: datetime) -> None:
    """Delete what was never confirmed in time, and what is left of used links."""
    register.execute(delete(PendingSignature).where(PendingSignature.expires_at <= at))


def _add_pending(
    register: Session,
    keys: AccountKeys,
    subject: Subject,
    signer: Signer,
    hashed: bytes,
    language: str,
    at: datetime,
) -> str:
    token = make_token()
    delete_expired(register, at)
    register.add(
        PendingSignature(
            hash=hash_token(token),
            subject_id=subject.id,
            signer=hashed,
            language=language,
            address=seal_address(keys, subject.id, hashed, signer.address),
            expires_at=at + CONFIRM_WITHIN,
        )
    )
    register.flush()
    return token


def _find_pending(
    register: Session, token: str, at: datetime, *, lock: bool = False
) -> PendingSignature:
    pending = register.get(
        PendingSignature, hash_token(token), with_for_update=lock, populate_existing=True
    )
    if pending is None:
        raise LinkUnknown
    if pending.expires_at <= at:
        raise LinkExpired(pending.expires_at)
    key = (pending.subject_id, pending.signer)
    signed = register.get(Signature, key, populate_existing=True) is not None
    if pending.used_at is not None and not signed:
        raise LinkUsed
    return pending


def _sign(
    register: Session,
    keys: AccountKeys,
    letters: Letters,
    subject: Subject,
    pending: PendingSignature,
    at: datetime,
) -> None:
    nonce = make_nonce()
    row = {
        "subject_id": subject.id,
        "signer": pending.signer,
        "channel": Channel.MAIL.value,
        "language": pending.language,
        "address": pending.address,
        "nonce": nonce,
    }
    new = insert_into(register, Signature).values(row).on_conflict_do_nothing()
    if not register.execute(new.returning(Signature.nonce)).scalar_one_or_none():
        return
    facts = {"title": subject.title.get(pending.language)}
    token = write_withdrawal(keys, nonce)
    address = open_address(keys.addresses, subject.id, pending.signer, pending.address or b"")
    post(register, address, letters.write("signed", pending.language, token=token, **facts), at)


def _find_signatures(register: Session, keys: AccountKeys, token: str) -> list[Signature]:
    parts = token.split(".")[:MOST_IN_A_LINK]
    nonces = [nonce for part in parts if (nonce := read_withdrawal(keys, part)) is not None]
    query = select(Signature).where(Signature.nonce.in_(nonces)).order_by(Signature.subject_id)
    rows = list(register.scalars(query, execution_options={"populate_existing": True}))
    if not rows:
        raise LinkUnknown
    return rows
