"""Why something about linking up plans is refused."""

from voting.domain.errors.linking_up import (
    GroupTwice,
    JointAskAbovePot,
    JointTextsMissing,
    LinkedElsewhere,
    LinkUpExists,
    LinkUpOver,
    LinkUpUnknown,
    OtherBuurt,
    TermsChanged,
    TooManyPlans,
)
from voting.web.errors import words_for
from voting.web.i18n import format_number, format_whole_euros
from voting.web.translating import _


@words_for(LinkUpUnknown)
def say_unknown(_refusal: LinkUpUnknown) -> str:
    """Not there, or not for this reader."""
    return _("There is no such talk about linking up.")


@words_for(LinkUpOver)
def say_over(_refusal: LinkUpOver) -> str:
    """It went on without the reader."""
    return _("Somebody was ahead of you. Look at how it stands now.")


@words_for(LinkUpExists)
def say_exists(_refusal: LinkUpExists) -> str:
    """They talk already."""
    return _("These groups talk about linking up already.")


@words_for(OtherBuurt)
def say_other_buurt(_refusal: OtherBuurt) -> str:
    """Money belongs to a neighbourhood."""
    return _("Plans link up within one neighbourhood and one round: each has its own money.")


@words_for(GroupTwice)
def say_group_twice(_refusal: GroupTwice) -> str:
    """Two groups at least."""
    return _("Linking up is for plans of different groups.")


@words_for(TooManyPlans)
def say_too_many(refusal: TooManyPlans) -> str:
    """No room."""
    return _("At most %(most)s plans can link up.", most=format_number(refusal.most))


@words_for(LinkedElsewhere)
def say_linked_elsewhere(_refusal: LinkedElsewhere) -> str:
    """Somebody is missing at the table."""
    return _(
        "One of these plans is linked with another one by now, whose group must take part in this"
        " as well. Propose it again: then all of them are in it."
    )


@words_for(JointTextsMissing)
def say_texts_missing(_refusal: JointTextsMissing) -> str:
    """Nothing to agree to."""
    return _("First write together what the joint plan is called and what it is about.")


@words_for(TermsChanged)
def say_terms_changed(_refusal: TermsChanged) -> str:
    """Read it again."""
    return _(
        "The joint plan was changed just now, so you have not agreed yet. Read it once more, and"
        " then agree."
    )


@words_for(JointAskAbovePot)
def say_above_pot(refusal: JointAskAbovePot) -> str:
    """Sums that nobody can pay."""
    return _(
        "Together these plans ask %(ask)s. That is more than all the money there is for this"
        " area: %(pot)s.",
        ask=format_whole_euros(refusal.ask_cents),
        pot=format_whole_euros(refusal.pot_cents),
    )
