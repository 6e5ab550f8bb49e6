"""A real SMTP server that does what it is told: take, refuse, dawdle, or hang up half-way."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from voting.settings import MailServer

PASSWORD = "the password of the tests' server"


@dataclass
class Mailbox:
    """What arrived, and what the server does with the messages to come, in order."""

    plan: list[str] = field(default_factory=list)
    arrived: list[Message] = field(default_factory=list)

    async def handle_EHLO(  # noqa: N802  # the library's name
        self, server: SMTP, session: Session, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        if self.plan and self.plan[0].startswith("ehlo "):
            return [self.plan[0].removeprefix("ehlo ")]
        session.host_name = name
        return responses

    async def handle_HELO(  # noqa: N802  # the library's name
        self, server: SMTP, session: Session, envelope: Envelope, name: str
    ) -> str:
        if self.plan and self.plan[0].startswith("ehlo "):
            return self.plan.pop(0).removeprefix("ehlo ")
        session.host_name = name
        return "250 OK"

    async def handle_MAIL(  # noqa: N802  # the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.plan and self.plan[0].startswith("mail "):
            return self.plan.pop(0).removeprefix("mail ")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  # the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.plan and self.plan[0].startswith("rcpt "):
            return self.plan.pop(0).removeprefix("rcpt ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        what = self.plan.pop(0) if self.plan else "take"
        if what == "slow":
            await asyncio.sleep(1.5)
        elif what == "die":
            hang_up(server)
            return "250 never read"
        elif what != "take and die" and what != "take":
            return what
        self.arrived.append(message_from_bytes(envelope.original_content or b""))
        if what == "take and die":
            hang_up(server)
        return "250 OK"

    def list_ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.arrived]


def know_password(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


def find_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def hang_up(server: SMTP) -> None:
    transport: Any = server.transport
    transport.abort()


@contextmanager
def run_server(mailbox: Mailbox) -> Iterator[MailServer]:
    """Run the server on a free port while the block lasts."""
    port = find_free_port()
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        authenticator=know_password,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield MailServer(
            host="127.0.0.1",
            port=port,
            security="none",
            sender="buurt@zonnedam.example",
            seconds=0.5,
            final_seconds=10,
        )
    finally:
        controller.stop()
