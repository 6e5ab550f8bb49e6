"""Read a Pabulib `.pb` file: all of it, or a list of everything that is wrong with it.

Read are approval, choose-1 and cumulative votes, since only those say how many rights a
project got. Ordinal and scoring votes are refused: turning ranks or grades into rights would
be our invention, not the voters' choice.
"""

from pathlib import Path

from voting.interchange.pabulib_ballots import read_ballots
from voting.interchange.pabulib_meta import Meta
from voting.interchange.pabulib_problems import Code, Problems
from voting.interchange.pabulib_projects import read_projects
from voting.interchange.pabulib_round import (
    Ballot,
    PabulibProject,
    PabulibRound,
    VoteType,
)
from voting.interchange.pabulib_sections import SECTIONS, cut_sections

__all__ = [
    "Ballot",
    "PabulibProject",
    "PabulibRound",
    "VoteType",
    "parse_pabulib",
    "read_pabulib",
]


def read_pabulib(path: Path | str) -> PabulibRound:
    """Read and check a `.pb` file (UTF-8, with or without a byte order mark).

    Raises:
        PabulibRefused: with every problem found, each with its line and reason.
        OSError: the file cannot be read.
    """
    path = Path(path)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems = Problems(path.name)
        problems.add(content.count(b"\n", 0, error.start) + 1, Code.NOT_UTF8)
        problems.refuse()
    return parse_pabulib(text, path.name)


def parse_pabulib(text: str, source: str) -> PabulibRound:
    """Parse the text of a `.pb` file; `source` names it in the result and in problems.

    Raises:
        PabulibRefused: with every problem found, each with its line and reason.
    """
    problems = Problems(source)
    sections = cut_sections(text.removeprefix("\ufeff"), problems)
    if not all(name in sections and sections[name].columns for name in SECTIONS):
        problems.refuse()
    meta = Meta(sections["META"], problems)
    vote_type, budget_cents = meta.read_vote_type(), meta.read_budget()
    projects = read_projects(sections["PROJECTS"], problems)
    for key, name in (("num_projects", "PROJECTS"), ("num_votes", "VOTES")):
        meta.check_count(key, sections[name].found)
    if vote_type is None:
        problems.refuse()
    costs_cents = {project.id: project.cost_cents for project in projects}
    limits = meta.read_limits(vote_type)
    ballots = read_ballots(sections["VOTES"], limits, costs_cents, problems)
    problems.raise_if_any()
    return PabulibRound(source, meta.values, vote_type, budget_cents, projects, ballots)
