"""Views of the audit page."""

from flask import render_template

from voting.web.access import allow_everyone
from voting.web.audit.blueprint import bp
from voting.web.rounds import take_round


@bp.get("/<round>/audit")
@allow_everyone
def show_audit(round: str) -> str:
    """Show how the round can be checked."""
    take_round(round)
    return render_template("audit/audit.html")
