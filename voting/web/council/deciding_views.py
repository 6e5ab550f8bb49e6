"""Views of a decision on a plan, and of the list of usual reasons."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.office import Verdict
from voting.domain.reviewing import list_to_see
from voting.domain.texts import Text
from voting.services import decision_reasons, office, reviewing
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.inputs import Form, Input, show_form
from voting.web.council.links import Link, link
from voting.web.council.review_views import take_review
from voting.web.i18n import local
from voting.web.letters import PageLetters
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words_office import name_seen, name_verdict, say_to_see

OWN_WORDS = "own"


@link(30, Role.ROUND_MANAGER)
def _link_reasons() -> Link:
    return Link(_("Usual reasons"), url_for("council.show_reasons"))


@bp.get("/plans/<reference>/decide/<any(admit, turn_down):verdict>")
@allow(Role.REVIEWER)
def show_decide(reference: str, verdict: str) -> ResponseReturnValue:
    """Ask the reason of a decision."""
    return show_form(ask_decision(take_review(reference), Verdict(verdict)))


@bp.post("/plans/<reference>/decide/<any(admit, turn_down):verdict>")
@allow(Role.REVIEWER)
def submit_decide(reference: str, verdict: str) -> ResponseReturnValue:
    """Decide, with a reason from the list, own words, or both."""
    view = take_review(reference)
    to_see = list_to_see(view.proposal.draft) if verdict == Verdict.ADMIT else ()
    filled = read_fields("usual", "reason", *to_see)
    form = ask_decision(view, Verdict(verdict))
    seen = [one for one in to_see if filled[one]]
    try:
        reason = write_reason(filled["usual"], filled["reason"], Verdict(verdict))
        with office.reviewing_as(stores(), take_hand(), reference, verdict, now()) as name:
            if verdict == Verdict.ADMIT:
                reviewing.admit(stores(), PageLetters(), reference, name, reason, now(), seen)
            else:
                reviewing.turn_down(stores(), PageLetters(), reference, name, reason, now())
    except Refused as refusal:
        return show_form(form, refusal=refusal)
    return redirect(url_for(".show_review", reference=reference), 303)


@bp.get("/reasons")
@allow(Role.ROUND_MANAGER)
def show_reasons() -> ResponseReturnValue:
    """Show the list of usual reasons."""
    reasons = decision_reasons.list_reasons(stores())
    return render_template("council/reasons.html", reasons=reasons, name_verdict=name_verdict)


@bp.get("/reasons/new")
@allow(Role.ROUND_MANAGER)
def show_reason_new() -> ResponseReturnValue:
    """Ask a new reason."""
    return show_form(ask_reason())


@bp.post("/reasons/new")
@allow(Role.ROUND_MANAGER)
def submit_reason_new() -> ResponseReturnValue:
    """Put a reason on the list."""
    filled = read_fields("verdict", "text_nl", "text_en")
    if filled["verdict"] not in set(map(str, Verdict)):
        abort(400)
    text = Text(filled["text_nl"], filled["text_en"])
    try:
        decision_reasons.add_reason(stores(), take_hand(), Verdict(filled["verdict"]), text, now())
    except Refused as refusal:
        return show_form(ask_reason(), refusal=refusal)
    return redirect(url_for(".show_reasons"), 303)


@bp.get("/reasons/<int:reason>")
@allow(Role.ROUND_MANAGER)
def show_reason(reason: int) -> ResponseReturnValue:
    """Show one reason to word anew."""
    found = take_reason(reason)
    typed = {"text_nl": found.text.nl, "text_en": found.text.en}
    return show_form(ask_reason(found), typed)


@bp.post("/reasons/<int:reason>")
@allow(Role.ROUND_MANAGER)
def submit_reason(reason: int) -> ResponseReturnValue:
    """Word a reason anew; decisions that were taken keep the old words."""
    found, filled = take_reason(reason), read_fields("text_nl", "text_en")
    text = Text(filled["text_nl"], filled["text_en"])
    try:
        decision_reasons.change_reason(stores(), take_hand(), found.id, text, now())
    except Refused as refusal:
        return show_form(ask_reason(found), refusal=refusal)
    return redirect(url_for(".show_reasons"), 303)


@bp.post("/reasons/<int:reason>/remove")
@allow(Role.ROUND_MANAGER)
def submit_reason_remove(reason: int) -> ResponseReturnValue:
    """Take a reason off the list."""
    read_fields()
    decision_reasons.remove_reason(stores(), take_hand(), take_reason(reason).id, now())
    return redirect(url_for(".show_reasons"), 303)


def take_reason(id: int) -> decision_reasons.UsualReason:
    """Return the reason of this page, or answer 404."""
    found = [one for one in decision_reasons.list_reasons(stores()) if one.id == id]
    return found[0] if found else abort(404)


def write_reason(usual: str, own: str, verdict: Verdict) -> str:
    """Return the words of a decision: the chosen reason, then one's own; raise ReasonUnknown."""
    if usual in ("", OWN_WORDS):
        return own
    id = int(usual) if usual.isascii() and usual.isdigit() and len(usual) < 10 else -1
    chosen = local(decision_reasons.find_reason(stores(), id, verdict).text)
    return f"{chosen}\n{own}".strip()


def ask_decision(view: office.OfficeView, verdict: Verdict) -> Form:
    """The page of a decision."""
    leads = {
        Verdict.ADMIT: _("Residents read why the plan is possible. The group gets a mail."),
        Verdict.TURN_DOWN: _(
            "The group reads the reason and can object for six weeks. It was asked first, and"
            " answered or let ten working days pass."
        ),
    }
    choices = tuple(
        (str(one.id), local(one.text))
        for one in decision_reasons.list_reasons(stores())
        if one.verdict is verdict
    )
    own = Input("reason", _("In own words"), _("Added to a usual reason, or alone."), "text")
    usual = Input("usual", _("Reason"), "", "choice", (*choices, (OWN_WORDS, _("Own words only"))))
    ticks = tuple(
        Input(one.value, name_seen(one), say_to_see(one), "tick")
        for one in (list_to_see(view.proposal.draft) if verdict is Verdict.ADMIT else ())
    )
    inputs = (usual, own, *ticks) if choices else (own, *ticks)
    back = url_for(".show_review", reference=view.proposal.reference)
    stop = verdict is Verdict.TURN_DOWN
    return Form(name_verdict(verdict), _("Decide"), inputs, leads[verdict], back, stop)


def ask_reason(found: decision_reasons.UsualReason | None = None) -> Form:
    """The page of a usual reason."""
    verdict = Input(
        "verdict",
        _("For which decision"),
        "",
        "choice",
        tuple((one.value, name_verdict(one)) for one in Verdict),
    )
    texts = (
        Input("text_nl", _("In Dutch"), "", "text", language="nl"),
        Input("text_en", _("In English"), "", "text", language="en"),
    )
    lead = _("Reviewers choose it and add their own words.")
    inputs = texts if found else (verdict, *texts)
    return Form(_("A usual reason"), _("Save"), inputs, lead, url_for(".show_reasons"))
