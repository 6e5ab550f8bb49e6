"""Tables of the register: people with an account, their groups, and the mail that waits.

Nothing here refers to a roll or a vote. Secrets that come back from a browser are stored as
hashes only: a copy of these tables signs nobody in.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import FixedBytes, RegisterBase
from voting.db.models.rounds import one_of
from voting.domain.accounts import LONGEST_EMAIL, LONGEST_NAME, PersonId
from voting.domain.groups import Duty, GroupId, GroupRole

LANGUAGES = ("nl", "en")
LINK_KINDS = ("sign-up", "reset", "second-step", "old-address", "new-address")
MAIL_STATES = ("waiting", "sent", "failed")
LONGEST_DEVICE = 60
LONGEST_REPLY = 200
LONGEST_SUBJECT = 200


class Person(RegisterBase):
    """Somebody with an account, whose address was confirmed.

    `password` is an argon2id hash. `totp_secret` is encrypted with a key outside the database
    and counts when `totp_on`; `totp_step` is the newest time step whose code was used.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("email"),
        CheckConstraint(one_of("language", LANGUAGES), name="language"),
    )

    id: Mapped[PersonId] = mapped_column(FixedBytes(16), primary_key=True)
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    language: Mapped[str] = mapped_column(String(2))
    password: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_on: Mapped[bool] = mapped_column(default=False)
    totp_step: Mapped[int | None] = mapped_column(BigInteger)


class RecoveryCode(RegisterBase):
    """The keyed hash of a code that signs in once without the telephone."""

    __tablename__ = "recovery_code"

    person: Mapped[PersonId] = mapped_column(
        FixedBytes(16), ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    hash: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)


class Login(RegisterBase):
    """An open login: the hash of the random id in the browser's cookie. `device` in words.

    `second_step_at` is when a one-time code was given in it, `fresh_until` until when such a code
    still counts for one dangerous act.
    """

    __tablename__ = "login"

    hash: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)
    person: Mapped[PersonId] = mapped_column(
        FixedBytes(16), ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(LONGEST_DEVICE))
    second_step_at: Mapped[datetime | None]
    fresh_until: Mapped[datetime | None]


class Link(RegisterBase):
    """The hash of a link that was mailed; it works once, until it expires.

    `email` is the address it is about; a link to sign up has no person yet.
    """

    __tablename__ = "link"
    __table_args__ = (CheckConstraint(one_of("kind", LINK_KINDS), name="kind"),)

    hash: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    person: Mapped[PersonId | None] = mapped_column(
        FixedBytes(16), ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AddressChange(RegisterBase):
    """Another address for a person, waiting until both mailboxes have agreed."""

    __tablename__ = "address_change"

    person: Mapped[PersonId] = mapped_column(
        FixedBytes(16), ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    old_agreed: Mapped[bool]
    new_agreed: Mapped[bool]


class Tries(RegisterBase):
    """How often somebody tried in the last hour, under a keyed hash of whom it is about."""

    __tablename__ = "tries"

    name: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


class Mail(RegisterBase):
    """A message in the outbox, written in the same transaction as what it tells.

    `message_id`, random, never changes, so that a mailbox can recognise a message it has. The
    text is removed as soon as it is sent, since it may hold a link, and so is `reply_to`, the
    address that an answer goes to.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("message_id"),
        CheckConstraint(one_of("state", MAIL_STATES), name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(32))
    recipient: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    made_at: Mapped[datetime]
    next_try_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    reply: Mapped[str] = mapped_column(String(LONGEST_REPLY), default="")
    reply_to: Mapped[str] = mapped_column(String(LONGEST_EMAIL), server_default="")


class Lease(RegisterBase):
    """Who does a piece of one-writer work, and until when nobody else may."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[bytes] = mapped_column(FixedBytes(16))
    until: Mapped[datetime]


class Group(RegisterBase):
    """An initiative group. One without members is closed; its name stays with what it published."""

    __tablename__ = "initiative_group"

    id: Mapped[GroupId] = mapped_column(FixedBytes(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Membership(RegisterBase):
    """Somebody in a group, with a role and perhaps a duty; each duty is had by one member."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("group_id", "duty"),
        CheckConstraint(one_of("role", tuple(map(str, GroupRole))), name="role"),
        CheckConstraint(one_of("duty", tuple(map(str, Duty))), name="duty"),
    )

    group_id: Mapped[GroupId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_group.id", ondelete="CASCADE"), primary_key=True
    )
    person: Mapped[PersonId] = mapped_column(
        FixedBytes(16),
        ForeignKey("person.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    )
    position: Mapped[int]
    role: Mapped[str] = mapped_column(String(10))
    duty: Mapped[str | None] = mapped_column(String(10))


class Invitation(RegisterBase):
    """The hash of a link with which one person joins a group, until it expires."""

    __tablename__ = "invitation"

    hash: Mapped[bytes] = mapped_column(FixedBytes(32), primary_key=True)
    group_id: Mapped[GroupId] = mapped_column(
        FixedBytes(16), ForeignKey("initiative_group.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
