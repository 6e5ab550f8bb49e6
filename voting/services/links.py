"""Links that are mailed or handed over: random, stored as a hash, good once and for a while."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Session

from voting.db.models.people import Invitation, Link
from voting.domain.accounts import PersonId
from voting.domain.errors.people import LinkExpired, LinkUnknown, LinkUsed

TOKEN_BYTES = 24
LASTS = {
    "sign-up": timedelta(hours=24),
    "reset": timedelta(hours=2),
    "second-step": timedelta(minutes=10),
    "old-address": timedelta(hours=24),
    "new-address": timedelta(hours=24),
}
REMEMBERED = timedelta(days=30)
"""How long a link that was used or expired is still told from one that never was."""


def make_token() -> str:
    """Return a new random token: 24 bytes in base64url."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> bytes:
    """Return what is stored of a token. It is random, so a plain hash is enough."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


def make_link(
    register: Session, kind: str, *, email: str, person: PersonId | None, at: datetime
) -> str:
    """Store a link, in place of an unused one of the same kind and address; return its token."""
    token = make_token()
    register.execute(delete(Link).where(Link.expires_at < at - REMEMBERED))
    register.execute(
        delete(Link).where(Link.kind == kind, Link.email == email, Link.used_at.is_(None))
    )
    register.add(
        Link(
            hash=hash_token(token),
            kind=kind,
            person=person,
            email=email,
            expires_at=at + LASTS[kind],
            used_at=None,
        )
    )
    return token


def find_link(register: Session, kind: str, token: str, at: datetime) -> Link:
    """Return a link that still works.

    Raises:
        LinkUnknown: there is no such link of this kind.
        LinkUsed: it was used.
        LinkExpired: it is too old.
    """
    link = register.get(Link, hash_token(token), with_for_update=True)
    if link is None or link.kind != kind:
        raise LinkUnknown
    require_usable(link, at)
    return link


def require_usable(link: Link | Invitation, at: datetime) -> None:
    """Raise LinkUsed or LinkExpired when the link works no more."""
    if link.used_at is not None:
        raise LinkUsed
    if link.expires_at <= at:
        raise LinkExpired(link.expires_at)


def use_link(register: Session, kind: str, token: str, at: datetime) -> Link:
    """Return a link and use it up, within a transaction; raises as `find_link` does."""
    link = find_link(register, kind, token, at)
    link.used_at = at
    return link
