"""Read the VOTES section and hold every ballot against the limits that META states.

Only `voter_id`, `vote` and `points` are ever looked at. A voter's age, sex, district and
whatever else a file tells about people stays unread.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from voting.interchange.pabulib_problems import Code, Problems
from voting.interchange.pabulib_round import Ballot, VoteType
from voting.interchange.pabulib_sections import Section, find_columns

_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class BallotLimits:
    """What a ballot may hold; None is no limit. Sums of costs are in cents."""

    vote_type: VoteType
    min_length: int = 1
    max_length: int | None = None
    min_points: int = 0
    max_points: int | None = None
    min_sum_points: int = 0
    max_sum_points: int | None = None
    min_sum_cost_cents: int = 0
    max_sum_cost_cents: int | None = None

    @property
    def concerns_costs(self) -> bool:
        """Tell whether the costs of the chosen projects matter at all."""
        return self.max_sum_cost_cents is not None or self.min_sum_cost_cents > 0


def read_ballots(
    section: Section,
    limits: BallotLimits,
    costs_cents: Mapping[str, int],
    problems: Problems,
) -> tuple[Ballot, ...]:
    """Return the ballots in file order; what is wrong with one goes to `problems`.

    `costs_cents` has every project of the file, by id.
    """
    cumulative = limits.vote_type is VoteType.CUMULATIVE
    needed = ("voter_id", "vote", "points") if cumulative else ("voter_id", "vote")
    places = find_columns(section, needed, problems)
    if places is None:
        return ()
    voter_at, vote_at, points_at = (*places, -1)[:3]
    seen: dict[str, int] = {}
    read_points = _PointsReader(problems)
    ballots: list[Ballot] = []
    for line, fields in section.rows:
        voter = fields[voter_at].strip()
        if not voter or seen.setdefault(voter, line) != line:
            _note_voter(line, voter, seen, problems)
        chosen = _split(fields[vote_at])
        if cumulative:
            points = read_points(line, fields[points_at], len(chosen))
            choices = dict(zip(chosen, points, strict=True))
        else:
            choices = dict.fromkeys(chosen, 1)
        if not choices.keys() <= costs_cents.keys() or len(choices) != len(chosen):
            _note_choices(line, chosen, costs_cents, problems)
        else:
            _check_limits(line, choices, limits, costs_cents, problems)
        ballots.append((voter, choices))
    return tuple(ballots)


def _note_voter(line: int, voter: str, seen: Mapping[str, int], problems: Problems) -> None:
    if voter:
        problems.add(line, Code.DUPLICATE_VOTER, "voter_id", first_line=seen[voter])
    else:
        problems.add(line, Code.EMPTY_ID, "voter_id")


def _note_choices(
    line: int, chosen: list[str], costs_cents: Mapping[str, int], problems: Problems
) -> None:
    for project, times in Counter(chosen).items():
        if project not in costs_cents:
            problems.add(line, Code.UNKNOWN_PROJECT, "vote", project=project)
        if times > 1:
            problems.add(line, Code.REPEATED_CHOICE, "vote", project=project)


def _split(value: str) -> list[str]:
    if " " in value:
        value = ",".join(part.strip() for part in value.split(","))
    return value.split(",") if value else []


class _PointsReader:
    """Reads the points of ballot after ballot; equal texts, and few differ, are read once."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._known: dict[str, list[int]] = {}

    def __call__(self, line: int, value: str, expected: int) -> list[int]:
        """Return as many points as expected: zeros, and a problem, if the text has others."""
        points = self._known.get(value)
        if points is None:
            try:
                points = [_read_whole(part) for part in _split(value)]
            except ValueError:
                self._problems.add(line, Code.NOT_A_COUNT, "points", value=value)
                return [0] * expected
            self._known[value] = points
        if len(points) == expected:
            return points
        self._problems.add(line, Code.POINTS_COUNT, "points", points=len(points), projects=expected)
        return [0] * expected


def _read_whole(part: str) -> int:
    # int() alone would also take 1_000 and the digits of other scripts.
    if _WHOLE.fullmatch(part) is None:
        raise ValueError(part)
    return int(part)


def _check_limits(
    line: int,
    choices: Mapping[str, int],
    limits: BallotLimits,
    costs_cents: Mapping[str, int],
    problems: Problems,
) -> None:
    found = len(choices)
    if found < limits.min_length:
        problems.add(line, Code.TOO_FEW_PROJECTS, "vote", found=found, limit=limits.min_length)
    if limits.max_length is not None and found > limits.max_length:
        problems.add(line, Code.TOO_MANY_PROJECTS, "vote", found=found, limit=limits.max_length)
    if limits.vote_type is VoteType.CUMULATIVE:
        _check_points(line, choices, limits, problems)
    elif limits.concerns_costs:
        _check_costs(line, sum(costs_cents[one] for one in choices), limits, problems)


def _check_points(
    line: int, choices: Mapping[str, int], limits: BallotLimits, problems: Problems
) -> None:
    given = choices.values()
    high = limits.max_points
    if given and (min(given) < limits.min_points or (high is not None and max(given) > high)):
        _note_points(line, choices, limits, problems)
    total = sum(given)
    if 0 <= total < limits.min_sum_points:
        problems.add(
            line,
            Code.TOO_FEW_POINTS,
            "points",
            found=total,
            limit=limits.min_sum_points,
        )
    if limits.max_sum_points is not None and total > limits.max_sum_points:
        problems.add(
            line,
            Code.TOO_MANY_POINTS,
            "points",
            found=total,
            limit=limits.max_sum_points,
        )


def _note_points(
    line: int, choices: Mapping[str, int], limits: BallotLimits, problems: Problems
) -> None:
    low, high = limits.min_points, limits.max_points
    for project, points in choices.items():
        if points < 0:
            problems.add(line, Code.NEGATIVE_POINTS, "points", project=project, found=points)
        elif points < low or (high is not None and points > high):
            problems.add(line, Code.POINTS_OUT_OF_RANGE, "points", project=project, found=points)


def _check_costs(line: int, total: int, limits: BallotLimits, problems: Problems) -> None:
    high = limits.max_sum_cost_cents
    if total < limits.min_sum_cost_cents or (high is not None and total > high):
        problems.add(line, Code.COST_OUT_OF_RANGE, "vote", found_cents=total)
