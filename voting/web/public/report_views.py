"""Views of the results report: the whole account of a round, to read and to download."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from voting.services.round_state import RoundState
from voting.web.access import allow_everyone
from voting.web.outcomes import take_outcome
from voting.web.public.blueprint import bp
from voting.web.report_files import make_report_file, name_report
from voting.web.report_parts import say_status
from voting.web.report_tables import list_sections
from voting.web.results_report import Report, gather_report
from voting.web.rounds import now, take_round
from voting.web.stores import stores
from voting.web.translating import _


@bp.get("/<round>/results-report")
@allow_everyone
def show_report(round: str) -> ResponseReturnValue:
    """Show the whole account of a published round."""
    report = take_report(take_round(round))
    kinds = [("pdf", _("PDF, to print")), ("json", "JSON"), ("csv", "CSV")]
    return render_template(
        "public/report.html",
        title=name_report(report),
        status=say_status(report),
        sections=list_sections(report),
        kinds=kinds,
    )


@bp.get("/<round>/results-report.<any(pdf, json, csv):kind>")
@allow_everyone
def show_report_file(round: str, kind: str) -> ResponseReturnValue:
    """Send the account as a file."""
    file = make_report_file(take_report(take_round(round)), kind, now())
    response = make_response(file.content)
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    response.content_type = file.media_type + charset
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def take_report(state: RoundState) -> Report:
    """Return the report of a published round, or answer 404."""
    return gather_report(stores(), state, take_outcome(stores(), state).result)
