"""Sharing a proposal: the picture that messengers show beside its link, made by the server."""

from functools import lru_cache
from hashlib import sha256

from flask import Response, abort, make_response, request, url_for

from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.rounds import RoundPlan
from voting.interchange.printing import draw_picture
from voting.services.public_proposals import PublicProposal, find_round_of, view_public_proposal
from voting.services.round_state import RoundState
from voting.web import current_settings
from voting.web.access import allow_everyone
from voting.web.public.downloads import plain_bp
from voting.web.stores import stores
from voting.web.templating import A_YEAR

Picture = tuple[str, str, str, str]
"""What a picture tells: title, place, group, town."""


@plain_bp.get("/share/<reference>.png")
@allow_everyone
def show_share_picture(reference: str) -> Response:
    """Send a picture of 1200 by 630 pixels with a proposal's title and place."""
    try:
        state = find_round_of(stores(), reference)
        found = view_public_proposal(stores(), state, reference)
    except ProposalUnknown:
        abort(404)
    told = _tell(state, found)
    response = make_response(_draw(told))
    response.content_type = "image/png"
    response.set_etag(_fingerprint(told))
    if request.args.get("v") == _fingerprint(told):
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def write_picture_url(state: RoundState, found: PublicProposal) -> str:
    """Return the whole address of a proposal's picture, which changes when its words do."""
    version = _fingerprint(_tell(state, found))
    path = url_for("downloads.show_share_picture", reference=found.reference, v=version)
    return current_settings().public_url + path


def _tell(state: RoundState, found: PublicProposal) -> Picture:
    own = current_settings().municipality
    town = f"{own.noun_nl.capitalize()} {state.plan.municipality.name}"
    title = found.draft.text("title").get("nl")
    return title, _name_buurt(state.plan, found.draft.word("buurt")), found.group_name, town


def _name_buurt(plan: RoundPlan, slug: str) -> str:
    every = (buurt for area in plan.voting_areas for buurt in area.buurten)
    return next((buurt.name for buurt in every if buurt.slug == slug), "")


def _fingerprint(told: Picture) -> str:
    return sha256("\n".join(told).encode()).hexdigest()[:16]


@lru_cache(maxsize=128)
def _draw(told: Picture) -> bytes:
    return draw_picture("share", dict(zip(("title", "place", "group", "town"), told, strict=True)))
