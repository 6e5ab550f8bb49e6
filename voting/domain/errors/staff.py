"""Why something is refused to those who work for the municipality."""

from datetime import datetime

from voting.domain.errors.refused import Refused, refusal


@refusal
class RolesMissing(Refused):
    """Somebody would be staff without any role."""


@refusal
class RolesClash(Refused):
    """One person cannot hold these two roles: the first watches over the second."""

    reading: str
    acting: str


@refusal
class StaffUnknown(Refused):
    """There is no such member of staff, or not any more."""


@refusal
class AlreadyStaff(Refused):
    """This person works for the municipality here already."""


@refusal
class LastAdministrator(Refused):
    """Nobody would be left who can make accounts."""


@refusal
class AdministratorThere(Refused):
    """The first administrator is there already: who comes next is invited on the site."""


@refusal
class OtherAddress(Refused):
    """The invitation is for another address than the account's."""


@refusal
class StaffStays(Refused):
    """The account works for the municipality: an administrator ends that first."""


@refusal
class SecondStepNeeded(Refused):
    """Staff does nothing without a second step, and cannot switch it off."""


@refusal
class FreshCodeNeeded(Refused):
    """Before this act a new one-time code is needed."""


@refusal
class RoleNeeded(Refused):
    """This is for other roles than those the person has."""

    act: str


@refusal
class AreaHidden(Refused):
    """This lies outside the voting areas of the reviewer: to them it is not there."""


@refusal
class RequestUnknown(Refused):
    """There is no such request for a second person."""


@refusal
class RequestExpired(Refused):
    """Nobody confirmed in time."""

    expired: datetime


@refusal
class RequestSettled(Refused):
    """The request was confirmed or declined before; each answer counts once."""


@refusal
class RequestWaits(Refused):
    """The same act waits for a second person already."""

    request: str


@refusal
class SamePerson(Refused):
    """Who asks cannot confirm, in whatever browser."""


@refusal
class AboutYourself(Refused):
    """The act is about the very person who asks or confirms it."""


@refusal
class RequestChanged(Refused):
    """What would be done is not what was asked: the parameters or the round changed meanwhile."""


@refusal
class SecondStepOff(Refused):
    """This colleague has no second step to take away."""


@refusal
class MomentMalformed(Refused):
    """This is no day and time."""
