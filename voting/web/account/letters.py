"""The messages that accounts and groups send, in the language of who gets them."""

from flask import url_for
from flask_babel import force_locale

from voting.services.mailing import Letter
from voting.web import current_settings
from voting.web.i18n import LOCALES
from voting.web.translating import _

PAGES = {
    "sign-up": "account.show_open",
    "unknown": "account.show_open",
    "known": "account.show_reset",
    "reset": "account.show_reset",
    "old-address": "account.show_old_address",
    "new-address": "account.show_new_address",
    "invitation": "account.show_invitation",
}


class PageLetters:
    """Letters in the words of the pages."""

    def write(self, kind: str, language: str, *, token: str = "", **facts: str) -> Letter:
        """Return the message, with the address of the page its link opens."""
        with force_locale(LOCALES[language]):
            subject, text = find_words(kind, facts)
            parts = [_("Hello,"), text]
            if token:
                parts.append(write_link(kind, language, token))
            parts.append(_("Municipality of %(name)s", name=current_settings().municipality.name))
            return Letter(subject, "\n\n".join(parts) + "\n")


def write_link(kind: str, language: str, token: str) -> str:
    """Return the address in a mail: below our own, whatever the request said it is called."""
    return current_settings().public_url + url_for(PAGES[kind], token=token, language=language)


def find_words(kind: str, facts: dict[str, str]) -> tuple[str, str]:
    """Return subject and text of a message."""
    once = _("If this was not you, you need not do anything.")
    words = {
        "sign-up": (
            _("Open your account"),
            _("Open this page within 24 hours to choose your name and password.") + " " + once,
        ),
        "unknown": (
            _("There is no account with this address"),
            _(
                "Somebody asked for a new password, but this address has no account. You can open"
                " one here, within 24 hours."
            )
            + " "
            + once,
        ),
        "known": (
            _("You have an account already"),
            _(
                "Somebody wanted to open an account with this address. You have one: just sign in."
                " Forgotten the password? Choose a new one here, within two hours."
            )
            + " "
            + once,
        ),
        "reset": (
            _("Choose a new password"),
            _("Open this page within two hours to choose a new password.") + " " + once,
        ),
        "password-changed": (
            _("Your password was changed"),
            _(
                "The password of your account was changed just now. Was it not you? Ask for a new"
                " password on the site at once."
            ),
        ),
        "old-address": (
            _("Do you agree to another address?"),
            _(
                "You asked that your account use %(new)s from now on. Open this page within 24"
                " hours to agree. Was it not you? Then change your password.",
                new=facts.get("new", ""),
            ),
        ),
        "new-address": (
            _("Is this your address?"),
            _(
                "Somebody with an account wants to use this address for it. Open this page within"
                " 24 hours to confirm that it is yours."
            )
            + " "
            + once,
        ),
        "address-changed": (
            _("Your address was changed"),
            _(
                "Your account uses %(new)s from now on. This mailbox gets no more mail from us.",
                new=facts.get("new", ""),
            ),
        ),
        "deleted": (
            _("Your account was deleted"),
            _(
                "Your account and all that it held are gone. What your group published stays, under"
                " the name of the group."
            ),
        ),
        "invitation": (
            _("An invitation to a group"),
            _(
                "%(inviter)s invites you to join the group %(group)s. Open this page within a"
                " week.",
                inviter=facts.get("inviter", ""),
                group=facts.get("group", ""),
            ),
        ),
    }
    return words[kind]
