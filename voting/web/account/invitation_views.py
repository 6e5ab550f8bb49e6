"""Views of invitations: make one, withdraw it, accept it."""

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.services import invitations
from voting.web.access import Role, allow, allow_everyone
from voting.web.account.blueprint import bp
from voting.web.account.entry_views import tell_broken
from voting.web.account.group_views import read_id, render_group
from voting.web.i18n import current_language
from voting.web.letters import PageLetters, write_link
from voting.web.questions import Question, read_fields, show, tell
from voting.web.rounds import now
from voting.web.signed_in import find_account, open_account_keys, take_account
from voting.web.stores import stores
from voting.web.translating import _


@bp.post("/groups/<group>/invitations")
@allow(Role.PERSON)
def submit_invite(group: str) -> ResponseReturnValue:
    """Make an invitation, show its link once, and mail it when there is an address."""
    email, id = read_fields("email")["email"], read_id(group)
    try:
        token = invitations.invite(
            stores(),
            open_account_keys(),
            PageLetters(),
            take_account().id,
            id,
            email=email,
            at=now(),
        )
    except Refused as refusal:
        return render_group(id, refusal)
    return render_group(id, link=write_link("invitation", current_language(), token))


@bp.post("/groups/<group>/invitations/withdraw")
@allow(Role.PERSON)
def withdraw_invitation(group: str) -> ResponseReturnValue:
    """Make an open invitation worthless."""
    id, invitation = read_id(group), read_fields("invitation")["invitation"]
    try:
        invitations.withdraw_invitation(stores(), take_account().id, id, invitation)
    except Refused as refusal:
        return render_group(id, refusal)
    return redirect(url_for(".show_group", group=group), 303)


@bp.get("/invitation/<token>")
@allow_everyone
def show_invitation(token: str) -> ResponseReturnValue:
    """Ask whether the reader wants to join; who is not signed in signs in first."""
    try:
        name = invitations.read_invitation(stores(), token, now())
    except Refused as refusal:
        return tell_broken(refusal)
    if find_account() is None:
        session["next"] = request.path
        text = _("%(group)s invites you. Sign in or open an account first.", group=name)
        return tell(_("Join a group"), text, links=True, sign_in=True)
    return show(ask_join(name))


@bp.post("/invitation/<token>")
@allow(Role.PERSON)
def submit_invitation(token: str) -> ResponseReturnValue:
    """Join the group."""
    read_fields()
    try:
        group = invitations.accept_invitation(stores(), take_account().id, token, now())
    except Refused as refusal:
        return tell_broken(refusal)
    return redirect(url_for(".show_group", group=group.hex()), 303)


def ask_join(name: str) -> Question:
    """The page to join."""
    lead = _("%(group)s invites you. The others see your name, not your address.", group=name)
    return Question(_("Join a group"), _("Join"), (), lead)
