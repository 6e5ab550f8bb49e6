"""
One message over SMTP, and whose fault it is when the server does not take it.

Only the recipient or the message itself can spoil a message for good. What a server refuses
before it heard a recipient (the connection, the login, the sender) says nothing of any message:
it is the server's fault, or that of our settings.
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import Enum, auto

from voting.db.models.people import Mail
from voting.settings import MailServer

LOGIN_WANTED = frozenset({530, 534, 535, 538})
"""RFC 4954, section 6: answers about who we are, at whatever command they come."""
SENDER_REFUSED = ("5.1.7", "5.1.8")
"""RFC 3463, section 3.2: the sender's address is no good."""
POLICY = "5.7."
"""RFC 3463, section 3.8. At RCPT it mostly means that we may not send through this server."""


class Fault(Enum):
    """Whose fault it is that a message was not taken, and so what becomes of the others."""

    NOW = auto()
    """This message, for now: the others go on."""
    EVER = auto()
    """This message, for good."""
    LINE = auto()
    """The line broke while it was under way: the others wait for the next run."""
    SERVER = auto()
    """The server or our settings: every message waits, and no try is counted."""


class NotDelivered(Exception):
    """The server did not take a message."""

    def __init__(self, reply: str, fault: Fault) -> None:
        super().__init__(reply)
        self.fault = fault


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


def connect(server: MailServer) -> smtplib.SMTP:
    """Return a connection that is greeted and signed in; raise NotDelivered."""
    connection: smtplib.SMTP | None = None
    try:
        connection = _open(server)
        _greet(connection, server)
    except (OSError, smtplib.SMTPException) as error:
        if connection is not None:
            connection.close()
        raise NotDelivered(_describe(error), Fault.SERVER) from error
    return connection


def deliver(connection: smtplib.SMTP, server: MailServer, mail: Mail) -> None:
    """Hand one message over; raise NotDelivered unless the server took it."""
    try:
        _require(connection, _name_sender(connection, server), at="MAIL")
        _require(connection, connection.rcpt(mail.recipient), at="RCPT")
        if connection.sock is not None:
            connection.sock.settimeout(server.final_seconds)
        _require(connection, connection.data(write_message(mail, server.sender)), at="DATA")
        if connection.sock is not None:
            connection.sock.settimeout(server.seconds)
    except smtplib.SMTPDataError as error:
        _require(connection, (error.smtp_code, _as_bytes(error.smtp_error)), at="DATA")
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(_describe(error), Fault.LINE) from error


def say_goodbye(connection: smtplib.SMTP) -> None:
    """Close a connection, whatever its state."""
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


def judge(code: int, reply: str, at: str) -> Fault:
    """Return whose fault an answer other than yes is, at MAIL, RCPT or DATA."""
    if at == "MAIL" or code in LOGIN_WANTED:
        return Fault.SERVER
    if code in (421, -1):
        return Fault.LINE
    if at == "RCPT" and reply.startswith(SENDER_REFUSED):
        return Fault.SERVER
    if code < 500 or (at == "RCPT" and reply.startswith(POLICY)):
        return Fault.NOW
    return Fault.EVER


def _open(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=server.seconds)


def _greet(connection: smtplib.SMTP, server: MailServer) -> None:
    if server.security == "starttls":
        connection.starttls(context=ssl.create_default_context())
    connection.ehlo_or_helo_if_needed()
    if server.user:
        connection.login(server.user, server.password)


def _name_sender(connection: smtplib.SMTP, server: MailServer) -> tuple[int, bytes]:
    try:
        return connection.mail(server.sender.rpartition("<")[2].rstrip(">"))
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(_describe(error), Fault.SERVER) from error


def _require(connection: smtplib.SMTP, answer: tuple[int, bytes], *, at: str) -> None:
    """Raise NotDelivered unless the server agreed."""
    code, said = answer
    if code in (250, 251):
        return
    reply = said.decode("utf-8", "replace")
    fault = judge(code, reply, at)
    if fault in (Fault.NOW, Fault.EVER):
        connection.rset()
    raise NotDelivered(f"{code} {reply}", fault)


def _describe(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_as_bytes(error.smtp_error).decode('utf-8', 'replace')}"
    return f"{type(error).__name__}: {error}"


def _as_bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()
