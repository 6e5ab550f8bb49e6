"""Views of payments: what can be paid, lists for the bank, what was paid and what was not."""

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.grants import PaymentUnknown
from voting.domain.errors.refused import Refused
from voting.interchange.csv_out import DUTCH_EXCEL, RFC_4180
from voting.interchange.payment_file import write_payments
from voting.services import grant_acts, redeeming, treasury
from voting.services.round_state import RoundState
from voting.services.viewing_payments import ListView, list_lists, list_payable, view_list
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.fresh_code import with_fresh_code
from voting.web.council.grant_asking_views import ask
from voting.web.council.grant_views import SEEING
from voting.web.council.inputs import Form, Input, show_form
from voting.web.errors import explain
from voting.web.letters import PageLetters
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now, take_round
from voting.web.signed_in import open_account_keys, take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.workshop import open_workshop

DIALECTS = {"excel": DUTCH_EXCEL, "rfc4180": RFC_4180}


@bp.get("/rounds/<round>/payments")
@allow(*SEEING)
def show_payments(round: str) -> ResponseReturnValue:
    """Show what can be paid, what is held back and why, and the lists."""
    state = take_round(round)
    payable = list_payable(stores(), state.id, now())
    return render_template(
        "council/payments.html",
        state=state,
        ready=[one for one in payable if one.ready],
        held=[one for one in payable if not one.ready],
        total=sum(one.payment.cents for one in payable if one.ready),
        lists=list_lists(stores(), state.id),
    )


@bp.get("/rounds/<round>/payments/new")
@allow(Role.TREASURER)
def show_payments_new(round: str) -> ResponseReturnValue:
    """Say what making a list does."""
    return show_form(ask_list(take_round(round)))


@bp.post("/rounds/<round>/payments/new")
@allow(Role.TREASURER)
@with_fresh_code
def submit_payments_new(round: str) -> ResponseReturnValue:
    """Ask to put everything that can be paid on a new list."""
    read_fields()
    state = take_round(round)
    return ask(ask_list(state), lambda: grant_acts.describe_payments(open_workshop(), state, now()))


@bp.get("/payments/<int:number>")
@allow(*SEEING)
def show_payment_list(number: int) -> ResponseReturnValue:
    """Show a list: whom, how much, and what the bank has paid."""
    return render_list(take_list(number))


@bp.get("/payments/<int:number>/file")
@allow(Role.TREASURER)
def show_payment_file(number: int) -> ResponseReturnValue:
    """Ask in which form to download the list."""
    return show_form(ask_file(take_list(number)), {"form": "excel"})


@bp.post("/payments/<int:number>/file")
@allow(Role.TREASURER)
@with_fresh_code
def submit_payment_file(number: int) -> ResponseReturnValue:
    """Give the list with its account numbers, after a fresh code; that is noted."""
    form = read_fields("form")["form"]
    if form not in DIALECTS:
        abort(400)
    view = take_list(number)
    try:
        made = treasury.take_list(stores(), open_account_keys(), take_hand(), number, now())
    except Refused as refusal:
        return show_form(ask_file(view), refusal=refusal)
    dialect = DIALECTS[form]
    answer = Response(write_payments(made.rows, dialect), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{view.round}-{number}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/payments/<int:number>/paid")
@allow(Role.TREASURER)
def submit_paid(number: int) -> ResponseReturnValue:
    """Book that the bank paid the list, or what was ticked."""
    view = take_list(number)
    names = {f"paid-{one.reference}": one.reference for one in view.waiting}
    filled = read_fields(*names, "whole")
    only = [reference for name, reference in names.items() if filled[name]]
    if not filled["whole"] and not only:
        return render_list(view, _("Tick what the bank paid."))
    facts = {"list": str(number), "only": " ".join([] if filled["whole"] else only)}
    try:
        with treasury.paying_as(stores(), take_hand(), "paid", now(), facts) as name:
            redeeming.confirm_paid(
                stores(), PageLetters(), number, name, now(),
                only=() if filled["whole"] else only,
            )  # fmt: skip
    except Refused as refusal:
        return render_list(view, explain(refusal), find_status(refusal))
    return redirect(url_for(".show_payment_list", number=number), 303)


@bp.post("/payments/<int:number>/take-back")
@allow(Role.TREASURER)
def submit_take_back(number: int) -> ResponseReturnValue:
    """Take a payment that the bank did not make off the list."""
    view, reference = take_list(number), read_fields("reference")["reference"]
    facts = {"list": str(number), "grant": reference[:60]}
    try:
        with treasury.paying_as(stores(), take_hand(), "take_back", now(), facts) as name:
            redeeming.take_back(stores(), number, reference, name, now())
    except Refused as refusal:
        return render_list(view, explain(refusal), find_status(refusal))
    return redirect(url_for(".show_payments", round=view.round), 303)


def take_list(number: int) -> ListView:
    """Return the list of this page, or answer 404."""
    try:
        return view_list(stores(), number)
    except PaymentUnknown:
        abort(404)


def render_list(view: ListView, problem: str = "", status: int = 422) -> ResponseReturnValue:
    """Show a list, perhaps with the reason why something was refused."""
    page = render_template("council/payment_list.html", view=view, problem=problem)
    return page, status if problem else 200


def ask_list(state: RoundState) -> Form:
    """The page to ask for a list."""
    lead = _(
        "Everything that can be paid now goes on one list for the bank. A second colleague sees"
        " each name and amount and confirms. Nothing can be on two lists."
    )
    back = url_for(".show_payments", round=state.slug)
    return Form(_("Make a list for the bank"), _("Ask a colleague"), (), lead, back)


def ask_file(view: ListView) -> Form:
    """The page to download a list."""
    lead = _(
        "The file holds whole account numbers. It is noted that you took it. Destroy it when the"
        " bank has it."
    )
    forms = (("excel", _("For Excel")), ("rfc4180", _("For other programs (RFC 4180)")))
    choice = Input("form", _("Kind of file"), "", "choice", forms)
    back = url_for(".show_payment_list", number=view.number)
    return Form(_("Download the list"), _("Download"), (choice,), lead, back)
