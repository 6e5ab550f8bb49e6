"""Views of the start, of clearing a shared screen, and of the pages about the site itself."""

from flask import Response, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.rounds import Phase
from voting.services.proposing import takes_entries
from voting.services.public_proposals import has_public_proposals
from voting.services.round_state import RoundState, list_rounds
from voting.web.access import allow_everyone
from voting.web.choice import forget_choice
from voting.web.public.blueprint import bp
from voting.web.rounds import Status, find_status, now, shows_plans, take_round
from voting.web.security import keep_nowhere
from voting.web.stores import stores
from voting.web.translating import _


@bp.get("/")
@allow_everyone
def show_start() -> ResponseReturnValue:
    """Show the round that is in voting, else the latest; or say that there is none."""
    rounds = list_rounds(stores())
    current = choose_current(rounds)
    if current is None:
        return render_template("public/no_round.html")
    g.round_state = current
    return render_round(current, rounds)


@bp.get("/<round>/")
@allow_everyone
def show_round(round: str) -> ResponseReturnValue:
    """Show the start of a round."""
    return render_round(take_round(round), list_rounds(stores()))


@bp.post("/clear")
@allow_everyone
@keep_nowhere
def clear_device() -> Response:
    """Forget the choice and let the browser forget its copies; then show the start."""
    response = make_response(redirect(url_for(".show_start"), 303))
    forget_choice(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/privacy")
@allow_everyone
def show_privacy() -> str:
    """Say what is stored, for how long, and what is not."""
    g.round_state = choose_current(list_rounds(stores()))
    return render_template("public/privacy.html")


@bp.get("/accessibility")
@allow_everyone
def show_accessibility() -> str:
    """Say what was done for accessibility, and where to report a barrier."""
    g.round_state = choose_current(list_rounds(stores()))
    return render_template("public/accessibility.html")


def choose_current(rounds: list[RoundState]) -> RoundState | None:
    """Return the round to start with: open for votes, else in preparation for it, else latest."""
    at = now()
    by_status = [(find_status(one, at), one) for one in rounds]
    for wanted in (Status.OPEN, Status.COUNTING):
        for status, one in by_status:
            if status is wanted:
                return one
    public = [one for one in rounds if Phase(one.phase) is not Phase.PREPARATION]
    return next(iter(public or rounds), None)


def render_round(state: RoundState, rounds: list[RoundState]) -> str:
    """Show what a resident can do in this round now."""
    others = [one.plan for one in rounds if one.slug != state.slug]
    return render_template(
        "public/round.html",
        list_is_public=shows_plans(state),
        other_rounds=others,
        takes_plans=any(takes_entries(one) for one in rounds),
        has_proposals=has_public_proposals(stores(), state),
        phase_words=say_phase(Phase(state.phase)),
    )


def say_phase(phase: Phase) -> str:
    """Say what happens before the list of plans is final."""
    if phase is Phase.PREPARATION:
        return _("This round is being prepared. Groups can think up plans already.")
    if phase is Phase.ENTRIES:
        return _("Groups hand in their plans now.")
    return _(
        "The municipality looks at the plans that were handed in, and answers each of them with a"
        " reason. Then the list is final."
    )
