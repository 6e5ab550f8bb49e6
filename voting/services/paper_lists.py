"""Signatures on paper, entered by an office: only keyed hashes of them are kept.

Who signed on paper twice is found out. Who signed on paper and by mail is not: the one is a name
at an address, the other a mailbox.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from voting.db.conflicts import insert_into
from voting.db.models.support import Signature
from voting.db.session import Stores, transaction
from voting.domain.signatures import Channel
from voting.services.account_keys import AccountKeys
from voting.services.hiding_signers import hash_signer
from voting.services.support_subjects import Subject, hold_open, hold_withdrawable


@dataclass(frozen=True, slots=True)
class Entered:
    """How many signatures were added, and how many were there already or stood there twice."""

    added: int
    known: int


def enter_paper(
    stores: Stores, keys: AccountKeys, subject: Subject, people: Iterable[str]
) -> Entered:
    """Add everybody on a paper list, or nobody; raise SigningClosed.

    `people` are identities, as `identify_on_paper` makes them.
    """
    identities = list(people)
    with transaction(stores.register) as register:
        hold_open(register, subject)
        on_paper = (
            select(func.count())
            .select_from(Signature)
            .where(Signature.subject_id == subject.id, Signature.channel == Channel.PAPER.value)
        )
        before = register.scalar(on_paper) or 0
        for identity in sorted(set(identities)):
            row = {
                "subject_id": subject.id,
                "signer": hash_signer(keys, subject.round_id, Channel.PAPER, identity),
                "channel": Channel.PAPER.value,
            }
            register.execute(insert_into(register, Signature).values(row).on_conflict_do_nothing())
        added = (register.scalar(on_paper) or 0) - before
    return Entered(added, len(identities) - added)


def remove_paper(stores: Stores, keys: AccountKeys, subject: Subject, identity: str) -> bool:
    """Withdraw a signature on paper; tell whether it was there. Raises SigningClosed."""
    signer = hash_signer(keys, subject.round_id, Channel.PAPER, identity)
    with transaction(stores.register) as register:
        hold_withdrawable(register, subject)
        same = Signature.subject_id == subject.id, Signature.signer == signer
        gone = register.execute(delete(Signature).where(*same).returning(Signature.channel))
        return gone.scalar_one_or_none() is not None
