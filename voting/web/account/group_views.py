"""Views of groups: found one, who is in it, what owners change."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voting.domain.accounts import PersonId
from voting.domain.errors.people import GroupUnknown
from voting.domain.errors.refused import Refused
from voting.domain.groups import Duty, GroupId, GroupRole
from voting.services import groups, invitations
from voting.web.access import Role, allow
from voting.web.account.blueprint import bp
from voting.web.errors import explain
from voting.web.questions import Question, ask_name, find_status, read_fields, show
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.translating import _

Act = Callable[[Any, PersonId, GroupId, PersonId], None]
ACTS: dict[str, Act] = {
    "owner": lambda s, me, group, who: groups.set_role(s, me, group, who, GroupRole.OWNER),
    "member": lambda s, me, group, who: groups.set_role(s, me, group, who, GroupRole.MEMBER),
    "lead": lambda s, me, group, who: groups.set_duty(s, me, group, who, Duty.LEAD),
    "deputy": lambda s, me, group, who: groups.set_duty(s, me, group, who, Duty.DEPUTY),
    "hand-over": groups.hand_over,
    "remove": lambda s, me, group, who: groups.remove_member(s, me, group, who, now()),
}


@bp.get("/groups/new")
@allow(Role.PERSON)
def show_new_group() -> ResponseReturnValue:
    """Ask the name of a new group."""
    return show(ask_group())


@bp.post("/groups/new")
@allow(Role.PERSON)
def submit_new_group() -> ResponseReturnValue:
    """Found the group."""
    name = read_fields("name")["name"]
    try:
        group = groups.found_group(stores(), take_account().id, name, now())
    except Refused as refusal:
        return show(ask_group(), refusal)
    return redirect(url_for(".show_group", group=group.hex()), 303)


def ask_group(value: str = "") -> Question:
    """The page of a group's name."""
    field = ask_name(_("What is your group called?"), value)
    return Question(_("The name of your group"), _("Save"), (field,), _("Everybody may see it."))


@bp.get("/groups/<group>/")
@allow(Role.PERSON)
def show_group(group: str) -> ResponseReturnValue:
    """Show who is in the group and what can be changed."""
    return render_group(read_id(group))


def render_group(
    group: GroupId, refusal: Refused | None = None, link: str = ""
) -> ResponseReturnValue:
    """Show the group, perhaps with a reason why something was refused, or a new link."""
    status = find_status(refusal) if refusal else 200
    try:
        view = groups.view_group(stores(), take_account().id, group)
    except GroupUnknown:
        abort(404)
    page = render_template(
        "account/group.html",
        group=view,
        invitations=invitations.list_invitations(stores(), group, now()),
        problem=explain(refusal) if refusal else "",
        link=link,
        typed=request.form.get("email", "") if refusal else "",
    )
    return page, status


@bp.post("/groups/<group>/")
@allow(Role.PERSON)
def submit_member(group: str) -> ResponseReturnValue:
    """Do what an owner chose for a member."""
    filled = read_fields("person", "act")
    id, act = read_id(group), ACTS.get(filled["act"]) or abort(400)
    try:
        act(stores(), take_account().id, id, PersonId(read_bytes(filled["person"]) or abort(400)))
    except Refused as refusal:
        return render_group(id, refusal)
    return redirect(url_for(".show_group", group=group), 303)


@bp.get("/groups/<group>/name")
@allow(Role.PERSON)
def show_group_name(group: str) -> ResponseReturnValue:
    """Ask another name for the group."""
    try:
        view = groups.view_group(stores(), take_account().id, read_id(group))
    except GroupUnknown:
        abort(404)
    return show(ask_group(view.name))


@bp.post("/groups/<group>/name")
@allow(Role.PERSON)
def submit_group_name(group: str) -> ResponseReturnValue:
    """Give the group another name."""
    name = read_fields("name")["name"]
    try:
        groups.rename_group(stores(), take_account().id, read_id(group), name)
    except Refused as refusal:
        return show(ask_group(), refusal)
    return redirect(url_for(".show_group", group=group), 303)


@bp.get("/groups/<group>/leave")
@allow(Role.PERSON)
def show_leave(group: str) -> ResponseReturnValue:
    """Ask whether the reader is sure."""
    try:
        groups.view_group(stores(), take_account().id, read_id(group))
    except GroupUnknown:
        abort(404)
    return show(ask_leave())


@bp.post("/groups/<group>/leave")
@allow(Role.PERSON)
def submit_leave(group: str) -> ResponseReturnValue:
    """Leave the group."""
    read_fields()
    try:
        groups.leave_group(stores(), take_account().id, read_id(group), now())
    except Refused as refusal:
        return show(ask_leave(), refusal)
    return redirect(url_for(".show_account"), 303)


def ask_leave() -> Question:
    """The page before leaving."""
    lead = _("You do not see the group any more. To come back you need a new invitation.")
    return Question(_("Leave the group"), _("Leave the group"), (), lead, stop=True)


def read_id(group: str) -> GroupId:
    """Return the group that an address names; 404 when it names none."""
    return GroupId(read_bytes(group) or abort(404))


def read_bytes(text: str) -> bytes | None:
    """Return the 16 bytes that 32 hexadecimal digits stand for."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return None
    return found if len(found) == 16 and found.hex() == text else None
