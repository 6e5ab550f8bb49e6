"""Tables of the register: the outlines of buurten, as the council uploaded them for a round."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from voting.db.base import AreaId, RegisterBase, RoundId


class OutlineFrame(RegisterBase):
    """How the grid of a voting area lies on earth, in millionths of a degree (WGS84)."""

    __tablename__ = "outline_frame"
    __table_args__ = (
        CheckConstraint("step_x > 0 AND step_y > 0", name="step"),
        CheckConstraint("columns > 0 AND rows > 0", name="size"),
    )

    area_id: Mapped[AreaId] = mapped_column(ForeignKey("voting_area.id"), primary_key=True)
    west: Mapped[int]
    north: Mapped[int]
    step_x: Mapped[int]
    step_y: Mapped[int]
    columns: Mapped[int]
    rows: Mapped[int]


class Outline(RegisterBase):
    """The rings of a buurt on its area's grid: `x,y x,y x,y;x,y x,y x,y`."""

    __tablename__ = "outline"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "buurt"], ["buurt.round_id", "buurt.slug"]),
    )

    round_id: Mapped[RoundId] = mapped_column(primary_key=True)
    buurt: Mapped[str] = mapped_column(String(40), primary_key=True)
    rings: Mapped[str] = mapped_column(Text)
