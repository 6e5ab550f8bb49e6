"""Choosing: the list of plans, one plan, and looking over what was chosen."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound

from voting.domain.areas import VotingArea
from voting.domain.errors.casting import InitiativeWithdrawn, TooManyRights
from voting.domain.initiatives import Initiative, Listing, Sector
from voting.services.link_views import list_makers
from voting.services.photos import list_photos_of_initiative
from voting.services.public_proposals import find_reference
from voting.services.round_state import RoundState
from voting.web.choice import Choice, has_order, keep_choice, read_choice
from voting.web.errors import explain
from voting.web.i18n import format_moment
from voting.web.maps import describe_spot_of_initiative
from voting.web.paging import cut, find_page
from voting.web.photos import describe_photos
from voting.web.resident.finding import Question, find_plans, read_question
from voting.web.resident.ordering import shuffle
from voting.web.rounds import (
    Status,
    find_area,
    find_status,
    name_buurten,
    now,
    shows_plans,
    take_area,
    take_round,
)
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words import day_and_month, format_month, spell

PAGE_SIZE = 60
"""How many plans stand on one page of the list."""


@dataclass(frozen=True, slots=True)
class Place:
    """A voting area of a round, what can be done there, and what the visitor chose in it."""

    state: RoundState
    area: VotingArea
    status: Status
    choice: Choice
    """As the browser sent it, perhaps of another area."""

    @property
    def open(self) -> bool:
        """Tell whether rights can be given and cast now."""
        return self.status is Status.OPEN

    @property
    def here(self) -> Choice:
        """Return the choice in this area: only of plans that it has."""
        plans = {one.id for one in self.state.plan.initiatives_in(self.area)}
        own = self.choice.within(self.state.slug, self.area.slug)
        return own.replace_rights({id: n for id, n in own.rights.items() if id in plans})

    @property
    def elsewhere(self) -> VotingArea | None:
        """Return the other area of this round in which the visitor chose something."""
        if not self.choice.spent or self.choice.round != self.state.slug:
            return None
        if self.choice.area == self.area.slug:
            return None
        return find_area(self.state.plan, self.choice.area)


@dataclass(frozen=True, slots=True)
class Line:
    """One chosen plan on the look-over page."""

    plan: Initiative
    count: int
    first: int
    """The number of its first house, so that houses keep their names from page to page."""


def take_place(round: str, area: str) -> Place:
    """Find round and voting area, or answer 404; so while the list is still being made."""
    state = take_round(round)
    if not shows_plans(state):
        raise NotFound
    place = Place(state, take_area(state.plan, area), find_status(state, now()), read_choice())
    g.own_choice = True
    return place


def say_closed(place: Place) -> str:
    """Say why nothing can be chosen now; empty while it can."""
    times = place.state.plan.times
    if place.open:
        return ""
    if place.status is Status.SOON:
        return _("You can vote from %(opens)s.", opens=format_moment(times.opens))
    if place.status is Status.ANNULLED:
        return _("This round was annulled. No vote counts.")
    return _(
        "Voting closed on %(closes)s. Anything not cast does not count. Result: %(results)s.",
        closes=format_moment(times.closes),
        results=day_and_month(times.results_on),
    )


def number_houses(rights: dict[str, int]) -> dict[str, int]:
    """Return the number of each plan's first house, counting in the order of choosing."""
    starts = accumulate(rights.values(), initial=1)
    return dict(zip(rights, starts, strict=False))


def render_plans(place: Place, problem: str = "") -> str:
    """Show the list as the visitor's question and order have it."""
    plan = place.state.plan
    all_plans = plan.initiatives_in(place.area)
    question = read_question(request.args.to_dict(), (theme.slug for theme in plan.themes))
    ordered = shuffle(all_plans, plan.slug, now().date(), place.choice.order)
    found = find_plans(ordered, question)
    sheet = cut(found, question.page, PAGE_SIZE)
    carried = {one.theme for one in all_plans}
    return render_template(
        "resident/plans.html",
        **_describe(place),
        sheet=sheet,
        found=len(found),
        total=len(all_plans),
        question=question,
        themes=[theme for theme in plan.themes if theme.slug in carried],
        sectors=list(Sector),
        heading=_("Divide your %(count)s rights", count=spell(plan.rights))
        if place.open
        else _("The plans in %(area)s", area=place.area.name),
        elsewhere=place.choice if place.open and place.elsewhere else None,
        elsewhere_area=place.elsewhere,
        problem=problem,
    )


def render_plan(place: Place, one: Initiative, problem: str = "") -> str:
    """Show one plan with its stepper."""
    count = place.here.rights.get(one.id, 0)
    plan = place.state.plan
    themes = {theme.slug: theme for theme in plan.themes}
    ordered = shuffle(plan.initiatives_in(place.area), plan.slug, now().date(), place.choice.order)
    return render_template(
        "resident/plan.html",
        **_describe(place),
        one=one,
        count=count,
        first=number_houses(dict(place.here.rights)).get(one.id, 1),
        theme=themes.get(one.theme),
        ready=format_month(one.ready) if one.ready else "",
        list_query=Question().as_query(page=find_page(ordered, one, PAGE_SIZE)),
        proposal=find_reference(stores(), place.state, one.id),
        photos=describe_photos(list_photos_of_initiative(stores(), place.state.id, one.id)),
        makers=list_makers(stores(), place.state.id, one.id) if one.linked_from else (),
        map=describe_spot_of_initiative(place.state, one.id),
        problem=problem,
    )


def list_lines(place: Place, rights: dict[str, int]) -> list[Line]:
    """Return the chosen plans, in the order of choosing, with their houses."""
    plans = {one.id: one for one in place.state.plan.initiatives_in(place.area)}
    firsts = number_houses(rights)
    return [Line(plans[id], count, firsts[id]) for id, count in rights.items() if id in plans]


def _describe(place: Place) -> dict[str, Any]:
    here = place.here
    return {
        "area": place.area,
        "open": place.open,
        "closed_words": say_closed(place),
        "chosen": here.rights,
        "firsts": number_houses(dict(here.rights)),
        "spent": here.spent,
        "full": here.spent >= place.state.plan.rights,
        "buurten": name_buurten(place.area),
    }


def answer_with_choice(place: Place, page: str, status: int = 200) -> Response:
    """Send a page; a browser without a cookie gets one, so that its order stays for the day."""
    response = make_response(page, status)
    if place.open and not has_order():
        keep_choice(response, place.choice)
    return response


def step(place: Place) -> tuple[Choice, str, str]:
    """Return the choice after the button that was pressed, the plan it was for, and a problem."""
    field = "plus" if "plus" in request.form else "min"
    id = request.form.get(field, "")
    plans = {one.id: one for one in place.state.plan.initiatives_in(place.area)}
    if id not in plans:
        abort(400)
    if field == "min":
        return place.here.give(id, -1), id, ""
    if place.here.spent >= place.state.plan.rights:
        refusal = TooManyRights(place.here.spent + 1, place.state.plan.rights)
        return place.here, id, explain(refusal)
    if plans[id].listing is Listing.WITHDRAWN:
        return place.here, id, explain(InitiativeWithdrawn(id))
    return place.here.give(id, 1), id, ""


def go_back(choice: Choice, url: str) -> Response:
    """Keep the choice and show the page again, at the plan that was meant."""
    response = make_response(redirect(url, 303))
    keep_choice(response, choice)
    return response
