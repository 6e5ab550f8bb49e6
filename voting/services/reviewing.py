"""The review as a conversation, from both sides.

The office asks, suggests and decides; the group answers, and accepts a suggestion or not.
Nothing here lets an office write in a group's text.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from voting.db.models.people import Group
from voting.db.models.proposals import Proposal
from voting.db.models.rounds import Round
from voting.db.session import Stores
from voting.domain.accounts import PersonId, read_line
from voting.domain.errors.proposals import (
    AnswerProblem,
    AnswersRefused,
    PoliceDivisionNeeded,
    ProposalUnknown,
    ThemeNotListed,
    WrongState,
)
from voting.domain.proposal_fields import SUGGESTIBLE, Draft, read_words
from voting.domain.proposals import (
    POSSIBLE,
    Act,
    State,
    check_complete,
    find_answer_day,
    find_objection_day,
)
from voting.domain.reviewing import (
    Kind,
    Seen,
    check_all_seen,
    check_decision,
    check_heard,
    check_seen,
    find_open_questions,
    take_question,
    take_suggestion,
)
from voting.domain.rounds import RoundPlan
from voting.domain.working_days import find_day
from voting.services.mailing import Letters
from voting.services.plans_in_links import leave_links
from voting.services.proposals import (
    ProposalView,
    change_fields,
    find_proposal,
    load_bounds,
    load_events,
    note_event,
    read_fields,
    read_said,
    reviewing_proposal,
    take_step,
    view_proposal,
)
from voting.services.round_state import RoundState, find_round
from voting.services.support import require_support
from voting.services.telling_groups import tell_group

LONGEST_OFFICE = 100


@dataclass(frozen=True, slots=True)
class InReview:
    """A proposal on the office's list."""

    reference: str
    draft: Draft
    state: State
    group_name: str
    decide_by: str
    answer_by: str


def list_for_office(stores: Stores, state: RoundState) -> list[InReview]:
    """Return what was handed in for a round, what must be decided first on top."""
    rows = stores.register.execute(
        select(Proposal, Group.name)
        .join(Group, Group.id == Proposal.group_id)
        .where(Proposal.round_id == state.id, Proposal.handed_in_at.is_not(None))
        .order_by(Proposal.decide_by.is_(None), Proposal.decide_by, Proposal.reference)
    )
    return [
        InReview(
            row.reference,
            Draft(read_fields(row)),
            State(row.state),
            group,
            row.decide_by.isoformat() if row.decide_by else "",
            row.answer_by.isoformat() if row.answer_by else "",
        )
        for row, group in rows
    ]


def view_for_office(stores: Stores, reference: str) -> ProposalView:
    """Return a proposal that was handed in.

    Raises ProposalUnknown, also for a draft, and for one that was withdrawn as a draft.
    """
    if find_proposal(stores.register, reference, None).handed_in_at is None:
        raise ProposalUnknown
    return view_proposal(stores, reference, None)


def take_up(stores: Stores, reference: str, office: str, at: datetime) -> None:
    """Begin the review; raise ProposalUnknown, ListIsFinal, WrongState or TextMissing."""
    with reviewing_proposal(stores, reference, None) as (register, row):
        take_step(row, Act.TAKE_UP)
        note_event(register, row, Kind.TAKEN_UP, at, office=_read_office(office))


def ask(
    stores: Stores, letters: Letters, reference: str, office: str, question: str, at: datetime
) -> None:
    """Ask the group something; it has ten working days, and the office's own term waits.

    Its members get a mail.

    Raises ProposalUnknown, ListIsFinal, WrongState, TextMissing or TextTooLong.
    """
    with reviewing_proposal(stores, reference, None) as (register, row):
        take_step(row, Act.ASK)
        row.answer_by = find_answer_day(find_day(at))
        row.waits_since = row.waits_since or find_day(at)
        said = {"office": _read_office(office), "text": read_said("question", question)}
        note_event(register, row, Kind.QUESTION, at, **said)
        facts = said | {"answer_by": row.answer_by.isoformat()}
        tell_group(register, letters, row, "proposal-question", at, **facts)


def answer(
    stores: Stores, person: PersonId, reference: str, position: int, text: str, at: datetime
) -> None:
    """Answer a question; when it was the last one, the review goes on and so does its term.

    Raises ProposalUnknown, ListIsFinal, WrongState, QuestionSettled, TextMissing, TextTooLong,
    or ProposalIncomplete when the group changed its plan and left something empty.
    """
    with reviewing_proposal(stores, reference, person) as (register, row):
        take_question(load_events(register, row), position)
        take_step(row, Act.ANSWER)
        said = read_said("answer", text)
        note_event(register, row, Kind.ANSWER, at, person=person, text=said, about=position)
        if not find_open_questions(load_events(register, row)):
            state = find_round(stores, register.get_one(Round, row.round_id).slug)
            bounds = load_bounds(register, row.round_id, state.plan)
            check_complete(Draft(read_fields(row)), bounds, state.plan)
            _go_on(row, at)


