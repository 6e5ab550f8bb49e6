"""What the fields of a proposal are called, and their texts as people read them."""

from flask_babel import lazy_gettext as __

from voting.domain.initiatives import Origin, Provider
from voting.domain.proposal_fields import AMOUNTS, TICKS, Draft
from voting.domain.rounds import RoundPlan
from voting.web.i18n import format_whole_euros, local
from voting.web.translating import _
from voting.web.words import format_month, name_origin, name_provider, name_sector


def write_field(name: str, kept: str, plan: RoundPlan) -> str:
    """Return a field as people read it: names for slugs, amounts in euros, a line for a line."""
    if not kept:
        return _("(nothing)")
    draft = Draft({name: kept})
    if name == "costs":
        return "\n".join(f"{one.what}: {format_whole_euros(one.cents)}" for one in draft.lines)
    if name == "milestones":
        return "\n".join(f"{one.what}: {format_month(one.month)}" for one in draft.milestones)
    if name in AMOUNTS:
        return format_whole_euros(int(kept))
    if name in TICKS or name == "point":
        return _("yes")
    return _name_choice(name, kept, plan) or kept


def name_field(name: str) -> str:
    """Return what a field is called in the history of changes and in a suggestion."""
    plain = name.removesuffix("_nl").removesuffix("_en")
    words = _FIELD_NAMES[plain]
    if name.endswith("_nl"):
        return _("%(field)s (in Dutch)", field=str(words))
    if name.endswith("_en"):
        return _("%(field)s (in English)", field=str(words))
    return str(words)


_FIELD_NAMES = {
    "title": __("Name of the plan"),
    "summary": __("What it will bring"),
    "description": __("Story"),
    "buurt": __("Neighbourhood"),
    "place": __("The spot"),
    "sector": __("Sector"),
    "theme": __("Theme"),
    "own_theme": __("Your own theme"),
    "patrol": __("It is a neighbourhood patrol"),
    "costs": __("Costs"),
    "own_cents": __("What you pay yourselves"),
    "origin": __("Whose idea"),
    "provider": __("Who carries it out"),
    "young": __("Whoever leads the plan is under 18"),
    "police": __("The division of tasks"),
    "parent": __("Name of the parent or guardian"),
    "parent_agrees": __("This parent or guardian agrees with the plan"),
    "payee": __("Name of the adult who receives the money"),
    "minimum_cents": __("Minimum amount"),
    "milestones": __("What is done when"),
    "upkeep": __("Who takes care of it"),
    "upkeep_cents": __("Costs each year"),
    "effects": __("What other neighbourhoods notice"),
    "photo": __("The words beside a photo"),
    "point": __("The spot on the map"),
}


def _name_choice(name: str, kept: str, plan: RoundPlan) -> str:
    if name == "buurt":
        names = {one.slug: one.name for area in plan.voting_areas for one in area.buurten}
        return names.get(kept, "")
    if name == "theme":
        return next((local(theme.name) for theme in plan.themes if theme.slug == kept), "")
    if name == "sector":
        return name_sector(kept)
    if name == "origin":
        return name_origin(Origin(kept))
    return name_provider(Provider(kept)) if name == "provider" else ""
