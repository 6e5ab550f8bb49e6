"""Write Pabulib `.pb` files: a round with its ballots, or our own results as totals.

Voters get fresh random ids and stand in the order of those, so that neither an id nor a
place in the file leads back to anybody. Nothing else about voters is ever written.
"""

import csv
import io
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from voting.interchange.pabulib_projects import LABELS
from voting.interchange.pabulib_round import Ballot, PabulibProject, PabulibRound, VoteType

SLIPS_COMMENT = (
    "Every row of VOTES is one right, cast as an anonymous slip of its own. Which rights one "
    "person spent together is not known, so votes and score both count rights, not people. "
    "selected is 1 for a project that was paid anything."
)


# The order in which the format's own checker wants the keys it knows; others follow.
_KEYS = (
    *("description", "country", "unit", "district", "subunit", "instance"),
    *("num_projects", "num_votes", "budget", "vote_type", "rule", "date_begin", "date_end"),
    *("min_length", "max_length", "min_sum_cost", "max_sum_cost", "min_points", "max_points"),
    *("min_sum_points", "max_sum_points", "min_project_score_threshold"),
    *("edition", "language", "currency"),
)
_EARLY_LABELS, _LATE_LABELS = LABELS[:2], LABELS[2:]


def write_pabulib(pabulib: PabulibRound, path: Path | str) -> None:
    """Write a round as a `.pb` file in UTF-8; `read_pabulib` reads it back.

    Raises:
        OSError: the file cannot be written.
    """
    Path(path).write_text(render_pabulib(pabulib), encoding="utf-8", newline="")


def render_pabulib(pabulib: PabulibRound) -> str:
    """Return the text of a `.pb` file, its voters under fresh random ids."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerow(["META"])
    rows.writerow(["key", "value"])
    rows.writerows(_describe(pabulib).items())
    rows.writerow(["PROJECTS"])
    rows.writerows(_list_projects(pabulib.projects))
    rows.writerow(["VOTES"])
    rows.writerows(_list_ballots(pabulib.vote_type, pabulib.ballots))
    return text.getvalue()


def make_totals(
    source: str, meta: Mapping[str, str], budget_cents: int, projects: Sequence[PabulibProject]
) -> PabulibRound:
    """Return a round of anonymous slips: one row a right, and a comment that says so.

    Each project's `score` is the rights it got (a missing score counts as none). Blank slips
    are left out, since they name no project. `meta` gives description, country, unit,
    instance, rule and dates; the rest is filled in.
    """
    scored = tuple(replace(one, votes=one.score or 0, score=one.score or 0) for one in projects)
    slips = [("", {one.id: 1}) for one in scored for _ in range(one.score or 0)]
    earlier = meta.get("comment", "")
    number = len(re.findall(r"#\d+:", earlier)) + 1
    comment = f"{earlier} #{number}: {SLIPS_COMMENT}".strip()
    full = {**meta, "vote_type": VoteType.CUMULATIVE.value, "max_sum_points": "1"}
    full["comment"] = comment
    return PabulibRound(
        source, _order_keys(full), VoteType.CUMULATIVE, budget_cents, scored, tuple(slips)
    )


def make_area_totals(
    area: Mapping[str, Any], titles: Mapping[str, str], meta: Mapping[str, str]
) -> PabulibRound:
    """Return a voting area of a result record as totals; `titles` are by initiative id.

    A theme becomes the category and a buurt the neighborhood. `meta` as in `make_totals`.
    """
    projects = [
        PabulibProject(
            id=one["id"],
            name=titles.get(one["id"], one["id"]),
            cost_cents=one["ask_cents"],
            votes=None,
            score=one["rights"],
            selected=int(one["payout_cents"] > 0),
            labels={"category": one["theme"], "neighborhood": one["buurt"]},
        )
        for one in area["initiatives"]
    ]
    return make_totals(area["id"], meta, area["balance"]["pot_cents"], projects)


def _describe(pabulib: PabulibRound) -> dict[str, str]:
    stated = {
        **pabulib.meta,
        "num_projects": str(len(pabulib.projects)),
        "num_votes": str(len(pabulib.ballots)),
        "budget": _write_cents(pabulib.budget_cents),
        "vote_type": pabulib.vote_type.value,
    }
    # A file that was read keeps its order; what it lacked goes where the format has it.
    if pabulib.meta.keys() >= stated.keys():
        return stated
    return _order_keys(stated)


def _order_keys(meta: Mapping[str, str]) -> dict[str, str]:
    order = [key for key in _KEYS if key in meta]
    return {key: meta[key] for key in dict.fromkeys([*order, *meta])}


def _list_projects(projects: Sequence[PabulibProject]) -> Iterator[list[str]]:
    figures = [name for name in ("votes", "score") if _any_has(projects, name)]
    selected = ["selected"] if _any_has(projects, "selected") else []
    early, late = (
        [name for name in labels if any(name in one.labels for one in projects)]
        for labels in (_EARLY_LABELS, _LATE_LABELS)
    )
    yield ["project_id", "cost", *figures, "name", *early, *selected, *late]
    for one in projects:
        yield [
            one.id,
            _write_cents(one.cost_cents),
            *(_write_figure(one, name) for name in figures),
            one.name,
            *(one.labels.get(name, "") for name in early),
            *(_write_figure(one, name) for name in selected),
            *(one.labels.get(name, "") for name in late),
        ]


def _any_has(projects: Sequence[PabulibProject], name: str) -> bool:
    return any(getattr(one, name) is not None for one in projects)


def _write_figure(project: PabulibProject, name: str) -> str:
    figure = getattr(project, name)
    return "" if figure is None else str(figure)


def _list_ballots(vote_type: VoteType, ballots: Sequence[Ballot]) -> Iterator[list[str]]:
    cumulative = vote_type is VoteType.CUMULATIVE
    yield ["voter_id", "vote", "points"] if cumulative else ["voter_id", "vote"]
    for voter, (_, choices) in sorted(zip(_draw_ids(len(ballots)), ballots, strict=True)):
        # The format wants the most points first.
        ranked = sorted(choices.items(), key=lambda choice: -choice[1])
        row = [voter, ",".join(project for project, _ in ranked)]
        yield [*row, ",".join(str(points) for _, points in ranked)] if cumulative else row


def _draw_ids(count: int) -> set[str]:
    """Return so many different ids of 16 random bytes, in no order."""
    ids: set[str] = set()
    while len(ids) < count:
        ids.add(secrets.token_hex(16))
    return ids


def _write_cents(cents: int) -> str:
    euros, rest = divmod(cents, 100)
    return f"{euros}.{rest:02}" if rest else str(euros)
