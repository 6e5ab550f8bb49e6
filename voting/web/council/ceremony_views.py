"""Views of the steps around the ballot box: close, draw the lot, open with shares, count."""

from collections.abc import Callable

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.errors.staff import FreshCodeNeeded
from voting.domain.rounds import Phase, has_reached
from voting.services import ceremony
from voting.services.fresh_codes import give_code
from voting.services.round_state import RoundState
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.fresh_code import with_fresh_code
from voting.web.council.inputs import Form, Input, show_form
from voting.web.errors import explain
from voting.web.i18n import format_moment_and_year
from voting.web.logging import quiet
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now, take_round
from voting.web.security import keep_nowhere
from voting.web.signed_in import open_account_keys, take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.workshop import open_workshop


@bp.get("/rounds/<round>/close")
@allow(Role.ROUND_MANAGER)
def show_close(round: str) -> ResponseReturnValue:
    """Say what closing the box does."""
    return show_form(ask_close(take_begun(round)))


@bp.post("/rounds/<round>/close")
@allow(Role.ROUND_MANAGER)
@with_fresh_code
def submit_close(round: str) -> ResponseReturnValue:
    """Close the box after the closing time."""
    read_fields()
    state = take_begun(round)
    form = ask_close(state)
    return _do(form, state, lambda: ceremony.close_box(open_workshop(), take_hand(), state, now()))


@bp.get("/rounds/<round>/seed")
@allow(Role.ROUND_MANAGER)
def show_seed(round: str) -> ResponseReturnValue:
    """Ask the words of the public draw."""
    return show_form(ask_seed(take_begun(round)))


@bp.post("/rounds/<round>/seed")
@allow(Role.ROUND_MANAGER)
@with_fresh_code
def submit_seed(round: str) -> ResponseReturnValue:
    """Put the words of the draw in the log."""
    filled = read_fields("seed", "again")
    state, words = take_begun(round), (filled["seed"], filled["again"])
    return _do(
        ask_seed(state),
        state,
        lambda: ceremony.draw_lot(open_workshop(), take_hand(), state, words, now()),
    )


@bp.get("/rounds/<round>/count")
@allow(Role.ROUND_MANAGER)
def show_count(round: str) -> ResponseReturnValue:
    """Say what counting does."""
    return show_form(ask_count(take_begun(round)))


@bp.post("/rounds/<round>/count")
@allow(Role.ROUND_MANAGER)
@with_fresh_code
def submit_count(round: str) -> ResponseReturnValue:
    """Count, and divide the money."""
    read_fields()
    state = take_begun(round)
    form = ask_count(state)
    return _do(form, state, lambda: ceremony.count_box(open_workshop(), take_hand(), state, now()))


@bp.get("/rounds/<round>/open-box")
@allow(Role.ROUND_MANAGER)
@quiet
@keep_nowhere
def show_open_box(round: str) -> ResponseReturnValue:
    """Show the verifier's verdict, and ask the shares of the trustees."""
    state = take_begun(round)
    try:
        findings = ceremony.look_before_opening(stores(), state)
    except Refused as refusal:
        return render_shares(state, refusal)
    return render_shares(state, verified=True, findings=findings)


@bp.post("/rounds/<round>/open-box")
@allow(Role.ROUND_MANAGER)
@quiet
@keep_nowhere
def submit_open_box(round: str) -> ResponseReturnValue:
    """Open the box. Shares are never sent back, and so the code is asked on the same page."""
    state = take_begun(round)
    names = name_shares(state)
    filled = read_fields("code", *names)
    shares = [filled[name] for name in names]
    try:
        give_code(stores(), open_account_keys(), take_hand(), filled["code"], now())
        ceremony.open_with_shares(open_workshop(), take_hand(), state, shares, now())
    except Refused as refusal:
        return render_shares(state, refusal)
    return redirect(url_for(".show_running", round=state.slug), 303)


def take_begun(round: str) -> RoundState:
    """Return the round of this page, or answer 404 before its voting began: it has no log yet."""
    state = take_round(round)
    return state if has_reached(state.phase, Phase.VOTING) else abort(404)


def render_shares(
    state: RoundState,
    refusal: Refused | None = None,
    *,
    verified: bool = False,
    findings: tuple[str, ...] = (),
) -> ResponseReturnValue:
    """Show the page for the shares, with empty fields whatever was typed."""
    page = render_template(
        "council/open_box.html",
        state=state,
        names=name_shares(state),
        problem=explain(refusal) if refusal else "",
        verified=verified,
        findings=findings,
    )
    return page, find_status(refusal) if refusal else 200


def name_shares(state: RoundState) -> list[str]:
    """Return the names of the fields, one for each share that is needed."""
    return [f"share-{number}" for number in range(1, state.plan.seal.threshold + 1)]


def ask_close(state: RoundState) -> Form:
    """The page to close the box."""
    lead = _(
        "Possible after %(moment)s. Every vote is checked once more and published, still sealed."
        " After that nothing can be added or changed. This can take some minutes.",
        moment=format_moment_and_year(state.plan.times.closes),
    )
    return _make_form(state, _("Close the ballot box"), lead, stop=True)


def ask_seed(state: RoundState) -> Form:
    """The page of the draw."""
    lead = _(
        "The lot decides between plans that are equal. It is drawn in public, before anybody can"
        " know a total. Type what was drawn, and type it again from the minutes."
    )
    inputs = (
        Input("seed", _("What was drawn"), _("For example: 3 17 21 28 35 44, by the notary.")),
        Input("again", _("Once more, from the minutes")),
    )
    return _make_form(state, _("Record the draw"), lead, *inputs, stop=True)


def ask_count(state: RoundState) -> Form:
    """The page to count."""
    lead = _(
        "First the whole record is verified. Then every slip is opened, and the money divided."
        " Nothing is public before two people publish it."
    )
    return _make_form(state, _("Count"), lead, stop=False)


def _make_form(state: RoundState, title: str, lead: str, *inputs: Input, stop: bool) -> Form:
    return Form(title, title, inputs, lead, url_for(".show_running", round=state.slug), stop)


def _do(form: Form, state: RoundState, act: Callable[[], object]) -> ResponseReturnValue:
    try:
        act()
    except FreshCodeNeeded:
        raise
    except Refused as refusal:
        return show_form(form, refusal=refusal)
    return redirect(url_for(".show_running", round=state.slug), 303)
