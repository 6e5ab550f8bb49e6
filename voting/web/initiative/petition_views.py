"""Views to ask for a theme: begin a petition, see how many signed, print its poster."""

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.errors.support import SubjectUnknown
from voting.domain.signatures import LONGEST_THEME
from voting.domain.texts import Text
from voting.services import petitions
from voting.services.round_state import RoundState
from voting.services.support_subjects import SubjectView
from voting.web.access import Role, allow
from voting.web.i18n import current_language
from voting.web.initiative.blueprint import bp
from voting.web.initiative.support_views import send_poster
from voting.web.posters import write_sign_url
from voting.web.questions import Field, Question, read_fields, show, tell
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.translating import _


@bp.get("/petitions/")
@allow(Role.PERSON)
def show_own_petitions() -> ResponseReturnValue:
    """List the petitions the reader began; who began none is asked the first question."""
    own = petitions.list_own_petitions(stores(), take_account().id)
    if not own:
        return redirect(url_for(".show_begin_petition"), 303)
    can_begin = bool(petitions.list_open_rounds(stores()))
    return render_template("initiative/petitions.html", petitions=own, can_begin=can_begin)


@bp.get("/petitions/new")
@allow(Role.PERSON)
def show_begin_petition() -> ResponseReturnValue:
    """Ask what the theme is called."""
    if find_round() is None:
        return _tell_closed()
    return show(ask_theme())


@bp.post("/petitions/new")
@allow(Role.PERSON)
def submit_begin_petition() -> ResponseReturnValue:
    """Begin the petition and show its page."""
    filled = read_fields("name_nl", "name_en")
    state = find_round()
    if state is None:
        return _tell_closed()
    name = Text(filled["name_nl"], filled["name_en"])
    try:
        person = take_account().id
        reference = petitions.begin_petition(stores(), person, state, name, now())
    except Refused as refusal:
        return show(ask_theme(), refusal)
    return redirect(url_for(".show_own_petition", reference=reference), 303)


@bp.get("/petitions/<reference>/")
@allow(Role.PERSON)
def show_own_petition(reference: str) -> ResponseReturnValue:
    """Show how many signed, where to sign, and the poster."""
    view = take_petition(reference)
    return render_template(
        "initiative/signatures.html",
        view=view,
        sign_url=write_sign_url(view, current_language()),
        poster_url=url_for(".show_theme_poster", reference=reference),
        back_url=url_for(".show_own_petitions"),
    )


@bp.get("/petitions/<reference>/poster.pdf")
@allow(Role.PERSON)
def show_theme_poster(reference: str) -> Response:
    """Send the poster of a petition that can be signed."""
    return send_poster(take_petition(reference))


def take_petition(reference: str) -> SubjectView:
    """Return the reader's own petition; 404 for any other and for none at all."""
    try:
        return petitions.find_own_petition(stores(), take_account().id, reference)
    except SubjectUnknown:
        abort(404)


def find_round() -> RoundState | None:
    """Return the round that a petition is begun for: the next one whose list is not final."""
    open_rounds = petitions.list_open_rounds(stores())
    return min(open_rounds, key=lambda one: one.plan.times.opens, default=None)


def ask_theme() -> Question:
    """The one question."""
    fields = (
        Field(
            "name_nl",
            _("The theme in Dutch"),
            _("A few words, such as: art in the street."),
            longest=LONGEST_THEME,
        ),
        Field("name_en", _("In English, if you like"), longest=LONGEST_THEME),
    )
    lead = _(
        "With more than 50 signatures your theme comes on the list of this round. The theme and"
        " the number of signatures are public, your name is not."
    )
    return Question(_("Which theme is missing?"), _("Begin to collect"), fields, lead)


def _tell_closed() -> ResponseReturnValue:
    text = _("No round takes themes now. The start page says when the next one begins.")
    return tell(_("Ask for a theme"), text, back=True)
