"""The lines of the staff log in words."""

from flask_babel import lazy_gettext as __

from voting.domain.four_eyes import Act
from voting.services.staff_log import LogLine
from voting.web.words_staff import name_act

ACTS = {
    "invite": __("invite a colleague"),
    "withdraw_invitation": __("withdraw an invitation"),
    "join": __("become staff"),
    "roles": __("change roles"),
    "end": __("end the work of a colleague"),
    "sign_in": __("sign in with a code"),
    "code": __("give a code"),
    "page": __("open a page or send a form"),
    "ask": __("ask for a second person"),
    "confirm": __("confirm"),
    "decline": __("decline"),
    "act_done": __("done, after a second person confirmed"),
    "act_refused": __("not possible any more, after a second person confirmed"),
    "interest": __("declare a stake in a plan"),
    "review": __("review a plan"),
    "desk": __("enter something from paper"),
    "resume": __("go on with what stopped"),
    "reasons": __("change the usual reasons"),
    "preference": __("record the official preference"),
    "close": __("close the ballot box"),
    "seed": __("record the draw"),
    "open_box": __("open the ballot box"),
    "count": __("count"),
    "seal_keys": __("bring the keys of the box"),
    "answer_report": __("answer a report of a counting error"),
    "start_checking": __("begin the checking period"),
    "finish": __("make the round final"),
    "grant": __("work on a grant"),
}
WHY = {
    "RoleNeeded": __("another role is needed"),
    "CSRF": __("the form came without its token"),
    "SamePerson": __("the same person"),
    "AboutYourself": __("about their own account"),
    "RequestSettled": __("answered before"),
    "RequestExpired": __("too late"),
    "RequestChanged": __("something had changed"),
    "OneTimeCodeUsed": __("the code was used before"),
    "OneTimeCodeWrong": __("the code was wrong"),
    "SignInSlowed": __("too many tries"),
    "OwnInterest": __("a stake in the plan"),
    "AreaHidden": __("another area"),
}


def say_act(line: LogLine) -> str:
    """Say what was done or tried, with the act it was about."""
    words = str(ACTS.get(line.act, line.act))
    act = line.facts.get("act", "")
    return f"{words}: {name_act(Act(act))}" if act in set(map(str, Act)) else words


def say_why(line: LogLine) -> str:
    """Say why it was refused."""
    return str(WHY.get(line.refused, line.refused))


def list_facts(line: LogLine) -> str:
    """Return what else the line says, as it is recorded."""
    return ", ".join(f"{name}: {text}" for name, text in line.facts.items() if name != "act")
