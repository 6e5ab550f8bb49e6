"""Views of the agreement about a larger grant: offering it, and a signature on paper."""

from collections.abc import Iterator, Mapping
from datetime import date

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.grants import FieldProblem, TranchesUnfit
from voting.domain.errors.refused import Refused
from voting.domain.grants import Act
from voting.domain.proposal_fields import read_euros
from voting.domain.redeeming import LONGEST_MILESTONE, MOST_TRANCHES, Tranche
from voting.services import agreeing
from voting.services.treasury import paying_as
from voting.services.viewing_grants import AgreementView, GrantView
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.grant_views import take_grant
from voting.web.council.inputs import Form, show_form
from voting.web.errors import explain
from voting.web.i18n import format_euros
from voting.web.letters import PageLetters
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words_grants import say_field_problem

FEWEST_ROWS = 4
PARTS = ("milestone", "amount", "day")
Problems = dict[str, str]


@bp.get("/grants/<grant>/agreement")
@allow(Role.TREASURER)
def show_grant_agreement(grant: str) -> ResponseReturnValue:
    """Ask milestones, amounts and days of an agreement."""
    view = take_grant(grant)
    return render_agreement(view, write_typed(view.agreement))


@bp.post("/grants/<grant>/agreement")
@allow(Role.TREASURER)
def submit_grant_agreement(grant: str) -> ResponseReturnValue:
    """Offer the agreement to the group, confirmed for the municipality."""
    view, filled = take_grant(grant), read_fields("advance", "terms", *list_names())
    problems: Problems = {}
    tranches = tuple(read_tranches(filled, problems))
    if problems:
        return render_agreement(view, filled, problems)
    try:
        with paying_as(stores(), take_hand(), "offer", now(), {"grant": grant}) as name:
            agreeing.offer_agreement(
                stores(), PageLetters(), grant, tranches, name, now(), terms=filled["terms"]
            )
    except TranchesUnfit as refusal:
        return render_agreement(view, filled, place(refusal, tranches), refusal)
    except Refused as refusal:
        return render_agreement(view, filled, {}, refusal)
    return redirect(url_for(".show_grant", grant=grant), 303)


@bp.get("/grants/<grant>/paper")
@allow(Role.TREASURER)
def show_grant_paper(grant: str) -> ResponseReturnValue:
    """Ask whether the newest agreement was signed on paper."""
    return show_form(ask_paper(take_grant(grant)), {})


@bp.post("/grants/<grant>/paper")
@allow(Role.TREASURER)
def submit_grant_paper(grant: str) -> ResponseReturnValue:
    """Record that the group signed on paper."""
    view = take_grant(grant)
    typed = read_fields("version")["version"]
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    try:
        with paying_as(stores(), take_hand(), "paper", now(), {"grant": grant}) as name:
            agreeing.record_on_paper(stores(), PageLetters(), grant, version, name, now())
    except Refused as refusal:
        return show_form(ask_paper(view), refusal=refusal)
    return redirect(url_for(".show_grant", grant=grant), 303)


def ask_paper(view: GrantView) -> Form:
    """The page to record a signature on paper, or 404 when nothing was offered."""
    if view.agreement is None:
        abort(404)
    lead = _(
        "An owner or the lead of the group signed version %(version)s of the agreement, and you"
        " have seen it.",
        version=view.agreement.version,
    )
    hidden = (("version", str(view.agreement.version)),)
    back = url_for(".show_grant", grant=view.reference)
    return Form(_("Signed on paper"), _("Record the signature"), (), lead, back, hidden=hidden)


def render_agreement(
    view: GrantView,
    typed: Mapping[str, str],
    problems: Problems | None = None,
    refusal: Refused | None = None,
) -> ResponseReturnValue:
    """Show the form, after a refusal with each reason beside its field."""
    filled = [row for row in range(MOST_TRANCHES) if any(typed.get(n) for n in list_row(row))]
    asked = request.args.get("rows", FEWEST_ROWS, type=int)
    rows = min(MOST_TRANCHES, max(asked, FEWEST_ROWS, filled[-1] + 2 if filled else 0))
    page = render_template(
        "council/agreement.html",
        view=view,
        typed=typed,
        problems=problems or {},
        problem=explain(refusal) if refusal and not problems else "",
        rows=rows,
        most=MOST_TRANCHES,
        longest=LONGEST_MILESTONE,
        possible=Act.OFFER.value,
        sum=format_euros(_add_up(typed)),
    )
    if refusal:
        return page, find_status(refusal)
    return page, 422 if problems else 200


def list_row(row: int) -> tuple[str, ...]:
    """Return the names of the inputs of one row."""
    return tuple(f"{part}-{row}" for part in PARTS)


def list_names() -> Iterator[str]:
    """Give the names of all inputs."""
    for row in range(MOST_TRANCHES):
        yield from list_row(row)


def read_tranches(filled: Mapping[str, str], problems: Problems) -> Iterator[Tranche]:
    """Give the rows that are filled in; what cannot be read goes to `problems`, by input."""
    advance = bool(filled["advance"])
    for row in range(MOST_TRANCHES):
        milestone, amount, day = (filled[name].strip() for name in list_row(row))
        if milestone or amount or day:
            cents = _read_cents(amount, f"amount-{row}", problems)
            yield Tranche(milestone, cents, _read_day(day, f"day-{row}", problems), advance)
            advance = False


def place(refusal: TranchesUnfit, tranches: tuple[Tranche, ...]) -> Problems:
    """Return the input a refusal of the whole is about, with its sentence."""
    words = explain(refusal)
    if refusal.code == "advance":
        return {"advance": words}
    for row, one in enumerate(tranches):
        wrong = {
            "not_positive": ("amount", one.cents <= 0),
            "words": (
                "milestone",
                not one.milestone or len(one.milestone) > LONGEST_MILESTONE,
            ),
            "order": ("day", row > 0 and one.due_on < tranches[row - 1].due_on),
        }.get(refusal.code)
        if wrong and wrong[1]:
            return {f"{wrong[0]}-{row}": words}
    return {"tranches": words}


def write_typed(agreement: AgreementView | None) -> dict[str, str]:
    """Return the newest offer as the form sends it."""
    if agreement is None:
        return {}
    typed = {"terms": agreement.terms}
    for row, one in enumerate(agreement.tranches):
        values = (one.milestone, f"{one.cents // 100},{one.cents % 100:02}", one.due_on.isoformat())
        typed |= dict(zip(list_row(row), values, strict=True))
    if agreement.tranches and agreement.tranches[0].advance:
        typed["advance"] = "yes"
    return typed


def _read_cents(text: str, name: str, problems: Problems) -> int:
    try:
        return read_euros(text)
    except ValueError as error:
        problems[name] = say_field_problem(FieldProblem("amount", str(error)))
        return 0


def _read_day(text: str, name: str, problems: Problems) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems[name] = _("This is not a day. Write it like 2027-06-15.")
        return date.min


def _add_up(typed: Mapping[str, str]) -> int:
    unread: Problems = {}
    amounts = (typed.get(f"amount-{row}", "").strip() for row in range(MOST_TRANCHES))
    return sum(_read_cents(text, "amount", unread) for text in amounts if text)
