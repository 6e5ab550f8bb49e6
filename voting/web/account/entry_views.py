"""Views to open an account, to sign in and out, and to get a new password."""

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.services import accounts, signing_in
from voting.web import current_settings
from voting.web.access import allow_everyone
from voting.web.account.blueprint import bp
from voting.web.devices import describe_device
from voting.web.errors import explain
from voting.web.i18n import current_language
from voting.web.letters import PageLetters
from voting.web.questions import (
    Question,
    ask_code,
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
    begin_session,
    end_session,
    find_limits,
    find_network,
    open_account_keys,
)
from voting.web.stores import stores
from voting.web.translating import _


def list_context() -> list[str]:
    """Return the words that everybody here would think of for a password."""
    own = current_settings().municipality
    return [own.name, own.noun_nl, own.noun_en]


@bp.get("/sign-up")
@allow_everyone
def show_sign_up() -> ResponseReturnValue:
    """Ask the address of who wants an account."""
    return show(ask_sign_up())


@bp.post("/sign-up")
@allow_everyone
def submit_sign_up() -> ResponseReturnValue:
    """Mail a link to the address, whether or not it is known."""
    return _mail_link("sign-up", ask_sign_up())


@bp.get("/forgotten")
@allow_everyone
def show_forgotten() -> ResponseReturnValue:
    """Ask the address of who forgot the password."""
    return show(ask_forgotten())


@bp.post("/forgotten")
@allow_everyone
def submit_forgotten() -> ResponseReturnValue:
    """Mail a link to the address, whether or not it is known."""
    return _mail_link("reset", ask_forgotten())


def ask_sign_up() -> Question:
    """The page to begin an account."""
    lead = _("We send you a mail with a link. You need an account to hand in a plan, not to vote.")
    return Question(_("Open an account"), _("Send me the mail"), (ask_email(),), lead)


def ask_forgotten() -> Question:
    """The page to get a new password."""
    lead = _("We send you a mail with a link to choose a new one.")
    return Question(_("Password forgotten?"), _("Send me the mail"), (ask_email(),), lead)


def _mail_link(wish: accounts.Wish, question: Question) -> ResponseReturnValue:
    email = read_fields("email")["email"]
    try:
        accounts.ask_for_link(
            stores(),
            open_account_keys(),
            PageLetters(),
            wish,
            email=email,
            language=current_language(),
            network=find_network(),
            at=now(),
        )
    except Refused as refusal:
        return show(question, refusal)
    return tell(
        _("Look in your mailbox"),
        _(
            "We sent a mail to %(email)s. It comes within a few minutes; look among the unwanted"
            " mail too.",
            email=email.strip(),
        ),
    )


@bp.get("/open/<token>")
@allow_everyone
def show_open(token: str) -> ResponseReturnValue:
    """Ask name and password of who got the link."""
    try:
        accounts.read_link(stores(), "sign-up", token, now())
    except Refused as refusal:
        return tell_broken(refusal)
    return show(ask_open())


@bp.post("/open/<token>")
@allow_everyone
def submit_open(token: str) -> ResponseReturnValue:
    """Open the account and sign in."""
    filled = read_fields("name", "new")
    try:
        accounts.read_link(stores(), "sign-up", token, now())
    except Refused as refusal:
        return tell_broken(refusal)
    try:
        person = accounts.open_account(
            stores(),
            token=token,
            name=filled["name"],
            password=filled["new"],
            language=current_language(),
            context=list_context(),
            at=now(),
        )
    except Refused as refusal:
        return show(ask_open(), refusal)
    return go_in(signing_in.begin_login(stores(), person, describe_device(), now()))


def ask_open() -> Question:
    """The page that finishes an account."""
    fields = (ask_name(_("Your name, as your group sees it")), ask_new_password())
    return Question(_("Finish your account"), _("Open my account"), fields)


