"""Views of one's own account: name, password, address, open logins, going away."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.services import accounts, changing_addresses, groups, signing_in
from voting.web.access import Role, allow, allow_everyone
from voting.web.account.blueprint import bp
from voting.web.account.entry_views import list_context, tell_broken
from voting.web.i18n import current_language
from voting.web.letters import PageLetters
from voting.web.questions import (
    Question,
    ask_email,
    ask_name,
    ask_new_password,
    ask_password,
    read_fields,
    show,
    tell,
)
from voting.web.rounds import now
from voting.web.signed_in import (
    end_session,
    find_network,
    open_account_keys,
    take_account,
    take_token,
)
from voting.web.stores import stores
from voting.web.translating import _


@bp.get("/")
@allow(Role.PERSON)
def show_account() -> ResponseReturnValue:
    """Show one's groups, account and open logins."""
    own = take_account()
    return render_template(
        "account/home.html",
        groups=groups.list_groups(stores(), own.id),
        logins=signing_in.list_logins(stores(), own.id, take_token()),
        waiting=changing_addresses.read_address_request(stores(), own.id),
    )


def confirm_password(password: str) -> None:
    """Let the reader prove who they are; raise PasswordWrong or SignInSlowed."""
    accounts.confirm_password(
        stores(), open_account_keys(), take_account().id, password, find_network(), now()
    )


@bp.post("/logins")
@allow(Role.PERSON)
def end_login() -> ResponseReturnValue:
    """End one open login."""
    signing_in.end_login(stores(), take_account().id, read_fields("login")["login"])
    return redirect(url_for(".show_account"), 303)


@bp.post("/logins/others")
@allow(Role.PERSON)
def end_other_logins() -> ResponseReturnValue:
    """End all logins but this one."""
    read_fields()
    signing_in.end_other_logins(stores(), take_account().id, take_token())
    return redirect(url_for(".show_account"), 303)


@bp.get("/name")
@allow(Role.PERSON)
def show_name() -> ResponseReturnValue:
    """Ask another name."""
    return show(ask_profile())


@bp.post("/name")
@allow(Role.PERSON)
def submit_name() -> ResponseReturnValue:
    """Change the name; mails come in the language of this page from now on."""
    name = read_fields("name")["name"]
    try:
        accounts.change_profile(stores(), take_account().id, name=name, language=current_language())
    except Refused as refusal:
        return show(ask_profile(), refusal)
    return redirect(url_for(".show_account"), 303)


def ask_profile() -> Question:
    """The page of one's name."""
    lead = _("Our mails come in the language of this page from then on.")
    field = ask_name(_("Your name, as your group sees it"), take_account().name)
    return Question(_("Your name"), _("Save"), (field,), lead)


@bp.get("/password")
@allow(Role.PERSON)
def show_password() -> ResponseReturnValue:
    """Ask the old and a new password."""
    return show(ask_passwords())


@bp.post("/password")
@allow(Role.PERSON)
def submit_password() -> ResponseReturnValue:
    """Change the password; other logins end."""
    filled = read_fields("password", "new")
    try:
        confirm_password(filled["password"])
        accounts.change_password(
            stores(),
            PageLetters(),
            take_account().id,
            password=filled["new"],
            current=take_token(),
            context=list_context(),
            at=now(),
        )
    except Refused as refusal:
        return show(ask_passwords(), refusal)
    return tell(
        _("You have a new password"), _("All your other open logins were ended."), back=True
    )


def ask_passwords() -> Question:
    """The page of another password."""
    fields = (ask_password(_("Your password until now")), ask_new_password())
    return Question(_("Another password"), _("Save"), fields)


@bp.get("/address")
@allow(Role.PERSON)
def show_address() -> ResponseReturnValue:
    """Ask another address."""
    return show(ask_address())


@bp.post("/address")
@allow(Role.PERSON)
def submit_address() -> ResponseReturnValue:
    """Mail both addresses; the answer is the same whether or not the new one is known."""
    filled = read_fields("email", "password")
    try:
        confirm_password(filled["password"])
        changing_addresses.ask_for_address(
            stores(),
            open_account_keys(),
            PageLetters(),
            take_account().id,
            email=filled["email"],
            at=now(),
        )
    except Refused as refusal:
        return show(ask_address(), refusal)
    return tell(
        _("Look in both mailboxes"),
        _(
            "We sent a mail to your old and to your new address. Your address changes when you"
            " opened the link in both."
        ),
        back=True,
    )


def ask_address() -> Question:
    """The page of another address."""
    fields = (ask_email(label=_("Your new e-mail address")), ask_password())
    return Question(_("Another e-mail address"), _("Send me the mails"), fields)


@bp.get("/address/old/<token>")
@allow_everyone
def show_old_address(token: str) -> ResponseReturnValue:
    """Ask the old mailbox to agree."""
    return _show_side("old-address", token)


@bp.post("/address/old/<token>")
@allow_everyone
def submit_old_address(token: str) -> ResponseReturnValue:
    """The old mailbox agrees."""
    return _agree("old-address", token)


@bp.get("/address/new/<token>")
@allow_everyone
def show_new_address(token: str) -> ResponseReturnValue:
    """Ask the new mailbox to agree."""
    return _show_side("new-address", token)


@bp.post("/address/new/<token>")
@allow_everyone
def submit_new_address(token: str) -> ResponseReturnValue:
    """The new mailbox agrees."""
    return _agree("new-address", token)


def _show_side(side: str, token: str) -> ResponseReturnValue:
    try:
        accounts.read_link(stores(), side, token, now())
    except Refused as refusal:
        return tell_broken(refusal)
    return show(Question(_("Another e-mail address"), _("I agree")))


def _agree(side: str, token: str) -> ResponseReturnValue:
    read_fields()
    try:
        changed = changing_addresses.confirm_address(stores(), PageLetters(), side, token, now())
    except Refused as refusal:
        return tell_broken(refusal)
    if changed:
        return tell(_("Your address was changed"), _("Use it to sign in from now on."))
    return tell(_("Half of it is done"), _("Now open the link in the other mailbox too."))


@bp.get("/delete")
@allow(Role.PERSON)
def show_delete() -> ResponseReturnValue:
    """Say what goes and what stays."""
    return show(ask_delete())


@bp.post("/delete")
@allow(Role.PERSON)
def submit_delete() -> ResponseReturnValue:
    """Delete the account."""
    try:
        confirm_password(read_fields("password")["password"])
        accounts.delete_account(stores(), PageLetters(), take_account().id, now())
    except Refused as refusal:
        return show(ask_delete(), refusal)
    end_session()
    return tell(
        _("Your account was deleted"),
        _(
            "Everything about you is gone. What your group published stays, under the name of the"
            " group."
        ),
    )


def ask_delete() -> Question:
    """The page to go away."""
    lead = _(
        "Your name, address, logins and places in groups are removed for good. What your group"
        " published stays, under the name of the group."
    )
    button = _("Delete my account")
    return Question(_("Delete my account"), button, (ask_password(),), lead, stop=True)
