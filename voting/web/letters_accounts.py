"""The letters that accounts and groups send."""

from voting.web.letters import Facts, letter_for
from voting.web.translating import _


def say_unless_you() -> str:
    """Calm somebody who did not ask for this."""
    return _("If this was not you, you need not do anything.")


@letter_for("sign-up", "account.show_open")
def _word_sign_up(_facts: Facts) -> tuple[str, str]:
    return (
        _("Open your account"),
        _("Open this page within 24 hours to choose your name and password.")
        + " "
        + say_unless_you(),
    )


@letter_for("unknown", "account.show_open")
def _word_unknown(_facts: Facts) -> tuple[str, str]:
    return (
        _("There is no account with this address"),
        _(
            "Somebody asked for a new password, but this address has no account. You can open"
            " one here, within 24 hours."
        )
        + " "
        + say_unless_you(),
    )


@letter_for("known", "account.show_reset")
def _word_known(_facts: Facts) -> tuple[str, str]:
    return (
        _("You have an account already"),
        _(
            "Somebody wanted to open an account with this address. You have one: just sign in."
            " Forgotten the password? Choose a new one here, within two hours."
        )
        + " "
        + say_unless_you(),
    )


@letter_for("reset", "account.show_reset")
def _word_reset(_facts: Facts) -> tuple[str, str]:
    return (
        _("Choose a new password"),
        _("Open this page within two hours to choose a new password.") + " " + say_unless_you(),
    )


@letter_for("password-changed")
def _word_password_changed(_facts: Facts) -> tuple[str, str]:
    return (
        _("Your password was changed"),
        _(
            "The password of your account was changed just now. Was it not you? Ask for a new"
            " password on the site at once."
        ),
    )


@letter_for("old-address", "account.show_old_address")
def _word_old_address(facts: Facts) -> tuple[str, str]:
    return (
        _("Do you agree to another address?"),
        _(
            "You asked that your account use %(new)s from now on. Open this page within 24"
            " hours to agree. Was it not you? Then change your password.",
            new=facts.get("new", ""),
        ),
    )


@letter_for("new-address", "account.show_new_address")
def _word_new_address(_facts: Facts) -> tuple[str, str]:
    return (
        _("Is this your address?"),
        _(
            "Somebody with an account wants to use this address for it. Open this page within"
            " 24 hours to confirm that it is yours."
        )
        + " "
        + say_unless_you(),
    )


@letter_for("address-changed")
def _word_address_changed(facts: Facts) -> tuple[str, str]:
    return (
        _("Your address was changed"),
        _(
            "Your account uses %(new)s from now on. This mailbox gets no more mail from us.",
            new=facts.get("new", ""),
        ),
    )


@letter_for("deleted")
def _word_deleted(_facts: Facts) -> tuple[str, str]:
    return (
        _("Your account was deleted"),
        _(
            "Your account and all that it held are gone. What your group published stays, under"
            " the name of the group."
        ),
    )


@letter_for("invitation", "account.show_invitation")
def _word_invitation(facts: Facts) -> tuple[str, str]:
    return (
        _("An invitation to a group"),
        _(
            "%(inviter)s invites you to join the group %(group)s. Open this page within a week.",
            inviter=facts.get("inviter", ""),
            group=facts.get("group", ""),
        ),
    )
