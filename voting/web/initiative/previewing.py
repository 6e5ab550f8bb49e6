"""A draft as the plan that residents will see on the list."""

from flask import url_for

from voting.domain.initiatives import Initiative, Origin, Provider, Sector
from voting.domain.proposals import POSSIBLE, Act, find_minimum, find_unfinished
from voting.domain.texts import Text
from voting.services.proposals import ProposalView
from voting.web.initiative.step_questions import name_step
from voting.web.words_proposals import say_problem


def make_initiative(view: ProposalView) -> Initiative:
    """Return a complete draft as an initiative; the municipality's answer is not there yet."""
    draft = view.draft
    return Initiative(
        id=view.reference,
        buurt=draft.word("buurt"),
        sector=Sector(draft.word("sector")),
        theme=draft.word("theme"),
        group=view.group_name,
        origin=Origin(draft.word("origin")),
        provider=Provider(draft.word("provider")),
        title=draft.text("title"),
        summary=draft.text("summary"),
        description=draft.text("description"),
        ask_cents=draft.ask_cents,
        minimum_cents=find_minimum(draft, view.bounds),
        ready=draft.ready,
        feasibility=Text(""),
        upkeep=draft.text("upkeep"),
    )


def list_missing(view: ProposalView) -> list[tuple[str, str, str]]:
    """Return what is not done: the question, what is wrong, and its page, "" when closed."""
    can_edit = view.state in POSSIBLE[Act.EDIT]
    return [
        (
            name_step(step),
            say_problem(problem),
            url_for(".show_step", reference=view.reference, step=step.value) if can_edit else "",
        )
        for step, problem in find_unfinished(view.draft, view.bounds, view.plan).items()
    ]


def find_theme(view: ProposalView) -> Text:
    """Return the theme's name: the round's, or else the group's own."""
    names = {theme.slug: theme.name for theme in view.plan.themes}
    own = view.draft.word("own_theme")
    return names.get(view.draft.word("theme"), Text(own, own))


def find_buurt(view: ProposalView) -> str:
    """Return the name of the neighbourhood, empty when none was chosen."""
    names = {one.slug: one.name for area in view.plan.voting_areas for one in area.buurten}
    return names.get(view.draft.word("buurt"), "")
