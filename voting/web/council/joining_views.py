"""Views of an invitation to work here: with an account that is there, or with a new one."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.services import signing_in, staff_invitations
from voting.web import current_settings
from voting.web.access import Role, allow, allow_everyone
from voting.web.council.blueprint import bp
from voting.web.devices import describe_device
from voting.web.errors import explain
from voting.web.i18n import current_language
from voting.web.letters import PageLetters
from voting.web.questions import Question, ask_name, ask_new_password, read_fields, show, tell
from voting.web.rounds import now
from voting.web.signed_in import begin_session, end_session, find_account, find_limits, take_account
from voting.web.stores import stores
from voting.web.translating import _


@bp.get("/join/<token>")
@allow_everyone
def show_join(token: str) -> ResponseReturnValue:
    """Show an invitation: who has no account opens one here, who has one signs in first."""
    try:
        link = staff_invitations.read_invitation(stores(), token, now())
    except Refused as refusal:
        return tell_unusable(refusal)
    own = find_account()
    if own is None and not link.known:
        return show(ask_account())
    if own is None:
        session["next"] = request.path
        text = _("This address has an account. Sign in with it first; it stays the same account.")
        return tell(_("Work for the municipality"), text, sign_in=True)
    return render_template("council/join.html", link=link, problem="")


@bp.post("/join/<token>")
@allow_everyone
def submit_join_new(token: str) -> ResponseReturnValue:
    """Open an account with the invitation, sign in, and go to the second step."""
    filled = read_fields("name", "new")
    own = current_settings().municipality
    try:
        person = staff_invitations.open_staff_account(
            stores(),
            PageLetters(),
            token=token,
            name=filled["name"],
            password=filled["new"],
            language=current_language(),
            context=[own.name, own.noun_nl, own.noun_en],
            at=now(),
        )
    except Refused as refusal:
        return show(ask_account(), refusal)
    end_session()
    begun = signing_in.begin_login(stores(), person, describe_device(), now())
    account = signing_in.find_login(stores(), begun, now(), find_limits())
    if account is not None:
        begin_session(account, begun)
    return redirect(url_for(".show_step"), 303)


@bp.post("/join/<token>/with-account")
@allow(Role.PERSON)
def submit_join(token: str) -> ResponseReturnValue:
    """Become staff with the account of this login, which ends: sign in anew."""
    read_fields()
    try:
        staff_invitations.join_staff(stores(), PageLetters(), take_account().id, token, now())
    except Refused as refusal:
        return tell_unusable(refusal)
    end_session()
    text = _("Sign in again. The second step comes first.")
    return tell(_("Welcome"), text, sign_in=True)


def ask_account() -> Question:
    """The page of an invitation for who has no account."""
    lead = _("The invitation confirms the address. Choose a name that colleagues recognise.")
    fields = (ask_name(_("First and last name")), ask_new_password())
    return Question(_("Work for the municipality"), _("Open the account"), fields, lead)


def tell_unusable(refusal: Refused) -> ResponseReturnValue:
    """Say why an invitation does not work."""
    return tell(_("This link does not work"), explain(refusal), status=410)
