"""Views of the list, of one plan and of looking over."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voting.web.access import allow_everyone
from voting.web.resident.blueprint import bp
from voting.web.resident.casting import describe_look_over
from voting.web.resident.choosing import (
    answer_with_choice,
    go_back,
    render_plan,
    render_plans,
    say_closed,
    step,
    take_place,
)
from voting.web.rounds import take_initiative
from voting.web.security import keep_nowhere


@bp.get("/<round>/<area>/plans")
@allow_everyone
@keep_nowhere
def show_plans(round: str, area: str) -> ResponseReturnValue:
    """List the plans of a voting area."""
    place = take_place(round, area)
    return answer_with_choice(place, render_plans(place))


@bp.post("/<round>/<area>/plans")
@allow_everyone
@keep_nowhere
def submit_plans(round: str, area: str) -> ResponseReturnValue:
    """Give or take one right, then show the list at the same plan."""
    place = take_place(round, area)
    if not place.open:
        return render_plans(place, say_closed(place)), 409
    choice, id, problem = step(place)
    if problem:
        return render_plans(place, problem), 422
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.args else ""
    url = url_for(".show_plans", round=round, area=area)
    return go_back(choice, f"{url}{query}#plan-{id}")


@bp.get("/<round>/<area>/plans/<id>")
@allow_everyone
@keep_nowhere
def show_plan(round: str, area: str, id: str) -> ResponseReturnValue:
    """Show one plan."""
    place = take_place(round, area)
    one = take_initiative(place.state.plan, place.area, id)
    return answer_with_choice(place, render_plan(place, one))


@bp.post("/<round>/<area>/plans/<id>")
@allow_everyone
@keep_nowhere
def submit_plan(round: str, area: str, id: str) -> ResponseReturnValue:
    """Give or take one right on a plan's own page."""
    place = take_place(round, area)
    one = take_initiative(place.state.plan, place.area, id)
    if not place.open:
        return render_plan(place, one, say_closed(place)), 409
    choice, _, problem = step(place)
    if problem:
        return render_plan(place, one, problem), 422
    return go_back(choice, url_for(".show_plan", round=round, area=area, id=id))


@bp.get("/<round>/<area>/look-over")
@allow_everyone
@keep_nowhere
def show_look_over(round: str, area: str) -> ResponseReturnValue:
    """Show what was chosen, with the code and the one button that casts.

    The letter's link comes here with its code; who has chosen nothing goes on to the list. The
    browser keeps what stands after the #.
    """
    place = take_place(round, area)
    if place.open and not place.here.spent:
        return redirect(url_for(".show_plans", round=round, area=area), 303)
    page = render_template(
        "resident/look_over.html", **describe_look_over(place, dict(place.here.rights))
    )
    return answer_with_choice(place, page)


@bp.post("/<round>/<area>/look-over")
@allow_everyone
@keep_nowhere
def submit_look_over(round: str, area: str) -> ResponseReturnValue:
    """Give or take one right on the look-over page."""
    place = take_place(round, area)
    url = url_for(".show_look_over", round=round, area=area)
    if not place.open:
        page = render_template(
            "resident/look_over.html", **describe_look_over(place, dict(place.here.rights))
        )
        return page, 409
    choice, id, _ = step(place)
    kept = id if id in choice.rights else None
    return go_back(choice, f"{url}#plan-{kept}" if kept else url)
