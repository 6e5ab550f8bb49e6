"""The staff log, for those who watch."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from voting.services.staff_log import PAGE, list_log
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.stores import stores
from voting.web.words_staff_log import list_facts, say_act, say_why


@bp.get("/log")
@allow(Role.GRIFFIER, Role.AUDITOR, Role.ADMINISTRATOR)
def show_log() -> ResponseReturnValue:
    """Show a page of the log, the newest line first."""
    lines = list_log(stores(), request.args.get("before", type=int))
    older = lines[-1].id if len(lines) == PAGE else None
    say = {"say_act": say_act, "say_why": say_why, "list_facts": list_facts}
    return render_template("council/log.html", lines=lines, older=older, **say)