def suggest(
    stores: Stores,
    letters: Letters,
    reference: str,
    office: str,
    field: str,
    words: str,
    reason: str,
    at: datetime,
) -> None:
    """Suggest other words for a text of the group, which accepts them or not.

    Raises ProposalUnknown, ListIsFinal, WrongState, TextMissing, or AnswersRefused, also for no
    words at all.
    """
    suggested = _read_suggested(field, words)
    with reviewing_proposal(stores, reference, None) as (register, row):
        take_step(row, Act.SUGGEST)
        said = {"office": _read_office(office), "text": read_said("reason", reason)}
        texts = {"old": read_fields(row).get(field, ""), "new": suggested}
        note_event(register, row, Kind.SUGGESTION, at, field=field, **said, **texts)
        tell_group(register, letters, row, "proposal-suggestion", at, **said)


def settle_suggestion(
    stores: Stores,
    person: PersonId,
    reference: str,
    position: int,
    *,
    accept: bool,
    text: str,
    version: int,
    at: datetime,
) -> None:
    """Accept the office's words or decline them, having seen the draft of this version.

    Raises ProposalUnknown, ListIsFinal, WrongState, SuggestionSettled, TextTooLong, or
    SuggestionOutdated when accepting would replace a text that was changed after that version.
    """
    with reviewing_proposal(stores, reference, person) as (register, row):
        events = load_events(register, row)
        suggestion = take_suggestion(events, position)
        if accept:
            check_seen(events, suggestion.field, version)
        take_step(row, Act.SETTLE)
        words = read_said("answer", text) if text.strip() else ""
        said = {"person": person, "text": words, "about": position}
        if accept:
            change_fields(register, row, {suggestion.field: suggestion.new}, at, person=person)
        note_event(register, row, Kind.ACCEPTED if accept else Kind.DECLINED, at, **said)


def admit(
    stores: Stores,
    letters: Letters,
    reference: str,
    office: str,
    reason: str,
    at: datetime,
    seen: Collection[str] = (),
) -> None:
    """Decide that a proposal may be on the list; `reason` says why it is possible.

    `seen` is what the office saw itself, as `Seen`; it is kept with its name and the moment.

    `listing.list_proposals` puts it there. The group's members get a mail.

    Raises:
        ProposalUnknown, ListIsFinal, WrongState, OfficeAndReasonNeeded, ProposalIncomplete.
        PoliceDivisionNeeded: it is a patrol without a division of tasks.
        NotSeen: the office did not see the parent's consent, or that division of tasks.
        ThemeNotListed: its theme is not on the round's list.
        SupportMissing: fewer people signed than the council asks; for plans that linked up,
            those who signed one of them count, each once.
    """
    check_decision(office, reason)
    with reviewing_proposal(stores, reference, None) as (register, row):
        state = find_round(stores, register.get_one(Round, row.round_id).slug)
        draft = Draft(read_fields(row))
        take_step(row, Act.LIST)
        check_complete(draft, load_bounds(register, row.round_id, state.plan), state.plan)
        _check_listable(draft, state.plan)
        check_all_seen(draft, seen)
        require_support(register, row.round_id, row.id)
        row.decide_by = row.answer_by = row.waits_since = None
        said = {"office": _read_office(office), "text": read_said("reason", reason)}
        names = " ".join(one for one in Seen if one in seen)
        note_event(register, row, Kind.LISTED, at, new=names, **said)
        tell_group(register, letters, row, "proposal-listed", at, **said)


def turn_down(
    stores: Stores, letters: Letters, reference: str, office: str, reason: str, at: datetime
) -> None:
    """Decide that a proposal is not put on the list; the group can object for six weeks.

    Its members get a mail that says so.

    Raises ProposalUnknown, ListIsFinal, WrongState, OfficeAndReasonNeeded, or AnswerFirst when
    the group was not asked about it, or still has days to answer.
    """
    check_decision(office, reason)
    with reviewing_proposal(stores, reference, None, linked=True) as (register, row):
        if State(row.state) not in POSSIBLE[Act.TURN_DOWN]:
            raise WrongState(row.state)
        check_heard(load_events(register, row), row.answer_by, find_day(at))
        take_step(row, Act.TURN_DOWN)
        row.decide_by = row.answer_by = row.waits_since = None
        said = {"office": _read_office(office), "text": read_said("reason", reason)}
        note_event(register, row, Kind.TURNED_DOWN, at, **said)
        facts = said | {"object_by": find_objection_day(find_day(at)).isoformat()}
        tell_group(register, letters, row, "proposal-turned-down", at, **facts)
        leave_links(stores, row, at)


def _read_suggested(field: str, words: str) -> str:
    if field not in SUGGESTIBLE:
        raise AnswersRefused((AnswerProblem(field, "unknown_choice", {}),))
    suggested = read_words(field, words)
    if not suggested:
        raise AnswersRefused((AnswerProblem("words", "missing", {}),))
    return suggested


def _read_office(office: str) -> str:
    return read_line("office", office, LONGEST_OFFICE)


def _go_on(row: Proposal, at: datetime) -> None:
    if row.decide_by is not None and row.waits_since is not None:
        row.decide_by += find_day(at) - row.waits_since
    row.answer_by = row.waits_since = None
    row.state = State.IN_REVIEW.value


def _check_listable(draft: Draft, plan: RoundPlan) -> None:
    if draft.ticked("patrol") and not draft.word("police"):
        raise PoliceDivisionNeeded
    if draft.word("theme") not in {theme.slug for theme in plan.themes}:
        raise ThemeNotListed(draft.word("own_theme"))
