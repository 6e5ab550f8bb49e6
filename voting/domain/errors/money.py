"""Why an amount or a rule of money is refused."""

from voting.domain.errors.refused import Refused, refusal


@refusal
class InvalidMoneyInput(Refused):
    """A parameter, an amount or an id of a round's money is outside its bounds.

    `field` is the path of the value, such as "rules.phi"; `expected` is a reason code.
    """

    field: str
    value: str
    expected: str


@refusal
class FloorsExceedBudget(Refused):
    """The guaranteed floors of a sector add up to more than its budget; cents."""

    sector: str
    floors_cents: int
    budget_cents: int


@refusal
class NothingToForfeit(Refused):
    """Only an initiative that is to be paid can lose its money."""

    initiative: str
    reason: str
