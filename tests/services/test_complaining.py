"""Reports of counting errors: what a receipt proves, who sees what; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from tests.faults.test_leaks import dump
from tests.services.people import KEYS, LETTERS, read_mail
from tests.services.polls import Poll, open_poll
from voting.ballotbox.codes import slip_code
from voting.ballotbox.receipts import parse_receipt
from voting.db.models.ballotbox import OpenedSlip
from voting.db.session import Stores, open_stores, transaction
from voting.domain.complaints import Proof
from voting.domain.errors.casting import AlreadyVoted
from voting.domain.errors.complaints import (
    ComplaintAnswered,
    ComplaintsClosed,
    ComplaintUnknown,
    ReceiptUnreadable,
)
from voting.domain.errors.people import EmailMalformed, SignInSlowed, TextMissing, TextTooLong
from voting.domain.texts import Text
from voting.services.casting import Receipt
from voting.services.commitments import read_published
from voting.services.complaining import (
    Complained,
    PublicComplaint,
    answer_complaint,
    complain,
    list_complaints,
    list_for_office,
)
from voting.services.publishing import publish_round
from voting.settings import Settings

ANSWER = Text("Wij hebben het nagekeken.", "We looked into it.")


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    """A round in voting, in which one area gets votes enough and the other one vote."""
    return open_poll(stores, settings, {"noord": 21, "zuid": 2})


def publish(poll: Poll) -> datetime:
    poll.close()
    poll.draw()
    poll.open()
    poll.count()
    at = poll.plan.times.results_on
    publish_round(poll.stores, poll.keys, poll.state, at, poll.settings.checkpoint_dir)
    return at + timedelta(hours=1)


def vote(poll: Poll) -> list[Receipt]:
    return [poll.cast(code, {"boom": 3}) for code in poll.letters["noord"]]


def report(poll: Poll, at: datetime, **said: Any) -> PublicComplaint:
    filled = {"text": "Mijn plan kreeg te weinig.", "receipt": "", "email": "", "language": "nl"}
    given = {key: said.pop(key) for key in tuple(said) if key in filled}
    stores, state = said.pop("stores", poll.stores), said.pop("state", None) or poll.state
    rest = {"network": "", **said}
    return complain(stores, KEYS, state, Complained(**(filled | given)), at=at, **rest)


def test_a_receipt_whose_slips_were_counted_shows_that(poll: Poll) -> None:
    receipts = vote(poll)
    at = publish(poll)
    file = f"Bewaar dit goed.\n\n{receipts[0].lines}"
    taken = report(poll, at, receipt=file)
    assert (taken.number, taken.area, taken.proof) == (1, "noord", Proof.COUNTED)


def test_a_slip_that_is_not_there_proves_a_fault(poll: Poll) -> None:
    receipts = vote(poll)
    at = publish(poll)
    key = read_published(poll.stores, poll.round_id).setup.promise_key
    slip = parse_receipt(receipts[3].lines.encode(), key).slips[0]
    with transaction(poll.stores.ballotbox) as box:
        box.execute(delete(OpenedSlip).where(OpenedSlip.code == slip_code(slip.key)))
    assert report(poll, at, receipt=receipts[3].lines).proof is Proof.FAULT


def test_the_receipt_of_a_vote_that_was_replaced_proves_nothing(poll: Poll) -> None:
    first = vote(poll)[0]
    code = poll.letters["noord"][0]
    with pytest.raises(AlreadyVoted) as refusal:
        poll.cast(code, {"bank": 5})
    second = poll.cast(code, {"bank": 5}, replaces=refusal.value.replaces)
    at = publish(poll)
    assert report(poll, at, receipt=first.lines).proof is Proof.LATER
    assert report(poll, at, receipt=second.lines).proof is Proof.COUNTED


def test_a_receipt_of_an_area_that_stayed_closed_is_looked_up_in_the_log(poll: Poll) -> None:
    vote(poll)
    receipt = poll.cast(poll.letters["zuid"][0], {"tuin": 5}, area="zuid")
    taken = report(poll, publish(poll), receipt=receipt.lines)
    assert (taken.area, taken.proof) == ("zuid", Proof.COUNTED)


def test_a_receipt_that_was_changed_or_is_of_another_round_is_refused(
    poll: Poll, stores: Stores, settings: Settings
) -> None:
    receipts = vote(poll)
    at = publish(poll)
    lines = receipts[0].lines
    for text in (lines[:-8], lines.replace("promise: {", "promise: { "), "geen bewijs", "\udcff"):
        with pytest.raises(ReceiptUnreadable):
            report(poll, at, receipt=text)
    assert list_complaints(stores, poll.state) == []


def test_without_a_receipt_it_is_counted_and_published(poll: Poll) -> None:
    vote(poll)
    at = publish(poll)
    report(poll, at)
    report(poll, at, email="Vera@example.nl ")
    assert [(one.number, one.proof) for one in list_complaints(poll.stores, poll.state)] == [
        (1, Proof.NONE),
        (2, Proof.NONE),
    ]
    assert [one.wants_mail for one in list_for_office(poll.stores, poll.state)] == [False, True]


def test_the_answer_is_public_and_the_address_is_forgotten(poll: Poll) -> None:
    vote(poll)
    at = publish(poll)
    report(poll, at, email="vera@example.nl", language="en")
    answer_complaint(poll.stores, LETTERS, poll.state, 1, ANSWER, "Stembureau", at)
    (shown,) = list_complaints(poll.stores, poll.state)
    assert (shown.answer, shown.office) == (ANSWER, "Stembureau")
    (mail,) = read_mail(poll.stores)
    assert mail.recipient == "vera@example.nl"
    assert ANSWER.en in mail.text
    assert b"vera@" not in dump(poll.stores.register)["complaint"]
    with pytest.raises(ComplaintAnswered):
        answer_complaint(poll.stores, LETTERS, poll.state, 1, ANSWER, "Stembureau", at)
    with pytest.raises(ComplaintUnknown):
        answer_complaint(poll.stores, LETTERS, poll.state, 2, ANSWER, "Stembureau", at)


def test_an_answer_is_given_in_both_languages_and_by_somebody(poll: Poll) -> None:
    vote(poll)
    at = publish(poll)
    report(poll, at)
    for answer, office in ((Text("Alleen zo"), "Bureau"), (ANSWER, " ")):
        with pytest.raises(TextMissing):
            answer_complaint(poll.stores, LETTERS, poll.state, 1, answer, office, at)
    assert list_complaints(poll.stores, poll.state)[0].answered is None


def test_reports_are_taken_only_while_the_result_is_checked(poll: Poll) -> None:
    vote(poll)
    with pytest.raises(ComplaintsClosed):
        report(poll, poll.during)
    at = publish(poll)
    report(poll, at)
    with pytest.raises(ComplaintsClosed):
        report(poll, poll.plan.times.checking_until)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"text": " "}, TextMissing),
        ({"text": "x" * 4001}, TextTooLong),
        ({"email": "vera@"}, EmailMalformed),
    ],
)
def test_what_cannot_be_read_is_refused(
    poll: Poll, said: dict[str, str], refusal: type[Exception]
) -> None:
    vote(poll)
    with pytest.raises(refusal):
        report(poll, publish(poll), **said)
    assert list_complaints(poll.stores, poll.state) == []


def test_many_from_one_network_are_slowed(poll: Poll) -> None:
    vote(poll)
    at = publish(poll)
    for _ in range(5):
        report(poll, at, network="192.0.2.9")
    with pytest.raises(SignInSlowed):
        report(poll, at, network="192.0.2.9")
        report(poll, at, network="192.0.2.9")
    report(poll, at, network="192.0.2.10")


def test_reports_at_the_same_moment_each_get_a_number(poll: Poll, settings: Settings) -> None:
    vote(poll)
    at = publish(poll)
    state = poll.state

    def act(_: int) -> int:
        with open_stores(settings) as own:
            return report(poll, at, stores=own, state=state).number

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(act, range(8))) == list(range(1, 9))


def test_neither_receipt_nor_slip_is_kept(poll: Poll) -> None:
    receipts = vote(poll)
    report(poll, publish(poll), receipt=receipts[0].lines)
    kept = b"\0".join(dump(poll.stores.register).values())
    assert not any(code.encode() in kept for code in receipts[0].codes)
    assert receipts[0].signature.encode() not in kept
