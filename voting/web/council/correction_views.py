"""Views of a correction, and of the checking period's begin and end."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.correcting import ChangeUnreadable
from voting.domain.errors.refused import Refused
from voting.domain.four_eyes import Act
from voting.domain.results import AreaStatus
from voting.domain.rounds import Phase
from voting.domain.texts import Text
from voting.services import acts
from voting.services.correcting import Correction, try_correction
from voting.services.officers import PUBLISHING, acting_with_code
from voting.services.publishing import load_result
from voting.services.round_state import RoundState
from voting.services.running_rounds import finish_round, start_checking
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.complaint_views import take_published
from voting.web.council.fresh_code import with_fresh_code
from voting.web.council.inputs import Form, Input, show_form
from voting.web.council.links import Link, round_link
from voting.web.council.request_views import name_asking
from voting.web.i18n import format_day, format_number, local
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import open_account_keys, take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.workshop import open_workshop

CORRECTABLE = (Phase.PUBLISHED, Phase.CHECKING)
LONGEST_NUMBER = 7


@round_link(82, Role.PUBLISHER)
def _link_correct(state: RoundState) -> Link | None:
    if state.phase not in CORRECTABLE:
        return None
    return Link(name_asking(Act.CORRECT), url_for("council.show_ask_correct", round=state.slug))


@round_link(84, Role.PUBLISHER, Role.ROUND_MANAGER)
def _link_finish(state: RoundState) -> Link | None:
    if state.phase not in CORRECTABLE:
        return None
    return Link(ask_finish(state).title, url_for("council.show_finish", round=state.slug))


@bp.get("/rounds/<round>/correct")
@allow(Role.PUBLISHER)
def show_ask_correct(round: str) -> ResponseReturnValue:
    """Ask how many rights a plan must get more or less, and why."""
    return show_form(ask_correction(take_published(round)))


@bp.post("/rounds/<round>/correct")
@allow(Role.PUBLISHER)
@with_fresh_code
def submit_ask_correct(round: str) -> ResponseReturnValue:
    """Ask to correct the result."""
    state = take_published(round)
    counted = list_counted(state)
    filled = read_fields("reason_nl", "reason_en", *counted)
    try:
        correction = read_correction(filled, counted)
        shop = open_workshop()
        try_correction(shop.stores, shop.keys, state, correction, shop.checkpoint_dir)
        asked = acts.describe_correction(shop.stores, state, correction)
        id = acts.ask(shop, take_hand(), asked, now())
    except Refused as refusal:
        return show_form(ask_correction(state), refusal=refusal)
    return redirect(url_for(".show_request", request_id=id), 303)


@bp.get("/rounds/<round>/finish")
@allow(Role.PUBLISHER, Role.ROUND_MANAGER)
def show_finish(round: str) -> ResponseReturnValue:
    """Say what the next step after publication does."""
    return show_form(ask_finish(take_published(round)))


@bp.post("/rounds/<round>/finish")
@allow(Role.PUBLISHER, Role.ROUND_MANAGER)
@with_fresh_code
def submit_finish(round: str) -> ResponseReturnValue:
    """Begin the checking period, or after it make the round final."""
    read_fields()
    state = take_published(round)
    act = "start_checking" if state.phase is Phase.PUBLISHED else "finish"
    step = start_checking if state.phase is Phase.PUBLISHED else finish_round
    shop, facts = open_workshop(), {"round": state.slug}
    try:
        with acting_with_code(
            stores(), open_account_keys(), take_hand(), act, now(), facts, PUBLISHING
        ):
            step(shop.stores, shop.keys, state, now(), shop.checkpoint_dir)
    except Refused as refusal:
        return show_form(ask_finish(state), refusal=refusal)
    return redirect(url_for(".show_reports", round=round), 303)


def ask_correction(state: RoundState) -> Form:
    """The page of a correction: an input for each plan that was counted, and the reasons."""
    lead = _(
        "Only for a counting error that is proven. The money is divided anew, and a new result is"
        " signed that names the old one. A second colleague confirms."
    )
    hint = _("Everybody reads this.")
    inputs = (
        Input("reason_nl", _("Reason in Dutch"), hint, language="nl"),
        Input("reason_en", _("Reason in English"), hint, language="en"),
        *list_counted(state).values(),
    )
    title = f"{name_asking(Act.CORRECT)}: {local(state.plan.title)}"
    legend = _("How many rights more, or less with a minus sign. Leave the others empty.")
    back = url_for(".show_home")
    return Form(title, _("Ask a colleague"), inputs, f"{lead} {legend}", back, stop=True)


def list_counted(state: RoundState) -> dict[str, Input]:
    """Return an input for each plan of an opened area, by its name, with what was counted."""
    result = load_result(stores(), state)
    plans = {one.id: local(one.title) or one.id for one in state.plan.initiatives}
    return {
        f"{area.id}/{one.id}": Input(
            f"{area.id}/{one.id}",
            f"{plans.get(one.id, one.id)} ({one.id})",
            _(
                "%(area)s, counted: %(rights)s",
                area=state.find_area(area.id).name,
                rights=format_number(one.rights),
            ),
        )
        for area in (result.areas if result else ())
        if area.status is AreaStatus.OPENED
        for one in area.initiatives
    }


def read_correction(filled: dict[str, str], names: dict[str, Input]) -> Correction:
    """Return what was filled in; raise ChangeUnreadable for what is no whole number."""
    adjust = {}
    for name in names:
        area, _slash, initiative = name.partition("/")
        if filled[name].strip():
            adjust[area, initiative] = read_change(name, filled[name])
    return Correction(adjust, Text(filled["reason_nl"], filled["reason_en"]))


def read_change(name: str, text: str) -> int:
    """Return a difference in rights; a true minus sign counts as one. Raise ChangeUnreadable."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace(" ", "")
    digits = plain.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > LONGEST_NUMBER:
        raise ChangeUnreadable(name)
    return -int(digits) if plain.startswith("-") else int(digits)


def ask_finish(state: RoundState) -> Form:
    """The page of the step that comes after publication."""
    until = format_day(state.plan.times.checking_until)
    if state.phase is Phase.PUBLISHED:
        title = _("Begin the checking period")
        lead = _("From then on only counting errors are looked at, until %(day)s.", day=until)
    else:
        title = _("Make the round final")
        lead = _(
            "Possible from %(day)s. The last keys are destroyed: from then on nobody looks"
            " anything up with a letter, and nothing can be corrected any more.",
            day=until,
        )
    stop = state.phase is not Phase.PUBLISHED
    return Form(title, title, (), lead, url_for(".show_home"), stop)
