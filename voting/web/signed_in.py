"""
Sessions, and who is signed in: only under /<language>/my, never where votes are cast.

The cookie has the path of that part, once for each language, so that no browser sends it with a
vote. It is signed and holds the random id of a login in the register, which can be ended there.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from flask import (
    Blueprint,
    Flask,
    Request,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException, Unauthorized

from voting.domain.staff import NOBODY, Standing
from voting.services.account_keys import AccountKeys, derive_account_keys
from voting.services.accounts import Account
from voting.services.signing_in import Limits, find_login, sign_out
from voting.services.staff import Hand, find_standing
from voting.settings import FORM_BYTES
from voting.web import current_settings
from voting.web.access import Role
from voting.web.i18n import LOCALES, current_language
from voting.web.rounds import now
from voting.web.security import SAFE_METHODS, read_away, read_or_make_secret
from voting.web.stores import stores

PART = "my"
BLUEPRINTS = frozenset({"account", "council", "initiative"})
"""The parts of the site that know who is signed in; a round called "my" is none of them."""
KIOSK = Limits(timedelta(minutes=10), timedelta(hours=2))
TEXTS_ONLY = "application/x-www-form-urlencoded"
NEVER_SHOWN = frozenset({"csrf_token", "password", "new", "code", "iban"})
csrf = CSRFProtect()


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, as Flask-Login wants it."""

    account: Account
    token: str
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """Return what the cookie keeps: the login's token."""
        return self.token


class PartSessions(SecureCookieSessionInterface):
    """Sessions of one part of the site; elsewhere there is none, and none can be begun."""

    def open_session(self, app: Flask, request: Request) -> Any:
        """Return the session, or one that can hold nothing outside its part."""
        if not is_in_part(request.path):
            return self.make_null_session(app)
        return super().open_session(app, request)

    def get_cookie_path(self, app: Flask) -> str:
        """Return the part in the language of the page."""
        return f"/{current_language()}/{PART}"

    def get_cookie_secure(self, app: Flask) -> bool:
        """Tell whether browsers may send it over https only: where the site has it."""
        return current_settings().public_url.startswith("https:")

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie for both languages, so that changing the language signs nobody out."""
        before = len(response.headers.getlist("Set-Cookie"))
        super().save_session(app, session, response)
        here = f"Path={self.get_cookie_path(app)}"
        for header in response.headers.getlist("Set-Cookie")[before:]:
            for language in LOCALES:
                if language != current_language():
                    there = header.replace(here, f"Path=/{language}/{PART}")
                    response.headers.add("Set-Cookie", there)


def init_app(app: Flask) -> None:
    """Keep sessions to their part, guard its forms, and find out who asks."""
    app.session_interface = PartSessions()
    app.config.update(
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=Limits().whole,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    csrf.init_app(app)
    manager = LoginManager(app, add_context_processor=False)
    # A telephone changes its network all the time.
    manager.session_protection = None
    manager.user_loader(_load)
    app.before_request(_enter)


def join_part(bp: Blueprint) -> None:
    """Give the pages of a group who is signed in, and let who is not sign in first."""
    bp.context_processor(lambda: {"account": find_account(), "standing": read_standing()})
    bp.register_error_handler(Unauthorized, ask_to_sign_in)
    bp.register_error_handler(CSRFError, ask_again)


def ask_to_sign_in(_error: HTTPException) -> ResponseReturnValue:
    """Let somebody sign in first, and remember where they were going.

    What somebody typed while a login ended is shown, so that it can be copied: nothing is lost.
    """
    if request.method == "GET":
        session["next"] = request.path
    elif typed := list_typed():
        return render_template("errors/signed_out.html", typed=typed), Unauthorized.code
    return redirect(url_for("account.show_sign_in"), 303)


def ask_again(error: CSRFError) -> ResponseReturnValue:
    """Show what was typed when the form's token is of a session that ended."""
    return error if find_account() else ask_to_sign_in(error)


def list_typed() -> list[str]:
    """Return the texts of a form that was sent, but for tokens and secrets; of no file."""
    if request.mimetype != TEXTS_ONLY or (request.content_length or 0) > FORM_BYTES:
        return []
    return [
        text
        for name, text in request.form.items()
        if name not in NEVER_SHOWN and len(text.split()) > 1
    ]


def is_in_part(path: str) -> bool:
    """Tell whether a path lies where sessions are."""
    return path.split("/")[2:3] == [PART]


def find_account() -> Account | None:
    """Return whose page this is; None for who is not signed in."""
    return current_user.account if current_user.is_authenticated else None


def take_account() -> Account:
    """Return who is signed in; 401 for who is not."""
    return find_account() or abort(401)


def take_hand() -> Hand:
    """Return whose hand does something in this login; 401 for who is not signed in."""
    account = take_account()
    return Hand(account.id, account.name, take_token())


def read_standing() -> Standing:
    """Return what this login may do for the municipality."""
    standing: Standing = g.get("standing", NOBODY)
    return standing


def take_token() -> str:
    """Return the token of this very login."""
    return str(current_user.get_id())


def begin_session(account: Account, token: str) -> None:
    """Sign the browser in, with nothing left of who used it before."""
    wanted = session.get("next")
    session.clear()
    login_user(SignedIn(account, token))
    session.permanent = not current_settings().kiosk
    if wanted:
        session["next"] = wanted


def end_session() -> None:
    """Sign the browser out and end its login."""
    if find_account():
        sign_out(stores(), take_token())
    logout_user()
    session.clear()


def open_account_keys() -> AccountKeys:
    """Return the keys of the accounts, read once for the process."""
    if "account_keys" not in current_app.extensions:
        secret = read_or_make_secret(current_settings().keys_dir, "accounts.key")
        current_app.extensions["account_keys"] = derive_account_keys(secret)
    return cast(AccountKeys, current_app.extensions["account_keys"])


def find_network() -> str:
    """Return the network of the request, for counting tries."""
    return request.remote_addr or ""


def find_limits() -> Limits:
    """Return how long a login lasts: short on a screen that many use."""
    return KIOSK if current_settings().kiosk else Limits()


def _load(token: str) -> SignedIn | None:
    account = find_login(stores(), token, now(), find_limits())
    return SignedIn(account, token) if account else None


def _enter() -> None:
    if not is_in_part(request.path):
        return
    if request.blueprint not in BLUEPRINTS:
        abort(404)
    g.keep_nowhere = True
    if account := find_account():
        g.standing = find_standing(stores(), account.id, take_token())
        g.roles = frozenset({Role.PERSON, *map(Role, g.standing.roles)})
    elif (request.content_length or 0) > current_settings().form_bytes:
        read_away()  # nobody makes us keep a large file without an account
        abort(401)
    if request.method not in SAFE_METHODS:
        csrf.protect()
