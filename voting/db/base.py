"""What every table shares: names of constraints, moments in UTC, bytes of a fixed length."""

from datetime import UTC, datetime
from typing import Any, ClassVar, NewType

from sqlalchemy import DateTime, Dialect, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

RoundId = NewType("RoundId", bytes)
"""A round: 16 random bytes."""
AreaId = NewType("AreaId", bytes)
"""A voting area: 16 random bytes."""
RollIndex = NewType("RollIndex", int)
"""A row of the roll: a random number below 2**63."""

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Naive ones are refused, and what comes back is aware and in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return `value` in UTC; raise ValueError when it has no time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as aware UTC; SQLite gives it back without its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FixedBytes(TypeDecorator[bytes]):
    """Exactly `length` bytes: an id, a hash, a key."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Return `value`; raise ValueError when its length is another."""
        if value is not None and len(value) != self.length:
            raise ValueError(f"{self.length} bytes expected, not {len(value)}")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """Return plain bytes, whatever the driver gave."""
        return None if value is None else bytes(value)


class _Base(DeclarativeBase):
    __abstract__ = True

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        RoundId: FixedBytes(16),
        AreaId: FixedBytes(16),
    }


class RegisterBase(_Base):
    """Tables of the register."""

    __abstract__ = True
    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


class BallotboxBase(_Base):
    """Tables of the ballot box. Nothing here refers to the register."""

    __abstract__ = True
    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
