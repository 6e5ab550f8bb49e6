"""How it stands with a proposal, in the words of its group."""

from flask_babel import lazy_gettext as __

from voting.domain.proposals import State

NAMES = {
    State.DRAFT: __("Draft"),
    State.SUBMITTED: __("Handed in"),
    State.IN_REVIEW: __("In review"),
    State.QUESTIONS: __("The municipality asks something"),
    State.LISTED: __("On the list"),
    State.TURNED_DOWN: __("Turned down"),
    State.WITHDRAWN: __("Withdrawn"),
}
NEXT = {
    State.DRAFT: __("Only your group sees it. Fill it in step by step, then hand it in."),
    State.SUBMITTED: __("The municipality has it, and begins to look at it soon."),
    State.IN_REVIEW: __("The municipality looks whether the plan is possible."),
    State.QUESTIONS: __("Answer the question. Until then you can change the plan too."),
    State.LISTED: __("The plan is possible. Residents can vote on it when the round opens."),
    State.TURNED_DOWN: __("The plan does not come on the list. The reason stands below."),
    State.WITHDRAWN: __("Your group withdrew the plan. Nothing more happens with it."),
}


def name_state(state: State) -> str:
    """Return the state in two words."""
    return str(NAMES[state])


def say_next(state: State) -> str:
    """Say what this state means and what comes next."""
    return str(NEXT[state])
