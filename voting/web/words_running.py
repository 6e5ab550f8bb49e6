"""Why a step in running a round is refused: for officers, on the command line and in pages."""

from voting.domain.errors.money import FloorsExceedBudget, InvalidMoneyInput, NothingToForfeit
from voting.domain.errors.running import (
    AlreadyWithdrawn,
    CheckingNotOver,
    FileInTheWay,
    NotCounted,
    OpeningInterrupted,
    OpeningIsAnAct,
    PlanFrozen,
    PlansUndecided,
    ResultsNotYet,
    RollAreaUnknown,
    RollThere,
    RoundExists,
    RoundUnknown,
    SealKeysUnfit,
    SeveralRounds,
    TwoPeopleNeeded,
)
from voting.web.errors import words_for
from voting.web.i18n import format_euros, format_moment, format_number, local
from voting.web.translating import _, ngettext


@words_for(RoundUnknown)
def say_round_unknown(refusal: RoundUnknown) -> str:
    """No such round, or none at all."""
    if not refusal.slug:
        return _("There is no round yet.")
    return _("There is no round %(round)s.", round=refusal.slug)


@words_for(SeveralRounds)
def say_several(refusal: SeveralRounds) -> str:
    """Say which one."""
    return _(
        "There are several rounds: %(rounds)s. Say which one.", rounds=", ".join(refusal.slugs)
    )


@words_for(RoundExists)
def say_exists(refusal: RoundExists) -> str:
    """The name is taken."""
    return _("There is a round %(round)s already.", round=refusal.slug)


@words_for(OpeningIsAnAct)
def say_open_it(_refusal: OpeningIsAnAct) -> str:
    """Not by advancing."""
    return _("Voting begins by opening the round, which checks and freezes it.")


@words_for(PlansUndecided)
def say_undecided(refusal: PlansUndecided) -> str:
    """How many and which."""
    count = len(refusal.titles)
    return ngettext(
        "The list cannot be final yet: %(number)s plan is neither admitted nor turned down."
        " Decide on it first: %(plans)s.",
        "The list cannot be final yet: %(number)s plans are neither admitted nor turned down."
        " Decide on them first: %(plans)s.",
        count,
        number=format_number(count),
        plans=", ".join(f"‘{local(title)}’" for title in refusal.titles),
    )


@words_for(PlanFrozen)
def say_frozen(_refusal: PlanFrozen) -> str:
    """Nothing changes after opening."""
    return _("The round is open or past it: plan, roll and keys do not change any more.")


@words_for(TwoPeopleNeeded)
def say_two_people(_refusal: TwoPeopleNeeded) -> str:
    """Two names."""
    return _("This takes two different people, both by name.")


@words_for(FileInTheWay)
def say_in_the_way(refusal: FileInTheWay) -> str:
    """Never overwritten."""
    return _("%(file)s exists already and is not overwritten.", file=refusal.name)


@words_for(RollThere)
def say_roll_there(refusal: RollThere) -> str:
    """A roll was imported."""
    return _(
        "This round has a roll already, of %(rows)s residents.", rows=format_number(refusal.rows)
    )


@words_for(RollAreaUnknown)
def say_roll_area(refusal: RollAreaUnknown) -> str:
    """An area that is not there."""
    return _(
        "Row %(row)s of the roll names the area %(area)s, which this round does not have.",
        row=format_number(refusal.row),
        area=refusal.area,
    )


@words_for(SealKeysUnfit)
def say_seal_keys(refusal: SealKeysUnfit) -> str:
    """Keys of another round."""
    return _(
        "This file of public keys does not belong to this round (%(reason)s).",
        reason=refusal.reason,
    )


@words_for(AlreadyWithdrawn)
def say_already_withdrawn(refusal: AlreadyWithdrawn) -> str:
    """Once is enough."""
    return _("Plan %(plan)s was withdrawn before.", plan=refusal.id)


@words_for(CheckingNotOver)
def say_checking(refusal: CheckingNotOver) -> str:
    """Too early to be final."""
    return _("The checking period lasts until %(until)s.", until=format_moment(refusal.until))


@words_for(ResultsNotYet)
def say_results_not_yet(refusal: ResultsNotYet) -> str:
    """Too early to publish."""
    return _(
        "The result is published from %(day)s, not before.", day=format_moment(refusal.results_on)
    )


@words_for(NotCounted)
def say_not_counted(_refusal: NotCounted) -> str:
    """Nothing to publish."""
    return _("There is no result to publish: the slips have not been counted yet.")


@words_for(OpeningInterrupted)
def say_interrupted(_refusal: OpeningInterrupted) -> str:
    """Another set-up stands in the log."""
    return _("The log begins with another set-up than this round's. It cannot be opened like this.")


@words_for(InvalidMoneyInput)
def say_money_input(refusal: InvalidMoneyInput) -> str:
    """Outside its bounds."""
    return _(
        "%(field)s is %(value)s; that is not possible (%(expected)s).",
        field=refusal.field,
        value=refusal.value,
        expected=refusal.expected,
    )


@words_for(FloorsExceedBudget)
def say_floors(refusal: FloorsExceedBudget) -> str:
    """More promised than there is."""
    return _(
        "The fixed amounts per neighbourhood of sector %(sector)s come to %(floors)s, more than"
        " its budget of %(budget)s.",
        sector=refusal.sector,
        floors=format_euros(refusal.floors_cents),
        budget=format_euros(refusal.budget_cents),
    )


@words_for(NothingToForfeit)
def say_nothing_to_forfeit(refusal: NothingToForfeit) -> str:
    """It was not to be paid."""
    return _(
        "Plan %(plan)s was not to get money, so there is none to lose.", plan=refusal.initiative
    )
