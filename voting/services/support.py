"""Counting who signed, what the council asks, and telling who signed.

A subject is named by the id of its proposal or petition. Counting takes one query, however many
subjects there are.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.conflicts import insert_into
from voting.db.models.proposals import ProposalRules
from voting.db.models.support import Signature, SupportSubject
from voting.db.session import Stores, transaction
from voting.domain.proposals import SHORT_FORM_CENTS, ProposalId
from voting.domain.signatures import SubjectId, SubjectKind, check_support, find_needed
from voting.domain.texts import Text
from voting.services.account_keys import AccountKeys
from voting.services.hiding_signers import open_address, write_withdrawal
from voting.services.link_rows import find_link_in_force, find_members
from voting.services.mailing import Letters, post
from voting.services.round_state import RoundState


def count_support(register: Session, subjects: Collection[bytes]) -> Mapping[bytes, int]:
    """Return how many signed each subject; 0 for one that nobody signed. One query."""
    rows = register.execute(
        select(SupportSubject.id, SupportSubject.kept, func.count(Signature.signer))
        .outerjoin(Signature, Signature.subject_id == SupportSubject.id)
        .where(SupportSubject.id.in_(subjects))
        .group_by(SupportSubject.id, SupportSubject.kept)
    )
    counted = {id: count if kept is None else kept for id, kept, count in rows}
    return {id: counted.get(SubjectId(id), 0) for id in subjects}


def count_joint_support(register: Session, subjects: Collection[bytes]) -> int:
    """Return how many people signed at least one of these subjects, each counted once.

    Once the signatures are gone, that is known of plans that linked up and of each on its own;
    of others the largest of their counts is all that is certain.
    """
    signers = select(func.count(Signature.signer.distinct())).where(
        Signature.subject_id.in_(subjects)
    )
    one = SupportSubject.kept if len(subjects) == 1 else SupportSubject.kept_joint
    kept = select(func.max(one)).where(SupportSubject.id.in_(subjects))
    return max(register.scalar(signers) or 0, register.scalar(kept) or 0)


def find_joined(register: Session, subject: bytes) -> list[ProposalId]:
    """Return the plans that a plan linked up with, itself included; itself alone when none."""
    link = find_link_in_force(register, ProposalId(subject))
    return sorted(find_members(register, link.id)) if link else [ProposalId(subject)]


def load_threshold(register: Session, round_id: RoundId) -> int | None:
    """Return how many signatures the council asks of a proposal; None where it asks none."""
    query = select(ProposalRules.signatures).where(ProposalRules.round_id == round_id)
    return register.scalar(query)


def find_threshold(stores: Stores, state: RoundState) -> int | None:
    """Return how many signatures a proposal of a round needs; None where it needs none."""
    return load_threshold(stores.register, state.id)


def set_threshold(stores: Stores, round_id: RoundId, signatures: int | None) -> None:
    """Set how many signatures a proposal needs, at least one; None asks none."""
    row = {"round_id": round_id, "signatures": signatures}
    with transaction(stores.register) as register:
        register.execute(
            insert_into(register, ProposalRules)
            .values(row | {"short_form_cents": SHORT_FORM_CENTS})
            .on_conflict_do_update(index_elements=["round_id"], set_={"signatures": signatures})
        )


def require_support(register: Session, round_id: RoundId, proposal: bytes) -> None:
    """Raise SupportMissing unless a proposal has the signatures the council asks.

    Who signed for a plan that it linked up with counts too, and nobody counts twice.
    """
    needed = find_needed(SubjectKind.PROPOSAL, load_threshold(register, round_id))
    if needed is not None:
        check_support(count_joint_support(register, find_joined(register, proposal)), needed)


def list_supporters(
    register: Session, subjects: Collection[bytes], key: bytes
) -> Iterator[tuple[str, str]]:
    """Give address and language of everybody who signed by mail, each once.

    `key` is `AccountKeys.addresses`. Nobody is left once the addresses were purged.
    """
    for rows in _find_supporters(register, subjects).values():
        yield _open(rows[0], key), rows[0].language or "nl"


def tell_supporters(
    register: Session,
    keys: AccountKeys,
    letters: Letters,
    kind: str,
    subjects: Collection[bytes],
    texts: Mapping[str, Text],
    at: datetime,
) -> int:
    """Post one letter to everybody who signed by mail, with a link to withdraw everywhere.

    `texts` are the letter's facts, given in the reader's language. Within the transaction of
    what it tells; returns how many letters there are.
    """
    supporters = _find_supporters(register, subjects).values()
    for rows in supporters:
        language = rows[0].language or "nl"
        token = ".".join(write_withdrawal(keys, row.nonce) for row in rows if row.nonce)
        facts = {name: text.get(language) for name, text in texts.items()}
        letter = letters.write(kind, language, token=token, **facts)
        post(register, _open(rows[0], keys.addresses), letter, at)
    return len(supporters)


def _find_supporters(
    register: Session, subjects: Collection[bytes]
) -> dict[bytes, list[Signature]]:
    query = select(Signature).where(
        Signature.subject_id.in_(subjects), Signature.address.is_not(None)
    )
    found: dict[bytes, list[Signature]] = {}
    for row in register.scalars(query.order_by(Signature.signer, Signature.subject_id)):
        found.setdefault(row.signer, []).append(row)
    return found


def _open(row: Signature, key: bytes) -> str:
    return open_address(key, row.subject_id, row.signer, row.address or b"")
