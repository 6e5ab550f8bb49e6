"""Views to ask for an act on grants that takes a second person."""

from collections.abc import Callable
from datetime import date

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.proposals import AnswerProblem, AnswersRefused
from voting.domain.errors.redeeming import DayMalformed
from voting.domain.errors.refused import Refused
from voting.domain.payees import OwnWork
from voting.domain.proposal_fields import read_euros
from voting.services import acts, grant_acts
from voting.services.four_eyes import Asked
from voting.services.round_state import RoundState
from voting.services.viewing_grants import GrantView
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.fresh_code import with_fresh_code
from voting.web.council.grant_views import take_grant, take_round_of
from voting.web.council.inputs import Form, Input, show_form
from voting.web.council.list_views import take_buurt
from voting.web.i18n import format_euros, local
from voting.web.questions import read_fields
from voting.web.rounds import now, take_round
from voting.web.signed_in import read_standing, take_hand
from voting.web.translating import _
from voting.web.workshop import open_workshop


@bp.get("/rounds/<round>/grants/decide")
@allow(Role.TREASURER)
def show_grants_decide(round: str) -> ResponseReturnValue:
    """Say what deciding does."""
    return show_form(ask_decisions(take_round(round)), write_office())


@bp.post("/rounds/<round>/grants/decide")
@allow(Role.TREASURER)
@with_fresh_code
def submit_grants_decide(round: str) -> ResponseReturnValue:
    """Ask to grant every plan what the final result gives it."""
    state, office = take_round(round), read_fields("office")["office"]
    return ask(
        ask_decisions(state),
        lambda: grant_acts.describe_decisions(open_workshop(), state, office),
    )


@bp.get("/rounds/<round>/grants/refuse/<initiative>")
@allow(Role.TREASURER)
def show_grant_refuse(round: str, initiative: str) -> ResponseReturnValue:
    """Ask on which printed ground a plan would be refused, and why."""
    return show_form(ask_refusal(take_round(round), initiative), write_office())


@bp.post("/rounds/<round>/grants/refuse/<initiative>")
@allow(Role.TREASURER)
@with_fresh_code
def submit_grant_refuse(round: str, initiative: str) -> ResponseReturnValue:
    """Ask to refuse a plan its money."""
    state, filled = take_round(round), read_fields("ground", "reason", "office")
    ground = int(filled["ground"]) if filled["ground"] in map(str, range(100)) else 0

    def describe() -> Asked:
        return grant_acts.describe_refusal(
            open_workshop(), state, initiative, ground, filled["reason"], filled["office"]
        )

    return ask(ask_refusal(state, initiative), describe)


@bp.get("/grants/<grant>/withdraw")
@allow(Role.TREASURER)
def show_grant_withdraw(grant: str) -> ResponseReturnValue:
    """Ask why a grant would be withdrawn, and what would be asked back."""
    return show_form(ask_withdrawal(take_grant(grant)), write_office() | {"reclaim": "0"})


@bp.post("/grants/<grant>/withdraw")
@allow(Role.TREASURER)
@with_fresh_code
def submit_grant_withdraw(grant: str) -> ResponseReturnValue:
    """Ask to withdraw a grant."""
    view, filled = take_grant(grant), read_fields("reason", "reclaim", "office")

    def describe() -> Asked:
        reclaim = read_amount("reclaim", filled["reclaim"] or "0")
        return grant_acts.describe_withdrawal(
            open_workshop(), take_round_of(view), grant, filled["reason"], reclaim,
            filled["office"],
        )  # fmt: skip

    return ask(ask_withdrawal(view), describe)


@bp.get("/grants/<grant>/carry-out")
@allow(Role.TREASURER)
def show_grant_carry_out(grant: str) -> ResponseReturnValue:
    """Ask who carries the plan out for the municipality, and from which budget."""
    return show_form(ask_own_work(take_grant(grant)), write_office())


@bp.post("/grants/<grant>/carry-out")
@allow(Role.TREASURER)
@with_fresh_code
def submit_grant_carry_out(grant: str) -> ResponseReturnValue:
    """Ask to let the municipality carry a plan out itself."""
    view, filled = take_grant(grant), read_fields("official", "budget_line", "on", "office")

    def describe() -> Asked:
        work = OwnWork(filled["official"], filled["budget_line"], read_day("on", filled["on"]))
        return grant_acts.describe_own_work(
            open_workshop(), take_round_of(view), grant, work, filled["office"]
        )

    return ask(ask_own_work(view), describe)


@bp.get("/rounds/<round>/own-action/<buurt>")
@allow(Role.TREASURER)
def show_own_action(round: str, buurt: str) -> ResponseReturnValue:
    """Ask why the municipality acts itself in a neighbourhood."""
    return show_form(ask_own_action(take_round(round), buurt), write_office())


