"""Views of what was proposed for a round: the list, and the page of one proposal."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.initiatives import Sector
from voting.domain.working_days import find_day
from voting.services.link_views import list_partners
from voting.services.photos import list_shown
from voting.services.public_proposals import (
    PUBLIC_STATES,
    Order,
    PublicProposal,
    list_public_proposals,
    view_public_proposal,
)
from voting.services.round_state import RoundState
from voting.web.access import allow_everyone
from voting.web.maps import describe_spot
from voting.web.photos import describe_photos
from voting.web.public.blueprint import bp
from voting.web.public.proposal_finding import read_question
from voting.web.public.proposal_pages import describe_proposal
from voting.web.public.sharing import write_picture_url
from voting.web.rounds import now, take_round
from voting.web.stores import stores


@bp.get("/<round>/proposals/")
@allow_everyone
def show_proposals(round: str) -> ResponseReturnValue:
    """List what was handed in for a round, whatever became of it."""
    state = take_round(round)
    question = read_question(request.args.to_dict(), state.plan)
    listed = list_public_proposals(stores(), state, question.wanted, find_day(now()))
    return render_template(
        "public/proposals.html",
        listed=listed,
        question=question,
        buurten={
            buurt.slug: buurt.name for area in state.plan.voting_areas for buurt in area.buurten
        },
        sectors=list(Sector),
        states=PUBLIC_STATES,
        orders=Order,
    )


@bp.get("/<round>/proposals/<reference>")
@allow_everyone
def show_proposal(round: str, reference: str) -> ResponseReturnValue:
    """Show a proposal that was handed in, and what was said and decided about it."""
    state = take_round(round)
    found = take_proposal(state, reference)
    until = found.unchanged_since
    photos = [
        photo
        for photo in list_shown(stores(), reference, None)
        if until is None or photo.added_at <= until
    ]
    return render_template(
        "public/proposal.html",
        **describe_proposal(state, found),
        partners=list_partners(stores(), reference),
        photos=describe_photos(photos),
        picture=write_picture_url(state, found),
        map=describe_spot(state, found.draft),
    )


def take_proposal(state: RoundState, reference: str) -> PublicProposal:
    """Find a public proposal of a round; a hidden draft and none at all answer the same 404."""
    try:
        return view_public_proposal(stores(), state, reference)
    except ProposalUnknown:
        abort(404)
