"""Why something about a proposal is refused, and what is wrong in what was filled in."""

from collections.abc import Iterable

from voting.domain.errors.proposals import (
    AnswerFirst,
    AnswerProblem,
    AnswersRefused,
    DraftChanged,
    EntriesClosed,
    ListIsFinal,
    NotSeen,
    OfficeAndReasonNeeded,
    PoliceDivisionNeeded,
    ProposalIncomplete,
    ProposalUnknown,
    QuestionSettled,
    SuggestionOutdated,
    SuggestionSettled,
    ThemeNotListed,
    WrongState,
)
from voting.domain.proposals import TAKES_ENTRIES
from voting.domain.reviewing import Seen
from voting.domain.rounds import Phase
from voting.web.errors import words_for
from voting.web.i18n import format_number, format_whole_euros
from voting.web.translating import _
from voting.web.words import format_date


def say_problem(problem: AnswerProblem) -> str:
    """Say what is wrong with one field, and what to do."""
    facts = problem.facts
    if problem.code == "too_long":
        return _(
            "This has %(length)s characters; there is room for %(longest)s.",
            length=format_number(int(facts["length"])),
            longest=format_number(int(facts["longest"])),
        )
    if problem.code == "above_pot":
        return _(
            "This asks more than all the money there is for this area: %(pot)s.",
            pot=format_whole_euros(int(facts["pot_cents"])),
        )
    if problem.code == "minimum_above_ask":
        return _(
            "The plan cannot need more than it asks: %(ask)s.",
            ask=format_whole_euros(int(facts["ask_cents"])),
        )
    if problem.code == "minimum_outside":
        return _(
            "The council allows a minimum between %(least)s and %(most)s for this plan.",
            least=format_whole_euros(int(facts["least_cents"])),
            most=format_whole_euros(int(facts["most_cents"])),
        )
    return _say_briefly(problem.code)


def _say_briefly(code: str) -> str:
    sentences = {
        "missing": _("This is not filled in yet."),
        "negative": _("An amount cannot be below zero."),
        "not_an_amount": _("This is not an amount. Write it like 1250 or 1250.50."),
        "too_much": _("This amount is too large to be true. Is there a zero too many?"),
        "not_a_month": _("This is not a month. Write it like 2027-05."),
        "half_a_line": _("This line is half filled in. Fill in both, or empty both."),
        "unknown_choice": _("Choose one of the answers."),
        "nothing_asked": _("The own contribution covers all costs, so nothing is asked."),
    }
    return sentences.get(code) or _("This is not possible.")


def _join(problems: Iterable[AnswerProblem]) -> str:
    return " ".join(dict.fromkeys(say_problem(problem) for problem in problems))


@words_for(AnswersRefused)
def say_answers(refusal: AnswersRefused) -> str:
    """Every reason."""
    return _join(refusal.problems)


@words_for(ProposalIncomplete)
def say_incomplete(_refusal: ProposalIncomplete) -> str:
    """What is missing stands beside each step."""
    return _("The plan is not complete yet. The list shows what is missing.")


@words_for(DraftChanged)
def say_changed(_refusal: DraftChanged) -> str:
    """Both texts are shown."""
    return _(
        "Somebody else in the group changed this answer in the meantime. Both versions stand"
        " below: choose, and save again."
    )


@words_for(ProposalUnknown)
def say_unknown(_refusal: ProposalUnknown) -> str:
    """Not there, or not for this reader."""
    return _("There is no such plan.")


@words_for(WrongState)
def say_wrong_state(_refusal: WrongState) -> str:
    """Too early, too late."""
    return _("This cannot be done with the plan now. Look at the plan's page where it stands.")


@words_for(EntriesClosed)
def say_entries_closed(_refusal: EntriesClosed) -> str:
    """The round is past that."""
    return _("This round takes no new plans now.")


@words_for(AnswerFirst)
def say_answer_first(refusal: AnswerFirst) -> str:
    """The group is heard first."""
    if refusal.until is None:
        return _("First ask the group about it: a plan is turned down only after an answer.")
    return _(
        "The group can answer until %(day)s. Only then can the plan be turned down.",
        day=format_date(refusal.until),
    )


@words_for(OfficeAndReasonNeeded)
def say_office_and_reason(_refusal: OfficeAndReasonNeeded) -> str:
    """By whom, and why."""
    return _("A decision names the office and gives the reason.")


@words_for(PoliceDivisionNeeded)
def say_police(_refusal: PoliceDivisionNeeded) -> str:
    """Patrols."""
    return _("A patrol needs a written division of tasks with the police.")


@words_for(NotSeen)
def say_not_seen(refusal: NotSeen) -> str:
    """The group's tick alone is not enough."""
    if refusal.what == Seen.CONSENT:
        return _("Who leads the plan is under 18. See the parent's consent first, and tick it.")
    return _("This is a patrol. See the division of tasks with the police first, and tick it.")


@words_for(ThemeNotListed)
def say_theme(refusal: ThemeNotListed) -> str:
    """A theme of its own."""
    return _(
        "The theme ‘%(theme)s’ is not on the list of this round yet. The group can collect more"
        " than 50 signatures for it, or choose another theme when you ask it to.",
        theme=refusal.theme,
    )


@words_for(SuggestionSettled)
def say_suggestion(_refusal: SuggestionSettled) -> str:
    """Done already."""
    return _("This suggestion was accepted or declined before.")


@words_for(SuggestionOutdated)
def say_suggestion_outdated(_refusal: SuggestionOutdated) -> str:
    """The texts stand beside each other."""
    return _(
        "Your group changed this text in the meantime. Your text of now and the suggestion stand"
        " below: choose again."
    )


@words_for(QuestionSettled)
def say_question(_refusal: QuestionSettled) -> str:
    """Done already."""
    return _("This question was answered before.")


@words_for(ListIsFinal)
def say_list_final(refusal: ListIsFinal) -> str:
    """Only in review."""
    if Phase(refusal.phase) in TAKES_ENTRIES:
        return _("The list of this round is not made yet: that is done during the review.")
    return _("The list of this round is final. Nothing is added to it or taken off any more.")