@bp.post("/rounds/<round>/own-action/<buurt>")
@allow(Role.TREASURER)
@with_fresh_code
def submit_own_action(round: str, buurt: str) -> ResponseReturnValue:
    """Ask to record that the municipality acts itself in a neighbourhood."""
    state, filled = take_round(round), read_fields("reason", "office")

    def describe() -> Asked:
        return grant_acts.describe_own_action(
            open_workshop(), state, buurt, filled["reason"], filled["office"]
        )

    return ask(ask_own_action(state, buurt), describe)


def ask_decisions(state: RoundState) -> Form:
    """The page to ask for the decisions."""
    lead = _(
        "Every plan that gets money and has no decision yet is granted exactly what the final"
        " result says. The groups get a mail. A second colleague confirms the list of amounts."
    )
    return _make_form(
        _("Decide on the grants"), lead, url_for(".show_grants", round=state.slug), ask_office()
    )


def ask_refusal(state: RoundState, initiative: str) -> Form:
    """The page to ask for a refusal, or 404 when the list has no such plan."""
    plan = next((one for one in state.plan.initiatives if one.id == initiative), None)
    if plan is None:
        abort(404)
    title = _("Refuse: %(plan)s", plan=local(plan.title) or plan.id)
    lead = _(
        "Only on a ground that was printed before the vote. The money goes to the reserve of the"
        " neighbourhood. A second colleague confirms."
    )
    grounds = tuple(
        (str(number), local(text)) for number, text in enumerate(state.plan.refusal_grounds, 1)
    )
    return _make_form(
        title,
        lead,
        url_for(".show_grants", round=state.slug),
        Input("ground", _("On which ground"), "", "choice", grounds),
        ask_public_reason(),
        ask_office(),
        stop=True,
    )


def ask_withdrawal(view: GrantView) -> Form:
    """The page to ask for a withdrawal."""
    lead = _(
        "What is unpaid, %(open)s, goes to the reserve of the neighbourhood. The group keeps its"
        " plan. A second colleague confirms.",
        open=format_euros(view.purse.open_cents),
    )
    hint = _("Of the %(paid)s that was paid.", paid=format_euros(view.purse.paid_cents))
    return _make_form(
        _("Withdraw grant %(reference)s", reference=view.reference),
        lead,
        url_for(".show_grant", grant=view.reference),
        ask_public_reason(),
        Input("reclaim", _("Ask back, in euros"), hint, "amount"),
        ask_office(),
        stop=True,
    )


def ask_own_work(view: GrantView) -> Form:
    """The page to ask that the municipality carries a plan out."""
    lead = _(
        "Nobody gets a grant: %(amount)s goes to a budget line at once, and the office reports at"
        " the end. The group must want this. A second colleague confirms.",
        amount=format_euros(view.purse.open_cents),
    )
    return _make_form(
        _("The municipality carries it out"),
        lead,
        url_for(".show_grant", grant=view.reference),
        Input("official", _("Who answers for it")),
        Input("budget_line", _("Budget line")),
        Input("on", _("From which day"), _("Like 2027-06-15.")),
        ask_office(),
    )


def ask_own_action(state: RoundState, buurt: str) -> Form:
    """The page to ask for own action in a neighbourhood."""
    lead = _(
        "Where a neighbourhood lags far behind, the municipality may act itself. It takes no plan"
        " from a group and no money from the pot. The reason stands on the neighbourhood's page."
    )
    place = take_buurt(state, buurt)
    return _make_form(
        _("The municipality acts itself: %(buurt)s", buurt=place.name),
        lead,
        url_for(".show_grants", round=state.slug),
        ask_public_reason(),
        ask_office(),
    )


def ask_public_reason() -> Input:
    """Ask a reason that everybody reads."""
    return Input("reason", _("The reason"), _("Published as it stands."), "text")


def ask_office() -> Input:
    """Ask for which office something is decided."""
    return Input("office", _("For the office"), _("This name stands in the decision."))


def write_office() -> dict[str, str]:
    """Return the colleague's own department, as the form sends it."""
    return {"office": read_standing().department}


def read_amount(field: str, text: str) -> int:
    """Return an amount in cents; raise AnswersRefused."""
    try:
        return read_euros(text)
    except ValueError as error:
        raise AnswersRefused((AnswerProblem(field, str(error), {}),)) from error


def read_day(field: str, text: str) -> date:
    """Return a day; raise DayMalformed."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise DayMalformed(field) from error


def ask(form: Form, describe: Callable[[], Asked]) -> ResponseReturnValue:
    """Ask for an act and go to the page of the request, or show the form with what is wrong."""
    try:
        id = acts.ask(open_workshop(), take_hand(), describe(), now())
    except Refused as refusal:
        return show_form(form, refusal=refusal)
    return redirect(url_for(".show_request", request_id=id), 303)


def _make_form(title: str, lead: str, back: str, *inputs: Input, stop: bool = False) -> Form:
    return Form(title, _("Ask a colleague"), inputs, lead, back, stop)
