"""What the page of one proposal shows, put together from the proposal and its round."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from voting.domain.areas import VotingArea
from voting.domain.proposals import State
from voting.domain.reviewing import DECISIONS, Kind
from voting.domain.rounds import Phase, has_reached
from voting.domain.signatures import SubjectKind
from voting.services.progress import Progress, view_progress
from voting.services.public_proposals import PublicEvent, PublicProposal
from voting.services.round_state import RoundState
from voting.services.support_subjects import SubjectView, view_subject
from voting.web.i18n import format_day
from voting.web.rounds import Status, find_status, now, shows_plans
from voting.web.standings import name_standing
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words import format_month

TALK = frozenset(
    {Kind.QUESTION, Kind.ANSWER, Kind.WITHDRAWN, Kind.LINKED, Kind.UNLINKED, Kind.BACK_IN_REVIEW}
)
"""What is said, next to the decisions."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in the course of a proposal: what, when in words, and whether it has been."""

    title: str
    when: str
    done: bool
    current: bool = False


def describe_proposal(state: RoundState, found: PublicProposal) -> dict[str, Any]:
    """Return everything the page needs."""
    draft = found.draft
    area = _find_area(state, draft.word("buurt"))
    progress = find_progress(state, found)
    grant = None if progress is None else progress.state
    themes = {theme.slug: theme.name for theme in state.plan.themes}
    return {
        "one": found,
        "draft": draft,
        "area": area,
        "buurt": _name_buurt(area, draft.word("buurt")),
        "theme": themes.get(draft.word("theme")),
        "months": {one.month: format_month(one.month) for one in draft.milestones},
        "talk": [one for one in found.events if one.kind in TALK | DECISIONS],
        "moments": list_moments(state, found),
        "links": find_links(state, found, area),
        "support": find_support(state, found),
        "progress": progress,
        "stands": name_standing(state, found.state, found.initiative_id, grant),
    }


def find_support(state: RoundState, found: PublicProposal) -> SubjectView | None:
    """Return who signed for it, where that plays a role: it can be signed, or was."""
    if found.state is State.WITHDRAWN:
        return None
    view = view_subject(stores(), SubjectKind.PROPOSAL, state.slug, found.reference)
    return view if view.open or view.signed else None


def find_progress(state: RoundState, found: PublicProposal) -> Progress | None:
    """Return how far the plan is with its money; None before the decision, or without one."""
    return view_progress(stores(), state, found.initiative_id) if found.initiative_id else None


def list_moments(state: RoundState, found: PublicProposal) -> list[Moment]:
    """Return the course of a proposal: what has been, and what is to come."""
    moments = [Moment(_("Handed in"), format_day(found.handed_in_at), done=True)]
    questions = _find_last(found, Kind.QUESTION)
    if questions is not None:
        moments.append(Moment(_("Question asked"), format_day(questions.at), done=True))
    if found.state is State.WITHDRAWN:
        gone = _find_last(found, Kind.WITHDRAWN)
        moments.append(Moment(_("Withdrawn"), format_day(gone.at) if gone else "", done=True))
        return _mark(moments)
    decision = _find_last(found, *DECISIONS)
    moments.append(
        Moment(_("Decided"), format_day(decision.at) if decision else "", done=decision is not None)
    )
    if found.state is not State.TURNED_DOWN:
        moments += _list_round(state, found)
    return _mark(moments)


def find_links(
    state: RoundState, found: PublicProposal, area: VotingArea | None
) -> list[tuple[str, str]]:
    """Return the pages about the same plan: words and address."""
    listed = {one.id: one for one in state.plan.initiatives}.get(found.initiative_id or "")
    if listed is None or area is None or not shows_plans(state):
        return []
    plan_url = url_for("resident.show_plan", round=state.slug, area=area.slug, id=listed.id)
    links = [(_("This plan on the voting list"), plan_url)]
    if find_status(state, now()) is Status.PUBLISHED:
        why_url = url_for(
            "public.show_why", round=state.slug, area=area.slug, buurt=listed.buurt, id=listed.id
        )
        links.append((_("What it got, and why"), why_url))
    return links


def _list_round(state: RoundState, found: PublicProposal) -> list[Moment]:
    times = state.plan.times
    at = now()
    on_list = found.initiative_id is not None
    published = has_reached(Phase(state.phase), Phase.PUBLISHED)
    return [
        Moment(_("List is final"), "", done=on_list and shows_plans(state)),
        Moment(_("Voting"), _span(times.opens, times.closes), done=on_list and at >= times.closes),
        Moment(_("Result"), format_day(times.results_on), done=on_list and published),
    ]


def _mark(moments: list[Moment]) -> list[Moment]:
    """Mark the last one that has been as where it is now."""
    last = max(number for number, one in enumerate(moments) if one.done)
    return [
        Moment(one.title, one.when, one.done, current=number == last)
        for number, one in enumerate(moments)
    ]


def _span(first: datetime, last: datetime) -> str:
    return _("%(first)s to %(last)s", first=format_day(first), last=format_day(last))


def _find_last(found: PublicProposal, *kinds: Kind) -> PublicEvent | None:
    return next((one for one in reversed(found.events) if one.kind in kinds), None)


def _find_area(state: RoundState, buurt: str) -> VotingArea | None:
    for area in state.plan.voting_areas:
        if any(one.slug == buurt for one in area.buurten):
            return area
    return None


def _name_buurt(area: VotingArea | None, slug: str) -> str:
    names = {one.slug: one.name for one in area.buurten} if area else {}
    return names.get(slug, "")
