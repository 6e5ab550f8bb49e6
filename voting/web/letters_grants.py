"""The letters about grants, to everybody in the group."""

from datetime import date, datetime

from flask import current_app

from voting.web.i18n import current_language, format_euros, format_moment
from voting.web.letters import Facts, letter_for, write_address
from voting.web.translating import _
from voting.web.words import format_date
from voting.web.words_events import say_objection

PAGE = "initiative.show_grant"


def _subject(facts: Facts) -> str:
    return _("Your plan ‘%(title)s’", title=facts["title"])


def _add_page(facts: Facts, text: str) -> str:
    """Add where the grant's page is, for a group that has one."""
    if not facts["plan"] or PAGE not in current_app.view_functions:
        return text
    address = write_address(PAGE, current_language(), reference=facts["plan"])
    return f"{text}\n\n{address}"


def _say_euros(facts: Facts, name: str) -> str:
    return format_euros(int(facts[name]))


def _say_day(facts: Facts, name: str) -> str:
    return format_date(date.fromisoformat(facts[name]))


def _say_objection(facts: Facts) -> str:
    number = _("The number of the decision is %(reference)s.", reference=facts["reference"])
    return f"{number} {say_objection(date.fromisoformat(facts['until']))}"


@letter_for("grant-decided")
def _word_decided(facts: Facts) -> tuple[str, str]:
    text = _(
        "The municipality has decided: your plan gets %(amount)s. Now tell us who gets the money."
        " Then it can be paid.",
        amount=_say_euros(facts, "granted"),
    )
    return _subject(facts), _add_page(facts, f"{text}\n\n{_say_objection(facts)}")


@letter_for("grant-refused")
def _word_refused(facts: Facts) -> tuple[str, str]:
    text = _(
        "The municipality has decided that your plan gets no money. The reason: %(reason)s",
        reason=facts["reason"],
    )
    return _subject(facts), _add_page(facts, f"{text}\n\n{_say_objection(facts)}")


@letter_for("grant-payee")
def _word_payee(facts: Facts) -> tuple[str, str]:
    text = _(
        "Somebody in your group has filled in who gets the money: %(payee)s, into the account that"
        " ends in %(last)s. Is this not right? Call the municipality at once.",
        payee=facts["payee"],
        last=facts["last"],
    )
    return _subject(facts), _add_page(facts, text + _add_hold(facts) + _add_wanting(facts))


@letter_for("grant-account-changed")
def _word_account_changed(facts: Facts) -> tuple[str, str]:
    text = _(
        "Somebody in your group has changed the account number. The money now goes to %(payee)s,"
        " into the account that ends in %(last)s. For your safety nothing is paid before"
        " %(moment)s. Is this not right? Call the municipality at once.",
        payee=facts["payee"],
        last=facts["last"],
        moment=format_moment(datetime.fromisoformat(facts["held"])),
    )
    words = text + _add_wanting(facts)
    return _("The account number of your plan was changed"), _add_page(facts, words)


def _add_hold(facts: Facts) -> str:
    if not facts["held"]:
        return ""
    moment = format_moment(datetime.fromisoformat(facts["held"]))
    return " " + _("For your safety nothing is paid before %(moment)s.", moment=moment)


def _add_wanting(facts: Facts) -> str:
    if not facts["wanting"]:
        return ""
    return " " + _(
        "The lead of %(groups)s must confirm this on the page below; before that nothing is paid"
        " either.",
        groups=facts["wanting"],
    )


@letter_for("grant-carried-out")
def _word_carried_out(facts: Facts) -> tuple[str, str]:
    text = _(
        "The municipality carries your plan out itself, so no money is paid to the group."
        " %(official)s answers for it.",
        official=facts["official"],
    )
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-agreement")
def _word_agreement(facts: Facts) -> tuple[str, str]:
    text = _(
        "The agreement about your plan is ready. Read it together: what will be done by when, and"
        " which part of the money comes then. An owner or the lead confirms it."
    )
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-agreed")
def _word_agreed(facts: Facts) -> tuple[str, str]:
    text = _("The agreement stands: the municipality and your group have both confirmed it.")
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-accepted")
def _word_accepted(facts: Facts) -> tuple[str, str]:
    text = _(
        "Your report on ‘%(milestone)s’ is in order. %(amount)s will be paid.",
        milestone=facts["milestone"],
        amount=_say_euros(facts, "cents"),
    )
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-returned")
def _word_returned(facts: Facts) -> tuple[str, str]:
    text = _(
        "Your report is not complete yet. What is missing: %(reason)s Please hand it in again.",
        reason=facts["reason"],
    )
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-paid")
def _word_paid(facts: Facts) -> tuple[str, str]:
    text = _(
        "%(amount)s was paid for your plan. Keep the bills: you tell later what you did with it.",
        amount=_say_euros(facts, "cents"),
    )
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-finished")
def _word_finished(facts: Facts) -> tuple[str, str]:
    text = _("Your closing report is in order and your plan is finished. Thank you for it.")
    if int(facts["reclaim"]):
        text += " " + _(
            "You got %(amount)s more than the plan cost. The municipality will ask that back.",
            amount=_say_euros(facts, "reclaim"),
        )
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-withdrawn")
def _word_withdrawn(facts: Facts) -> tuple[str, str]:
    text = _(
        "The municipality has withdrawn the money for your plan. The reason, which everybody can"
        " read: %(reason)s",
        reason=facts["reason"],
    )
    if int(facts["reclaim"]):
        text += "\n\n" + _("It will ask %(amount)s back.", amount=_say_euros(facts, "reclaim"))
    clause = _say_objection(facts)
    return _subject(facts), _add_page(facts, f"{text}\n\n{clause}")


@letter_for("grant-remind-payee")
def _word_remind_payee(facts: Facts) -> tuple[str, str]:
    text = _(
        "%(amount)s is waiting for your plan, but we do not know yet who gets it. Please fill that"
        " in.",
        amount=_say_euros(facts, "granted"),
    )
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-remind-agreement")
def _word_remind_agreement(facts: Facts) -> tuple[str, str]:
    text = _("The agreement about your plan still waits for your group to confirm it.")
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-remind-milestone-soon")
def _word_milestone_soon(facts: Facts) -> tuple[str, str]:
    text = _(
        "By %(day)s your plan reaches a milestone: ‘%(milestone)s’. Report on it, then the next"
        " part of the money is paid.",
        day=_say_day(facts, "due"),
        milestone=facts["about"],
    )
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-remind-milestone-late")
def _word_milestone_late(facts: Facts) -> tuple[str, str]:
    text = _(
        "The report on the milestone ‘%(milestone)s’ was due on %(day)s. Does it take longer? Then"
        " call the municipality.",
        day=_say_day(facts, "due"),
        milestone=facts["about"],
    )
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-remind-report-soon")
def _word_report_soon(facts: Facts) -> tuple[str, str]:
    text = _(
        "Tell before %(day)s what your plan has brought. Without a report your group cannot hand in"
        " a plan in the next round.",
        day=_say_day(facts, "due"),
    )
    return _subject(facts), _add_page(facts, text)


@letter_for("grant-remind-report-late")
def _word_report_late(facts: Facts) -> tuple[str, str]:
    text = _(
        "The report on your plan was due on %(day)s. Without it your group cannot hand in a plan in"
        " the next round.",
        day=_say_day(facts, "due"),
    )
    return _subject(facts), _add_page(facts, text)
