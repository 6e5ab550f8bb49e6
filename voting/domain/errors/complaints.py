"""Why a complaint about the count is refused, or its answer."""

from datetime import datetime

from voting.domain.errors.refused import Refused, refusal


@refusal
class ComplaintsClosed(Refused):
    """Complaints are taken from the publication until the end of the checking period."""

    until: datetime


@refusal
class ReceiptUnreadable(Refused):
    """What was pasted is not a receipt of this round, or was changed."""


@refusal
class ComplaintUnknown(Refused):
    """There is no complaint of this number."""

    number: int


@refusal
class ComplaintAnswered(Refused):
    """A complaint is answered once."""

    number: int
