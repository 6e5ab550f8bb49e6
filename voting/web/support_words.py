"""How many people signed, in words, for the pages of residents and of groups."""

from voting.domain.signatures import SubjectKind
from voting.services.support_subjects import SubjectView
from voting.web.i18n import format_number
from voting.web.translating import _, ngettext


def tell_support(view: SubjectView) -> str:
    """Say how many signed and how many it takes; never who."""
    said = [_tell_signed(view)]
    if view.together:
        said.append(_("That is together with the plans it linked up with, each person once."))
    if view.needed is not None:
        said.append(_("That is enough.") if view.passes else tell_need(view))
    return " ".join(said)


def _tell_signed(view: SubjectView) -> str:
    return ngettext(
        "%(number)s person signed.",
        "%(number)s people signed.",
        view.signed,
        number=format_number(view.signed),
    )


def tell_need(view: SubjectView) -> str:
    """Say how many signatures it takes, empty where none are asked."""
    if view.needed is None:
        return ""
    if view.subject.kind is SubjectKind.THEME:
        more_than = format_number(view.needed - 1)
        return _("More than %(number)s signatures are needed.", number=more_than)
    return ngettext(
        "%(number)s signature is needed.",
        "%(number)s signatures are needed.",
        view.needed,
        number=format_number(view.needed),
    )


def say_threshold(needed: int) -> str:
    """Say before handing in how many signatures the council asks, and when they are collected."""
    return ngettext(
        "The council asks %(number)s signature for a plan. You collect it after handing in, until"
        " the list is final.",
        "The council asks %(number)s signatures for a plan. You collect them after handing in,"
        " until the list is final.",
        needed,
        number=format_number(needed),
    )
