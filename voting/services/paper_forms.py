"""Paper forms: entered by one person, entered again by another, and cast when both are equal.

Nothing that is stored joins a code with a choice. Between the two entries there are only keyed
hashes that take the code itself to make: the second person has it on the form, the database has
not. A form is cast at its second entry, under its code, by the same agent as every other vote.
"""

import hmac
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.ballotbox import codes
from voting.ballotbox.encoding import b64
from voting.ballotbox.errors import CodeMistyped as Mistyped
from voting.ballotbox.key_folder import KeyFolder
from voting.db.base import RoundId
from voting.db.models.register import PaperForm
from voting.db.session import Stores, take_lock, transaction
from voting.domain.errors.casting import CodeMistyped
from voting.domain.errors.paper import (
    EntriesDiffer,
    FormDone,
    FormNotEntered,
    PaperTooLate,
    ReasonMissing,
    SecondPersonNeeded,
)
from voting.domain.paper import find_paper_deadline, read_boxes
from voting.domain.rights import check_selection
from voting.services.casting import Receipt, cast_vote
from voting.services.issuing import find_entitled, name_area, refuse_unless_open
from voting.services.round_state import RoundState
from voting.services.stored_slips import ATTEMPT_BYTES, PAPER

LABEL = b"buurtrechten/paper-form/v1"
MARK_BYTES = 16


@dataclass(frozen=True, slots=True, repr=False)
class FilledForm:
    """What an officer reads from a form; no repr, since it joins code and choice.

    `boxes` are plan numbers, 0 for an empty box; `received` is the day it was handed in.
    """

    batch: int
    number: int
    code: str
    boxes: tuple[int, ...]
    received: date


@dataclass(frozen=True, slots=True, repr=False)
class ReadForm:
    """A form that makes sense: its area (slug) and selection, to be read back."""

    area: str
    selection: Mapping[str, int]
    code: str


def read_form(
    stores: Stores, keys: KeyFolder, state: RoundState, form: FilledForm, zone: str, at: datetime
) -> ReadForm:
    """Return what a form says, so that it can be read back before it is entered.

    `zone` is the municipality's clock, which the last day for paper follows.

    Raises:
        PaperTooLate: it came in after the last working day before closing.
        CodeMistyped, CodeUnknown, CodeRevoked: there is no such code.
        Refused: for what the boxes say, see `domain.paper` and `domain.rights`; for the round's
            course, see `services.issuing`.
    """
    times = state.plan.times
    refuse_unless_open(state.phase, state.closing, times.opens, times.closes, times.results_on, at)
    deadline = find_paper_deadline(times.closes.astimezone(ZoneInfo(zone)).date())
    if form.received > deadline:
        raise PaperTooLate(form.received, deadline)
    code = _read_code(form.code)
    area = name_area(state, find_entitled(stores, keys, state, code, "", at).area)
    selection = check_selection(state.plan, area, read_boxes(state.plan, area, form.boxes))
    return ReadForm(area, selection, code)


def enter_form(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    form: FilledForm,
    by: str,
    zone: str,
    at: datetime,
) -> ReadForm:
    """Enter a form for the first time, or anew while it is not cast; nothing is cast.

    Raises:
        FormDone: it was cast or set aside.
        ReasonMissing: nobody is named.
        Refused: what it says is refused, see `read_form`.
    """
    if not by.strip():
        raise ReasonMissing
    read = read_form(stores, keys, state, form, zone, at)
    marks = _mark(keys, state.id, form, read.code)
    with _one_form(stores, state.id, form.batch, form.number) as register:
        row = _find(register, state.id, form.batch, form.number)
        if row is None:
            row = PaperForm(round=state.id, batch=form.batch, number=form.number)
            register.add(row)
        elif row.state != "entered":
            raise FormDone(form.batch, form.number, row.state)
        row.by_name, row.marks = by.strip(), b"".join(marks)
    return read


