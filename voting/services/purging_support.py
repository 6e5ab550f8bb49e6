"""Forgetting who signed, as soon as nobody needs it: addresses first, then the hashes.

It can be repeated at any moment, and does what the round's phase allows: a daily task.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.people import Mail
from voting.db.models.rounds import Round
from voting.db.models.support import PendingSignature, Signature, SupportSubject
from voting.db.session import Stores, transaction
from voting.domain.rounds import Phase, has_reached
from voting.services.account_keys import AccountKeys
from voting.services.emptying import rewrite_file
from voting.services.hiding_signers import open_address
from voting.services.round_state import RoundState
from voting.services.signing import delete_expired
from voting.services.support import count_joint_support, count_support, find_joined

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Purged:
    """How many addresses and signatures went.

    `clean` is whether the database file holds no remains; if not, run it again.
    """

    addresses: int
    signatures: int
    clean: bool


def purge_support(stores: Stores, keys: AccountKeys, state: RoundState, at: datetime) -> Purged:
    """Forget what a round does not need in its phase.

    Always: links that expired. Once the list is final: all addresses and links. Once the round
    is final or annulled: who signed; only the counts stay.
    """
    with transaction(stores.register) as register:
        delete_expired(register, at)
        phase = Phase(register.get_one(Round, state.id, populate_existing=True).phase)
    addresses = signatures = 0
    if has_reached(phase, Phase.LIST_FINAL) or phase is Phase.ANNULLED:
        addresses = purge_addresses(stores, keys, state)
    if phase in (Phase.FINAL, Phase.ANNULLED):
        signatures = _purge_signatures(stores, state.id)
    return Purged(addresses, signatures, rewrite_file(stores.register))


def purge_addresses(stores: Stores, keys: AccountKeys, state: RoundState) -> int:
    """Forget the addresses of who signed in a round, and every link; return how many they were.

    Nobody can be told anything after it, so it waits until the list is final. What the outbox
    remembers of messages that went to them goes too.
    """
    of_round = select(SupportSubject.id).where(SupportSubject.round_id == state.id)
    with transaction(stores.register) as register:
        signed = Signature.subject_id.in_(of_round), Signature.channel == "mail"
        pending = PendingSignature.subject_id.in_(of_round)
        rows = [
            *register.scalars(select(Signature).where(*signed)),
            *register.scalars(select(PendingSignature).where(pending)),
        ]
        known = [
            open_address(keys.addresses, row.subject_id, row.signer, row.address)
            for row in rows
            if row.address is not None
        ]
        _forget_mail(register, known)
        register.execute(delete(PendingSignature).where(pending))
        gone = {"address": None, "language": None, "nonce": None}
        register.execute(update(Signature).where(*signed).values(gone))
    return len(known)


def _purge_signatures(stores: Stores, round_id: RoundId) -> int:
    of_round = select(SupportSubject.id).where(SupportSubject.round_id == round_id)
    signed = Signature.subject_id.in_(of_round)
    with transaction(stores.register) as register:
        subjects = register.scalars(
            select(SupportSubject).where(
                SupportSubject.round_id == round_id, SupportSubject.kept.is_(None)
            )
        ).all()
        counts = count_support(register, [one.id for one in subjects])
        for one in subjects:
            one.kept = counts[one.id]
            one.kept_joint = count_joint_support(register, find_joined(register, one.id))
        there = select(func.count()).select_from(Signature).where(signed)
        number = register.scalar(there) or 0
        register.execute(delete(Signature).where(signed))
    return number


def _forget_mail(register: Session, addresses: Iterable[str]) -> None:
    known = sorted(set(addresses))
    for start in range(0, len(known), CHUNK):
        done = Mail.state != "waiting", Mail.recipient.in_(known[start : start + CHUNK])
        register.execute(delete(Mail).where(*done))
