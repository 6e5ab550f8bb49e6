"""Sessions on the two databases, and the only place where anything is committed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from voting.db.engines import make_engine
from voting.db.migrating import create_if_absent
from voting.settings import Settings


@dataclass(frozen=True, slots=True)
class Stores:
    """A session on each database. Services receive one of these."""

    register: Session
    ballotbox: Session

    def close(self) -> None:
        """Give both connections back; what was not committed is dropped."""
        self.register.close()
        self.ballotbox.close()


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """
    Write everything in the block, or nothing.

    What was read before belongs to an earlier transaction: it is forgotten and read anew, so
    that nothing is decided on old values. Raises RuntimeError when changes were made outside.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside a transaction")
    session.rollback()
    try:
        session.connection(execution_options={"writes": True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


def take_lock(session: Session, name: str, *, shared: bool = False) -> None:
    """
    Wait for the lock `name`, held until the transaction ends; shared holders exclude only others.

    SQLite has one writer at a time, so there a writing transaction holds every lock already.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    session.execute(text(f"SELECT {function}(:number)"), {"number": number})


@contextmanager
def open_stores(settings: Settings) -> Iterator[Stores]:
    """Open both databases outside a request: for commands and tests. New ones are made."""
    create_if_absent(settings)
    register = make_engine(settings.register_url)
    ballotbox = make_engine(settings.ballotbox_url)
    stores = Stores(open_session(register), open_session(ballotbox))
    try:
        yield stores
    finally:
        stores.close()
        register.dispose()
        ballotbox.dispose()


def open_session(engine: Engine) -> Session:
    """Return a session whose objects stay readable after the commit."""
    return Session(engine, expire_on_commit=False)
