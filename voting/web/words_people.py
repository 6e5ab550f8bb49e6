"""Why something about an account or a group is refused."""

from voting.domain.errors.people import (
    AddressTaken,
    AlreadyMember,
    EmailMalformed,
    GroupFull,
    GroupsNeedOwner,
    GroupUnknown,
    LastOwner,
    LeadNeeded,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    NotAMember,
    OneTimeCodeUsed,
    OneTimeCodeWrong,
    OwnersOnly,
    PasswordKnown,
    PasswordTooLong,
    PasswordTooShort,
    PasswordWrong,
    SecondStepOn,
    SignInSlowed,
    SignInWrong,
    TextMissing,
    TextTooLong,
)
from voting.web.errors import words_for
from voting.web.i18n import format_moment, format_number
from voting.web.translating import _, ngettext

A_MINUTE = 60


@words_for(EmailMalformed)
def say_email(_refusal: EmailMalformed) -> str:
    """Not an address."""
    return _("This is not an e-mail address. It looks like name@example.nl.")


@words_for(TextMissing)
def say_missing(_refusal: TextMissing) -> str:
    """Empty."""
    return _("Fill this in.")


@words_for(TextTooLong)
def say_too_long(refusal: TextTooLong) -> str:
    """Too many characters."""
    return _(
        "This has %(length)s characters; there is room for %(longest)s.",
        length=format_number(refusal.length),
        longest=format_number(refusal.longest),
    )


@words_for(PasswordTooShort)
def say_password_short(refusal: PasswordTooShort) -> str:
    """Too few characters."""
    return _(
        "This password is too short. Use %(shortest)s characters or more, for instance a few"
        " words.",
        shortest=format_number(refusal.shortest),
    )


@words_for(PasswordTooLong)
def say_password_long(refusal: PasswordTooLong) -> str:
    """Too many characters."""
    return _(
        "This password is too long. Use at most %(longest)s characters.",
        longest=format_number(refusal.longest),
    )


@words_for(PasswordKnown)
def say_password_known(_refusal: PasswordKnown) -> str:
    """Among the first that anybody tries."""
    return _(
        "This password is easy to guess: it is among those that many people use, or it is made"
        " of your own name or of our names. Choose a few words that have nothing to do with each"
        " other."
    )


@words_for(SignInWrong)
def say_sign_in_wrong(_refusal: SignInWrong) -> str:
    """Which of the two is not said."""
    return _("E-mail address and password do not belong together. Look at both again.")


@words_for(PasswordWrong)
def say_password_wrong(_refusal: PasswordWrong) -> str:
    """Who is signed in already."""
    return _("This is not your password. Nothing was changed.")


@words_for(SignInSlowed)
def say_slowed(refusal: SignInSlowed) -> str:
    """How long to wait."""
    seconds = refusal.wait_seconds
    if seconds < A_MINUTE:
        return ngettext(
            "There were many tries. Wait %(number)s second and try again.",
            "There were many tries. Wait %(number)s seconds and try again.",
            seconds,
            number=format_number(seconds),
        )
    minutes = -(-seconds // 60)
    return ngettext(
        "There were many tries. Wait %(number)s minute and try again.",
        "There were many tries. Wait %(number)s minutes and try again.",
        minutes,
        number=format_number(minutes),
    )


@words_for(OneTimeCodeWrong)
def say_code_wrong(_refusal: OneTimeCodeWrong) -> str:
    """Not a code of now."""
    return _(
        "This code is not right. Take the newest one from your app, and check that the clock of"
        " your phone is right."
    )


@words_for(OneTimeCodeUsed)
def say_code_used(_refusal: OneTimeCodeUsed) -> str:
    """A code works once."""
    return _("This code was used before. Wait for the next one in your app: half a minute at most.")


@words_for(LinkUnknown)
def say_link_unknown(_refusal: LinkUnknown) -> str:
    """Cut off, or replaced."""
    return _(
        "This link does not work. Perhaps a part of it is missing, or you asked for a newer one:"
        " only the last one works."
    )


@words_for(LinkUsed)
def say_link_used(_refusal: LinkUsed) -> str:
    """Each works once."""
    return _("This link was used before. It works once.")


@words_for(LinkExpired)
def say_link_expired(refusal: LinkExpired) -> str:
    """Too old."""
    return _(
        "This link worked until %(moment)s. Ask for a new one.",
        moment=format_moment(refusal.expired),
    )


@words_for(AddressTaken)
def say_address_taken(_refusal: AddressTaken) -> str:
    """It has an account."""
    return _("This e-mail address belongs to an account already. Nothing was changed.")


@words_for(SecondStepOn)
def say_second_step_on(_refusal: SecondStepOn) -> str:
    """Nothing to switch on."""
    return _("There is nothing to switch on. Go back to your account and look again.")


@words_for(GroupUnknown)
def say_group_unknown(_refusal: GroupUnknown) -> str:
    """Hidden or not there: the same."""
    return _("There is no such group, or you are not in it.")


@words_for(NotAMember)
def say_not_a_member(_refusal: NotAMember) -> str:
    """Perhaps they just left."""
    return _("This person is not in the group, or has just left it.")


@words_for(AlreadyMember)
def say_already_member(_refusal: AlreadyMember) -> str:
    """Once is enough."""
    return _("You are in this group already.")


@words_for(OwnersOnly)
def say_owners_only(_refusal: OwnersOnly) -> str:
    """Whom to ask."""
    return _("Only an owner of the group can do this. Ask one of them.")


@words_for(LastOwner)
def say_last_owner(_refusal: LastOwner) -> str:
    """Someone must own it."""
    return _("A group always has an owner. Make somebody else owner first.")


@words_for(LeadNeeded)
def say_lead_needed(_refusal: LeadNeeded) -> str:
    """Someone must lead."""
    return _("A group always has a lead. Choose another lead first.")


@words_for(GroupFull)
def say_group_full(refusal: GroupFull) -> str:
    """No room."""
    return _(
        "This group has %(most)s members; more is not possible.", most=format_number(refusal.most)
    )


@words_for(GroupsNeedOwner)
def say_groups_need_owner(refusal: GroupsNeedOwner) -> str:
    """Hand over first."""
    return _(
        "You are the only owner of %(groups)s. Make somebody else owner there first; then you can"
        " delete your account.",
        groups=", ".join(refusal.groups),
    )
