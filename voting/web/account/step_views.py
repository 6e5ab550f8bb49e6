"""Views to switch the second step on and off, and to renew the recovery codes."""

from flask import render_template
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.interchange.qr import draw_qr
from voting.services import second_step
from voting.web import current_settings
from voting.web.access import Role, allow
from voting.web.account.blueprint import bp
from voting.web.account.own_views import confirm_password
from voting.web.questions import Question, ask_code, ask_password, read_fields, show, tell
from voting.web.rounds import now
from voting.web.signed_in import open_account_keys, take_account, take_token
from voting.web.stores import stores
from voting.web.translating import _


@bp.get("/app")
@allow(Role.PERSON)
def show_app() -> ResponseReturnValue:
    """Ask the password before the second step is begun."""
    return show(ask_begin())


@bp.post("/app")
@allow(Role.PERSON)
def submit_app() -> ResponseReturnValue:
    """Show the QR code, once."""
    own = take_account()
    try:
        confirm_password(read_fields("password")["password"])
        secret = second_step.begin_second_step(stores(), open_account_keys(), own.id)
    except Refused as refusal:
        return show(ask_begin(), refusal)
    issuer = current_settings().municipality.name
    code = draw_qr(second_step.write_otpauth(secret, own.email, issuer))
    return render_template("account/app.html", qr=code, secret=secret)


def ask_begin() -> Question:
    """The page before the QR code."""
    lead = _(
        "With the second step, signing in also takes a code from an app on your phone. Whoever"
        " learns your password still cannot get in."
    )
    return Question(_("The second step"), _("Continue"), (ask_password(),), lead)


@bp.post("/app/on")
@allow(Role.PERSON)
def submit_app_on() -> ResponseReturnValue:
    """Switch it on with a code from the app; show the recovery codes, once."""
    code, own = read_fields("code")["code"], take_account().id
    try:
        codes = second_step.switch_on(stores(), open_account_keys(), own, code, now(), take_token())
    except Refused as refusal:
        question = Question(_("Is the app working?"), _("Switch on"), (ask_code(),))
        return show(question, refusal)
    return render_template("account/codes.html", codes=codes)


@bp.get("/app/codes")
@allow(Role.PERSON)
def show_codes() -> ResponseReturnValue:
    """Ask the password before new recovery codes."""
    return show(ask_codes())


@bp.post("/app/codes")
@allow(Role.PERSON)
def submit_codes() -> ResponseReturnValue:
    """Show new recovery codes, once."""
    try:
        confirm_password(read_fields("password")["password"])
        codes = second_step.renew_recovery_codes(stores(), open_account_keys(), take_account().id)
    except Refused as refusal:
        return show(ask_codes(), refusal)
    return render_template("account/codes.html", codes=codes)


def ask_codes() -> Question:
    """The page before new recovery codes."""
    lead = _("You get ten new codes. The old ones do not work any more.")
    return Question(_("New recovery codes"), _("Continue"), (ask_password(),), lead)


@bp.get("/app/off")
@allow(Role.PERSON)
def show_app_off() -> ResponseReturnValue:
    """Ask the password before it is switched off."""
    return show(ask_off())


@bp.post("/app/off")
@allow(Role.PERSON)
def submit_app_off() -> ResponseReturnValue:
    """Switch the second step off."""
    try:
        confirm_password(read_fields("password")["password"])
        second_step.switch_off(stores(), take_account().id)
    except Refused as refusal:
        return show(ask_off(), refusal)
    return tell(_("The second step is off"), _("Your password is enough to sign in."), back=True)


def ask_off() -> Question:
    """The page before it goes off."""
    title = _("Switch the second step off")
    return Question(title, _("Switch off"), (ask_password(),), stop=True)
