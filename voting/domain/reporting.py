"""What a group reports about its grant: on a milestone, and when it is done.

Amounts are cents, counted from the start of the plan: what was spent of the grant so far.
"""

from dataclasses import dataclass

from voting.domain.errors.grants import FieldProblem, ReportUnfit
from voting.domain.proposal_fields import read_euros

LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Report:
    """What was done, and what was spent of the grant so far, in cents."""

    text: str
    spent_cents: int


def read_report(text: str, spent: str) -> Report:
    """Return a report from what was typed; raise ReportUnfit with every reason."""
    problems: list[FieldProblem] = []
    told = "\n".join(line.rstrip() for line in text.replace("\0", "").splitlines()).strip()
    if not told:
        problems.append(FieldProblem("text", "missing"))
    elif len(told) > LONGEST_TEXT:
        problems.append(FieldProblem("text", "too_long"))
    cents = 0
    try:
        cents = read_euros(spent)
    except ValueError as error:
        problems.append(FieldProblem("spent", str(error) if spent.strip() else "missing"))
    if problems:
        raise ReportUnfit(tuple(problems))
    return Report(told, cents)


def find_remaining(granted_cents: int, spent_cents: int) -> int:
    """Return what is left of a grant; never below zero, since higher costs are the group's."""
    return max(0, granted_cents - spent_cents)
