"""Views of the result."""

from flask import render_template

from voting.web.access import allow_everyone
from voting.web.public.blueprint import bp
from voting.web.rounds import take_round


@bp.get("/<round>/results")
@allow_everyone
def show_results(round: str) -> str:
    """Show the result of a round."""
    take_round(round)
    return render_template("public/results.html")
