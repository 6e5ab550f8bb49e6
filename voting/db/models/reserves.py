"""Tables of the register: reserves that went to the equalisation fund, and own action."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import RegisterBase, RoundId


class ReserveMove(RegisterBase):
    """A reserve of round `round_id` that became too old; booked in the same transaction.

    Rows are added, never changed. A late release may make another in the same buurt.
    """

    __tablename__ = "reserve_move"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "buurt"], ["buurt.round_id", "buurt.slug"]),
        CheckConstraint("cents > 0", name="cents"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), index=True)
    buurt: Mapped[str] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(40))
    cents: Mapped[int] = mapped_column(BigInteger)
    for_round: Mapped[RoundId] = mapped_column(ForeignKey("round.id"), index=True)
    by_name: Mapped[str] = mapped_column(String(100))
    confirmed_by: Mapped[str] = mapped_column(String(100))
    request: Mapped[str] = mapped_column(String(12), index=True)
    at: Mapped[datetime]


class OwnAction(RegisterBase):
    """The college acts itself in a buurt that does not, with a reason everybody can read."""

    __tablename__ = "own_action"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "buurt"], ["buurt.round_id", "buurt.slug"]),
        CheckConstraint("reason <> ''", name="reason"),
    )

    round_id: Mapped[RoundId] = mapped_column(primary_key=True)
    buurt: Mapped[str] = mapped_column(String(40), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    office: Mapped[str] = mapped_column(String(100))
    by_name: Mapped[str] = mapped_column(String(100))
    confirmed_by: Mapped[str] = mapped_column(String(100))
    request: Mapped[str] = mapped_column(String(12), index=True)
    at: Mapped[datetime]
