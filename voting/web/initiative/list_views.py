"""Views of one's own plans, and of beginning another."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.people import GroupUnknown
from voting.domain.errors.proposals import EntriesClosed
from voting.domain.errors.refused import Refused
from voting.domain.groups import GroupId
from voting.services import groups, proposing
from voting.services.owing_reports import list_owed
from voting.services.round_state import RoundState
from voting.services.support import find_threshold
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.initiative.blueprint import bp
from voting.web.questions import Question, ask_name, read_fields, show, tell
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.translating import _


@bp.get("/")
@allow(Role.PERSON)
def show_plans() -> ResponseReturnValue:
    """List the plans of the reader's groups."""
    return render_template(
        "initiative/plans.html",
        plans=proposing.list_own_proposals(stores(), take_account().id),
        can_begin=bool(proposing.list_open_rounds(stores())),
        owed=_list_owed(),
    )


@bp.get("/new")
@allow(Role.PERSON)
def show_begin() -> ResponseReturnValue:
    """Say what a plan takes, and ask which group and round it is for where there are several."""
    return _render_begin()


@bp.post("/new")
@allow(Role.PERSON)
def submit_begin() -> ResponseReturnValue:
    """Begin an empty draft and ask its first question."""
    filled = read_fields("group", "round")
    own = {one.id.hex(): one.id for one in groups.list_groups(stores(), take_account().id)}
    open_rounds = {one.slug: one for one in proposing.list_open_rounds(stores())}
    group, state = own.get(filled["group"]), open_rounds.get(filled["round"])
    if group is None or state is None:
        return _render_begin(_("Choose one of the answers."))
    try:
        return _begin(group, state)
    except GroupUnknown:
        abort(404)
    except EntriesClosed as refusal:
        return _render_begin(explain(refusal))


@bp.get("/new/group")
@allow(Role.PERSON)
def show_first_group() -> ResponseReturnValue:
    """Ask the group's name of who is in none yet."""
    return show(_ask_first_group())


@bp.post("/new/group")
@allow(Role.PERSON)
def submit_first_group() -> ResponseReturnValue:
    """Found the group, and go on with the plan."""
    name = read_fields("name")["name"]
    try:
        groups.found_group(stores(), take_account().id, name, now())
    except Refused as refusal:
        return show(_ask_first_group(), refusal)
    return redirect(url_for(".show_begin"), 303)


def _begin(group: GroupId, state: RoundState) -> ResponseReturnValue:
    reference = proposing.begin_proposal(stores(), take_account().id, group, state, now())
    return redirect(url_for(".show_step", reference=reference, step="title"), 303)


def _render_begin(problem: str = "") -> ResponseReturnValue:
    rounds = proposing.list_open_rounds(stores())
    if not rounds:
        text = _("No round takes new plans now. The start page says when the next one begins.")
        return tell(_("A plan for your neighbourhood"), text, back=True)
    own = groups.list_groups(stores(), take_account().id)
    if not own:
        return redirect(url_for(".show_first_group"), 303)
    page = render_template(
        "initiative/begin.html",
        groups=own,
        rounds=rounds,
        problem=problem,
        owed=_list_owed(),
        thresholds=[
            (one.plan.title, asked) for one in rounds if (asked := find_threshold(stores(), one))
        ],
    )
    return page, 422 if problem else 200


def _list_owed() -> list[tuple[str, str]]:
    """Return what the reader's groups must report first: why, and where."""
    return [
        (explain(one.refusal), url_for(".show_grant", reference=one.proposal))
        for one in list_owed(stores(), take_account().id)
    ]


def _ask_first_group() -> Question:
    lead = _(
        "A plan belongs to a group, also when you are alone for now. You can change the name and"
        " invite others later."
    )
    field = ask_name(_("What is your group called?"))
    return Question(_("Who makes the plan?"), _("Continue"), (field,), lead)
