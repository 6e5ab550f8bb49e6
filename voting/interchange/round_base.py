"""What the municipality itself decides beforehand: the base package and its preference."""

from collections.abc import Collection, Iterable
from pathlib import Path

from voting.domain.initiatives import Initiative, Provider, Sector
from voting.domain.rounds import BaseLine, OfficialPreference
from voting.interchange.round_choices import PROVIDERS, SECTORS
from voting.interchange.round_notation import read_amount, read_whole
from voting.interchange.round_problems import Problems
from voting.interchange.round_table import Columns, Row, read_table

BASE_COLUMNS = Columns(
    ("buurt", "sector", "amount"), ("service_nl", "service_en", "provider", "provider_name")
)

PREFERENCE_COLUMNS = Columns(("buurt", "rank", "initiative"))


def read_base(path: Path, buurten: Collection[str], problems: Problems) -> tuple[BaseLine, ...]:
    """Return the base package's lines: at most one amount for each buurt and sector."""
    lines: list[BaseLine] = []
    amounts: dict[str, int] = {}
    for row in read_table(path, BASE_COLUMNS, problems):
        line = _read_base_line(row)
        row.check_known("buurt", line.buurt, buurten)
        if line.amount_cents is not None:
            row.check_once("amount", f"{line.buurt} {line.sector}", amounts)
        lines.append(line)
    return tuple(lines)


def _read_base_line(row: Row) -> BaseLine:
    service = row.both_languages("service")
    has_amount = bool(row.text("amount"))
    if has_amount == bool(service):
        row.problems.add(row.place("amount"), "amount_or_service")
    provider = None
    if row.text("provider") or service:
        provider = row.choice("provider", PROVIDERS, Provider.PUBLIC)
    return BaseLine(
        buurt=row.required("buurt"),
        sector=row.choice("sector", SECTORS, Sector.LAYOUT),
        amount_cents=row.value("amount", read_amount, 0) if has_amount else None,
        service=service,
        provider=provider,
        provider_name=row.text("provider_name"),
    )


def read_preferences(
    path: Path, initiatives: Iterable[Initiative], problems: Problems
) -> tuple[OfficialPreference, ...]:
    """Return the municipality's order of each buurt's initiatives: ranks 1, 2, 3 and on."""
    home = {initiative.id: initiative.buurt for initiative in initiatives}
    orders: dict[str, list[str]] = {}
    seen: dict[str, int] = {}
    for row in read_table(path, PREFERENCE_COLUMNS, problems):
        buurt, chosen = row.required("buurt"), row.required("initiative")
        order = orders.setdefault(buurt, [])
        if row.value("rank", read_whole, len(order) + 1) != len(order) + 1:
            problems.add(row.place("rank"), "rank_out_of_order", expected=len(order) + 1)
        order.append(chosen)
        row.check_once("initiative", chosen, seen)
        row.check_known("initiative", chosen, home)
        if home.get(chosen, buurt) != buurt:
            problems.add(row.place("buurt"), "initiative_elsewhere", value=chosen)
    return tuple(OfficialPreference(buurt, tuple(order)) for buurt, order in orders.items())
