"""Views of the desk: a plan and a list of signatures that come on paper or by telephone."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.initiatives import Origin, Provider, Sector
from voting.domain.rounds import Phase
from voting.interchange.paper_list import read_paper_list
from voting.services import entering, paper_desk
from voting.services.entering import Contact
from voting.services.paper_lists import Entered, enter_paper
from voting.services.round_state import RoundState
from voting.services.support_subjects import find_subject
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.inputs import Form, Input, show_form
from voting.web.council.links import Link, link, round_link
from voting.web.i18n import current_language, format_number, local
from voting.web.letters import PageLetters
from voting.web.questions import read_fields, tell
from voting.web.rounds import now, take_round
from voting.web.signed_in import open_account_keys, take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words import name_origin, name_provider, name_sector

PLAN_FIELDS = (
    "title_nl",
    "summary_nl",
    "description_nl",
    "buurt",
    "place",
    "sector",
    "theme",
    "costs-0-what",
    "costs-0-amount",
    "own_cents",
    "origin",
    "provider",
)
HEADING = "name;postcode;number"


@round_link(30, Role.DESK_OFFICER)
def _link_enter(state: RoundState) -> Link | None:
    if state.phase not in (Phase.PREPARATION, Phase.ENTRIES):
        return None
    return Link(_("Enter a plan"), url_for("council.show_enter", round=state.slug))


@link(40, Role.DESK_OFFICER)
def _link_signatures() -> Link:
    return Link(_("Signatures on paper"), url_for("council.show_paper"))


@link(41, Role.DESK_OFFICER)
def _link_signed() -> Link:
    return Link(_("A plan that came back signed"), url_for("council.show_signed"))


@bp.get("/rounds/<round>/enter")
@allow(Role.DESK_OFFICER)
def show_enter(round: str) -> ResponseReturnValue:
    """Ask what stands on the paper of a plan."""
    return show_form(ask_plan(take_round(round)))


@bp.post("/rounds/<round>/enter")
@allow(Role.DESK_OFFICER)
def submit_enter(round: str) -> ResponseReturnValue:
    """Fill a plan in for a group, and invite its contact."""
    state = take_round(round)
    filled = read_fields("group", "email", *PLAN_FIELDS)
    typed = {name: filled[name] for name in PLAN_FIELDS}
    try:
        with paper_desk.entering_as(stores(), take_hand(), "plan", state.slug, now()) as office:
            reference = entering.enter_for_group(
                stores(),
                PageLetters(),
                state,
                office=office,
                group=filled["group"],
                contact=Contact(filled["email"], current_language()),
                typed=typed,
                at=now(),
            )
    except Refused as refusal:
        return show_form(ask_plan(state), refusal=refusal)
    return redirect(url_for(".show_entered", reference=reference), 303)


@bp.get("/entered/<reference>")
@allow(Role.DESK_OFFICER)
def show_entered(reference: str) -> ResponseReturnValue:
    """Say under which mark a plan was entered, and what comes next."""
    text = _(
        "Its mark is %(mark)s. Write it on the paper. The contact confirms by mail; without an"
        " address the paper comes back signed.",
        mark=reference[:12],
    )
    return tell(_("The plan is entered"), text)


@bp.get("/signed")
@allow(Role.DESK_OFFICER)
def show_signed() -> ResponseReturnValue:
    """Ask which plan came back signed."""
    return show_form(ask_signed())


@bp.post("/signed")
@allow(Role.DESK_OFFICER)
def submit_signed() -> ResponseReturnValue:
    """Record that a group confirmed its plan on paper, and hand it in."""
    filled = read_fields("reference", "note")
    reference = filled["reference"].strip()
    try:
        with paper_desk.entering_as(stores(), take_hand(), "signed", reference, now()) as office:
            entering.confirm_on_paper(stores(), reference, office, filled["note"], now())
    except Refused as refusal:
        return show_form(ask_signed(), refusal=refusal)
    return tell(_("The plan is handed in"), _("The office looks at it from now on."))


@bp.get("/paper")
@allow(Role.DESK_OFFICER)
def show_paper() -> ResponseReturnValue:
    """Ask the signatures of a list on paper."""
    return show_form(ask_paper(), {"list": f"{HEADING}\n"})


@bp.post("/paper")
@allow(Role.DESK_OFFICER)
def submit_paper() -> ResponseReturnValue:
    """Take over every signature of a list, or none."""
    filled = read_fields("reference", "list")
    reference = filled["reference"].strip()
    try:
        with paper_desk.entering_as(stores(), take_hand(), "signatures", reference, now()):
            done = _enter_list(reference, filled["list"])
    except Refused as refusal:
        return show_form(ask_paper(), refusal=refusal)
    text = _(
        "%(added)s added; %(known)s were there already. No names are kept.",
        added=format_number(done.added),
        known=format_number(done.known),
    )
    return tell(_("The list is taken over"), text)


def ask_plan(state: RoundState) -> Form:
    """The page of a plan from paper."""
    lead = _("The group confirms what stands here: by mail, or on paper with its signature.")
    buurten = tuple(
        (one.slug, one.name) for area in state.plan.voting_areas for one in area.buurten
    )
    themes = tuple((one.slug, local(one.name)) for one in state.plan.themes)
    inputs = (
        Input("group", _("Name of the group")),
        Input("email", _("E-mail address of the contact"), _("May stay empty.")),
        Input("title_nl", _("Name of the plan"), language="nl"),
        Input("summary_nl", _("What it will bring"), language="nl"),
        Input("description_nl", _("Story"), "", "text", language="nl"),
        Input("buurt", _("Neighbourhood"), "", "choice", buurten),
        Input("place", _("The spot")),
        Input("sector", _("Sector"), "", "choice", tuple((o, name_sector(o)) for o in Sector)),
        Input("theme", _("Theme"), "", "choice", themes),
        Input("costs-0-what", _("What it is for")),
        Input("costs-0-amount", _("Amount in euros"), "", "amount"),
        Input("own_cents", _("What the group pays itself"), _("May stay empty."), "amount"),
        Input("origin", _("Whose idea"), "", "choice", tuple((o, name_origin(o)) for o in Origin)),
        Input(
            "provider",
            _("Who carries it out"),
            "",
            "choice",
            tuple((o, name_provider(o)) for o in Provider),
        ),
    )
    return Form(_("Enter a plan"), _("Enter it"), inputs, lead, url_for(".show_home"))


def ask_signed() -> Form:
    """The page of a plan that came back signed."""
    inputs = (
        Input("reference", _("Mark of the plan")),
        Input("note", _("Who signed, when, and where the paper is"), "", "text"),
    )
    title = _("A plan that came back signed")
    return Form(title, _("Hand it in"), inputs, "", url_for(".show_home"))


def ask_paper() -> Form:
    """The page of signatures on paper."""
    lead = _("All of a list is taken over or nothing. Only marks of the people are kept.")
    hint = _("The first line stays; then one line for each person, like: Jansen;1234 AB;12")
    inputs = (
        Input("reference", _("Mark of the plan or the theme")),
        Input("list", _("The list"), hint, "text"),
    )
    title = _("Signatures on paper")
    return Form(title, _("Take it over"), inputs, lead, url_for(".show_home"))


def _enter_list(reference: str, text: str) -> Entered:
    people = read_paper_list(text.encode("utf-8", "replace"))
    subject = find_subject(stores().register, reference)
    return enter_paper(stores(), open_account_keys(), subject, people)
