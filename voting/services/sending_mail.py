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
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sqlalchemy import delete, or_, select

from voting.db.conflicts import insert_into
from voting.db.models.people import LONGEST_REPLY, Lease, Mail
from voting.db.session import Stores, transaction
from voting.settings import MailServer

LEASE = "mail"
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
GIVEN_UP = timedelta(days=4)
"""RFC 5321, section 4.5.4.1: give up after four or five days at the earliest."""
KEPT = timedelta(days=7)
"""How long it is remembered that a message was sent, without its text."""
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Delivery:
    """What one run did: how many were sent, wait for another try, or failed for good."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    busy: bool = False
    """Another process is sending: nothing was done."""


class NotDelivered(Exception):
    """The server did not take a message; `final` when it never will."""

    def __init__(self, reply: str, *, final: bool = False, hopeless: bool = False) -> None:
        super().__init__(reply)
        self.final = final
        self.hopeless = hopeless
        """Whether the connection is gone, so that the others wait too."""


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
    states = stores.register.scalars(select(Mail.state)).all()
    return {state: states.count(state) for state in ("waiting", "sent", "failed")}


def write_message(mail: Mail, sender: str) -> bytes:
    """Return a message as it goes over the line; made anew, it is the same to the byte."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.made_at)
    message["Message-ID"] = f"<{mail.message_id}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message.set_content(mail.text)
    return message.as_bytes()


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
            connection = connection or _connect(server)
            _deliver(connection, server, mail)
        except NotDelivered as problem:
            _note_problem(stores, mail.id, problem, clock(), delivery)
            if problem.hopeless:
                break
        else:
            _note_sent(stores, mail.id)
            delivery.sent += 1
    if connection is not None:
        _say_goodbye(connection)


def _find_next(stores: Stores, at: datetime, tried: set[int]) -> Mail | None:
    due = select(Mail).where(Mail.state == "waiting", Mail.next_try_at <= at, Mail.id.not_in(tried))
    return stores.register.scalars(due.order_by(Mail.next_try_at, Mail.id).limit(1)).one_or_none()


def _connect(server: MailServer) -> smtplib.SMTP:
    try:
        if server.security == "tls":
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.seconds, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(_describe(error), hopeless=True) from error
    return connection


def _deliver(connection: smtplib.SMTP, server: MailServer, mail: Mail) -> None:
    try:
        connection.ehlo_or_helo_if_needed()
        _require(connection, connection.mail(server.sender.rpartition("<")[2].rstrip(">")))
        _require(connection, connection.rcpt(mail.recipient))
        if connection.sock is not None:
            connection.sock.settimeout(server.final_seconds)
        _require(connection, connection.data(write_message(mail, server.sender)))
        if connection.sock is not None:
            connection.sock.settimeout(server.seconds)
    except smtplib.SMTPDataError as error:
        _require(connection, (error.smtp_code, _as_bytes(error.smtp_error)))
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(_describe(error), hopeless=True) from error


def _require(connection: smtplib.SMTP, answer: tuple[int, bytes]) -> None:
    """Raise NotDelivered unless the server agreed; 4xx is for now, 5xx for ever."""
    code, reply = answer
    if code in (250, 251):
        return
    gone = code in (421, -1)
    if not gone:
        connection.rset()
    raise NotDelivered(
        f"{code} {reply.decode('utf-8', 'replace')}", final=500 <= code < 600, hopeless=gone
    )


def _note_sent(stores: Stores, id: int) -> None:
    with transaction(stores.register) as register:
        mail = register.get_one(Mail, id)
        mail.state, mail.reply, mail.text, mail.reply_to = "sent", "", "", ""
        mail.tries += 1


def _note_problem(
    stores: Stores, id: int, problem: NotDelivered, at: datetime, delivery: Delivery
) -> None:
    with transaction(stores.register) as register:
        mail = register.get_one(Mail, id)
        mail.reply = str(problem)[:LONGEST_REPLY]
        mail.next_try_at = at + WAITS[min(mail.tries, len(WAITS) - 1)]
        mail.tries += 1
        if problem.final or at - mail.made_at > GIVEN_UP:
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


def _say_goodbye(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _as_bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()
