"""A participatory-budgeting round as a Pabulib file tells it: plan, ballots, official result.

The format: Pabulib, "The .pb File Format" (pabulib.org/format); Stolicki, Szufa and Talmon,
"Pabulib: A Participatory Budgeting Library", arXiv 2012.06539.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Ballot = tuple[str, Mapping[str, int]]
"""A voter's pseudonym, and the points per project id (an approval is one point)."""


class VoteType(StrEnum):
    """The ways of voting that can be read as rights per initiative."""

    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True, slots=True)
class PabulibProject:
    """One project. `votes`, `score` and `selected` are the official figures, where stated.

    `votes` counts the voters who gave it anything, `score` their points; `selected` is 1 for
    an official winner, 0 for the others, and 2 for a case that a comment explains. `labels`
    keeps category, target, neighborhood, district and description as they stand.
    """

    id: str
    name: str
    cost_cents: int
    votes: int | None
    score: int | None
    selected: int | None
    labels: Mapping[str, str]

    @property
    def official_tally(self) -> int | None:
        """Return the official points (or approvals), None if the file does not state them."""
        return self.votes if self.score is None else self.score


@dataclass(frozen=True, slots=True)
class PabulibRound:
    """A whole file: its META section, projects and ballots, all checked against each other."""

    source: str
    meta: Mapping[str, str]
    vote_type: VoteType
    budget_cents: int
    projects: tuple[PabulibProject, ...]
    ballots: tuple[Ballot, ...]

    def count_points(self) -> dict[str, int]:
        """Return the points per project id, counted from the ballots; zeros included."""
        points = dict.fromkeys((project.id for project in self.projects), 0)
        for _, choices in self.ballots:
            for project, given in choices.items():
                points[project] += given
        return points

    def count_voters(self) -> dict[str, int]:
        """Return how many ballots name each project; zeros included."""
        named = Counter(project for _, choices in self.ballots for project in choices)
        return {project.id: named[project.id] for project in self.projects}

    def official_winners(self) -> frozenset[str] | None:
        """Return the ids the file marks as selected (1), None if it marks nothing."""
        if all(project.selected is None for project in self.projects):
            return None
        return frozenset(project.id for project in self.projects if project.selected == 1)

    def differing_tallies(self) -> dict[str, tuple[int, int]]:
        """Return (official, counted) per project whose official tally the ballots contradict."""
        points, voters = self.count_points(), self.count_voters()
        return {
            project.id: (official, counted)
            for project in self.projects
            for official, counted in (
                (project.score, points[project.id]),
                (project.votes, voters[project.id]),
            )
            if official is not None and official != counted
        }
