"""View of a result before it is published: all of it, with the municipality's own order beside."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.rounds import Phase, has_reached
from voting.services.publishing import load_result
from voting.services.round_state import RoundState
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.links import Link, round_link
from voting.web.i18n import local
from voting.web.report_parts import Section, Table, say_status
from voting.web.report_tables import list_sections
from voting.web.results_report import Report, gather_report
from voting.web.rounds import take_round
from voting.web.stores import stores
from voting.web.translating import _

SEEING = (Role.PUBLISHER, Role.ROUND_MANAGER, Role.GRIFFIER, Role.AUDITOR)


@round_link(65, *SEEING)
def _link_result(state: RoundState) -> Link | None:
    if not has_reached(state.phase, Phase.OPENED):
        return None
    return Link(_("The result"), url_for("council.show_result", round=state.slug))


@bp.get("/rounds/<round>/result")
@allow(*SEEING)
def show_result(round: str) -> ResponseReturnValue:
    """Show the result that was counted, also before it is published."""
    state = take_round(round)
    result = load_result(stores(), state) if has_reached(state.phase, Phase.OPENED) else None
    report = gather_report(stores(), state, result or abort(404))
    return render_template(
        "council/result.html",
        state=state,
        status=say_status(report),
        sections=list_sections(report),
        preferences=tell_preferences(report),
        published=has_reached(state.phase, Phase.PUBLISHED),
    )


def tell_preferences(report: Report) -> list[Section]:
    """Return the part about the municipality's own order, where it gave one."""
    tables = list_preferences(report)
    text = _("The municipality's own order decides nothing; it is published with the result.")
    return [Section(_("The municipality's own order"), (text,), tuple(tables))] if tables else []


def list_preferences(report: Report) -> list[Table]:
    """Return the residents' order beside the municipality's, a table each neighbourhood."""
    buurten = {
        one.slug: one.name for area in report.state.plan.voting_areas for one in area.buurten
    }
    return [
        Table(
            buurten[one.buurt],
            (_("Place"), _("Residents"), _("Municipality")),
            tuple(compare(report, one.buurt, one.initiatives)),
            3,
        )
        for one in report.state.plan.preferences
    ]


def compare(report: Report, buurt: str, preferred: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return place by place what residents and what the municipality put there."""
    names = {one.id: local(one.title) or one.id for one in report.state.plan.initiatives}
    rows = [one for area in report.result.areas for one in area.initiatives if one.buurt == buurt]
    residents = [one.id for one in sorted(rows, key=lambda one: (-one.rights, one.lot))]
    return [
        (str(place), names.get(chosen, chosen), names.get(own, own))
        for place, (chosen, own) in enumerate(zip(residents, preferred, strict=False), 1)
    ]
