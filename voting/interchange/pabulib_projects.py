"""Read the PROJECTS section: costs, and the official figures where a file states them.

The proposer is a person's name and stays unread.
"""

from collections.abc import Mapping
from types import MappingProxyType

from voting.interchange.pabulib_meta import read_cents, read_count
from voting.interchange.pabulib_problems import Code, Problems
from voting.interchange.pabulib_round import PabulibProject
from voting.interchange.pabulib_sections import Section, find_columns

LABELS = ("category", "target", "neighborhood", "district", "description")


def read_projects(section: Section, problems: Problems) -> tuple[PabulibProject, ...]:
    """Return the projects in file order; what is wrong with one goes to `problems`."""
    if find_columns(section, ("project_id", "cost"), problems) is None:
        return ()
    seen: dict[str, int] = {}
    projects = []
    for line, fields in section.rows:
        values = {name: value.strip() for name, value in zip(section.columns, fields, strict=True)}
        project = values["project_id"]
        if not project:
            problems.add(line, Code.EMPTY_ID, "project_id")
        elif seen.setdefault(project, line) != line:
            first_line = seen[project]
            problems.add(
                line,
                Code.DUPLICATE_PROJECT,
                "project_id",
                project=project,
                first_line=first_line,
            )
        projects.append(_read_project(line, values, problems))
    return tuple(projects)


def _read_project(line: int, values: Mapping[str, str], problems: Problems) -> PabulibProject:
    return PabulibProject(
        id=values["project_id"],
        name=values.get("name") or values["project_id"],
        cost_cents=_read_cost(line, values["cost"], problems),
        votes=_read_figure(line, "votes", values, problems),
        score=_read_figure(line, "score", values, problems),
        selected=_read_figure(line, "selected", values, problems),
        labels=MappingProxyType({name: values[name] for name in LABELS if values.get(name)}),
    )


def _read_cost(line: int, value: str, problems: Problems) -> int:
    cents = read_cents(value)
    if cents is None:
        problems.add(line, Code.NOT_AN_AMOUNT, "cost", value=value)
    elif cents == 0:
        problems.add(line, Code.NOT_POSITIVE, "cost", value=value)
    return cents or 0


def _read_figure(line: int, name: str, values: Mapping[str, str], problems: Problems) -> int | None:
    value = values.get(name)
    if not value:
        return None
    figure = read_count(value)
    if figure is None:
        problems.add(line, Code.NOT_A_COUNT, name, value=value)
    return figure
