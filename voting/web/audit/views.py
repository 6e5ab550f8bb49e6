"""Views for checking: the audit page in plain words, and the lists of slips."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.rounds import FAULT_RULES
from voting.services.slip_lists import list_prefixes, list_slips
from voting.web.access import allow_everyone
from voting.web.audit.blueprint import bp
from voting.web.audit.sums import list_sums
from voting.web.audit.timeline import list_events
from voting.web.bundles import offers_bundle
from voting.web.outcomes import find_outcome
from voting.web.rounds import Status, find_status, now, shows_slips, take_area, take_round
from voting.web.stores import stores
from voting.web.story import count_areas, count_left_out, read_story


@bp.get("/<round>/audit")
@allow_everyone
def show_audit(round: str) -> str:
    """Show how the round went, whether its sums hold, and how to recount it."""
    state = take_round(round)
    story = read_story(stores(), state)
    outcome = find_outcome(stores(), state)
    counts = count_areas(state, story) if outcome else {}
    return render_template(
        "audit/audit.html",
        can_check=shows_slips(state),
        sums=list_sums(
            state.plan, counts, outcome.result if outcome else None, count_left_out(story)
        ),
        counts=counts,
        events=list_events(state, story) if offers_bundle(state) else [],
        has_bundle=offers_bundle(state),
        fault_rules=FAULT_RULES,
    )


@bp.get("/<round>/slips/<area>")
@allow_everyone
def show_slip_pages(round: str, area: str) -> ResponseReturnValue:
    """Send on to the first page of an area's slips."""
    state = take_round(round)
    take_area(state.plan, area)
    if find_status(state, now()) is not Status.PUBLISHED:
        abort(404)
    first = list_prefixes(stores(), state, area)[0][0]
    return redirect(url_for(".show_slips", round=round, area=area, prefix=first))


@bp.get("/<round>/slips/<area>/<prefix>")
@allow_everyone
def show_slips(round: str, area: str, prefix: str) -> ResponseReturnValue:
    """List slips with their choices, many at once, so that looking tells nothing."""
    state = take_round(round)
    place = take_area(state.plan, area)
    if find_status(state, now()) is not Status.PUBLISHED:
        abort(404)
    pages = list_prefixes(stores(), state, area)
    slips = list(list_slips(stores(), state, area, prefix))
    if not slips and prefix not in {name for name, _ in pages}:
        abort(404)
    return render_template(
        "audit/slips.html",
        area=place,
        prefix=prefix,
        pages=pages,
        slips=slips,
        plans={one.id: one for one in state.plan.initiatives_in(place)},
    )
