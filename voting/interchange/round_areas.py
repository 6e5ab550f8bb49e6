"""A round's buurten and themes: two lists that a municipality keeps from round to round."""

from dataclasses import replace
from pathlib import Path

from voting.domain.areas import Buurt, Sources, VotingArea, is_buurt_code, is_slug
from voting.domain.themes import MOST_PRIORITY_THEMES, ListedBy, Theme, petition_passes
from voting.interchange.round_choices import LISTERS
from voting.interchange.round_notation import read_need, read_people, read_whole
from voting.interchange.round_problems import Problems
from voting.interchange.round_table import Columns, Row, read_table

AREA_COLUMNS = Columns(
    ("buurt", "name", "area", "population", "need_index"), ("key_weight", "cbs_code")
)

THEME_COLUMNS = Columns(("theme", "name_nl", "name_en", "listed_by"), ("signatures", "priority"))


def read_buurten(
    path: Path, areas: tuple[VotingArea, ...], sources: Sources, problems: Problems
) -> tuple[VotingArea, ...]:
    """Return `areas` with their buurten; each buurt is in exactly one of them."""
    members: dict[str, list[Buurt]] = {area.slug: [] for area in areas}
    seen: dict[str, int] = {}
    for row in read_table(path, AREA_COLUMNS, problems):
        buurt = _read_buurt(row, sources)
        row.check_once("buurt", buurt.slug, seen)
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
        row.check_once("theme", theme.slug, seen)
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
