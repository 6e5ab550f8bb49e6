"""Views of the result: the round, a voting area, a buurt, and why a plan gets what it gets."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from voting.domain.areas import Buurt, VotingArea
from voting.domain.explanation import explain_payout
from voting.domain.results import AreaResult, merge_totals
from voting.services.acting_itself import find_own_action
from voting.services.public_proposals import find_reference
from voting.services.round_state import RoundState
from voting.web.access import allow_everyone
from voting.web.outcomes import Outcome, take_outcome
from voting.web.public.blueprint import bp
from voting.web.public.downloads import list_downloads
from voting.web.public.results import (
    compare_packages,
    describe_buurt,
    find_names,
    list_plans,
    rank_themes,
    sum_base,
)
from voting.web.reasons import DIGITS, say_not_counted, say_outcome, tell_why
from voting.web.rounds import name_buurten, take_area, take_round
from voting.web.stores import stores
from voting.web.story import add_voters, count_areas
from voting.web.words import to_decimal


@bp.get("/<round>/results")
@allow_everyone
def show_results(round: str) -> ResponseReturnValue:
    """Show the result of a round as a whole."""
    state = take_round(round)
    outcome = take_outcome(stores(), state)
    result = outcome.result
    counts = count_areas(state, outcome.story)
    buurten = [buurt.slug for area in state.plan.voting_areas for buurt in area.buurten]
    return render_template(
        "public/results.html",
        **_share(state, outcome),
        result=result,
        areas=[(area, _find_area(outcome, area)) for area in state.plan.voting_areas],
        counts=counts,
        voters=add_voters(counts.values()),
        sectors=compare_packages(
            result, buurten, merge_totals(tuple(area.sectors for area in result.areas))
        ),
        themes=rank_themes(state.plan, result.themes),
    )


@bp.get("/<round>/results/<area>")
@allow_everyone
def show_area_result(round: str, area: str) -> ResponseReturnValue:
    """Show the result of a voting area and its buurten."""
    state = take_round(round)
    place = take_area(state.plan, area)
    outcome = take_outcome(stores(), state)
    found = _find_area(outcome, place)
    counts = count_areas(state, outcome.story)
    return render_template(
        "public/area_result.html",
        **_share(state, outcome),
        area=place,
        found=found,
        count=counts.get(place.slug),
        base_cents=sum_base(outcome.result, place),
        base_of={
            buurt.slug: sum(
                one.amount_cents for one in outcome.result.base_totals if one.buurt == buurt.slug
            )
            for buurt in place.buurten
        },
        sectors=compare_packages(
            outcome.result, [buurt.slug for buurt in place.buurten], found.sectors
        ),
        plans=list_plans(state.plan, found.initiatives),
        names_of_buurten=name_buurten(place),
        themes=rank_themes(state.plan, found.themes),
    )


@bp.get("/<round>/results/<area>/<buurt>")
@allow_everyone
def show_buurt_result(round: str, area: str, buurt: str) -> ResponseReturnValue:
    """Show the result of a buurt: base and neighbourhood package side by side."""
    state = take_round(round)
    place = take_area(state.plan, area)
    outcome = take_outcome(stores(), state)
    found = _find_area(outcome, place)
    counts = count_areas(state, outcome.story)
    return render_template(
        "public/buurt_result.html",
        **_share(state, outcome),
        area=place,
        found=found,
        count=counts.get(place.slug),
        page=describe_buurt(state.plan, outcome.result, found, _take_buurt(place, buurt)),
        themes=rank_themes(state.plan, found.themes),
        own_action=find_own_action(stores(), state.id, buurt),
    )


@bp.get("/<round>/results/<area>/<buurt>/why/<id>")
@allow_everyone
def show_why(round: str, area: str, buurt: str, id: str) -> ResponseReturnValue:
    """Explain one plan's amount with the numbers of the record."""
    state = take_round(round)
    place = take_area(state.plan, area)
    outcome = take_outcome(stores(), state)
    found = _find_area(outcome, place)
    home = _take_buurt(place, buurt)
    names = find_names(state.plan)
    if not any(row.id == id and row.buurt == home.slug for row in found.initiatives):
        abort(404)
    why = explain_payout(found, id)
    return render_template(
        "public/why.html",
        **_share(state, outcome),
        area=place,
        buurt=home,
        count=count_areas(state, outcome.story).get(place.slug),
        plan=names[id],
        proposal=find_reference(stores(), state, id),
        names=names,
        why=why,
        rules=state.plan.money,
        story=tell_why(why, state.plan.money, home.name),
        worth=None if why.worth is None else to_decimal(why.worth, DIGITS),
        ceiling=None if why.ceiling_price is None else to_decimal(why.ceiling_price, DIGITS),
    )


def _share(state: RoundState, outcome: Outcome) -> dict[str, object]:
    return {
        "corrections": outcome.corrections,
        "downloads": list_downloads(state),
        "seed": outcome.result.seed,
        "say_outcome": lambda reason: say_outcome(reason, state.plan.money.threshold),
        "say_not_counted": lambda other: say_not_counted(other, state.plan.money.threshold),
    }


def _find_area(outcome: Outcome, area: VotingArea) -> AreaResult:
    return next((one for one in outcome.result.areas if one.id == area.slug), None) or abort(404)


def _take_buurt(area: VotingArea, slug: str) -> Buurt:
    return next((one for one in area.buurten if one.slug == slug), None) or abort(404)
