"""The list of plans."""

from collections.abc import Collection
from pathlib import Path

from voting.domain.initiatives import (
    LONGEST_TITLE,
    Initiative,
    Origin,
    Provider,
    Sector,
    is_initiative_id,
)
from voting.domain.rules import MoneyRules
from voting.interchange.round_choices import ORIGINS, PROVIDERS, SECTORS
from voting.interchange.round_notation import Misread, read_amount, read_month
from voting.interchange.round_problems import Problems
from voting.interchange.round_table import Columns, Row, read_table

INITIATIVE_COLUMNS = Columns(
    (
        *("id", "buurt", "sector", "theme", "group", "origin", "provider"),
        *("title_nl", "title_en", "summary_nl", "summary_en"),
        *("description_nl", "description_en", "ask", "minimum"),
    ),
    (
        *("ready", "feasibility_nl", "feasibility_en"),
        *("upkeep_nl", "upkeep_en", "linked_from"),
    ),
)


def read_initiatives(
    path: Path,
    buurten: Collection[str],
    themes: Collection[str],
    money: MoneyRules,
    problems: Problems,
) -> tuple[Initiative, ...]:
    """Return the initiatives in file order; buurt and theme must exist.

    A minimum stays within the bounds that the money rules set, as shares of the ask.
    """
    initiatives: list[Initiative] = []
    seen: dict[str, int] = {}
    rows = read_table(path, INITIATIVE_COLUMNS, problems)
    for row in rows:
        initiative = _read_initiative(row)
        _check_minimum(row, initiative, money)
        row.check_once("id", initiative.id, seen)
        row.check_known("buurt", initiative.buurt, buurten)
        row.check_known("theme", initiative.theme, themes)
        initiatives.append(initiative)
    for row, initiative in zip(rows, initiatives, strict=True):
        for earlier in initiative.linked_from:
            if earlier in seen:
                row.problems.add(row.place("linked_from"), "linked_still_listed", value=earlier)
    return tuple(initiatives)


def _read_initiative(row: Row) -> Initiative:
    title = row.both_languages("title", required=True)
    for column, written in (("title_nl", title.nl), ("title_en", title.en)):
        if len(written) > LONGEST_TITLE:
            facts = {"most": LONGEST_TITLE, "got": len(written)}
            row.problems.add(row.place(column), "title_too_long", **facts)
    ask, minimum = _read_money(row)
    return Initiative(
        id=_read_id(row),
        buurt=row.required("buurt"),
        sector=row.choice("sector", SECTORS, Sector.LAYOUT),
        theme=row.required("theme"),
        group=row.required("group"),
        origin=row.choice("origin", ORIGINS, Origin.RESIDENTS),
        provider=row.choice("provider", PROVIDERS, Provider.RESIDENTS),
        title=title,
        summary=row.both_languages("summary", required=True),
        description=row.both_languages("description"),
        ask_cents=ask,
        minimum_cents=minimum,
        ready=row.value("ready", read_month, "") if row.text("ready") else None,
        feasibility=row.both_languages("feasibility"),
        upkeep=row.both_languages("upkeep"),
        linked_from=_read_linked(row),
    )


def _read_id(row: Row) -> str:
    written = row.required("id")
    if written and not is_initiative_id(written):
        row.problems.add(row.place("id"), "bad_id", value=written)
    return written


def _read_linked(row: Row) -> tuple[str, ...]:
    earlier = tuple(row.text("linked_from").split())
    for one in earlier:
        if not is_initiative_id(one):
            row.problems.add(row.place("linked_from"), "bad_id", value=one)
    return earlier


def _read_money(row: Row) -> tuple[int, int]:
    return row.value("ask", _read_positive_amount, 0), row.value("minimum", read_amount, 0)


def _check_minimum(row: Row, initiative: Initiative, money: MoneyRules) -> None:
    ask, minimum = initiative.ask_cents, initiative.minimum_cents
    facts = {"ask": row.text("ask"), "minimum": row.text("minimum")}
    if not ask or not facts["minimum"]:
        return
    if minimum > ask:
        row.problems.add(row.place("minimum"), "minimum_above_ask", **facts)
    elif minimum < money.minimum_share_floor * ask:
        share = str(money.minimum_share_floor)
        row.problems.add(row.place("minimum"), "minimum_below_share", **facts, share=share)
    elif minimum > money.minimum_share_ceiling * ask:
        share = str(money.minimum_share_ceiling)
        row.problems.add(row.place("minimum"), "minimum_above_share", **facts, share=share)


def _read_positive_amount(written: str) -> int:
    cents = read_amount(written)
    if cents == 0:
        raise Misread("zero")
    return cents
