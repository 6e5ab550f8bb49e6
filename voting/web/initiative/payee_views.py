"""Who gets the money: first what kind of payee, then who, and into which account."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.grants import FieldProblem, PayeeUnfit
from voting.domain.errors.refused import Refused
from voting.domain.payees import NAMEABLE, NEEDS_KVK, Payee, PayeeKind, read_payee
from voting.services import confirming_payees, payees
from voting.services.accounts import FreshPassword
from voting.web.access import Role, allow
from voting.web.initiative.blueprint import bp
from voting.web.initiative.grant_pages import (
    Asked,
    ask,
    list_fields,
    require_lead,
    take_grant,
)
from voting.web.initiative.inputs import Input, ask_choice, ask_tick, read_number
from voting.web.letters import PageLetters
from voting.web.questions import Question, ask_password, read_fields, show
from voting.web.rounds import now
from voting.web.signed_in import find_network, open_account_keys, take_account
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words_grant_states import name_payee_kind


@bp.get("/<reference>/grant/payee")
@allow(Role.PERSON)
def show_payee_kind(reference: str) -> ResponseReturnValue:
    """Ask what kind of payee it is."""
    view, grant = take_grant(reference)
    require_lead(view)
    typed = {"kind": grant.payee.kind.value} if grant.payee else {}
    return ask(view, _ask_kind(typed))


@bp.post("/<reference>/grant/payee")
@allow(Role.PERSON)
def submit_payee_kind(reference: str) -> ResponseReturnValue:
    """Go on with the question for this kind; nothing is saved yet."""
    kind = read_fields("kind")["kind"]
    view, _grant = take_grant(reference)
    require_lead(view)
    if kind not in [str(one) for one in NAMEABLE]:
        return ask(view, _ask_kind(), PayeeUnfit((FieldProblem("kind", "unknown"),)))
    return redirect(url_for(".show_payee", reference=reference, kind=kind), 303)


@bp.get("/<reference>/grant/payee/<any(entity, person, host, supplier):kind>")
@allow(Role.PERSON)
def show_payee(reference: str, kind: str) -> ResponseReturnValue:
    """Ask who it is, and the account."""
    view, _grant = take_grant(reference)
    require_lead(view)
    return ask(view, _ask_payee(PayeeKind(kind)))


@bp.post("/<reference>/grant/payee/<any(entity, person, host, supplier):kind>")
@allow(Role.PERSON)
def submit_payee(reference: str, kind: str) -> ResponseReturnValue:
    """Keep who is paid."""
    asked = _ask_payee(PayeeKind(kind))
    typed = read_fields(*list_fields(asked.inputs))
    view, _grant = take_grant(reference)
    require_lead(view)
    try:
        payee = read_payee(
            PayeeKind(kind),
            name=typed["name"],
            holder=typed["holder"],
            kvk=typed.get("kvk", ""),
            invoice=typed.get("invoice", ""),
            adult=bool(typed.get("adult")),
            agreed=bool(typed.get("agreed")),
        )
        payees.name_payee(
            stores(), open_account_keys(), PageLetters(), _take_fresh(typed), reference, payee,
            typed["iban"], now(),
        )  # fmt: skip
    except Refused as refusal:
        return ask(view, asked, refusal)
    return redirect(url_for(".show_grant", reference=reference), 303)


@bp.get("/<reference>/grant/payee/confirm")
@allow(Role.PERSON)
def show_confirming_payee(reference: str) -> ResponseReturnValue:
    """Ask an owner or the lead whether what another group of the joint plan filled in is right."""
    view, grant = take_grant(reference)
    require_lead(view)
    if grant.payee is None or view.group_id not in grant.wanting:
        return redirect(url_for(".show_grant", reference=reference), 303)
    return ask(view, _ask_confirming(grant.payee, grant.payee_version))


@bp.post("/<reference>/grant/payee/confirm")
@allow(Role.PERSON)
def submit_confirming_payee(reference: str) -> ResponseReturnValue:
    """Confirm the payee that was read."""
    typed = read_fields("version", "password")
    version = read_number(typed["version"])
    view, _grant = take_grant(reference)
    require_lead(view)
    try:
        confirming_payees.confirm_payee(
            stores(), open_account_keys(), _take_fresh(typed), reference, version, now()
        )
    except Refused as refusal:
        view, grant = take_grant(reference)
        if grant.payee is None:
            return redirect(url_for(".show_grant", reference=reference), 303)
        return ask(view, _ask_confirming(grant.payee, grant.payee_version), refusal)
    return redirect(url_for(".show_grant", reference=reference), 303)


@bp.get("/<reference>/grant/account")
@allow(Role.PERSON)
def show_account_number(reference: str) -> ResponseReturnValue:
    """Ask the password before the whole account number is shown."""
    view, _grant = take_grant(reference)
    require_lead(view)
    return show(_ask_account())


@bp.post("/<reference>/grant/account")
@allow(Role.PERSON)
def submit_account_number(reference: str) -> ResponseReturnValue:
    """Show the whole account number, on this answer alone."""
    password = read_fields("password")["password"]
    view, _grant = take_grant(reference)
    require_lead(view)
    try:
        number = payees.reveal_iban(
            stores(), open_account_keys(), take_account().id, reference, password, find_network(),
            now(),
        )  # fmt: skip
    except Refused as refusal:
        return show(_ask_account(), refusal)
    return render_template("initiative/account_number.html", view=view, number=number)


def _ask_account() -> Question:
    lead = _("Your group will see in the timeline that somebody looked.")
    return Question(_("The whole account number"), _("Show it"), (ask_password(),), lead)


def _take_fresh(typed: dict[str, str]) -> FreshPassword:
    return FreshPassword(take_account().id, typed["password"], find_network())


def _ask_own_password() -> Input:
    hint = _("So that nobody else can do this on your computer or phone.")
    return Input("password", _("Your password"), hint, "password")


def _ask_confirming(payee: Payee, version: int) -> Asked:
    facts = (
        (_("Name"), payee.name),
        (name_payee_kind(payee.kind), payee.kvk or payee.invoice),
        (_("Account of"), payee.holder),
        (_("Ends in"), payee.last_four),
    )
    return Asked(
        _("Is this who gets the money?"),
        _("Yes, this is right"),
        (_ask_own_password(),),
        _(
            "The other group of your joint plan filled this in. Nothing is paid before you, too,"
            " confirm it. Is it not right? Talk to each other, or call the municipality."
        ),
        facts,
        hidden=(("version", str(version)),),
    )


def _ask_kind(typed: dict[str, str] | None = None) -> Asked:
    choices = [(one.value, name_payee_kind(one)) for one in NAMEABLE]
    lead = _("Somebody must be able to receive the money and keep the bills.")
    return Asked(
        _("Who gets the money?"),
        _("Continue"),
        (ask_choice("kind", _("Choose one"), choices),),
        lead,
        typed=typed or {},
    )


def _ask_payee(kind: PayeeKind) -> Asked:
    names = {
        PayeeKind.ENTITY: _("Name of the organisation"),
        PayeeKind.PERSON: _("First and last name"),
        PayeeKind.HOST: _("Name of the organisation"),
        PayeeKind.SUPPLIER: _("Name of the supplier"),
    }
    inputs = [Input("name", names[kind])]
    if kind in NEEDS_KVK:
        inputs.append(Input("kvk", _("Number of the trade register (KvK)"), _("Eight digits.")))
    if kind is PayeeKind.SUPPLIER:
        inputs.append(Input("invoice", _("Number of the invoice")))
    inputs += [
        Input("iban", _("Account number (IBAN)"), _("For example NL91 ABNA 0417 1643 00.")),
        Input("holder", _("In whose name is the account?"), _("As it stands on the bank card.")),
    ]
    if kind is PayeeKind.PERSON:
        inputs.append(ask_tick("adult", _("This person is 18 or older.")))
    if kind is PayeeKind.HOST:
        inputs.append(ask_tick("agreed", _("The organisation agrees to this.")))
    inputs.append(_ask_own_password())
    lead = _(
        "Everybody in your group gets a mail about this. Nothing is paid to a new account number"
        " for three days, so that you can stop a mistake or fraud."
    )
    return Asked(name_payee_kind(kind), _("Save"), tuple(inputs), lead)
