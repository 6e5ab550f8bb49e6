"""Why something about an account or a group is refused."""

from datetime import datetime

from voting.domain.errors.refused import Refused, refusal


@refusal
class EmailMalformed(Refused):
    """This is no e-mail address."""

    email: str


@refusal
class TextMissing(Refused):
    """A field that is needed is empty; the field's name."""

    field: str


@refusal
class TextTooLong(Refused):
    """A field holds more characters than it may."""

    field: str
    length: int
    longest: int


@refusal
class PasswordTooShort(Refused):
    """The password has fewer characters than it must."""

    length: int
    shortest: int


@refusal
class PasswordTooLong(Refused):
    """The password has more characters than it may."""

    length: int
    longest: int


@refusal
class PasswordKnown(Refused):
    """The password is among the first that anybody would try."""


@refusal
class SignInWrong(Refused):
    """Address and password do not belong together; which of them is wrong is not said."""


@refusal
class PasswordWrong(Refused):
    """Somebody who is signed in gave another password than their own."""


@refusal
class SignInSlowed(Refused):
    """There were too many tries; the next one is taken after this many seconds."""

    wait_seconds: int


@refusal
class OneTimeCodeWrong(Refused):
    """This is neither a one-time code of now nor an unused recovery code."""


@refusal
class OneTimeCodeUsed(Refused):
    """This one-time code was used before."""


@refusal
class LinkUnknown(Refused):
    """The link is not one of ours, or not a whole one, or was replaced by a newer one."""


@refusal
class LinkUsed(Refused):
    """The link was used before; each works once."""


@refusal
class LinkExpired(Refused):
    """The link is too old."""

    expired: datetime


@refusal
class AddressTaken(Refused):
    """Another account has this address by now. Only told to who owns the address."""


@refusal
class SecondStepOn(Refused):
    """The second step is on already, or was never begun: there is nothing to switch on."""


@refusal
class GroupUnknown(Refused):
    """There is no such group, or it is not the reader's to see."""


@refusal
class NotAMember(Refused):
    """This person is not in the group."""


@refusal
class AlreadyMember(Refused):
    """This person is in the group already, or handed over to themselves."""


@refusal
class OwnersOnly(Refused):
    """Only an owner of the group may do this."""


@refusal
class LastOwner(Refused):
    """The group would be left without an owner."""


@refusal
class LeadNeeded(Refused):
    """The group would be left without a lead: another one is appointed first."""


@refusal
class GroupFull(Refused):
    """The group has as many members as it may have."""

    most: int


@refusal
class GroupsNeedOwner(Refused):
    """The account cannot go: it is the only owner of these groups, which have other members."""

    groups: tuple[str, ...]
