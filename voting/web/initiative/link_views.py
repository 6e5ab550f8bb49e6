"""Views of linking up: the neighbours, proposing it, and the talk."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.linking_up import LinkUpExists
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.errors.refused import Refused
from voting.domain.linking_up import LINKABLE, POSSIBLE, LinkAct, LinkState
from voting.domain.proposals import TAKES_ANSWERS
from voting.services import linking_up
from voting.services.link_views import (
    Neighbour,
    find_neighbours,
    list_hints,
    list_links,
)
from voting.services.proposals import ProposalView
from voting.services.tries import LETTERS_FROM, count_try
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.initiative.blueprint import bp
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.link_finding import take_link
from voting.web.initiative.link_questions import join_groups, name_link_state, say_line
from voting.web.initiative.overview_parts import Part, overview_part
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now
from voting.web.signed_in import open_account_keys, take_account
from voting.web.stores import stores
from voting.web.translating import _

bp.add_app_template_filter(say_line, "link_line")
bp.add_app_template_filter(name_link_state, "link_state")
bp.add_app_template_filter(join_groups, "join_groups")


@overview_part(60)
def tell_links(view: ProposalView) -> Part | None:
    """Lead from a plan to those it may link up with."""
    if view.state not in LINKABLE:
        return None
    links = list_links(stores(), take_account().id, view.reference)
    if not links and view.phase not in TAKES_ANSWERS:
        return None
    linked = any(one.state is LinkState.AGREED for one in links)
    waits = view.phase in TAKES_ANSWERS and any(
        one.state is not LinkState.AGREED and view.reference not in one.agreed for one in links
    )
    text = _("Make one plan together with a group nearby.")
    if linked:
        text = _("Your plan is linked up.")
    elif waits:
        text = _("A group waits for your answer.")
    url = url_for(".show_links", reference=view.reference)
    return Part(_("Linking up"), text, url, todo=waits)


@bp.get("/<reference>/link")
@allow(Role.PERSON)
def show_links(reference: str) -> ResponseReturnValue:
    """Show the talks of a plan, and the plans nearby that it may link up with."""
    view = take_proposal(reference)
    me = take_account().id
    return render_template(
        "initiative/link.html",
        view=view,
        links=list_links(stores(), me, reference),
        hints=list_hints(stores(), me, reference),
        neighbours=find_neighbours(stores(), me, reference) if view.state in LINKABLE else [],
        open_list=view.phase in TAKES_ANSWERS and view.state in LINKABLE,
    )


@bp.get("/<reference>/link/with/<other>")
@allow(Role.PERSON)
def show_propose(reference: str, other: str) -> ResponseReturnValue:
    """Ask what to write to the other group."""
    return _render_propose(take_proposal(reference), other)


@bp.post("/<reference>/link/with/<other>")
@allow(Role.PERSON)
def submit_propose(reference: str, other: str) -> ResponseReturnValue:
    """Propose to link up."""
    view = take_proposal(reference)
    text = read_fields("text")["text"]
    try:
        count_message()
        made = linking_up.propose_link(stores(), take_account().id, reference, other, text, now())
    except ProposalUnknown:
        abort(404)
    except LinkUpExists as refusal:
        return redirect(_find_link(reference, refusal.link), 303)
    except Refused as refusal:
        return _render_propose(view, other, refusal, text)
    return redirect(_find_link(reference, made), 303)


@bp.get("/<reference>/link/<link>/")
@allow(Role.PERSON)
def show_link(reference: str, link: str) -> ResponseReturnValue:
    """Show the talk, what the joint plan would be, and who agreed."""
    return render_link(reference, link), 200


@bp.post("/<reference>/link/<link>/")
@allow(Role.PERSON)
def submit_link_message(reference: str, link: str) -> ResponseReturnValue:
    """Say something to the other groups."""
    view = take_link(reference, link)
    text = read_fields("text")["text"]
    try:
        count_message()
        linking_up.say(stores(), take_account().id, reference, view.id, text, now())
    except Refused as refusal:
        return render_link(reference, link, refusal, text), find_status(refusal)
    return redirect(f"{_find_link(reference, view.id)}#talk", 303)


def render_link(reference: str, link: str, refusal: Refused | None = None, text: str = "") -> str:
    """Show the talk, perhaps with a reason why something was refused and what was typed."""
    view = take_link(reference, link)
    may = {act.value: view.can_change and view.state in POSSIBLE[act] for act in LinkAct}
    return render_template(
        "initiative/link_talk.html",
        link=view,
        may=may,
        problem=explain(refusal) if refusal else "",
        text=text,
    )


def count_message() -> None:
    """Raise SignInSlowed when somebody sends very many messages: each is mailed to others."""
    attempt = (f"link messages by {take_account().id.hex()}", LETTERS_FROM)
    count_try(stores(), open_account_keys(), [attempt], now())


def _render_propose(
    view: ProposalView, other: str, refusal: Refused | None = None, text: str = ""
) -> ResponseReturnValue:
    found = _take_neighbour(view, other)
    page = render_template(
        "initiative/link_propose.html",
        view=view,
        other=found,
        problem=explain(refusal) if refusal else "",
        text=text,
    )
    return page, find_status(refusal) if refusal else 200


def _take_neighbour(view: ProposalView, other: str) -> Neighbour:
    near = find_neighbours(stores(), take_account().id, view.reference)
    return next((one for one in near if one.plan.reference == other), None) or abort(404)


def _find_link(reference: str, link: bytes) -> str:
    return url_for(".show_link", reference=reference, link=link.hex())
