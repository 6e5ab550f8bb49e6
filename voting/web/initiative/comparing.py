"""Two texts of one answer beside each other, as people read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.domain.errors.proposals import AnswersRefused
from voting.domain.proposal_fields import FIELDS, Step, read_step
from voting.domain.reviewing import Event, Kind
from voting.services.proposals import ProposalView
from voting.web.words_fields import write_field


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two members filled in differently: theirs, with who it was, and one's own."""

    name: str
    who: str
    theirs: str
    mine: str


def list_differences(
    view: ProposalView, step: Step, typed: Mapping[str, str]
) -> tuple[Difference, ...]:
    """Return where what was typed differs from what stands in the draft now."""
    try:
        mine = read_step(step, typed)
    except AnswersRefused:
        return ()
    theirs = {name: view.draft.word(name) for name in FIELDS[step]}
    return tuple(
        Difference(
            name,
            _find_who(view.events, name),
            write_field(name, theirs[name], view.plan),
            write_field(name, mine[name], view.plan),
        )
        for name in FIELDS[step]
        if mine[name] != theirs[name]
    )


def _find_who(events: Sequence[Event], name: str) -> str:
    changes = [one for one in events if one.kind is Kind.CHANGED and one.field == name]
    return changes[-1].person_name if changes else ""
