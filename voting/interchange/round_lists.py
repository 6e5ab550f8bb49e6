"""The lists of a round: the voting areas, and the CSV files that the round file names."""

from dataclasses import dataclass
from pathlib import Path

from voting.domain.areas import Sources, VotingArea, is_slug
from voting.domain.initiatives import Initiative
from voting.domain.rounds import BaseLine, OfficialPreference
from voting.domain.rules import MoneyRules
from voting.domain.themes import Theme
from voting.interchange.round_areas import read_buurten, read_themes
from voting.interchange.round_base import read_base, read_preferences
from voting.interchange.round_initiatives import read_initiatives
from voting.interchange.round_toml import Table


@dataclass(frozen=True, slots=True)
class Lists:
    """What the lists of a round hold."""

    areas: tuple[VotingArea, ...]
    themes: tuple[Theme, ...]
    initiatives: tuple[Initiative, ...]
    base: tuple[BaseLine, ...]
    preferences: tuple[OfficialPreference, ...]


def read_lists(top: Table, folder: Path, sources: Sources, money: MoneyRules) -> Lists:
    """Return what stands in the files that the round file names, in its own folder."""
    files = top.table("files")
    files.check_keys("areas", "themes", "initiatives", "base", "preferences")
    problems = top.problems
    areas = _read_areas(top)
    if path := _find_list(files, "areas", folder):
        areas = read_buurten(path, areas, sources, problems)
    buurten = [buurt.slug for area in areas for buurt in area.buurten]
    path = _find_list(files, "themes", folder)
    themes = read_themes(path, problems) if path else ()
    path = _find_list(files, "initiatives", folder)
    known = [theme.slug for theme in themes]
    initiatives = read_initiatives(path, buurten, known, money, problems) if path else ()
    path = _find_list(files, "base", folder, required=False)
    base = read_base(path, buurten, problems) if path else ()
    path = _find_list(files, "preferences", folder, required=False)
    preferences = read_preferences(path, initiatives, problems) if path else ()
    return Lists(areas, themes, initiatives, base, preferences)


def _find_list(files: Table, key: str, folder: Path, required: bool = True) -> Path | None:
    """Return the file named under `key`; it stands in the round file's own folder."""
    name = files.text(key) if required else files.text(key, "")
    if not name:
        return None
    if Path(name).name != name or name in {".", ".."} or "\\" in name or "\0" in name:
        files.problems.add(files.place(key), "file_elsewhere", value=name)
        return None
    return folder / name


def _read_areas(top: Table) -> tuple[VotingArea, ...]:
    areas: list[VotingArea] = []
    for table in top.tables("voting_area"):
        table.check_keys("slug", "name", "pot")
        area = VotingArea(read_slug(table, "slug"), table.text("name"), table.amount("pot"), ())
        if area.slug and area.slug in {one.slug for one in areas}:
            table.problems.add(table.place("slug"), "area_twice", value=area.slug)
        areas.append(area)
    if not areas:
        top.problems.add(top.place("voting_area"), "no_areas")
    return tuple(areas)


def read_slug(table: Table, key: str) -> str:
    """Return a short name that fits in an address."""
    slug = table.text(key)
    if slug and not is_slug(slug):
        table.problems.add(table.place(key), "bad_slug", value=slug)
    return slug
