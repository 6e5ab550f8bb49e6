"""Views of reports of counting errors: what was reported, what a receipt proves, the answer."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.complaints import Proof
from voting.domain.errors.refused import Refused
from voting.domain.rounds import Phase, has_reached
from voting.domain.texts import Text
from voting.services.complaining import OfficeComplaint, answer_complaint, list_for_office
from voting.services.officers import PUBLISHING, acting_as
from voting.services.round_state import RoundState
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.inputs import Form, Input, show_form
from voting.web.council.links import Link, round_link
from voting.web.letters import PageLetters
from voting.web.questions import read_fields
from voting.web.rounds import now, take_round
from voting.web.signed_in import read_standing, take_hand
from voting.web.stores import stores
from voting.web.translating import _

ANSWERING = (Role.PUBLISHER, Role.ROUND_MANAGER)
SEEING = (*ANSWERING, Role.GRIFFIER, Role.AUDITOR)


@round_link(80, *SEEING)
def _link_reports(state: RoundState) -> Link | None:
    if not is_published(state):
        return None
    return Link(_("Reports of counting errors"), url_for("council.show_reports", round=state.slug))


@bp.get("/rounds/<round>/reports")
@allow(*SEEING)
def show_reports(round: str) -> ResponseReturnValue:
    """Show what was reported, what was not answered on top."""
    state = take_published(round)
    reports = list_for_office(stores(), state)
    return render_template(
        "council/reports.html",
        state=state,
        reports=sorted(reports, key=lambda one: one.public.answered is not None),
        areas={area.slug: area.name for area in state.plan.voting_areas},
        proofs=Proof,
        may_answer=bool(read_standing().roles & PUBLISHING),
    )


@bp.get("/rounds/<round>/reports/<int:number>")
@allow(*ANSWERING)
def show_report(round: str, number: int) -> ResponseReturnValue:
    """Ask the answer to a report."""
    state = take_published(round)
    typed = {"office": read_standing().department}
    return show_form(ask_answer(state, take_report(state, number)), typed)


@bp.post("/rounds/<round>/reports/<int:number>")
@allow(*ANSWERING)
def submit_report(round: str, number: int) -> ResponseReturnValue:
    """Answer a report in public, and by mail to who left an address."""
    state = take_published(round)
    report = take_report(state, number)
    filled = read_fields("answer_nl", "answer_en", "office")
    answer = Text(filled["answer_nl"], filled["answer_en"])
    facts = {"round": state.slug, "report": str(number)}
    try:
        with acting_as(stores(), take_hand(), "answer_report", now(), facts, PUBLISHING):
            answer_complaint(
                stores(), PageLetters(), state, number, answer, filled["office"], now()
            )
    except Refused as refusal:
        return show_form(ask_answer(state, report), refusal=refusal)
    return redirect(url_for(".show_reports", round=round, _anchor=f"report-{number}"), 303)


def is_published(state: RoundState) -> bool:
    """Tell whether a round's result was published."""
    return state.phase is not Phase.ANNULLED and has_reached(state.phase, Phase.PUBLISHED)


def take_published(round: str) -> RoundState:
    """Return the round of this page, or answer 404 before its result was published."""
    state = take_round(round)
    return state if is_published(state) else abort(404)


def take_report(state: RoundState, number: int) -> OfficeComplaint:
    """Return the report of this page, or answer 404."""
    found = (one for one in list_for_office(stores(), state) if one.public.number == number)
    return next(found, None) or abort(404)


def ask_answer(state: RoundState, report: OfficeComplaint) -> Form:
    """The page to answer a report; everybody reads the answer, nobody else the report."""
    lead = _("What was reported: %(text)s", text=report.text)
    hint = _("Everybody reads this. Write no names.")
    inputs = (
        Input("answer_nl", _("Answer in Dutch"), hint, "text", language="nl"),
        Input("answer_en", _("Answer in English"), "", "text", language="en"),
        Input("office", _("Who answers"), _("The department, as everybody reads it.")),
    )
    title = _("Report %(number)s", number=report.public.number)
    back = url_for(".show_reports", round=state.slug)
    return Form(title, _("Publish the answer"), inputs, lead, back)
