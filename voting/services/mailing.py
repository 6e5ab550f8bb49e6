"""The outbox: a message is written in the same transaction as the change it tells of."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from voting.db.models.people import LONGEST_SUBJECT, Mail


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words: one line of subject, and plain text."""

    subject: str
    text: str


class Letters(Protocol):
    """Writes messages in somebody's language. The pages implement this: they have the words.

    `kind` says what it tells; `token` is what its link carries, empty when it has none.
    """

    def write(self, kind: str, language: str, *, token: str = "", **facts: str) -> Letter:
        """Return the message."""


def post(
    register: Session, recipient: str, letter: Letter, at: datetime, *, reply_to: str = ""
) -> None:
    """Put a message in the outbox, within the transaction of what it tells.

    An answer goes to `reply_to`, when there is one. Raises ValueError for a line break where a
    header is to come of it.
    """
    if any("".join(one.splitlines()) != one for one in (letter.subject, recipient, reply_to)):
        raise ValueError("a header is one line")
    register.add(
        Mail(
            message_id=secrets.token_hex(16),
            recipient=recipient,
            reply_to=reply_to,
            subject=letter.subject[:LONGEST_SUBJECT],
            text=letter.text,
            state="waiting",
            made_at=at,
            next_try_at=at,
            tries=0,
            reply="",
        )
    )
