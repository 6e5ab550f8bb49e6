"""The questions of the form in words, each for one screen."""

from collections.abc import Callable

from voting.domain.initiatives import Origin, Provider, Sector
from voting.domain.proposal_fields import Step
from voting.services.proposals import ProposalView
from voting.web.i18n import current_language, format_whole_euros
from voting.web.initiative.inputs import (
    Input,
    StepQuestion,
    ask_amount,
    ask_both,
    ask_choice,
    ask_tick,
    ask_words,
)
from voting.web.translating import _
from voting.web.words import name_origin, name_provider, name_sector


def ask_step(step: Step, view: ProposalView) -> StepQuestion:
    """Return the screen of a question."""
    return ASKED[step](view)


def name_step(step: Step) -> str:
    """Return what a question is about in two words, for the overview."""
    return {
        Step.TITLE: _("Name of the plan"),
        Step.STORY: _("What and why"),
        Step.PLACE: _("Where"),
        Step.SUBJECT: _("Subject"),
        Step.COSTS: _("Costs"),
        Step.PEOPLE: _("Who does it"),
        Step.POLICE: _("You and the police"),
        Step.ADULT: _("An adult with you"),
        Step.MINIMUM: _("Minimum amount"),
        Step.MILESTONES: _("What is done when"),
        Step.UPKEEP: _("Upkeep"),
        Step.EFFECTS: _("Other neighbourhoods"),
    }[step]


def _ask_title(_view: ProposalView) -> StepQuestion:
    return StepQuestion(
        _("What is your plan called?"),
        _("Residents read this on the list. Dutch or English is fine, both is better."),
        (
            *ask_both("title", _("Name of the plan"), _("Short, so that a neighbour gets it.")),
            *ask_both("summary", _("What will it bring?"), _("One sentence.")),
        ),
    )


def _ask_story(_view: ProposalView) -> StepQuestion:
    hint = _("What will you do? What is wrong or missing now? Who profits from it?")
    return StepQuestion(
        _("What will you do, and why?"),
        _("Tell it as you would tell a neighbour. A few lines are enough."),
        ask_both("description", _("Your story"), hint),
    )


def _ask_place(view: ProposalView) -> StepQuestion:
    buurten = [
        (buurt.slug, buurt.name) for area in view.plan.voting_areas for buurt in area.buurten
    ]
    return StepQuestion(
        _("Where is it?"),
        _("Residents of the area around this neighbourhood vote on your plan."),
        (
            ask_choice("buurt", _("Neighbourhood"), buurten),
            ask_words("place", _("The spot"), _("A street, a square or a building.")),
        ),
    )


def _ask_subject(view: ProposalView) -> StepQuestion:
    language = current_language()
    themes = [(theme.slug, theme.name.get(language)) for theme in view.plan.themes]
    patrol = _("Then you need a written division of tasks with the police. We ask for it later.")
    return StepQuestion(
        _("What is it about?"),
        _("The theme also counts for the agenda of the municipality."),
        (
            ask_choice("sector", _("Sector"), [(one, name_sector(one)) for one in Sector]),
            ask_choice("theme", _("Theme"), [*themes, ("", _("Another theme"))]),
            ask_words(
                "own_theme",
                _("Your own theme"),
                _(
                    "Only if none of these fits. It must come on the list of the round first, with"
                    " more than 50 signatures; the page of your plan helps you with that."
                ),
            ),
            ask_tick("patrol", _("It is a neighbourhood patrol"), patrol),
        ),
    )


def _ask_costs(_view: ProposalView) -> StepQuestion:
    return StepQuestion(
        _("What does it cost?"),
        _(
            "A line for each thing that you buy or pay. Write amounts with VAT, unless your group"
            " gets the VAT back from the tax office."
        ),
        (
            Input("costs", _("Costs"), kind="list", parts=(_("What for"), _("Amount in euros"))),
            ask_amount(
                "own_cents",
                _("What do you pay yourselves?"),
                _("Own money or a grant that you have already. May stay empty."),
            ),
        ),
    )


