"""Views of the ledger and of the reserves that are carried over."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voting.domain.rounds import Phase, has_reached
from voting.services import grant_acts
from voting.services.carrying_over import view_reserves
from voting.services.ledger_books import view_books
from voting.services.round_state import RoundState
from voting.services.viewing_grants import list_grants
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.fresh_code import with_fresh_code
from voting.web.council.grant_asking_views import ask
from voting.web.council.grant_views import SEEING
from voting.web.council.inputs import Form, show_form
from voting.web.council.links import Link, round_link
from voting.web.questions import read_fields
from voting.web.rounds import take_round
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.workshop import open_workshop


@round_link(82, *SEEING)
def _link_ledger(state: RoundState) -> Link | None:
    if state.phase is Phase.ANNULLED or not has_reached(state.phase, Phase.VOTING):
        return None
    return Link(_("The ledger"), url_for("council.show_ledger", round=state.slug))


@bp.get("/rounds/<round>/ledger")
@allow(*SEEING)
def show_ledger(round: str) -> ResponseReturnValue:
    """Show the balances of a round, its entries, its reserves and what was asked back."""
    state = take_round(round)
    page = request.args.get("page", 1, type=int)
    books = view_books(stores(), state.id, max(1, min(page, 1_000_000)))
    if page > books.pages or page < 1:
        abort(404)
    return render_template(
        "council/ledger.html",
        state=state,
        books=books,
        reserves=view_reserves(stores(), state),
        reclaimed=[one for one in list_grants(stores(), state.id) if one.reclaimed_cents],
    )


@bp.get("/rounds/<round>/carry-over")
@allow(Role.TREASURER)
def show_carry_over(round: str) -> ResponseReturnValue:
    """Say what carrying reserves over does."""
    return show_form(ask_carrying(take_round(round)))


@bp.post("/rounds/<round>/carry-over")
@allow(Role.TREASURER)
@with_fresh_code
def submit_carry_over(round: str) -> ResponseReturnValue:
    """Ask to bring reserves that are too old to the equalisation funds."""
    read_fields()
    state = take_round(round)
    return ask(ask_carrying(state), lambda: grant_acts.describe_carrying(open_workshop(), state))


def ask_carrying(state: RoundState) -> Form:
    """The page to ask for carrying reserves over."""
    lead = _(
        "A neighbourhood keeps its reserve for two rounds. What is older goes to the equalisation"
        " fund of its voting area. A second colleague sees each amount and confirms."
    )
    back = url_for(".show_ledger", round=state.slug)
    return Form(_("Carry reserves over"), _("Ask a colleague"), (), lead, back)
