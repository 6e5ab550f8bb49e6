"""Views of linking up: the joint texts, agreeing, declining and undoing."""

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.linking_up import TermsChanged
from voting.domain.errors.proposals import AnswerProblem, AnswersRefused, DraftChanged
from voting.domain.errors.refused import Refused
from voting.domain.joint_plans import TEXTS
from voting.domain.linking_up import POSSIBLE, LinkAct, LinkState
from voting.services import linking_agreed, linking_up
from voting.services.link_views import LinkView
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.initiative.blueprint import bp
from voting.web.initiative.comparing import Difference
from voting.web.initiative.inputs import read_number
from voting.web.initiative.link_finding import take_link
from voting.web.initiative.link_questions import ask_texts, compare_texts
from voting.web.initiative.link_views import render_link
from voting.web.initiative.step_views import say_once
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.words_fields import name_field


@bp.get("/<reference>/link/<link>/texts")
@allow(Role.PERSON)
def show_joint_texts(reference: str, link: str) -> ResponseReturnValue:
    """Ask what the joint plan is called and is about."""
    view = take_link(reference, link)
    if not _may(view, LinkAct.WRITE):
        return redirect(_find_link(view), 303)
    return _render_texts(view, view.texts, view.version)


@bp.post("/<reference>/link/<link>/texts")
@allow(Role.PERSON)
def submit_joint_texts(reference: str, link: str) -> ResponseReturnValue:
    """Save the joint texts."""
    view = take_link(reference, link)
    filled = read_fields("version", *TEXTS)
    typed = {name: filled[name] for name in TEXTS}
    version = read_number(filled["version"])
    me = take_account().id
    try:
        linking_up.set_joint_texts(stores(), me, reference, view.id, typed, version, now())
    except AnswersRefused as refusal:
        return _render_texts(view, typed, version, refusal.problems), 422
    except DraftChanged as refusal:
        fresh = take_link(reference, link)
        differences = compare_texts(fresh, typed)
        page = _render_texts(fresh, typed, refusal.version, (), differences, explain(refusal))
        return page, 409
    except Refused as refusal:
        return render_link(reference, link, refusal), find_status(refusal)
    return redirect(_find_link(view), 303)


@bp.get("/<reference>/link/<link>/agree")
@allow(Role.PERSON)
def show_agree(reference: str, link: str) -> ResponseReturnValue:
    """Show what would be agreed to, and ask to confirm."""
    view = take_link(reference, link)
    if not (_may(view, LinkAct.AGREE) and view.version and view.leads):
        return redirect(_find_link(view), 303)
    return _render_agree(view)


@bp.post("/<reference>/link/<link>/agree")
@allow(Role.PERSON)
def submit_agree(reference: str, link: str) -> ResponseReturnValue:
    """Agree to what was shown."""
    view = take_link(reference, link)
    terms = read_fields("terms")["terms"]
    try:
        linking_agreed.agree(stores(), take_account().id, reference, view.id, terms, now())
    except TermsChanged as refusal:
        return _render_agree(take_link(reference, link), explain(refusal)), 409
    except Refused as refusal:
        return render_link(reference, link, refusal), find_status(refusal)
    return redirect(_find_link(view), 303)


@bp.get("/<reference>/link/<link>/stop")
@allow(Role.PERSON)
def show_stop(reference: str, link: str) -> ResponseReturnValue:
    """Say what declining or undoing does, and ask to confirm."""
    view = take_link(reference, link)
    if not (view.leads and (_may(view, LinkAct.DECLINE) or _may(view, LinkAct.UNDO))):
        return redirect(_find_link(view), 303)
    return _render_stop(view)


@bp.post("/<reference>/link/<link>/stop")
@allow(Role.PERSON)
def submit_stop(reference: str, link: str) -> ResponseReturnValue:
    """Decline, or undo what was agreed: whichever the page said."""
    view = take_link(reference, link)
    filled = read_fields("text", "act")
    act = linking_agreed.undo if filled["act"] == LinkAct.UNDO else linking_agreed.decline
    try:
        act(stores(), take_account().id, reference, view.id, filled["text"], now())
    except Refused as refusal:
        return render_link(reference, link, refusal), find_status(refusal)
    return redirect(_find_link(view), 303)


def _may(view: LinkView, act: LinkAct) -> bool:
    return view.can_change and view.state in POSSIBLE[act]


def _find_link(view: LinkView) -> str:
    return url_for(".show_link", reference=view.own.reference, link=view.id.hex())


def _render_texts(
    view: LinkView,
    typed: Mapping[str, str],
    version: int,
    problems: Sequence[AnswerProblem] = (),
    differences: Sequence[Difference] = (),
    refusal: str = "",
) -> str:
    inputs = ask_texts(view.plan)
    return render_template(
        "initiative/link_texts.html",
        link=view,
        inputs=inputs,
        typed=typed,
        version=version,
        problems=say_once(problems),
        differences=differences,
        refusal=refusal,
        name_field=name_field,
        other_open=any(typed.get(one.name) for one in inputs if one.aside),
    )


def _render_agree(view: LinkView, problem: str = "") -> str:
    return render_template("initiative/link_agree.html", link=view, problem=problem)


def _render_stop(view: LinkView) -> str:
    act = LinkAct.UNDO if view.state is LinkState.AGREED else LinkAct.DECLINE
    return render_template("initiative/link_stop.html", link=view, act=act)
