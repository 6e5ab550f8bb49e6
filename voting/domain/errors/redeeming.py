"""Why something about paying, reserves or own action is refused to the municipality."""

from voting.domain.errors.refused import Refused, refusal


@refusal
class NothingToDecide(Refused):
    """About every plan that gets money a decision was taken."""


@refusal
class CarryTooEarly(Refused):
    """Reserves are kept until the round that they are carried over for was opened."""


@refusal
class NothingToCarry(Refused):
    """No reserve is older than a buurt keeps it."""


@refusal
class OwnActionKnown(Refused):
    """That the college acts itself in this buurt was recorded before."""

    buurt: str


@refusal
class TickUnfit(Refused):
    """This says nothing about a payee of this kind."""


@refusal
class DayMalformed(Refused):
    """What was typed in `field` is not a day."""

    field: str


@refusal
class PayeeNotLookedAt(Refused):
    """The payee of this grant may be a business, and an officer must look at that first."""

    reference: str
