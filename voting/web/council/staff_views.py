"""Views of the administrator: colleagues, their roles, invitations, and who leaves."""

from collections.abc import Iterable

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.accounts import PersonId
from voting.domain.errors.refused import Refused
from voting.domain.errors.staff import StaffUnknown
from voting.domain.staff import StaffRole
from voting.services import staff, staff_invitations
from voting.services.acts import ask, describe_reset
from voting.services.round_state import list_rounds
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.fresh_code import with_fresh_code
from voting.web.council.inputs import Form, Input, show_form
from voting.web.i18n import current_language, local
from voting.web.letters import PageLetters
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words_staff import name_role, say_duty
from voting.web.workshop import open_workshop


@bp.get("/staff")
@allow(Role.ADMINISTRATOR)
def show_staff() -> ResponseReturnValue:
    """Show everybody who works here, and who was invited."""
    return render_template(
        "council/staff.html",
        members=staff.list_staff(stores()),
        invitations=staff_invitations.list_invitations(stores(), now()),
    )


@bp.get("/staff/invite")
@allow(Role.ADMINISTRATOR)
def show_staff_invite() -> ResponseReturnValue:
    """Ask whom to invite."""
    return show_form(ask_invite())


@bp.post("/staff/invite")
@allow(Role.ADMINISTRATOR)
def submit_staff_invite() -> ResponseReturnValue:
    """Mail an invitation."""
    filled = read_fields("email", "department", *list_role_names())
    try:
        staff_invitations.invite_staff(
            stores(),
            PageLetters(),
            take_hand(),
            email=filled["email"],
            roles=read_roles(filled),
            department=filled["department"],
            language=current_language(),
            at=now(),
        )
    except Refused as refusal:
        return show_form(ask_invite(), refusal=refusal)
    return redirect(url_for(".show_staff"), 303)


@bp.post("/staff/invitations")
@allow(Role.ADMINISTRATOR)
def submit_staff_withdraw() -> ResponseReturnValue:
    """Make an invitation worthless."""
    id = read_fields("invitation")["invitation"]
    staff_invitations.withdraw_invitation(stores(), take_hand(), id, now())
    return redirect(url_for(".show_staff"), 303)


@bp.get("/staff/<person>")
@allow(Role.ADMINISTRATOR)
def show_member(person: str) -> ResponseReturnValue:
    """Show one colleague, with roles to change."""
    member = take_member(person)
    return show_form(ask_roles(member), write_typed(member))


@bp.post("/staff/<person>")
@allow(Role.ADMINISTRATOR)
def submit_member(person: str) -> ResponseReturnValue:
    """Give a colleague these roles and, for a reviewer, these voting areas."""
    member = take_member(person)
    areas = list_areas()
    filled = read_fields("department", "all_areas", *list_role_names(), *areas)
    chosen = frozenset(bytes.fromhex(name[5:]) for name in areas if filled[name])
    try:
        staff.change_roles(
            stores(),
            PageLetters(),
            take_hand(),
            member.person,
            roles=read_roles(filled),
            department=filled["department"],
            areas=None if filled["all_areas"] else chosen,
            at=now(),
        )
    except Refused as refusal:
        return show_form(ask_roles(member), refusal=refusal)
    return redirect(url_for(".show_staff"), 303)


@bp.get("/staff/<person>/end")
@allow(Role.ADMINISTRATOR)
def show_member_end(person: str) -> ResponseReturnValue:
    """Say what ends."""
    return show_form(ask_end(take_member(person)))


@bp.post("/staff/<person>/end")
@allow(Role.ADMINISTRATOR)
def submit_member_end(person: str) -> ResponseReturnValue:
    """Let a colleague work here no more."""
    read_fields()
    member = take_member(person)
    try:
        staff.end_member(stores(), PageLetters(), take_hand(), member.person, now())
    except Refused as refusal:
        return show_form(ask_end(member), refusal=refusal)
    return redirect(url_for(".show_staff"), 303)


