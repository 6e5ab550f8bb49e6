"""The first page of the workspace: what waits, and what this person can do."""

from flask import render_template
from flask.typing import ResponseReturnValue

from voting.services.four_eyes import list_waiting
from voting.services.round_state import list_rounds
from voting.web.access import STAFF, allow
from voting.web.council.blueprint import bp
from voting.web.council.links import list_links, list_round_links
from voting.web.rounds import now
from voting.web.signed_in import take_hand
from voting.web.stores import stores


@bp.get("/")
@allow(*STAFF)
def show_home() -> ResponseReturnValue:
    """Show what waits for this person, and the rounds."""
    waiting = list_waiting(stores(), take_hand(), now())
    rounds = list_rounds(stores())
    return render_template(
        "council/home.html",
        waiting=waiting,
        rounds=rounds,
        list_links=list_links,
        list_round_links=list_round_links,
    )
