"""Views to sign for a plan or a theme, for everybody: no session, no cookie."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.people import SignInSlowed
from voting.domain.errors.refused import Refused
from voting.domain.errors.support import SigningClosed, SubjectUnknown
from voting.domain.signatures import SubjectKind
from voting.services import petitions, signing
from voting.services.support_subjects import SubjectView, view_subject
from voting.web.access import allow_everyone
from voting.web.errors import explain
from voting.web.i18n import current_language
from voting.web.letters import PageLetters
from voting.web.public.blueprint import bp
from voting.web.questions import find_status, read_fields, tell
from voting.web.rounds import now, take_round
from voting.web.security import keep_nowhere
from voting.web.signed_in import open_account_keys
from voting.web.stores import stores
from voting.web.support_words import tell_support
from voting.web.translating import _

bp.add_app_template_filter(tell_support, "support")


@bp.get("/<round>/petitions/")
@allow_everyone
def show_petitions(round: str) -> ResponseReturnValue:
    """List the petitions for a theme in a round."""
    state = take_round(round)
    return render_template(
        "public/petitions.html",
        petitions=petitions.list_petitions(stores(), state),
        open=state.slug in {one.slug for one in petitions.list_open_rounds(stores())},
    )


@bp.get("/<round>/petitions/<reference>")
@allow_everyone
def show_petition(round: str, reference: str) -> ResponseReturnValue:
    """Show one petition and how many signed it."""
    view = take_subject(SubjectKind.THEME, round, reference)
    return render_template("public/petition.html", view=view)


@bp.get("/<round>/petitions/<reference>/sign")
@allow_everyone
def show_sign_theme(round: str, reference: str) -> ResponseReturnValue:
    """Ask the address of who signs for a theme."""
    return render_sign(take_subject(SubjectKind.THEME, round, reference))


@bp.post("/<round>/petitions/<reference>/sign")
@allow_everyone
def submit_sign_theme(round: str, reference: str) -> ResponseReturnValue:
    """Mail the link to who signs for a theme."""
    return _mail_link(take_subject(SubjectKind.THEME, round, reference))


@bp.get("/<round>/proposals/<reference>/sign")
@allow_everyone
def show_sign_proposal(round: str, reference: str) -> ResponseReturnValue:
    """Ask the address of who signs for a plan."""
    return render_sign(take_subject(SubjectKind.PROPOSAL, round, reference))


@bp.post("/<round>/proposals/<reference>/sign")
@allow_everyone
def submit_sign_proposal(round: str, reference: str) -> ResponseReturnValue:
    """Mail the link to who signs for a plan."""
    return _mail_link(take_subject(SubjectKind.PROPOSAL, round, reference))


@bp.get("/<round>/signatures/sent")
@allow_everyone
def show_sent(round: str) -> ResponseReturnValue:
    """Say where to look: the same, whoever asked."""
    take_round(round)
    return tell(
        _("Look in your mailbox"),
        _(
            "We sent a mail to the address you gave. Open the link in it within 48 hours; only"
            " then does your signature count. No mail after a few minutes? Look among the"
            " unwanted mail too."
        ),
    )


@bp.get("/<round>/signatures/withdrawn")
@allow_everyone
def show_withdrawn(round: str) -> ResponseReturnValue:
    """Say that it is gone."""
    take_round(round)
    return tell(
        _("Your signature was withdrawn"),
        _("It does not count any more, and we keep nothing of it. You can sign again later."),
    )


@bp.get("/signatures/confirm/<token>")
@allow_everyone
@keep_nowhere
def show_confirm(token: str) -> ResponseReturnValue:
    """Show the button that makes a signature count, or that it does."""
    try:
        link = signing.read_confirmation(stores(), token, now())
    except Refused as refusal:
        return tell_broken(refusal)
    return render_confirm(link)


@bp.post("/signatures/confirm/<token>")
@allow_everyone
@keep_nowhere
def submit_confirm(token: str) -> ResponseReturnValue:
    """Make the signature count."""
    read_fields()
    try:
        signing.confirm_signature(stores(), open_account_keys(), PageLetters(), token, now())
    except Refused as refusal:
        return tell_broken(refusal)
    return redirect(url_for(".show_confirm", token=token), 303)


@bp.get("/signatures/withdraw/<token>")
@allow_everyone
@keep_nowhere
def show_withdraw(token: str) -> ResponseReturnValue:
    """Show the button that withdraws a signature."""
    try:
        view = signing.read_withdrawing(stores(), open_account_keys(), token)
    except Refused as refusal:
        return tell_broken(refusal)
    take_round(view.round.slug)
    return render_template("public/withdraw.html", view=view)


@bp.post("/signatures/withdraw/<token>")
@allow_everyone
@keep_nowhere
def submit_withdraw(token: str) -> ResponseReturnValue:
    """Withdraw the signature."""
    read_fields()
    try:
        view = signing.withdraw_signature(stores(), open_account_keys(), token)
    except Refused as refusal:
        return tell_broken(refusal)
    return redirect(url_for(".show_withdrawn", round=view.round.slug), 303)


def render_sign(view: SubjectView, refusal: Refused | None = None) -> Response:
    """Show the page that asks for the address; after a refusal with the reason."""
    page = render_template(
        "public/sign.html",
        view=view,
        problem=explain(refusal) if refusal else "",
        typed=request.form.get("email", ""),
    )
    response = make_response(page, find_status(refusal) if refusal else 200)
    if isinstance(refusal, SignInSlowed):
        response.headers["Retry-After"] = str(refusal.wait_seconds)
    return response


def render_confirm(link: signing.MailedLink) -> ResponseReturnValue:
    """Show what a mailed link does, or has done."""
    take_round(link.view.round.slug)
    return render_template("public/confirm.html", view=link.view, done=link.done)


def tell_broken(refusal: Refused) -> ResponseReturnValue:
    """Say why a mailed link does nothing."""
    status = 409 if isinstance(refusal, SigningClosed) else 410
    return tell(_("This link does not work"), explain(refusal), status=status)


def take_subject(kind: SubjectKind, round: str, reference: str) -> SubjectView:
    """Return what can be signed; a hidden one and none at all answer the same 404."""
    take_round(round)
    try:
        return view_subject(stores(), kind, round, reference)
    except SubjectUnknown:
        abort(404)


def _mail_link(view: SubjectView) -> ResponseReturnValue:
    email = read_fields("email")["email"]
    try:
        signing.ask_to_sign(
            stores(),
            open_account_keys(),
            PageLetters(),
            view.subject,
            email=email,
            language=current_language(),
            network=request.remote_addr or "",
            at=now(),
        )
    except Refused as refusal:
        return render_sign(view, refusal)
    return redirect(url_for(".show_sent", round=view.round.slug), 303)
