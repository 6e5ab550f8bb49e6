"""The lists of a round: what stands in the CSV files that its TOML file names."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from voting.domain.areas import Buurt, Sources, VotingArea, is_buurt_code, is_slug
from voting.domain.initiatives import (
    LONGEST_TITLE,
    Initiative,
    Origin,
    Provider,
    Sector,
    is_initiative_id,
)
from voting.domain.rounds import BaseLine, OfficialPreference
from voting.domain.rules import MoneyRules
from voting.domain.themes import MOST_PRIORITY_THEMES, ListedBy, Theme, petition_passes
from voting.interchange.round_notation import (
    Misread,
    read_amount,
    read_month,
    read_need,
    read_people,
    read_whole,
)
from voting.interchange.round_problems import Problems
from voting.interchange.round_table import Columns, Row, read_table

# The words of the form, in English and in Dutch.
SECTORS: Mapping[str, Sector] = {
    **{sector.value: sector for sector in Sector},
    "inrichting": Sector.LAYOUT,
    "veiligheid": Sector.SAFETY,
    "onderwijs": Sector.EDUCATION,
    "sociaal": Sector.SOCIAL,
}
ORIGINS: Mapping[str, Origin] = {
    **{origin.value: origin for origin in Origin},
    "bewoners": Origin.RESIDENTS,
    "bedrijf": Origin.COMPANY,
    "instelling": Origin.AGENCY,
    "gemeente": Origin.MUNICIPALITY,
}
PROVIDERS: Mapping[str, Provider] = {
    **{provider.value: provider for provider in Provider},
    "overheid": Provider.PUBLIC,
    "bedrijf": Provider.PRIVATE,
    "bewoners": Provider.RESIDENTS,
    "gemengd": Provider.MIXED,
}
LISTERS: Mapping[str, ListedBy] = {
    **{lister.value: lister for lister in ListedBy},
    "partij": ListedBy.PARTY,
    "bewoners": ListedBy.RESIDENTS,
}

AREA_COLUMNS = Columns(
    ("buurt", "name", "area", "population", "need_index"), ("key_weight", "cbs_code")
)
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
BASE_COLUMNS = Columns(
    ("buurt", "sector", "amount"), ("service_nl", "service_en", "provider", "provider_name")
)
THEME_COLUMNS = Columns(("theme", "name_nl", "name_en", "listed_by"), ("signatures", "priority"))
PREFERENCE_COLUMNS = Columns(("buurt", "rank", "initiative"))


def read_buurten(
    path: Path, areas: tuple[VotingArea, ...], sources: Sources, problems: Problems
) -> tuple[VotingArea, ...]:
    """Return `areas` with their buurten; each buurt is in exactly one of them."""
    members: dict[str, list[Buurt]] = {area.slug: [] for area in areas}
    seen: dict[str, int] = {}
    for row in read_table(path, AREA_COLUMNS, problems):
        buurt = _read_buurt(row, sources)
        _check_once(row, "buurt", buurt.slug, seen)
        area = row.required("area")
        if area in members:
            members[area].append(buurt)
        elif area:
            problems.add_unknown(row.place("area"), "unknown_area", area, members)
    return tuple(replace(area, buurten=tuple(members[area.slug])) for area in areas)


def _read_buurt(row: Row, sources: Sources) -> Buurt:
    slug = row.required("buurt")
    if slug and not is_slug(slug):
        row.problems.add(row.place("buurt"), "bad_slug", value=slug)
    population = row.value("population", read_people, 1)
    need = row.value("need_index", read_need, 1)
    # Without a weight of its own a buurt counts its people, those in need twice.
    weight = population * (100 + need)
    if row.text("key_weight"):
        weight = row.value("key_weight", read_people, 1)
    for column, number in (("population", population), ("key_weight", weight)):
        if number == 0:
            row.problems.add(row.place(column), "zero")
    code = row.text("cbs_code") or None
    if code and not is_buurt_code(code):
        row.problems.add(row.place("cbs_code"), "bad_cbs_code", value=code)
    return Buurt(slug, row.required("name"), population, need, weight, code, sources)


def read_themes(path: Path, problems: Problems) -> tuple[Theme, ...]:
    """Return the themes; at most five have priority, residents' ones need 51 signatures."""
    themes: list[Theme] = []
    seen: dict[str, int] = {}
    for row in read_table(path, THEME_COLUMNS, problems):
        theme = _read_theme(row)
        _check_once(row, "theme", theme.slug, seen)
        themes.append(theme)
        if theme.priority and sum(one.priority for one in themes) == MOST_PRIORITY_THEMES + 1:
            problems.add(row.place("priority"), "too_many_priorities", most=MOST_PRIORITY_THEMES)
    return tuple(themes)


def _read_theme(row: Row) -> Theme:
    slug = row.required("theme")
    if slug and not is_slug(slug):
        row.problems.add(row.place("theme"), "bad_slug", value=slug)
    lister = row.choice("listed_by", LISTERS, ListedBy.COLLEGE)
    if lister is ListedBy.RESIDENTS:
        signatures = row.value("signatures", read_whole, 10**6)
        if not petition_passes(signatures):
            row.problems.add(row.place("signatures"), "too_few_signatures", got=signatures)
    priority = row.text("priority").lower()
    if priority not in {"", "yes", "no", "ja", "nee"}:
        row.problems.add(row.place("priority"), "yes_or_no", value=priority)
    name = row.both_languages("name", required=True)
    return Theme(slug, name, lister, priority in {"yes", "ja"})


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
        _check_once(row, "id", initiative.id, seen)
        _check_known(row, "buurt", initiative.buurt, buurten)
        _check_known(row, "theme", initiative.theme, themes)
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


def read_base(path: Path, buurten: Collection[str], problems: Problems) -> tuple[BaseLine, ...]:
    """Return the base package's lines: at most one amount for each buurt and sector."""
    lines: list[BaseLine] = []
    amounts: dict[str, int] = {}
    for row in read_table(path, BASE_COLUMNS, problems):
        line = _read_base_line(row)
        _check_known(row, "buurt", line.buurt, buurten)
        if line.amount_cents is not None:
            _check_once(row, "amount", f"{line.buurt} {line.sector}", amounts)
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
        _check_once(row, "initiative", chosen, seen)
        _check_known(row, "initiative", chosen, home)
        if home.get(chosen, buurt) != buurt:
            problems.add(row.place("buurt"), "initiative_elsewhere", value=chosen)
    return tuple(OfficialPreference(buurt, tuple(order)) for buurt, order in orders.items())


def _check_once(row: Row, column: str, value: str, seen: dict[str, int]) -> None:
    if value in seen:
        row.problems.add(row.place(column), "duplicate", value=value, first=seen[value])
    elif value:
        seen[value] = row.line


def _check_known(row: Row, column: str, value: str, known: Collection[str]) -> None:
    # A list that could not be read is named itself; no need to call all that refer to it wrong.
    if value and known and value not in known:
        row.problems.add_unknown(row.place(column), f"unknown_{column}", value, known)
