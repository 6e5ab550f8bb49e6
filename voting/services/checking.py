"""Checking one's own slips after opening, by slip code or with the letter. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from voting.ballotbox import codes
from voting.ballotbox.encoding import unb64
from voting.ballotbox.errors import CodeMistyped as Mistyped
from voting.ballotbox.errors import KeyMissing
from voting.ballotbox.key_folder import KeyFolder, RoundKeys
from voting.ballotbox.keys import slip_salt
from voting.ballotbox.receipts import Card, Signed, make_card
from voting.ballotbox.slips import derive_slip_secrets
from voting.db.models.ballotbox import OpenedSlip
from voting.db.session import Stores
from voting.domain.errors.casting import CodeMistyped
from voting.domain.errors.counting import (
    BoxNotClosed,
    KeysNotReleased,
    LetterNoLongerOpens,
    SlipUnknown,
)
from voting.domain.rounds import Phase, has_reached
from voting.services.commitments import Published, read_published
from voting.services.issuing import Entitled, find_entitled
from voting.services.recording import find_entry
from voting.services.round_state import RoundState

COUNTED = "counted"
BLANCO = "blanco"
INVALID = "invalid"
MISSING = "missing"
UNOPENED = "unopened"
SLIP_CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """A slip by its code, and what became of it.

    `outcome` is "counted" for `initiative` (an id), "blanco" when the right was not spent,
    "invalid", "unopened" when its voting area was not opened, or "missing": no such slip is there.
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
        KeysNotReleased: the box has not been opened and counted.
        CodeMistyped: it is neither kind of code.
        SlipUnknown: no opened slip has this code.
        CodeUnknown, CodeRevoked, TooManyTries: as when casting.
        LetterNoLongerOpens: the checking period is over; slip codes still work.
    """
    if not is_counted(stores, state):
        raise KeysNotReleased
    if is_slip_code(text):
        return _find_slip(stores, state, text)
    mine = find_letter(stores, keys, state, text, network, at)
    slip_codes = list_slip_codes(keys, mine)
    if mine.entitled.area in list_unopened(stores, state):
        return [FoundSlip(code, UNOPENED) for code in slip_codes]
    return _find_slips(stores, state, slip_codes)


def is_counted(stores: Stores, state: RoundState) -> bool:
    """Tell whether the tally stands in the log, so that slips can be looked up.

    Between opening and counting nothing can: "not counted" would be said of every slip.
    """
    return (
        has_reached(state.phase, Phase.OPENED)
        and find_entry(stores.ballotbox, state.id, "tally") is not None
    )


def list_unopened(stores: Stores, state: RoundState) -> tuple[bytes, ...]:
    """Return the voting areas that stayed closed when the box was opened."""
    released = find_entry(stores.ballotbox, state.id, "key_release") or {"skipped": ()}
    return tuple(unb64(one["area"], 16) for one in released["skipped"])


def is_slip_code(text: str) -> bool:
    """Tell whether `text` is as long as a slip's code; a letter's code is longer."""
    return sum(character.isalnum() for character in text) == SLIP_CODE_LENGTH


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
        raise SlipUnknown(tuple(state.area_slugs[area] for area in list_unopened(stores, state)))
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