@bp.get("/reset/<token>")
@allow_everyone
def show_reset(token: str) -> ResponseReturnValue:
    """Ask a new password of who got the link."""
    try:
        accounts.read_link(stores(), "reset", token, now())
    except Refused as refusal:
        return tell_broken(refusal)
    return show(ask_reset())


@bp.post("/reset/<token>")
@allow_everyone
def submit_reset(token: str) -> ResponseReturnValue:
    """Set the new password and let its owner sign in with it."""
    filled = read_fields("new")
    try:
        accounts.read_link(stores(), "reset", token, now())
    except Refused as refusal:
        return tell_broken(refusal)
    try:
        accounts.reset_password(
            stores(),
            open_account_keys(),
            PageLetters(),
            token=token,
            password=filled["new"],
            context=list_context(),
            at=now(),
        )
    except Refused as refusal:
        return show(ask_reset(), refusal)
    return tell(
        _("You have a new password"),
        _("All open logins were ended. Sign in with your new password."),
        sign_in=True,
    )


def ask_reset() -> Question:
    """The page for a new password."""
    return Question(_("Choose a new password"), _("Save"), (ask_new_password(),))


def tell_broken(refusal: Refused) -> ResponseReturnValue:
    """Say why a link does not work, and where to get another."""
    return tell(_("This link does not work"), explain(refusal), status=410, links=True)


@bp.get("/sign-in")
@allow_everyone
def show_sign_in() -> ResponseReturnValue:
    """Ask address and password."""
    return show(ask_sign_in(), links=True)


@bp.post("/sign-in")
@allow_everyone
def submit_sign_in() -> ResponseReturnValue:
    """Sign in, or ask for the second step."""
    filled = read_fields("email", "password")
    try:
        signed = signing_in.sign_in(
            stores(),
            open_account_keys(),
            email=filled["email"],
            password=filled["password"],
            device=describe_device(),
            network=find_network(),
            at=now(),
        )
    except Refused as refusal:
        return show(ask_sign_in(), refusal, links=True)
    if signed.login:
        return go_in(signed.login)
    session["second_step"] = signed.second_step
    return redirect(url_for(".show_second_step"), 303)


def ask_sign_in() -> Question:
    """The page to sign in."""
    return Question(_("Sign in"), _("Sign in"), (ask_email(), ask_password()))


@bp.get("/second-step")
@allow_everyone
def show_second_step() -> ResponseReturnValue:
    """Ask the one-time code of who gave the password."""
    if "second_step" not in session:
        return redirect(url_for(".show_sign_in"), 303)
    return show(ask_second_step())


@bp.post("/second-step")
@allow_everyone
def submit_second_step() -> ResponseReturnValue:
    """Finish signing in."""
    code = read_fields("code")["code"]
    try:
        token = signing_in.pass_second_step(
            stores(),
            open_account_keys(),
            token=session.get("second_step", ""),
            code=code,
            device=describe_device(),
            at=now(),
        )
    except Refused as refusal:
        return show(ask_second_step(), refusal)
    return go_in(token)


def ask_second_step() -> Question:
    """The page of the second step."""
    lead = _("Open the app on your phone and type the six figures. No phone? Use a recovery code.")
    return Question(_("The second step"), _("Sign in"), (ask_code(),), lead)


@bp.post("/sign-out")
@allow_everyone
def submit_sign_out() -> ResponseReturnValue:
    """End this login."""
    read_fields()
    end_session()
    return redirect(url_for("public.show_start"), 303)


def go_in(token: str) -> ResponseReturnValue:
    """Sign the browser in, and go where its owner was going."""
    account = signing_in.find_login(stores(), token, now(), find_limits())
    if account is None:
        return redirect(url_for(".show_sign_in"), 303)
    begin_session(account, token)
    # Only ever set from a path that was asked for here.
    wanted = session.pop("next", None)
    return redirect(wanted or url_for(".show_account"), 303)
