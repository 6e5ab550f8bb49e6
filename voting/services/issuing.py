"""Issuing: a resident's rights are signed blindly, once.

The issuer sees a roll entry and blinded values, never a slip. It signs the same values again for
whoever lost the answer; other values for the same entry are refused. Only the holder of the code
can ask, so nobody else, the issuer included, can make an issue that verifies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from voting.ballotbox.blind_rsa import sign_blinded
from voting.ballotbox.codes import lookup_hash
from voting.ballotbox.errors import IssueRefused
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.keys import commitment, verify_signature
from voting.ballotbox.slips import issue_message
from voting.ballotbox.tokens import MODULUS_BYTES
from voting.db.conflicts import insert_into
from voting.db.models.register import Issuance, RevokedCode, RollEntry, Round
from voting.db.session import Stores, take_lock, transaction
from voting.domain.errors.casting import (
    CodeOfOtherArea,
    CodeRevoked,
    CodeUnknown,
    CommitmentBroken,
    RightsIssuedElsewhere,
    RoundAnnulled,
    RoundClosed,
    RoundNotOpen,
)
from voting.domain.rounds import Phase, has_reached
from voting.services.commitments import PublishedRoll, read_published
from voting.services.round_state import RoundState
from voting.services.server_agent import IssueRequest
from voting.services.wrong_codes import count_wrong_code

# Statements of the busiest hour, built once.
_ENTITLED = select(RollEntry.roll_index, RollEntry.area, RollEntry.nonce).where(
    RollEntry.round == bindparam("of_round"), RollEntry.lookup == bindparam("of_lookup")
)
_STANDING = (
    select(
        Round.phase,
        Round.closing,
        Round.opens_at,
        Round.closes_at,
        Round.results_on,
        RollEntry.area,
        RollEntry.nonce,
        Issuance.hash,
        Issuance.code_key,
    )
    .join(RollEntry, RollEntry.round == Round.id)
    .outerjoin(
        Issuance,
        (Issuance.round == RollEntry.round) & (Issuance.roll_index == RollEntry.roll_index),
    )
    .where(Round.id == bindparam("of_round"), RollEntry.roll_index == bindparam("of_index"))
)


@dataclass(frozen=True, slots=True)
class Entitled:
    """The roll entry of a code."""

    roll_index: int
    area: bytes
    nonce: bytes


def name_issuing_lock(round_id: bytes) -> str:
    """Return the lock in the register that issuing shares; closing and re-issue hold it alone."""
    return f"issuing {round_id.hex()}"


def check_voting(phase: str, closing: bool, opens: datetime, closes: datetime, at: datetime) -> str:
    """Return "open", "early", "late" or "annulled" for a vote at `at`."""
    known = Phase(phase)
    if known is Phase.ANNULLED:
        return "annulled"
    if closing or at >= closes or has_reached(known, Phase.CLOSED):
        return "late"
    return "open" if known is Phase.VOTING and at >= opens else "early"


def refuse_unless_open(
    phase: str, closing: bool, opens: datetime, closes: datetime, results_on: datetime, at: datetime
) -> None:
    """Raise RoundNotOpen, RoundClosed or RoundAnnulled unless votes are taken at `at`."""
    match check_voting(phase, closing, opens, closes, at):
        case "early":
            raise RoundNotOpen(opens)
        case "late":
            raise RoundClosed(closes, results_on)
        case "annulled":
            raise RoundAnnulled


def find_entitled(
    stores: Stores, keys: KeyFolder, state: RoundState, code: str, network: str, at: datetime
) -> Entitled:
    """Return the roll entry of a well-formed code.

    Raises:
        CodeUnknown, CodeRevoked: the round has no such code, or not any more.
        TooManyTries: instead of these, when `network` tried too many wrong codes.
    """
    lookup_key = keys.load(state.id).lookup
    lookup = lookup_hash(lookup_key, state.id, code)
    row = stores.register.execute(
        _ENTITLED, {"of_round": state.id, "of_lookup": lookup}
    ).one_or_none()
    if row is not None:
        return Entitled(row.roll_index, row.area, row.nonce)
    revoked = _is_revoked(stores.register, state.id, lookup)
    count_wrong_code(stores, lookup_key, network, at)
    raise CodeRevoked if revoked else CodeUnknown


def check_area(state: RoundState, entitled: Entitled, chosen: str) -> None:
    """Raise CodeOfOtherArea unless the code belongs to the voting area with slug `chosen`."""
    if state.area_ids[chosen] != entitled.area:
        raise CodeOfOtherArea(name_area(state, entitled.area), chosen)


def name_area(state: RoundState, area: bytes) -> str:
    """Return the slug of a voting area."""
    return next(slug for slug, id in state.area_ids.items() if id == area)


def issue_rights(
    stores: Stores, keys: KeyFolder, state: RoundState, request: IssueRequest, at: datetime
) -> tuple[bytes, ...]:
    """Record that the rights of a roll entry are issued, and sign the blinded values.

    The signatures are made after the record stands, and each is checked before it is released.

    Raises:
        RoundNotOpen, RoundClosed, RoundAnnulled: votes are not taken now.
        CommitmentBroken: the code key does not open what the log says of this entry.
        RightsIssuedElsewhere: rights were issued on other values before.
        IssueRefused: the request itself is wrong, as no honest agent makes it.
    """
    _check_signature(state.id, request)
    with transaction(stores.register) as register:
        take_lock(register, name_issuing_lock(state.id), shared=True)
        row = _read_row(register, state.id, request.roll_index)
        refuse_unless_open(row.phase, row.closing, row.opens_at, row.closes_at, row.results_on, at)
        published = read_published(stores, state.id)
        _check_commitment(published.roll, row, request)
        setup = published.setup
        _check_values(request.blinded, setup.rights, setup.areas[row.area].issuer_key.modulus)
        _insert_once(register, state.id, row, request)
    return sign_blinded(keys.load(state.id).issuer(row.area), request.blinded, setup.rights)


def _is_revoked(register: Session, round_id: bytes, lookup: bytes) -> bool:
    found = register.execute(
        select(RevokedCode.round).where(RevokedCode.round == round_id, RevokedCode.lookup == lookup)
    ).one_or_none()
    return found is not None


def _check_signature(round_id: bytes, request: IssueRequest) -> None:
    message = issue_message(round_id, request.roll_index, request.hash)
    if not verify_signature(request.code_key, request.signature, message):
        raise IssueRefused("not signed by the code key")


def _read_row(register: Session, round_id: bytes, roll_index: int) -> Row[*tuple[Any, ...]]:
    row = register.execute(_STANDING, {"of_round": round_id, "of_index": roll_index}).one_or_none()
    if row is None:
        raise IssueRefused("no such roll entry")
    return row


def _check_commitment(
    roll: PublishedRoll, row: Row[*tuple[Any, ...]], request: IssueRequest
) -> None:
    listed = roll.find(request.roll_index)
    opened = commitment(row.nonce, request.code_key)
    if listed is None or listed.commitment != opened or listed.area != row.area:
        raise CommitmentBroken


def _check_values(blinded: Sequence[bytes], rights: int, modulus: int) -> None:
    if len(blinded) != rights or len(set(blinded)) != rights:
        raise IssueRefused("not the right number of distinct values")
    for value in blinded:
        if len(value) != MODULUS_BYTES or not 1 < int.from_bytes(value) < modulus - 1:
            raise IssueRefused("blinded value out of range")


def _insert_once(
    register: Session, round_id: bytes, row: Row[*tuple[Any, ...]], request: IssueRequest
) -> None:
    stands = row.hash
    if stands is None and not _insert(register, round_id, row, request):
        # Another request of the same code came first; what it wrote is visible now.
        stands = _read_row(register, round_id, request.roll_index).hash
    if stands not in (None, request.hash):
        raise RightsIssuedElsewhere


def _insert(
    register: Session, round_id: bytes, row: Row[*tuple[Any, ...]], request: IssueRequest
) -> bool:
    added = register.execute(
        insert_into(register, Issuance)
        .values(
            round=round_id,
            area=row.area,
            roll_index=request.roll_index,
            nonce=row.nonce,
            hash=request.hash,
            code_key=request.code_key,
            signature=request.signature,
        )
        .on_conflict_do_nothing()
        .returning(Issuance.roll_index)
    )
    return added.one_or_none() is not None