@bp.get("/staff/<person>/reset")
@allow(Role.ADMINISTRATOR)
def show_member_reset(person: str) -> ResponseReturnValue:
    """Say what taking away a second step takes."""
    return show_form(ask_reset(take_member(person)))


@bp.post("/staff/<person>/reset")
@allow(Role.ADMINISTRATOR)
@with_fresh_code
def submit_member_reset(person: str) -> ResponseReturnValue:
    """Ask to take away a colleague's second step; another colleague confirms."""
    read_fields()
    member = take_member(person)
    try:
        asked = describe_reset(stores(), member.person)
        request_id = ask(open_workshop(), take_hand(), asked, now())
    except Refused as refusal:
        return show_form(ask_reset(member), refusal=refusal)
    return redirect(url_for(".show_request", request_id=request_id), 303)


def take_member(person: str) -> staff.Member:
    """Return the colleague of this page, or answer 404."""
    try:
        return staff.find_member(stores(), PersonId(bytes.fromhex(person)))
    except (StaffUnknown, ValueError):
        abort(404)


def list_role_names() -> list[str]:
    """Return the names of the ticks for roles."""
    return [f"role_{role}" for role in StaffRole]


def read_roles(filled: dict[str, str]) -> Iterable[StaffRole]:
    """Return the roles that were ticked."""
    return [role for role in StaffRole if filled[f"role_{role}"]]


def list_areas() -> dict[str, str]:
    """Return every voting area: the name of its tick, and round and name in words."""
    return {
        f"area-{state.area_ids[area.slug].hex()}": f"{local(state.plan.title)}: {area.name}"
        for state in list_rounds(stores())
        for area in state.plan.voting_areas
    }


def ask_invite() -> Form:
    """The page to invite a colleague."""
    lead = _("They get a mail with a link that works for three days.")
    inputs = (Input("email", _("E-mail address")), ask_department(), *ask_role_ticks())
    return Form(
        _("Invite a colleague"), _("Send the invitation"), inputs, lead, url_for(".show_staff")
    )


def ask_roles(member: staff.Member) -> Form:
    """The page of a colleague's roles."""
    lead = _("Saving ends the logins of %(name)s, who signs in again.", name=member.name)
    every = Input("all_areas", _("A reviewer looks at plans of all areas"), kind="tick")
    ticks = tuple(Input(name, words, kind="tick") for name, words in list_areas().items())
    inputs = (ask_department(), *ask_role_ticks(), every, *ticks)
    return Form(member.name, _("Save"), inputs, lead, url_for(".show_staff"))


def ask_department() -> Input:
    """Ask where somebody works."""
    hint = _("Stands with the name where groups read a question or a decision.")
    return Input("department", _("Department"), hint)


def ask_role_ticks() -> tuple[Input, ...]:
    """Ask the roles, a tick each."""
    return tuple(
        Input(f"role_{role}", name_role(role).capitalize(), say_duty(role), "tick")
        for role in StaffRole
    )


def ask_end(member: staff.Member) -> Form:
    """The page before a colleague leaves."""
    lead = _(
        "%(name)s can do nothing here any more. The account of the person stays.", name=member.name
    )
    back = url_for(".show_member", person=member.person.hex())
    return Form(_("End the work of a colleague"), _("End"), (), lead, back, stop=True)


def ask_reset(member: staff.Member) -> Form:
    """The page before asking to take away a second step."""
    lead = _(
        "For a lost phone. See that it really is %(name)s who asks. A second colleague confirms;"
        " then all logins end, and signing in asks for a new second step.",
        name=member.name,
    )
    back = url_for(".show_member", person=member.person.hex())
    return Form(_("Take away a second step"), _("Ask for it"), (), lead, back, stop=True)


def write_typed(member: staff.Member) -> dict[str, str]:
    """Return a colleague's roles and areas as the form sends them."""
    typed = {f"role_{role}": "yes" for role in member.roles}
    typed |= {f"area-{area.hex()}": "yes" for area in member.areas or ()}
    return typed | {
        "department": member.department,
        "all_areas": "yes" if member.areas is None else "",
    }