def enter_form_again(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    form: FilledForm,
    by: str,
    zone: str,
    at: datetime,
) -> Receipt:
    """Enter a form for the second time, and cast it when both entries are equal.

    After a crash it may be done again: it is the same vote, with the same receipt.

    Raises:
        FormNotEntered, FormDone: it is not the moment.
        SecondPersonNeeded: this person entered it first.
        EntriesDiffer: with the fields; nothing is cast.
        PaperAfterVote: somebody voted with this code already.
        Refused: what it says is refused, see `read_form` and `cast_vote`.
    """
    read = read_form(stores, keys, state, form, zone, at)
    marks = _mark(keys, state.id, form, read.code)
    _compare(stores, state.id, form, marks, by)
    attempt = _digest(keys, state.id, form, read.code, b"attempt")[:ATTEMPT_BYTES]
    receipt = cast_vote(
        stores, keys, state, code=read.code, area=read.area, selection=read.selection,
        attempt=b64(attempt), channel=PAPER, at=at,
    )  # fmt: skip
    with _one_form(stores, state.id, form.batch, form.number) as register:
        row = _find(register, state.id, form.batch, form.number)
        if row is not None:
            row.state, row.marks, row.again_by = "cast", None, by.strip()
    return receipt


def set_form_aside(
    stores: Stores, state: RoundState, batch: int, number: int, by: str, reason: str
) -> None:
    """Write down why a form is not cast: it cannot be read, its letter voted, it came too late.

    Raises:
        FormDone: it was cast or set aside.
        ReasonMissing: nobody or no reason is named.
    """
    if not by.strip() or not reason.strip():
        raise ReasonMissing
    with _one_form(stores, state.id, batch, number) as register:
        row = _find(register, state.id, batch, number)
        if row is None:
            row = PaperForm(round=state.id, batch=batch, number=number, by_name=by.strip())
            register.add(row)
        elif row.state != "entered":
            raise FormDone(batch, number, row.state)
        row.state, row.marks, row.reason = "set_aside", None, reason.strip()


def count_batch(stores: Stores, state: RoundState, batch: int) -> dict[str, int]:
    """Return how many forms of a batch wait for their second entry, are cast or set aside."""
    query = select(PaperForm.state).where(PaperForm.round == state.id, PaperForm.batch == batch)
    found = Counter(stores.register.scalars(query))
    return {name: found[name] for name in ("entered", "cast", "set_aside")}


def _compare(
    stores: Stores, round_id: bytes, form: FilledForm, marks: list[bytes], by: str
) -> None:
    row = _find(stores.register, round_id, form.batch, form.number)
    if row is None:
        raise FormNotEntered(form.batch, form.number)
    if row.state != "entered" or row.marks is None:
        raise FormDone(form.batch, form.number, row.state)
    if by.strip().casefold() in ("", row.by_name.casefold()):
        raise SecondPersonNeeded(row.by_name)
    first = [row.marks[at : at + MARK_BYTES] for at in range(0, len(row.marks), MARK_BYTES)]
    if first[0] != marks[0]:
        raise EntriesDiffer(("code",))
    count = max(len(first), len(marks))
    differing = [str(box) for box in range(1, count) if first[box:][:1] != marks[box:][:1]]
    if differing:
        raise EntriesDiffer(tuple(differing))


def _mark(keys: KeyFolder, round_id: bytes, form: FilledForm, code: str) -> list[bytes]:
    """Return the marks of a form: of its code, then of each box."""
    fields = [b"code", *(f"box {place} {one}".encode() for place, one in enumerate(form.boxes))]
    return [_digest(keys, round_id, form, code, field)[:MARK_BYTES] for field in fields]


def _digest(keys: KeyFolder, round_id: bytes, form: FilledForm, code: str, field: bytes) -> bytes:
    place = form.batch.to_bytes(4) + form.number.to_bytes(4)
    message = LABEL + round_id + place + code.encode() + field
    return hmac.digest(keys.load(round_id).lookup, message, "sha256")


@contextmanager
def _one_form(stores: Stores, round_id: bytes, batch: int, number: int) -> Iterator[Session]:
    """Hold a form alone until the transaction ends."""
    with transaction(stores.register) as register:
        take_lock(register, f"paper form {round_id.hex()} {batch} {number}")
        yield register


def _find(register: Session, round_id: bytes, batch: int, number: int) -> PaperForm | None:
    key = (RoundId(round_id), batch, number)
    return register.get(PaperForm, key, populate_existing=True)


def _read_code(text: str) -> str:
    try:
        return codes.parse_code(text)
    except Mistyped:
        raise CodeMistyped from None
