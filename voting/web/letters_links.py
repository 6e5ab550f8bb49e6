"""The letters about linking up, to the members of the groups that talk about it."""

from flask import url_for
from flask_babel import get_locale

from voting.web import current_settings
from voting.web.letters import Facts, letter_for
from voting.web.translating import _


@letter_for("link-proposed")
def _word_proposed(facts: Facts) -> tuple[str, str]:
    return (
        _("A group wants to link up with you"),
        _(
            "%(group)s proposes to make one plan of theirs and your plan ‘%(title)s’. You can"
            " talk about it; nothing happens unless both groups agree.",
            group=facts["group"],
            title=facts["title"],
        )
        + end(facts),
    )


@letter_for("link-said")
def _word_said(facts: Facts) -> tuple[str, str]:
    return (
        _("A message about linking up"),
        _(
            "%(group)s wrote about linking up with your plan ‘%(title)s’.",
            group=facts["group"],
            title=facts["title"],
        )
        + end(facts),
    )


@letter_for("link-agreed")
def _word_agreed(facts: Facts) -> tuple[str, str]:
    return (
        _("A group agreed to link up"),
        _(
            "%(group)s agreed to the joint plan with yours, ‘%(title)s’. It counts when every"
            " group has agreed.",
            group=facts["group"],
            title=facts["title"],
        )
        + end(facts),
    )


@letter_for("link-made")
def _word_made(facts: Facts) -> tuple[str, str]:
    return (
        _("Your plans are linked up"),
        _(
            "Every group agreed: your plan ‘%(title)s’ is part of one joint plan now. Each group"
            " can still undo this, until the list of plans is final.",
            title=facts["title"],
        )
        + end(facts),
    )


@letter_for("link-changed")
def _word_changed(facts: Facts) -> tuple[str, str]:
    return (
        _("The joint plan was changed"),
        _(
            "%(group)s changed something in the joint plan with yours, ‘%(title)s’. What was"
            " agreed before does not count any more: read it again, and agree anew.",
            group=facts["group"],
            title=facts["title"],
        )
        + end(facts),
    )


@letter_for("link-declined")
def _word_declined(facts: Facts) -> tuple[str, str]:
    return (
        _("Linking up does not go on"),
        _(
            "%(group)s does not go on with linking up. Your plan ‘%(title)s’ stays as it is.",
            group=facts["group"],
            title=facts["title"],
        )
        + end(facts),
    )


@letter_for("link-undone")
def _word_undone(facts: Facts) -> tuple[str, str]:
    return (
        _("Your plans are not linked up any more"),
        _(
            "The plan of %(group)s is not part of the joint plan any more, so the joint plan is"
            " undone. Your plan ‘%(title)s’ stands on its own again, just as it was.",
            group=facts["group"],
            title=facts["title"],
        )
        + end(facts),
    )


@letter_for("link-hint")
def _word_hint(facts: Facts) -> tuple[str, str]:
    return (
        _("An idea from the municipality"),
        _(
            "%(office)s thinks that your plan ‘%(title)s’ and the plan of %(group)s might go well"
            " together. It is only an idea: you decide.",
            office=facts["office"],
            title=facts["title"],
            group=facts["group"],
        )
        + end(facts),
    )


def end(facts: Facts) -> str:
    """Return how a letter ends: what somebody wrote along, and where to go on."""
    reference, language = facts["reference"], str(get_locale()).split("_")[0]
    if "link" in facts:
        path = url_for(
            "initiative.show_link", reference=reference, link=facts["link"], language=language
        )
    else:
        path = url_for("initiative.show_links", reference=reference, language=language)
    url = current_settings().public_url + path
    return f"{quote(facts)}\n\n{url}"


def quote(facts: Facts) -> str:
    """Return what somebody wrote along, as a part of the letter."""
    said = facts.get("text", "")
    return "\n\n" + "\n".join(f"> {line}" for line in said.splitlines()) if said else ""
