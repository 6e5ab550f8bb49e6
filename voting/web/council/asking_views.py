"""Views to ask for an act on a round that takes a second person."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.errors.staff import MomentMalformed
from voting.domain.four_eyes import Act
from voting.domain.rounds import Phase
from voting.services import acts
from voting.services.four_eyes import Asked
from voting.services.round_state import RoundState
from voting.web import current_settings
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.fresh_code import with_fresh_code
from voting.web.council.inputs import Form, Input, show_form
from voting.web.council.links import Link, round_link
from voting.web.council.request_views import name_asking
from voting.web.i18n import format_moment_and_year, local
from voting.web.questions import read_fields
from voting.web.rounds import now, take_round
from voting.web.signed_in import take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.workshop import open_workshop

PATTERN = "%Y-%m-%d %H:%M"


@round_link(50, Role.ROUND_MANAGER)
def _link_open(state: RoundState) -> Link | None:
    if state.phase is not Phase.LIST_FINAL:
        return None
    return Link(name_asking(Act.OPEN), url_for("council.show_ask_open", round=state.slug))


@round_link(51, Role.ROUND_MANAGER)
def _link_extend(state: RoundState) -> Link | None:
    if state.phase is not Phase.VOTING:
        return None
    return Link(name_asking(Act.EXTEND), url_for("council.show_ask_extend", round=state.slug))


@round_link(59, Role.ROUND_MANAGER)
def _link_annul(state: RoundState) -> Link | None:
    if state.phase not in (Phase.VOTING, Phase.CLOSED, Phase.OPENED):
        return None
    return Link(name_asking(Act.ANNUL), url_for("council.show_ask_annul", round=state.slug))


@round_link(70, Role.PUBLISHER)
def _link_publish(state: RoundState) -> Link | None:
    if state.phase is not Phase.OPENED:
        return None
    return Link(name_asking(Act.PUBLISH), url_for("council.show_ask_publish", round=state.slug))


@bp.get("/rounds/<round>/open")
@allow(Role.ROUND_MANAGER)
def show_ask_open(round: str) -> ResponseReturnValue:
    """Say what opening does."""
    return show_form(ask_opening(take_round(round)))


@bp.post("/rounds/<round>/open")
@allow(Role.ROUND_MANAGER)
@with_fresh_code
def submit_ask_open(round: str) -> ResponseReturnValue:
    """Ask to open the round."""
    read_fields()
    state = take_round(round)
    return _ask(ask_opening(state), lambda: acts.describe_opening(open_workshop(), state, now()))


@bp.get("/rounds/<round>/extend")
@allow(Role.ROUND_MANAGER)
def show_ask_extend(round: str) -> ResponseReturnValue:
    """Ask until when voting would go on."""
    state = take_round(round)
    closes = state.plan.times.closes.astimezone(find_zone())
    return show_form(ask_extension(state), {"closes": closes.strftime(PATTERN)})


@bp.post("/rounds/<round>/extend")
@allow(Role.ROUND_MANAGER)
@with_fresh_code
def submit_ask_extend(round: str) -> ResponseReturnValue:
    """Ask to let voting close later."""
    state, closes = take_round(round), read_fields("closes")["closes"]
    return _ask(
        ask_extension(state),
        lambda: acts.describe_extension(state, read_moment(closes), now()),
    )


@bp.get("/rounds/<round>/annul")
@allow(Role.ROUND_MANAGER)
def show_ask_annul(round: str) -> ResponseReturnValue:
    """Say what annulling does, and ask why."""
    return show_form(ask_annulment(take_round(round)))


@bp.post("/rounds/<round>/annul")
@allow(Role.ROUND_MANAGER)
@with_fresh_code
def submit_ask_annul(round: str) -> ResponseReturnValue:
    """Ask to annul the round."""
    state, reason = take_round(round), read_fields("reason")["reason"]
    return _ask(ask_annulment(state), lambda: acts.describe_annulment(state, reason))


@bp.get("/rounds/<round>/publish")
@allow(Role.PUBLISHER)
def show_ask_publish(round: str) -> ResponseReturnValue:
    """Say what publishing does."""
    return show_form(ask_publication(take_round(round)))


@bp.post("/rounds/<round>/publish")
@allow(Role.PUBLISHER)
@with_fresh_code
def submit_ask_publish(round: str) -> ResponseReturnValue:
    """Ask to publish the result."""
    read_fields()
    state = take_round(round)
    return _ask(ask_publication(state), lambda: acts.describe_publication(stores(), state))


def ask_opening(state: RoundState) -> Form:
    """The page to ask for the opening."""
    lead = _(
        "From the opening on no rule, amount or plan can change. A second colleague confirms;"
        " when something changes in between, it is asked anew."
    )
    return make_form(Act.OPEN, state, lead, stop=False)


def ask_extension(state: RoundState) -> Form:
    """The page to ask for a later closing time."""
    lead = _(
        "For an outage. Voting closes on %(moment)s now. Closing earlier does not exist.",
        moment=format_moment_and_year(state.plan.times.closes),
    )
    hint = _("Year, month, day and time, like 2027-06-15 20:00, by the clock of the municipality.")
    closes = Input("closes", _("The new closing time"), hint)
    return make_form(Act.EXTEND, state, lead, closes, stop=False)


def ask_annulment(state: RoundState) -> Form:
    """The page to ask for annulment."""
    lead = _(
        "Nothing is counted and nothing is paid. All votes are destroyed, and this cannot be"
        " undone."
    )
    reason = Input("reason", _("The reason"), _("Published as it stands."))
    return make_form(Act.ANNUL, state, lead, reason, stop=True)


def ask_publication(state: RoundState) -> Form:
    """The page to ask for publication."""
    lead = _("Everybody sees the result from then on, and every amount is booked.")
    return make_form(Act.PUBLISH, state, lead, stop=False)


def make_form(act: Act, state: RoundState, lead: str, *inputs: Input, stop: bool) -> Form:
    """Return the page on which an act is asked."""
    title = f"{name_asking(act)}: {local(state.plan.title)}"
    return Form(title, _("Ask a colleague"), inputs, lead, url_for(".show_home"), stop)


def read_moment(text: str) -> datetime:
    """Return a moment by the clock of the municipality; raise MomentMalformed."""
    try:
        return datetime.strptime(" ".join(text.split()), PATTERN).replace(tzinfo=find_zone())
    except ValueError as error:
        raise MomentMalformed from error


def find_zone() -> ZoneInfo:
    """Return the clock of the municipality."""
    return ZoneInfo(current_settings().time_zone)


def _ask(form: Form, describe: Callable[[], Asked]) -> ResponseReturnValue:
    try:
        id = acts.ask(open_workshop(), take_hand(), describe(), now())
    except Refused as refusal:
        return show_form(form, refusal=refusal)
    return redirect(url_for(".show_request", request_id=id), 303)
