"""Re-issuing a voting letter: lost, wrong area, secret address, or given out at an event.

An officer at a desk saw an identity document; here there is only the opaque reference. Who did
it stands in the round's course, with the reference and never with the code. The log
is written first and decides: after a crash in between, the old letter is worth nothing and the
letter may be re-issued again.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Row, exists, select, update
from sqlalchemy.orm import Session

from voting.ballotbox.codes import lookup_hash, make_code, stretch
from voting.ballotbox.entries import make_reissue
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.keys import commitment, derive_code_key
from voting.db.base import AreaId
from voting.db.conflicts import insert_into
from voting.db.models.register import Issuance, RevokedCode, RollEntry, Round
from voting.db.session import Stores, take_lock
from voting.domain.errors.casting import (
    ReferenceUnknown,
    ReissueCapReached,
    RightsAlreadyIssued,
    UnknownArea,
)
from voting.interchange.letters import LetterRow, print_letters
from voting.services.commitments import Listed, PublishedRoll, read_published
from voting.services.issuing import name_area, name_issuing_lock, refuse_unless_open
from voting.services.kept_codes import find_run, forget_code
from voting.services.letter_facts import LetterWriter, word_letters
from voting.services.recording import record
from voting.services.round_course import TwoPeople, changing, note_act
from voting.services.round_state import RoundState


@dataclass(frozen=True, slots=True)
class Reissued:
    """A new letter: its code, to be printed and not kept, its roll_index and its area's slug."""

    code: str
    roll_index: int
    area: str


@dataclass(frozen=True, slots=True)
class Officer:
    """Who re-issues a letter, and whether they say that they saw an identity document."""

    by: str = ""
    document_seen: bool = False


NOBODY = Officer()


@dataclass(frozen=True, slots=True, repr=False)
class _NewLetter:
    code: str
    lookup: bytes
    nonce: bytes
    commitment: bytes
    area: bytes


def reissue_letter(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    reference: str,
    *,
    area: str | None = None,
    officer: Officer = NOBODY,
    at: datetime,
    checkpoint_dir: Path,
) -> Reissued:
    """Replace the code of the resident with this reference, and the area if it was wrong.

    It adds no rights, and the entitled counts stay those of opening.

    Raises:
        RoundNotOpen, RoundClosed, RoundAnnulled: nobody can vote with it now.
        ReferenceUnknown, UnknownArea: there is no such resident or voting area.
        RightsAlreadyIssued: rights were issued on this letter; the vote stands.
        ReissueCapReached: the round allows no more.
    """
    if area is not None and area not in state.area_ids:
        raise UnknownArea(area)
    with changing(stores, state.id) as changed:
        register = stores.register
        take_lock(register, name_issuing_lock(state.id))
        _check_open(register, state.id, at)
        row = _find_row(register, state.id, reference)
        roll = read_published(stores, state.id).roll
        listed = _check_cap(roll, row, state.plan.reissue_cap)
        place = listed.area if area is None else state.area_ids[area]
        letter = _make_letter(keys, state.id, place)
        entry = make_reissue(
            row.roll_index, listed.area, letter.area, listed.commitment, letter.commitment
        )
        record(stores, keys, state.id, [entry], checkpoint_dir)
        _replace(register, state.id, row, letter)
        forget_code(register, state.id, row.roll_index)
        facts: dict[str, str | int] = {"reissued": reference}
        facts["document_seen"] = int(officer.document_seen)
        note_act(register, changed, "roll", at, TwoPeople(officer.by, ""), facts)
    return Reissued(letter.code, row.roll_index, name_area(state, letter.area))


def reissue_on_the_spot(  # noqa: PLR0913  # keywords name it
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    reference: str,
    writer: LetterWriter,
    *,
    area: str | None = None,
    officer: Officer = NOBODY,
    at: datetime,
    checkpoint_dir: Path,
) -> tuple[Reissued, bytes]:
    """Re-issue a letter and return it as PDF too, to hand over at once; nothing of it is kept.

    Raises:
        LetterTooLong: it would not fit its page; nothing is re-issued.
        Refused: as `reissue_letter`.
    """
    run = find_run(stores.register, state.id)
    words = word_letters(keys, state, writer, run.roll_date if run else None)
    made = reissue_letter(
        stores, keys, state, reference, area=area, officer=officer, at=at,
        checkpoint_dir=checkpoint_dir,
    )  # fmt: skip
    row = LetterRow(reference, made.roll_index, made.code)
    return made, print_letters(words[state.area_ids[made.area]], [row], at)


def _check_open(register: Session, round_id: bytes, at: datetime) -> None:
    row = register.execute(
        select(Round.phase, Round.closing, Round.opens_at, Round.closes_at, Round.results_on).where(
            Round.id == round_id
        )
    ).one()
    refuse_unless_open(row.phase, row.closing, row.opens_at, row.closes_at, row.results_on, at)


def _find_row(register: Session, round_id: bytes, reference: str) -> Row[int, bytes]:
    row = register.execute(
        select(RollEntry.roll_index, RollEntry.lookup).where(
            RollEntry.round == round_id, RollEntry.reference == reference
        )
    ).one_or_none()
    if row is None:
        raise ReferenceUnknown(reference)
    issued = exists().where(Issuance.round == round_id, Issuance.roll_index == row.roll_index)
    if register.scalar(select(issued)):
        raise RightsAlreadyIssued(reference)
    return row


def _check_cap(roll: PublishedRoll, row: Row[int, bytes], cap: int) -> Listed:
    listed = roll.find(row.roll_index)
    if listed is None:
        raise LookupError("a roll entry that was never published")
    if roll.reissues >= cap:
        raise ReissueCapReached(cap)
    return listed


def _make_letter(keys: KeyFolder, round_id: bytes, area: bytes) -> _NewLetter:
    code, nonce = make_code(), secrets.token_bytes(32)
    public = derive_code_key(stretch(code, round_id), round_id).public_key().public_bytes_raw()
    lookup = lookup_hash(keys.load(round_id).lookup, round_id, code)
    return _NewLetter(code, lookup, nonce, commitment(nonce, public), area)


def _replace(register: Session, round_id: bytes, row: Row[int, bytes], letter: _NewLetter) -> None:
    register.execute(
        insert_into(register, RevokedCode)
        .values(round=round_id, lookup=row.lookup)
        .on_conflict_do_nothing()
    )
    register.execute(
        update(RollEntry)
        .where(RollEntry.round == round_id, RollEntry.roll_index == row.roll_index)
        .values(
            area=AreaId(letter.area),
            lookup=letter.lookup,
            nonce=letter.nonce,
            commitment=letter.commitment,
        )
    )
