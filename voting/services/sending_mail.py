"""
Sending the outbox over SMTP: nothing lost, and nothing twice where SMTP allows it.

A message is ours until the server has answered its last line with 250 (RFC 5321, section 6.1).
Whatever happens before that answer, it stays in the outbox and is tried again; after it, it is
marked as sent before the next one is begun. One window is left, and no client can close it: when
this process dies, or the line breaks, between the server's taking the message and our writing
that down, it goes again, with the same Message-ID, by which a mailbox can tell that it has it.
"""

import secrets
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select

from voting.db.conflicts import insert_into
from voting.db.models.people import LONGEST_REPLY, MAIL_STATES, Lease, Mail
from voting.db.session import Stores, transaction
from voting.services.delivering_mail import Fault, NotDelivered, connect, deliver, say_goodbye
from voting.settings import MailServer

LEASE = "mail"
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
GIVEN_UP = timedelta(days=4)
"""RFC 5321, section 4.5.4.1: give up after four or five days at the earliest."""
KEPT = timedelta(days=7)
"""How long it is remembered that a message was sent, without its text and to whom."""
PROBLEMS_SHOWN = 5
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Delivery:
    """What one run did: how many were sent, wait for another try, or failed for good."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    busy: bool = False
    """Another process is sending: nothing was done."""
    problem: str = ""
    """What the server said when it is its fault, or that of our settings: everything waits."""


def send_mail(stores: Stores, server: MailServer, clock: Clock) -> Delivery:
    """Send what is due, the oldest first. Only one process at a time does; the others say busy."""
    delivery = Delivery()
    holder = secrets.token_bytes(16)
    if not _take_lease(stores, holder, server, clock()):
        return Delivery(busy=True)
    try:
        _send_all(stores, server, holder, clock, delivery)
        _purge(stores, clock())
    finally:
        _release(stores, holder)
    return delivery


def count_waiting(stores: Stores) -> dict[str, int]:
    """Return how many messages are in each state."""
    query = select(Mail.state, func.count()).group_by(Mail.state)
    found = {row[0]: row[1] for row in stores.register.execute(query)}
    return {state: found.get(state, 0) for state in MAIL_STATES}


def list_problems(stores: Stores) -> list[tuple[str, int]]:
    """Return what servers said of messages that wait or failed, the newest first, how often."""
    query = select(Mail.reply, func.count()).where(Mail.reply != "", Mail.state != "sent")
    newest = query.group_by(Mail.reply).order_by(func.max(Mail.next_try_at).desc(), Mail.reply)
    return [
        (reply, number) for reply, number in stores.register.execute(newest.limit(PROBLEMS_SHOWN))
    ]


def _send_all(
    stores: Stores, server: MailServer, holder: bytes, clock: Clock, delivery: Delivery
) -> None:
    connection: smtplib.SMTP | None = None
    tried: set[int] = set()
    while (mail := _find_next(stores, clock(), tried)) is not None:
        tried.add(mail.id)
        if not _take_lease(stores, holder, server, clock()):
            break
        try:
            connection = connection or connect(server)
            deliver(connection, server, mail)
        except NotDelivered as problem:
            _note_problem(stores, mail.id, problem, clock(), delivery)
            if problem.fault in (Fault.LINE, Fault.SERVER):
                break
        else:
            _note_sent(stores, mail.id)
            delivery.sent += 1
    if connection is not None:
        say_goodbye(connection)


def _find_next(stores: Stores, at: datetime, tried: set[int]) -> Mail | None:
    due = select(Mail).where(Mail.state == "waiting", Mail.next_try_at <= at, Mail.id.not_in(tried))
    return stores.register.scalars(due.order_by(Mail.next_try_at, Mail.id).limit(1)).one_or_none()


def _note_sent(stores: Stores, id: int) -> None:
    with transaction(stores.register) as register:
        mail = register.get_one(Mail, id)
        mail.state, mail.reply, mail.text = "sent", "", ""
        mail.recipient = mail.reply_to = ""
        mail.tries += 1


def _note_problem(
    stores: Stores, id: int, problem: NotDelivered, at: datetime, delivery: Delivery
) -> None:
    with transaction(stores.register) as register:
        mail = register.get_one(Mail, id)
        mail.reply = str(problem)[:LONGEST_REPLY]
        if problem.fault is Fault.SERVER:
            mail.next_try_at = at + WAITS[0]
            delivery.problem = mail.reply
            delivery.postponed += 1
            return
        mail.next_try_at = at + WAITS[min(mail.tries, len(WAITS) - 1)]
        mail.tries += 1
        if problem.fault is Fault.EVER or at - mail.made_at > GIVEN_UP:
            mail.state, mail.text, mail.reply_to = "failed", "", ""
            delivery.failed += 1
        else:
            delivery.postponed += 1


def _purge(stores: Stores, at: datetime) -> None:
    with transaction(stores.register) as register:
        done = Mail.state != "waiting", Mail.made_at < at - KEPT
        register.execute(delete(Mail).where(*done))


def _take_lease(stores: Stores, holder: bytes, server: MailServer, at: datetime) -> bool:
    """Take or prolong the right to send; it lasts longer than one message can take."""
    lasts = timedelta(seconds=6 * server.seconds + server.final_seconds)
    with transaction(stores.register) as register:
        taken = (
            insert_into(register, Lease)
            .values(name=LEASE, holder=holder, until=at + lasts)
            .on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": holder, "until": at + lasts},
                where=or_(Lease.until <= at, Lease.holder == holder),
            )
            .returning(Lease.holder)
        )
        return register.execute(taken).scalar_one_or_none() == holder


def _release(stores: Stores, holder: bytes) -> None:
    with transaction(stores.register) as register:
        register.execute(delete(Lease).where(Lease.name == LEASE, Lease.holder == holder))
