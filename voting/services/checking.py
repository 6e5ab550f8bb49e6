"""Checking one's own slips after opening, by slip code or with the letter. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from voting.ballotbox import codes
from voting.ballotbox.errors import CodeMistyped as Mistyped
from voting.ballotbox.errors import KeyMissing
from voting.ballotbox.key_folder import KeyFolder, RoundKeys
from voting.ballotbox.keys import slip_salt
from voting.ballotbox.receipts import Card, Signed, make_card
from voting.ballotbox.slips import derive_slip_secrets
from voting.db.models.ballotbox import OpenedSlip
from voting.db.session import Stores
from voting.domain.errors import (
    BoxNotClosed,
    CodeMistyped,
    KeysNotReleased,
    LetterNoLongerOpens,
    SlipUnknown,
)
from voting.domain.rounds import Phase, has_reached
from voting.services.commitments import Published, read_published
from voting.services.issuing import Entitled, find_entitled
from voting.services.round_state import RoundState

COUNTED = "counted"
BLANCO = "blanco"
INVALID = "invalid"
MISSING = "missing"
SLIP_CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """A slip by its code, and what became of it.

    `outcome` is "counted" for `initiative` (an id), "blanco" when the right was not spent,
    "invalid", or "missing" when no such slip was opened (not cast, or its area stayed closed).
    """

    code: str
    outcome: str
    initiative: str | None = None


def look_up(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    text: str,
    *,
    network: str = "",
    at: datetime,
) -> list[FoundSlip]:
    """Return what became of a slip, by its code, or of all slips of a letter, by the letter's.

    Raises:
        KeysNotReleased: the box has not been opened.
        CodeMistyped: it is neither kind of code.
        SlipUnknown: no opened slip has this code.
        CodeUnknown, CodeRevoked, TooManyTries: as when casting.
        LetterNoLongerOpens: the checking period is over; slip codes still work.
    """
    if not has_reached(state.phase, Phase.OPENED):
        raise KeysNotReleased
    if len([character for character in text if character.isalnum()]) == SLIP_CODE_LENGTH:
        return _find_slip(stores, state, text)
    mine = find_letter(stores, keys, state, text, network, at)
    return _find_slips(stores, state, list_slip_codes(keys, mine))


def make_letter_card(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    text: str,
    *,
    network: str = "",
    at: datetime,
) -> Signed:
    """Return the signed card with which `verify my` checks everything about a letter at home.

    Raises:
        BoxNotClosed: before the log is complete there is nothing to check.
        CodeMistyped, CodeUnknown, CodeRevoked, TooManyTries, LetterNoLongerOpens: as `look_up`.
    """
    if not has_reached(state.phase, Phase.CLOSED):
        raise BoxNotClosed
    mine = find_letter(stores, keys, state, text, network, at)
    held = keys.load(state.id)
    card = Card(
        state.id,
        mine.published.setup_hash,
        mine.entitled.area,
        mine.entitled.roll_index,
        mine.entitled.nonce,
        slip_salt(_get_salt(held), state.id, mine.entitled.roll_index),
    )
    return make_card(held.promise, card)


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A letter as its owner shows it, for as long as one request lasts."""

    code: str
    entitled: Entitled
    published: Published


def find_letter(
    stores: Stores, keys: KeyFolder, state: RoundState, text: str, network: str, at: datetime
) -> Letter:
    """Return the roll entry of a letter's code; see `look_up` for what it raises."""
    try:
        code = codes.parse_code(text)
        entitled = find_entitled(stores, keys, state, code, network, at)
    except Mistyped:
        raise CodeMistyped from None
    except KeyMissing:
        raise LetterNoLongerOpens from None
    return Letter(code, entitled, read_published(stores, state.id))


def list_slip_codes(keys: KeyFolder, letter: Letter) -> list[str]:
    """Return the slip codes that a letter's code leads to, sorted."""
    setup, entitled = letter.published.setup, letter.entitled
    salt = slip_salt(_get_salt(keys.load(setup.round_id)), setup.round_id, entitled.roll_index)
    slips = derive_slip_secrets(
        codes.stretch(letter.code, setup.round_id),
        salt,
        setup.round_id,
        entitled.area,
        setup.rights,
        setup.areas[entitled.area].issuer_key.modulus,
    )
    return sorted(codes.slip_code(slip.public) for slip in slips)


def _get_salt(keys: RoundKeys) -> bytes:
    try:
        return keys.salt
    except KeyMissing:
        raise LetterNoLongerOpens from None


def _find_slip(stores: Stores, state: RoundState, text: str) -> list[FoundSlip]:
    try:
        code = codes.parse_slip_code(text)
    except Mistyped:
        raise CodeMistyped from None
    found = [slip for slip in _find_slips(stores, state, [code]) if slip.outcome != MISSING]
    if not found:
        raise SlipUnknown
    return found


def _find_slips(stores: Stores, state: RoundState, wanted: Sequence[str]) -> list[FoundSlip]:
    rows = stores.ballotbox.execute(
        select(OpenedSlip.code, OpenedSlip.choice)
        .where(
            OpenedSlip.round == state.id,
            OpenedSlip.area.in_(list(state.area_ids.values())),
            OpenedSlip.code.in_(wanted),
        )
        .order_by(OpenedSlip.code)
    ).all()
    found = [_describe(code, choice) for code, choice in rows]
    known = {slip.code for slip in found}
    return found + [FoundSlip(code, MISSING) for code in wanted if code not in known]


def _describe(code: str, choice: str | None) -> FoundSlip:
    if choice is None:
        return FoundSlip(code, INVALID)
    return FoundSlip(code, COUNTED, choice) if choice else FoundSlip(code, BLANCO)