def _ask_people(_view: ProposalView) -> StepQuestion:
    young = _("Then a parent agrees, and an adult receives the money. We ask for it later.")
    return StepQuestion(
        _("Who does it?"),
        _("Residents see this with your plan."),
        (
            ask_choice("origin", _("Whose idea is it?"), [(o, name_origin(o)) for o in Origin]),
            ask_choice(
                "provider", _("Who carries it out?"), [(p, name_provider(p)) for p in Provider]
            ),
            ask_tick("young", _("Whoever leads the plan is under 18"), young),
        ),
    )


def _ask_police(_view: ProposalView) -> StepQuestion:
    return StepQuestion(
        _("Who does what: you and the police?"),
        _(
            "A patrol comes on the list only with a written division of tasks. Make it with your"
            " local police officer. You can hand the plan in before it is ready."
        ),
        (
            ask_words(
                "police",
                _("The division of tasks"),
                _("Who agreed on it and when, what you do, and what only the police does."),
            ),
        ),
    )


def _ask_adult(_view: ProposalView) -> StepQuestion:
    return StepQuestion(
        _("Which adult is with you?"),
        _("Who is under 18 needs a parent's consent and an adult who receives the money."),
        (
            ask_words("parent", _("Name of the parent or guardian")),
            ask_tick("parent_agrees", _("This parent or guardian agrees with the plan")),
            ask_words(
                "payee", _("Name of the adult who receives the money"), _("May be the parent.")
            ),
        ),
    )


def _ask_minimum(view: ProposalView) -> StepQuestion:
    ask = view.draft.ask_cents
    least = -int(-view.bounds.floor * ask // 1)
    hint = _(
        "You ask %(ask)s. The council allows a minimum between %(least)s and %(most)s.",
        ask=format_whole_euros(ask),
        least=format_whole_euros(least),
        most=format_whole_euros(int(view.bounds.ceiling * ask)),
    )
    return StepQuestion(
        _("With how much can you begin?"),
        _("If there is less money than this for your plan, it gets nothing and does not begin."),
        (ask_amount("minimum_cents", _("Minimum in euros"), hint if ask > 0 else ""),),
    )


def _ask_milestones(_view: ProposalView) -> StepQuestion:
    parts = (_("What is done"), _("Month, such as 2027-05"))
    return StepQuestion(
        _("What is done when?"),
        _("Two or three steps are enough. The money comes in parts, as each step is done."),
        (Input("milestones", _("Steps"), kind="list", parts=parts),),
    )


def _ask_upkeep(_view: ProposalView) -> StepQuestion:
    return StepQuestion(
        _("What does it take afterwards?"),
        _("A tree needs water and a bench needs paint. Who does that, and who pays?"),
        (
            *ask_both("upkeep", _("Who takes care of it?")),
            ask_amount("upkeep_cents", _("Costs each year in euros"), _("May stay empty.")),
        ),
    )


def _ask_effects(_view: ProposalView) -> StepQuestion:
    return StepQuestion(
        _("Do other neighbourhoods notice it?"),
        _("Such as more traffic, noise, or people who come from elsewhere. May stay empty."),
        (ask_words("effects", _("What they notice")),),
    )


ASKED: dict[Step, Callable[[ProposalView], StepQuestion]] = {
    Step.TITLE: _ask_title,
    Step.STORY: _ask_story,
    Step.PLACE: _ask_place,
    Step.SUBJECT: _ask_subject,
    Step.COSTS: _ask_costs,
    Step.PEOPLE: _ask_people,
    Step.POLICE: _ask_police,
    Step.ADULT: _ask_adult,
    Step.MINIMUM: _ask_minimum,
    Step.MILESTONES: _ask_milestones,
    Step.UPKEEP: _ask_upkeep,
    Step.EFFECTS: _ask_effects,
}
