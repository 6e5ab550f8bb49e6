"""Views that cast a vote. They carry and set no session; only `choice`, which they delete."""

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.casting import AlreadyVoted, NothingChosen, TooManyTries
from voting.domain.errors.refused import Refused
from voting.services.casting import Receipt, cast_vote
from voting.web.access import allow_everyone
from voting.web.choice import forget_choice, keep_choice
from voting.web.keys import open_keys
from voting.web.logging import quiet
from voting.web.resident.blueprint import bp
from voting.web.resident.casting import describe_look_over, describe_problem, find_http_status
from voting.web.resident.choosing import Place, take_place
from voting.web.resident.forms import (
    CastForm,
    ReceiptForm,
    keep_attempt,
    read_cast_form,
    read_replaces,
    read_selection,
)
from voting.web.resident.receipts import is_receipt, write_receipt_file
from voting.web.rounds import now, take_round
from voting.web.security import keep_nowhere
from voting.web.stores import stores


@bp.get("/<round>/<area>/cast")
@allow_everyone
@quiet
@keep_nowhere
def show_cast(round: str, area: str) -> ResponseReturnValue:
    """Send who reloads or goes back to the look-over page: casting needs its button."""
    return redirect(url_for(".show_look_over", round=round, area=area), 303)


@bp.post("/<round>/<area>/cast")
@allow_everyone
@quiet
@keep_nowhere
def submit_cast(round: str, area: str) -> ResponseReturnValue:
    """Cast the rights the form names; answer with the receipt, or say why not."""
    place = take_place(round, area)
    form = read_cast_form()
    selection = read_selection(request.form)
    if selection is None:
        return render_template("errors/unreadable_form.html"), 400
    try:
        receipt = _cast(place, form, selection)
    except AlreadyVoted as refusal:
        return _ask_again(place, form, selection, refusal)
    except Refused as refusal:
        return _refuse(place, form, selection, refusal)
    return _hand_over(place, receipt)


def _cast(place: Place, form: CastForm, selection: dict[str, int]) -> Receipt:
    if not selection:
        raise NothingChosen
    return cast_vote(
        stores(),
        open_keys(),
        place.state,
        code=form.code.data or "",
        area=place.area.slug,
        selection=selection,
        attempt=form.attempt.data or "",
        replaces=read_replaces(),
        network=request.remote_addr or "",
        at=now(),
    )


def _hand_over(place: Place, receipt: Receipt) -> Response:
    page = render_template("resident/receipt.html", area=place.area, receipt=receipt)
    response = make_response(page)
    forget_choice(response)
    return response


def _ask_again(
    place: Place, form: CastForm, selection: dict[str, int], refusal: AlreadyVoted
) -> ResponseReturnValue:
    page = render_template(
        "resident/already_voted.html",
        replaces=refusal.replaces,
        **describe_look_over(
            place, selection, code=form.code.data or "", attempt=keep_attempt(form.attempt.data)
        ),
    )
    return page, 409


def _refuse(
    place: Place, form: CastForm, selection: dict[str, int], refusal: Refused
) -> ResponseReturnValue:
    shown = describe_look_over(
        place,
        selection,
        code=form.code.data or "",
        attempt=keep_attempt(form.attempt.data),
        problem=describe_problem(place, refusal),
    )
    page = render_template("resident/look_over.html", **shown)
    response = make_response(page, find_http_status(refusal))
    if isinstance(refusal, TooManyTries):
        response.headers["Retry-After"] = str(refusal.wait_seconds)
    _keep_what_was_chosen(place, shown, response)
    return response


def _keep_what_was_chosen(place: Place, shown: dict[str, object], response: Response) -> None:
    lines = shown["chosen"]
    if not place.open or not isinstance(lines, list) or not lines:
        return
    chosen = {line.plan.id: line.count for line in lines}
    if sum(chosen.values()) <= 2 * place.state.plan.rights:
        keep_choice(response, place.here.replace_rights(chosen))


@bp.post("/<round>/receipt.txt")
@allow_everyone
@quiet
@keep_nowhere
def submit_receipt(round: str) -> ResponseReturnValue:
    """Send the receipt back as a file to keep; the server keeps nothing of it."""
    state = take_round(round)
    g.own_choice = True
    form = ReceiptForm(request.form)
    promise, signature = form.promise.data or "", form.signature.data or ""
    if not is_receipt(promise, signature):
        return render_template("errors/unreadable_form.html"), 400
    response = make_response(write_receipt_file(state, promise, signature))
    response.content_type = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{state.slug}-receipt.txt"'
    return response
