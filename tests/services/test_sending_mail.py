"""No mail is lost, and none sent twice, whatever a real SMTP server does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.services.mail_server import PASSWORD, Mailbox, find_free_port, run_server
from tests.services.people import AT, later, read_mail
from voting.app import create_app
from voting.db.session import Stores, open_stores, transaction
from voting.services import sending_mail
from voting.services.mailing import Letter, post
from voting.services.sending_mail import Delivery, count_waiting, list_problems, send_mail
from voting.settings import MailServer, Settings


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[MailServer]:
    with run_server(mailbox) as running:
        yield running


def write(stores: Stores, count: int = 3) -> None:
    with transaction(stores.register) as register:
        for number in range(count):
            letter = Letter(f"Één brief: {number}", f"Beste buur,\n\nnummer {number} €\n.\nDag!\n")
            post(register, f"buur{number}@example.nl", letter, AT)


def send(stores: Stores, server: MailServer, at: datetime = AT) -> Delivery:
    stores.register.rollback()
    return send_mail(stores, server, lambda: at)


def test_each_message_arrives_once_and_whole(
    stores: Stores, server: MailServer, mailbox: Mailbox
) -> None:
    write(stores)
    assert send(stores, server) == Delivery(sent=3)
    assert send(stores, server) == Delivery()
    first = mailbox.arrived[0]
    assert len(mailbox.arrived) == len(set(mailbox.list_ids())) == 3
    assert first["To"] == "buur0@example.nl"
    assert first["From"] == "buurt@zonnedam.example"
    payload = first.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().replace("\r\n", "\n") == "Beste buur,\n\nnummer 0 €\n.\nDag!\n"


def test_a_message_waits_while_the_server_is_down(
    stores: Stores, server: MailServer, mailbox: Mailbox
) -> None:
    write(stores)
    down = replace(server, port=find_free_port())
    for minutes in (0, 2):
        delivery = send(stores, down, later(minutes=minutes))
        assert (delivery.postponed, delivery.failed) == (1, 0)
        assert "refused" in delivery.problem
    assert send(stores, server, later(minutes=30)) == Delivery(sent=3)
    assert len(set(mailbox.list_ids())) == len(mailbox.arrived) == 3


def test_a_slow_server_gets_a_message_once(
    stores: Stores, server: MailServer, mailbox: Mailbox
) -> None:
    write(stores)
    mailbox.plan = ["slow"]
    assert send(stores, server) == Delivery(sent=3)
    assert send(stores, server, later(hours=1)) == Delivery()
    assert len(mailbox.arrived) == 3


def test_a_server_that_dies_half_way_gets_the_message_again(
    stores: Stores, server: MailServer, mailbox: Mailbox
) -> None:
    write(stores)
    mailbox.plan = ["take", "die"]
    assert send(stores, server) == Delivery(sent=1, postponed=1)
    assert send(stores, server, later(minutes=2)) == Delivery(sent=2)
    assert len(set(mailbox.list_ids())) == len(mailbox.arrived) == 3


def test_the_one_window_left_sends_the_same_message_to_the_byte(
    stores: Stores, server: MailServer, mailbox: Mailbox
) -> None:
    write(stores, 1)
    mailbox.plan = ["take and die"]
    assert send(stores, server) == Delivery(postponed=1)
    assert send(stores, server, later(minutes=2)) == Delivery(sent=1)
    first, again = mailbox.arrived
    assert first["Message-ID"] == again["Message-ID"]
    for message in mailbox.arrived:
        for added in ("X-Peer", "X-MailFrom", "X-RcptTo"):
            del message[added]
    assert first.as_bytes() == again.as_bytes()


@pytest.mark.parametrize("refusal", ["rcpt 450 busy", "451 later", "452 full"])
def test_a_refusal_for_now_is_tried_again_and_holds_up_nobody(
    stores: Stores, server: MailServer, mailbox: Mailbox, refusal: str
) -> None:
    write(stores)
    mailbox.plan = [refusal]
    assert send(stores, server) == Delivery(sent=2, postponed=1)
    assert send(stores, server) == Delivery()
    assert send(stores, server, later(minutes=2)) == Delivery(sent=1)
    assert len(set(mailbox.list_ids())) == len(mailbox.arrived) == 3


@pytest.mark.parametrize("refusal", ["rcpt 550 nobody", "554 not this"])
def test_a_refusal_for_ever_is_kept_and_said(
    stores: Stores, server: MailServer, mailbox: Mailbox, refusal: str
) -> None:
    write(stores)
    mailbox.plan = [refusal]
    assert send(stores, server) == Delivery(sent=2, failed=1)
    assert count_waiting(stores) == {"waiting": 0, "sent": 2, "failed": 1}
    (failed,) = [mail for mail in read_mail(stores) if mail.state == "failed"]
    assert failed.reply.startswith("55")
    assert send(stores, server, later(days=1)) == Delivery()


@pytest.mark.parametrize(
    "refusal",
    [
        "ehlo 550 go away",
        "mail 550 sender unknown",
        "mail 530 5.7.0 sign in first",
        "mail 452 too much from you today",
        "rcpt 530 5.7.0 sign in first",
        "rcpt 553 5.1.8 sender rejected",
        "535 5.7.8 not you",
    ],
)
def test_a_refusal_that_is_about_us_loses_nothing(
    stores: Stores, server: MailServer, mailbox: Mailbox, refusal: str
) -> None:
    write(stores)
    said = refusal.removeprefix("ehlo ").removeprefix("mail ").removeprefix("rcpt ")
    for day in range(6):
        mailbox.plan = [refusal]
        delivery = send(stores, server, later(days=day))
        assert (delivery.sent, delivery.postponed, delivery.failed) == (0, 1, 0)
        assert said in delivery.problem
    assert count_waiting(stores) == {"waiting": 3, "sent": 0, "failed": 0}
    assert all(mail.text for mail in read_mail(stores))
    assert sum(said in reply for reply, _number in list_problems(stores)) == 1
    mailbox.plan = []
    assert send(stores, server, later(days=7)) == Delivery(sent=3)
    assert list_problems(stores) == []


def test_a_wrong_password_of_ours_loses_nothing(
    stores: Stores, server: MailServer, mailbox: Mailbox
) -> None:
    write(stores)
    wrong = replace(server, user="buurt", password="not this")
    delivery = send(stores, wrong)
    assert (delivery.postponed, delivery.failed) == (1, 0)
    assert "535" in delivery.problem
    right = replace(wrong, password=PASSWORD)
    assert send(stores, right, later(minutes=2)) == Delivery(sent=3)
    assert len(mailbox.arrived) == 3


def test_a_server_that_may_not_pass_on_for_us_is_asked_again_for_days(
    stores: Stores, server: MailServer, mailbox: Mailbox
) -> None:
    write(stores, 1)
    mailbox.plan = ["rcpt 554 5.7.1 relay access denied"]
    assert send(stores, server) == Delivery(postponed=1)
    assert list_problems(stores) == [("554 5.7.1 relay access denied", 1)]
    assert send(stores, server, later(minutes=2)) == Delivery(sent=1)


def test_the_commands_say_what_is_wrong(
    settings: Settings, stores: Stores, server: MailServer, mailbox: Mailbox
) -> None:
    write(stores, 2)
    mailbox.plan = ["mail 550 sender unknown"]
    runner = create_app(replace(settings, mail_server=server)).test_cli_runner()
    sent = runner.invoke(args=["mail", "send"])
    assert sent.exit_code == 1
    assert "The mail server took nothing more: 550 sender unknown" in sent.output
    status = runner.invoke(args=["mail", "status"])
    assert status.output.splitlines() == [
        "waiting: 2",
        "sent: 0",
        "failed: 0",
        "the server said (1x): 550 sender unknown",
    ]


def test_waits_grow_and_a_message_is_given_up_after_days(
    stores: Stores, server: MailServer, mailbox: Mailbox
) -> None:
    write(stores, 1)
    at, tries = AT, 0
    while read_mail(stores)[0].state == "waiting":
        mailbox.plan = ["451 later"]
        send(stores, server, at)
        at = max(at, read_mail(stores)[0].next_try_at)
        tries += 1
    assert at - AT > timedelta(days=4)
    assert 20 < tries < 40
    assert mailbox.arrived == []


def test_the_text_is_forgotten_when_it_is_sent_and_the_row_a_week_later(
    stores: Stores, server: MailServer
) -> None:
    write(stores)
    send(stores, server)
    assert {(mail.text, mail.recipient) for mail in read_mail(stores)} == {("", "")}
    send(stores, server, later(days=8))
    assert read_mail(stores) == []


def test_only_one_process_sends_and_a_dead_one_is_followed(
    stores: Stores, settings: Settings, server: MailServer, mailbox: Mailbox
) -> None:
    write(stores)
    stores.register.rollback()
    assert sending_mail._take_lease(stores, b"x" * 16, server, AT)
    with open_stores(settings) as other:
        assert send_mail(other, server, lambda: AT) == Delivery(busy=True)
    assert send_mail(stores, server, lambda: later(hours=1)) == Delivery(sent=3)
    assert len(mailbox.arrived) == 3


def test_a_change_that_fails_sends_nothing(stores: Stores, server: MailServer) -> None:
    with pytest.raises(ZeroDivisionError), transaction(stores.register) as register:
        post(register, "buur@example.nl", Letter("Dag", "Dag"), AT)
        register.flush()
        raise ZeroDivisionError
    assert send(stores, server) == Delivery()


def test_without_a_server_the_command_says_so_and_keeps_the_mail(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["mail", "send"])
    assert result.exit_code == 1
    assert "VOTING_SMTP_HOST" in result.output
    status = app.test_cli_runner().invoke(args=["mail", "status"])
    assert status.output.splitlines() == ["waiting: 0", "sent: 0", "failed: 0"]


def test_an_answer_goes_to_who_asked_and_that_address_is_forgotten_once_sent(
    stores: Stores, server: MailServer, mailbox: Mailbox
) -> None:
    with transaction(stores.register) as register:
        letter = Letter("Een vraag", "Mag ik meedoen?")
        post(register, "groep@example.nl", letter, AT, reply_to="ans@example.nl")
    assert send(stores, server) == Delivery(sent=1)
    assert mailbox.arrived[0]["Reply-To"] == "ans@example.nl"
    assert [mail.reply_to for mail in read_mail(stores)] == [""]


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028"])
def test_no_header_holds_a_line_break(stores: Stores, break_: str) -> None:
    broken = f"ans@example.nl{break_}Bcc: iedereen@example.nl"
    for recipient, subject, reply_to in (
        (broken, "Een vraag", ""),
        ("groep@example.nl", broken, ""),
        ("groep@example.nl", "Een vraag", broken),
    ):
        with pytest.raises(ValueError, match="one line"), transaction(stores.register) as register:
            post(register, recipient, Letter(subject, "Tekst"), AT, reply_to=reply_to)
    assert read_mail(stores) == []
