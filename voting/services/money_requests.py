"""Whether a confirmed request about money was done: its id stands in the rows that it made."""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from voting.db.models.grants import GrantEvent
from voting.db.models.reserves import OwnAction, ReserveMove


def was_done(register: Session, request: str) -> bool:
    """Tell whether a grant, a reserve or an own action says that this request made it so."""
    made: tuple[ColumnElement[bool], ...] = (
        exists().where(GrantEvent.request == request),
        exists().where(ReserveMove.request == request),
        exists().where(OwnAction.request == request),
    )
    return bool(register.scalar(select(or_(*made))))
