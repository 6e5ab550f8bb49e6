"""Complaints about a count: taken, judged by the receipt if there is one, listed and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.ballotbox.codes import slip_code
from voting.ballotbox.encoding import b64
from voting.ballotbox.errors import BadReceipt
from voting.ballotbox.receipts import Promise, PromisedSlip, parse_receipt
from voting.db.models.ballotbox import OpenedSlip
from voting.db.models.complaints import Complaint
from voting.db.session import Stores, take_lock, transaction
from voting.domain.accounts import read_email, read_line
from voting.domain.complaints import (
    LONGEST_ANSWER,
    LONGEST_COMPLAINT,
    Proof,
    check_complaints_open,
    judge_receipt,
    judge_slip,
)
from voting.domain.errors.complaints import (
    ComplaintAnswered,
    ComplaintUnknown,
    ReceiptUnreadable,
)
from voting.domain.rounds import Phase
from voting.domain.texts import Text
from voting.domain.working_days import find_day
from voting.services.account_keys import AccountKeys
from voting.services.checking import list_unopened
from voting.services.commitments import read_fixed
from voting.services.mailing import Letters, post
from voting.services.proposals import read_said
from voting.services.recording import read_log
from voting.services.round_state import RoundState
from voting.services.tries import Slope, count_try

FROM_NETWORK = Slope(5, 900)
_SLIP = b'"type":"slip"'


@dataclass(frozen=True, slots=True)
class Complained:
    """What somebody filled in; receipt and address may be empty. `language` is "nl" or "en"."""

    text: str
    receipt: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class PublicComplaint:
    """A complaint as everybody sees it; `area` is a slug, empty when no receipt tells it."""

    number: int
    on: date
    area: str
    proof: Proof
    answer: Text
    office: str
    answered: date | None


@dataclass(frozen=True, slots=True)
class OfficeComplaint:
    """A complaint as the office sees it."""

    public: PublicComplaint
    text: str
    wants_mail: bool


def complain(
    stores: Stores,
    keys: AccountKeys,
    state: RoundState,
    said: Complained,
    *,
    network: str,
    at: datetime,
) -> PublicComplaint:
    """Take a complaint and return it as everybody will see it.

    Raises:
        ComplaintsClosed: it is not the time for it.
        TextMissing, TextTooLong, EmailMalformed, ReceiptUnreadable: what was filled in.
        SignInSlowed: too many from this network.
    """
    check_complaints_open(Phase(state.phase), state.plan.times, at)
    text = read_said("text", said.text, LONGEST_COMPLAINT)
    email = read_email(said.email) if said.email.strip() else ""
    area, proof = "", Proof.NONE
    if said.receipt.strip():
        promise = _read_receipt(stores, state, said.receipt)
        area, proof = state.area_slugs[promise.area], _judge(stores, state, promise)
    if network:
        count_try(stores, keys, [(f"complaints from {network}", FROM_NETWORK)], at)
    with transaction(stores.register) as register:
        take_lock(register, f"complaints {state.id.hex()}")
        row = Complaint(
            round_id=state.id,
            number=_count(register, state) + 1,
            at=at,
            area=area,
            proof=proof.value,
            text=text,
            language=said.language,
            email=email,
        )
        register.add(row)
        register.flush()
        return _show(row)


def list_complaints(stores: Stores, state: RoundState) -> list[PublicComplaint]:
    """Return the public register of a round, in the order they came."""
    return [_show(row) for row in _read_rows(stores.register, state)]


def list_for_office(stores: Stores, state: RoundState) -> list[OfficeComplaint]:
    """Return what the office has to answer, and what it answered."""
    return [
        OfficeComplaint(_show(row), row.text, bool(row.email))
        for row in _read_rows(stores.register, state)
    ]


def answer_complaint(
    stores: Stores,
    letters: Letters,
    state: RoundState,
    number: int,
    answer: Text,
    office: str,
    at: datetime,
) -> None:
    """Answer a complaint in public, and by mail to who left an address, which is then forgotten.

    Raises ComplaintUnknown, ComplaintAnswered, TextMissing or TextTooLong.
    """
    said = [read_said("answer", words, LONGEST_ANSWER) for words in (answer.nl, answer.en)]
    with transaction(stores.register) as register:
        take_lock(register, f"complaints {state.id.hex()}")
        row = register.get(Complaint, (state.id, number))
        if row is None:
            raise ComplaintUnknown(number)
        if row.answered_at is not None:
            raise ComplaintAnswered(number)
        row.answer_nl, row.answer_en = said
        row.office, row.answered_at = read_line("office", office, 100), at
        if row.email:
            words = Text(*said).get(row.language)
            facts = {"number": str(number), "answer": words, "office": row.office}
            post(register, row.email, letters.write("complaint", row.language, **facts), at)
            row.email = ""


def _read_receipt(stores: Stores, state: RoundState, text: str) -> Promise:
    setup = read_fixed(stores, state.id).setup
    try:
        promise = parse_receipt(text.encode(), setup.promise_key)
    except (BadReceipt, UnicodeEncodeError):
        raise ReceiptUnreadable from None
    if promise.round_id != state.id or promise.area not in state.area_slugs:
        raise ReceiptUnreadable
    return promise


def _judge(stores: Stores, state: RoundState, promise: Promise) -> Proof:
    if promise.area in list_unopened(stores, state):
        counted = _read_sealed(stores, state, promise)
    else:
        counted = _read_opened(stores, state, promise)
    return judge_receipt(
        judge_slip(counted.get(one.key), one.hash, one.earlier) for one in promise.slips
    )


def _read_opened(stores: Stores, state: RoundState, promise: Promise) -> dict[bytes, bytes]:
    by_code = {slip_code(one.key): one.key for one in promise.slips}
    rows = stores.ballotbox.execute(
        select(OpenedSlip.code, OpenedSlip.leaf).where(
            OpenedSlip.round == state.id,
            OpenedSlip.area == promise.area,
            OpenedSlip.code.in_(by_code),
        )
    )
    return {by_code[code]: bytes(leaf) for code, leaf in rows}


def _read_sealed(stores: Stores, state: RoundState, promise: Promise) -> dict[bytes, bytes]:
    """Find slips of an area that stayed closed: few, but only the log has them."""
    marks = {_write_mark(one): one.key for one in promise.slips}
    found: dict[bytes, bytes] = {}
    for entry in read_log(stores.ballotbox, state.id):
        if _SLIP in entry.line:
            found |= {key: entry.leaf for mark, key in marks.items() if mark in entry.line}
    return found


def _write_mark(slip: PromisedSlip) -> bytes:
    return f'"key":"{b64(slip.key)}"'.encode()


def _count(register: Session, state: RoundState) -> int:
    query = select(func.count()).select_from(Complaint).where(Complaint.round_id == state.id)
    return register.scalar(query) or 0


def _read_rows(register: Session, state: RoundState) -> Sequence[Complaint]:
    query = select(Complaint).where(Complaint.round_id == state.id).order_by(Complaint.number)
    return register.scalars(query, execution_options={"populate_existing": True}).all()


def _show(row: Complaint) -> PublicComplaint:
    return PublicComplaint(
        row.number,
        find_day(row.at),
        row.area,
        Proof(row.proof),
        Text(row.answer_nl, row.answer_en),
        row.office,
        find_day(row.answered_at) if row.answered_at else None,
    )
