"""The letters about a proposal, to the members of its group."""

from datetime import date

from voting.web.letters import Facts, letter_for
from voting.web.translating import _
from voting.web.words import format_date
from voting.web.words_events import say_objection

PLAN = "initiative.show_plan"
TALK = "initiative.show_talk"
COPY = "initiative.show_copy"


def _write_day(day: str) -> str:
    return format_date(date.fromisoformat(day))


@letter_for("proposal-submitted", COPY, "reference")
def _word_submitted(facts: Facts) -> tuple[str, str]:
    return (
        _("Your plan was handed in: %(title)s", title=facts["title"]),
        _(
            "%(who)s handed the plan ‘%(title)s’ in. The municipality decides by %(day)s. Here is"
            " the dated copy of what was handed in; you can print or keep it.",
            who=facts["who"],
            title=facts["title"],
            day=_write_day(facts["decide_by"]),
        ),
    )


@letter_for("proposal-question", TALK, "reference")
def _word_question(facts: Facts) -> tuple[str, str]:
    return (
        _("A question about your plan: %(title)s", title=facts["title"]),
        _(
            "%(office)s asks:\n\n%(text)s\n\nPlease answer by %(day)s. Until then you can change"
            " the plan too.",
            office=facts["office"],
            text=facts["text"],
            day=_write_day(facts["answer_by"]),
        ),
    )


@letter_for("proposal-suggestion", TALK, "reference")
def _word_suggestion(facts: Facts) -> tuple[str, str]:
    return (
        _("A suggestion for your plan: %(title)s", title=facts["title"]),
        _(
            "%(office)s suggests other words for a text in your plan. Why:\n\n%(text)s\n\nNothing"
            " changes before your group accepts it.",
            office=facts["office"],
            text=facts["text"],
        ),
    )


@letter_for("proposal-listed", TALK, "reference")
def _word_listed(facts: Facts) -> tuple[str, str]:
    return (
        _("Your plan may be on the list: %(title)s", title=facts["title"]),
        _(
            "%(office)s decided that your plan is possible. The reason:\n\n%(text)s\n\nResidents"
            " can vote on it when the round opens.",
            office=facts["office"],
            text=facts["text"],
        ),
    )


@letter_for("proposal-back", TALK, "reference")
def _word_back(facts: Facts) -> tuple[str, str]:
    return (
        _("Your plan is in review again: %(title)s", title=facts["title"]),
        _(
            "Your plan is not linked with the other one any more. On its own it has %(has)s of the"
            " %(needs)s signatures that the council asks. Collect the rest before the list of plans"
            " is final; then the municipality decides again.",
            has=facts["has"],
            needs=facts["needs"],
        ),
    )


@letter_for("proposal-turned-down", TALK, "reference")
def _word_turned_down(facts: Facts) -> tuple[str, str]:
    return (
        _("Your plan was turned down: %(title)s", title=facts["title"]),
        _(
            "%(office)s decided that your plan does not come on the list. The"
            " reason:\n\n%(text)s\n\n%(objection)s",
            office=facts["office"],
            text=facts["text"],
            objection=say_objection(date.fromisoformat(facts["object_by"])),
        ),
    )


@letter_for("proposal-reminder", TALK, "reference")
def _word_reminder(facts: Facts) -> tuple[str, str]:
    return (
        _("Answer by %(day)s: %(title)s", day=_write_day(facts["answer_by"]), title=facts["title"]),
        _(
            "The municipality still waits for your answer about the plan ‘%(title)s’. You can"
            " answer until %(day)s. After that day it can decide without you.",
            title=facts["title"],
            day=_write_day(facts["answer_by"]),
        ),
    )


@letter_for("proposal-entered", "account.show_invitation")
def _word_entered(facts: Facts) -> tuple[str, str]:
    return (
        _("Your plan waits for you"),
        _(
            "%(office)s filled in the plan of the group %(group)s for you. Open this page within"
            " a week to join the group. Then look the plan over, change what you like, and"
            " confirm it by handing it in.",
            office=facts["office"],
            group=facts["group"],
        ),
    )
