"""The words of the pages about linking up: what happened, and what is asked."""

from collections.abc import Iterable

from voting.domain.initiatives import Sector
from voting.domain.joint_plans import TEXTS, join_names
from voting.domain.linking_up import LinkedPlan, LinkKind, LinkState
from voting.domain.rounds import RoundPlan
from voting.services.link_views import Line, LinkView
from voting.web.i18n import current_language, local
from voting.web.initiative.comparing import Difference
from voting.web.initiative.inputs import Input, ask_both, ask_choice
from voting.web.translating import _
from voting.web.words import name_sector
from voting.web.words_fields import write_field


def say_line(line: Line) -> str:
    """Say what a line of the talk tells; what somebody wrote stands below it."""
    told = {
        LinkKind.PROPOSED: _("%(group)s proposed to link up", group=line.group_name),
        LinkKind.SAID: line.group_name,
        LinkKind.WRITTEN: _("%(group)s wrote the joint texts", group=line.group_name),
        LinkKind.AGREED: _("%(group)s agreed", group=line.group_name),
        LinkKind.LINKED: _("%(group)s agreed too: the plans are linked up", group=line.group_name),
        LinkKind.CHANGED: _(
            "%(group)s changed something, so everybody agrees anew", group=line.group_name
        ),
        LinkKind.REOPENED: _(
            "%(group)s changed something: the plans are not linked up until everybody agrees anew",
            group=line.group_name,
        ),
        LinkKind.DECLINED: _("%(group)s does not go on", group=line.group_name),
        LinkKind.UNDONE: _(
            "The plan of %(group)s left: every plan stands on its own again",
            group=line.group_name,
        ),
        LinkKind.REPLACED: _("These plans are part of a larger link now"),
    }
    return told[line.kind]


def join_groups(plans: Iterable[LinkedPlan]) -> str:
    """Return the names of the plans' groups as one, in the language of the page."""
    return join_names([plan.group_name for plan in plans], current_language())


def name_link_state(state: LinkState) -> str:
    """Say where a link is, in a word or two."""
    return {
        LinkState.PROPOSED: _("Proposed"),
        LinkState.TALKING: _("You are talking about it"),
        LinkState.AGREED: _("Linked up"),
        LinkState.DECLINED: _("Not linked up"),
        LinkState.UNDONE: _("Undone"),
    }[state]


def ask_texts(plan: RoundPlan) -> tuple[Input, ...]:
    """Ask what the joint plan is called and is about."""
    return (
        *ask_both("title", _("Name of the joint plan"), _("Short, so that a neighbour gets it.")),
        *ask_both("summary", _("What will it bring?"), _("One sentence.")),
        ask_choice("sector", _("Sector"), [(one.value, name_sector(one)) for one in Sector]),
        ask_choice("theme", _("Theme"), [(theme.slug, local(theme.name)) for theme in plan.themes]),
    )


def compare_texts(view: LinkView, typed: dict[str, str]) -> tuple[Difference, ...]:
    """Return where what was typed differs from the joint texts of now."""
    return tuple(
        Difference(
            name,
            "",
            write_field(name, view.texts.get(name, ""), view.plan),
            write_field(name, typed[name], view.plan),
        )
        for name in TEXTS
        if typed[name] != view.texts.get(name, "")
    )
