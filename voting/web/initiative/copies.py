"""The dated copy of what a group handed in: every answer with its name, to keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from voting.domain.proposal_fields import FIELDS, Draft, Step
from voting.domain.reviewing import find_copy
from voting.services.proposals import ProposalView, read_copy
from voting.web.i18n import format_moment_and_year, format_whole_euros, local
from voting.web.translating import _
from voting.web.words_fields import name_field, write_field


@dataclass(frozen=True, slots=True)
class Copy:
    """What was handed in, when, and in words."""

    at: datetime
    lines: tuple[tuple[str, str], ...]


def make_copy(view: ProposalView) -> Copy | None:
    """Return the copy; None when nothing was handed in yet."""
    event = find_copy(view.events)
    if event is None:
        return None
    draft = read_copy(event)
    return Copy(event.at, (*_describe(view, event.person_name), *_list_answers(draft, view)))


def write_entered(view: ProposalView) -> str:
    """Return what an office filled in, as plain text to print: the group signs it or mends it."""
    lines = (*_describe(view, ""), *_list_answers(view.draft, view))
    ask = _("Is this right? Sign here, or write beside it what should change.")
    return "\n\n".join((*(f"{label}\n{text}" for label, text in lines), ask)) + "\n"


def write_copy(copy: Copy) -> str:
    """Return the copy as plain text."""
    head = (_("Copy of your plan"), format_moment_and_year(copy.at))
    parts = ["\n".join(head), *(f"{label}\n{text}" for label, text in copy.lines)]
    return "\n\n".join(parts) + "\n"


def _describe(view: ProposalView, who: str) -> Iterator[tuple[str, str]]:
    yield _("Group"), view.group_name
    if who:
        yield _("Handed in by"), who
    yield _("Round"), local(view.plan.title)
    yield _("Reference"), view.reference


def _list_answers(draft: Draft, view: ProposalView) -> Iterator[tuple[str, str]]:
    for step in Step:
        for name in FIELDS[step]:
            if draft.word(name):
                yield name_field(name), write_field(name, draft.word(name), view.plan)
    yield _("All costs together"), format_whole_euros(draft.total_cents)
    yield _("Asks"), format_whole_euros(draft.ask_cents)
