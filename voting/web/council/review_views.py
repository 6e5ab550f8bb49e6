"""Views of the review: the queue, one plan as the office sees it, and taking it up."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.errors.refused import Refused
from voting.domain.errors.staff import AreaHidden
from voting.domain.proposals import POSSIBLE, Act, State
from voting.domain.reviewing import (
    CONVERSATION,
    HISTORY,
    find_open_questions,
    find_seen,
    list_to_see,
)
from voting.domain.rounds import Phase
from voting.domain.staff import StaffRole
from voting.domain.working_days import find_day
from voting.services import office
from voting.services.round_state import RoundState
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.inputs import Form, Input, show_form
from voting.web.council.links import Link, round_link
from voting.web.errors import explain
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now, take_round
from voting.web.signed_in import read_standing, take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words_fields import name_field, write_field
from voting.web.words_office import name_seen, name_urgency, say_to_see

SEEING = (Role.REVIEWER, Role.ROUND_MANAGER, Role.GRIFFIER, Role.AUDITOR)
TAKES_REVIEW = (Phase.PREPARATION, Phase.ENTRIES, Phase.REVIEW)


@round_link(10, *SEEING)
def _link_queue(state: RoundState) -> Link | None:
    return Link(_("Review of plans"), url_for("council.show_queue", round=state.slug))


@bp.get("/review/<round>")
@allow(*SEEING)
def show_queue(round: str) -> ResponseReturnValue:
    """Show the queue of a round, what is late on top, and who has how much."""
    state = take_round(round)
    lines = office.list_queue(stores(), state, take_hand().person, read_standing(), find_day(now()))
    return render_template(
        "council/queue.html",
        state=state,
        lines=lines,
        loads=office.count_loads(stores(), state),
        name_urgency=name_urgency,
    )


@bp.get("/plans/<reference>")
@allow(*SEEING)
def show_review(reference: str) -> ResponseReturnValue:
    """Show a plan as the office sees it."""
    return render_review(take_review(reference))


@bp.post("/plans/<reference>/take-up")
@allow(Role.REVIEWER)
def submit_take_up(reference: str) -> ResponseReturnValue:
    """Begin the review, or take it over from a colleague."""
    read_fields()
    view = take_review(reference)
    try:
        office.take_up(stores(), take_hand(), reference, now())
    except Refused as refusal:
        return render_review(view, refusal)
    return redirect(url_for(".show_review", reference=reference), 303)


@bp.get("/plans/<reference>/stake")
@allow(Role.REVIEWER)
def show_stake(reference: str) -> ResponseReturnValue:
    """Ask what stake a reviewer has in a plan."""
    return show_form(ask_stake(take_review(reference)))


@bp.post("/plans/<reference>/stake")
@allow(Role.REVIEWER)
def submit_stake(reference: str) -> ResponseReturnValue:
    """Declare a stake in a plan, such as a relative's: from then on others review it."""
    reason = read_fields("reason")["reason"]
    view = take_review(reference)
    try:
        office.declare_interest(stores(), take_hand(), reference, reason, now())
    except Refused as refusal:
        return show_form(ask_stake(view), refusal=refusal)
    return redirect(url_for(".show_review", reference=reference), 303)


def take_review(reference: str) -> office.OfficeView:
    """Return the plan of this page, or answer 404: also for one of another area."""
    person, standing = take_hand().person, read_standing()
    try:
        return office.view_for_review(stores(), person, standing, reference, find_day(now()))
    except (ProposalUnknown, AreaHidden):
        abort(404)


def render_review(view: office.OfficeView, refusal: Refused | None = None) -> ResponseReturnValue:
    """Show a plan, perhaps with the reason why something was refused."""
    proposal = view.proposal
    reviews = StaffRole.REVIEWER in read_standing().roles and not view.blocked
    page = render_template(
        "council/review.html",
        view=view,
        plan=proposal,
        problem=explain(refusal) if refusal else "",
        fields=list_fields(view),
        conversation=[one for one in proposal.events if one.kind in CONVERSATION],
        history=[one for one in reversed(proposal.events) if one.kind in HISTORY],
        waiting=len(find_open_questions(proposal.events)),
        can_take_up=reviews
        and not view.own
        and proposal.state in (State.SUBMITTED, *POSSIBLE[Act.ASK]),
        can_talk=reviews and proposal.state in POSSIBLE[Act.ASK],
        can_admit=reviews and proposal.state in POSSIBLE[Act.LIST],
        is_reviewer=StaffRole.REVIEWER in read_standing().roles,
        to_see=[say_to_see(one) for one in list_to_see(proposal.draft)],
        seen=[name_seen(one) for one in find_seen(proposal.events)],
        name_field=name_field,
        write_field=write_field,
        name_urgency=name_urgency,
    )
    return page, find_status(refusal) if refusal else 200


def list_fields(view: office.OfficeView) -> list[tuple[str, str]]:
    """Return what the group filled in: what each field is called, and its text."""
    draft, plan = view.proposal.draft, view.proposal.plan
    return [
        (name_field(name), write_field(name, text, plan))
        for name, text in draft.fields.items()
        if text
    ]


def ask_stake(view: office.OfficeView) -> Form:
    """The page to declare a stake."""
    lead = _(
        "A plan of a relative, of friends, of one's own street: a colleague reviews it then."
        " That it was declared stays in the log."
    )
    inputs = (Input("reason", _("What the stake is")),)
    back = url_for(".show_review", reference=view.proposal.reference)
    return Form(_("A stake in this plan"), _("Declare it"), inputs, lead, back, stop=True)
