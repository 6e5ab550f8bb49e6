"""A Pabulib round as the input of the money rules: one voting area with one buurt."""

from dataclasses import dataclass
from fractions import Fraction

from voting.domain.rules import AreaInput, BuurtInput, InitiativeInput, require_whole
from voting.interchange.pabulib_round import PabulibProject, PabulibRound

AREA = "area"
BUURT = "buurt"
ROUND = "pabulib"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FileInitiative(InitiativeInput):
    """An initiative under the very id of its file, so that its lot follows from that id.

    A ballot box of ours could not hold every such id; a calculation can.
    """

    def __post_init__(self) -> None:
        """Check the amounts only. Raises InvalidMoneyInput."""
        require_whole("initiative.ask_cents", self.ask_cents, 1)
        require_whole("initiative.minimum_cents", self.minimum_cents, 0, self.ask_cents)


def make_area(pabulib: PabulibRound, entitled: int, minimum_share: Fraction) -> AreaInput:
    """Return the whole file as one voting area with one buurt.

    `entitled` counts the people who could vote; each minimum is the share of the ask, rounded
    up to the cent.
    """
    initiatives = tuple(_make_initiative(one, minimum_share) for one in pabulib.projects)
    return AreaInput(AREA, pabulib.budget_cents, entitled, (BuurtInput(BUURT, 1),), initiatives)


def round_up(amount: Fraction) -> int:
    """Return the least whole number that is not below `amount`."""
    return -(-amount.numerator // amount.denominator)


def _make_initiative(project: PabulibProject, minimum_share: Fraction) -> FileInitiative:
    return FileInitiative(
        id=project.id,
        buurt=BUURT,
        sector=UNKNOWN,
        theme=UNKNOWN,
        ask_cents=project.cost_cents,
        minimum_cents=round_up(project.cost_cents * minimum_share),
    )
