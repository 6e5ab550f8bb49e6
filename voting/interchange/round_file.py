"""Reading a round: one TOML file and the CSV files it names, as a council officer writes them.

Wrong files are refused with everything that is wrong at once, each with file, line, column
or key, and a reason code. `docs/round-file.md` is the officer's side of this module.
"""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from voting.domain.areas import (
    Source,
    Sources,
    VotingArea,
    is_municipality_code,
    is_slug,
)
from voting.domain.initiatives import Initiative
from voting.domain.rounds import (
    BaseLine,
    Contact,
    Municipality,
    OfficialPreference,
    Regulation,
    RoundPlan,
    RoundTimes,
    SealRule,
)
from voting.domain.rules import MoneyRules
from voting.domain.texts import Text
from voting.domain.themes import Theme
from voting.interchange.round_lists import (
    read_base,
    read_buurten,
    read_initiatives,
    read_preferences,
    read_themes,
)
from voting.interchange.round_money import read_formulas, read_money
from voting.interchange.round_problems import Place, Problems
from voting.interchange.round_table import decode
from voting.interchange.round_toml import NEVER, Table, read_toml

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
# 2-of-3 by default, 3-of-5 for a larger round; each share is a person, so no other.
SEALS = (SealRule(2, 3), SealRule(3, 5))

_TOP_KEYS = (
    *("slug", "title", "rights", "reissue_cap", "allow_small_areas", "municipality", "times"),
    *("regulation", "contact", "seal", "sources", "files", "voting_area", "refusal_grounds"),
    *("money", "base_formula"),
)


def read_round(path: Path) -> RoundPlan:
    """Return the plan that a round file and its CSV files describe.

    Raises:
        RoundFileRefused: with every problem, in the order of files and lines.
    """
    problems = Problems()
    plan = _read_plan(_open_top(path, problems), path.parent)
    problems.raise_if_any()
    return plan


def _open_top(path: Path, problems: Problems) -> Table:
    source = None
    try:
        source = decode(path.read_bytes(), path.name, problems)
    except OSError:
        problems.add(Place(path.name, 0), "file_missing")
    problems.raise_if_any()
    return read_toml(source or "", path.name, problems)


def _read_plan(top: Table, folder: Path) -> RoundPlan:
    top.check_keys(*_TOP_KEYS)
    rights = top.whole("rights", 5, 1, 20)
    sources = _read_sources(top.table("sources"))
    money = read_money(top.table("money"), rights)
    lists = _read_lists(top, folder, sources, money)
    return RoundPlan(
        slug=_read_slug(top, "slug"),
        title=top.both_languages("title"),
        municipality=_read_municipality(top.table("municipality"), lists.areas),
        times=_read_times(top.table("times")),
        regulation=_read_regulation(top),
        contact=_read_contact(top.table("contact")),
        voting_areas=lists.areas,
        themes=lists.themes,
        initiatives=lists.initiatives,
        money=money,
        base_lines=lists.base,
        base_formulas=read_formulas(top.table("base_formula"), lists.areas, lists.base),
        preferences=lists.preferences,
        refusal_grounds=_read_grounds(top),
        reissue_cap=top.whole("reissue_cap", 0, 0, 10**7),
        allow_small_areas=top.flag("allow_small_areas"),
        seal=_read_seal(top.table("seal")),
    )


def _read_slug(table: Table, key: str) -> str:
    slug = table.text(key)
    if slug and not is_slug(slug):
        table.problems.add(table.place(key), "bad_slug", value=slug)
    return slug


def _read_grounds(top: Table) -> tuple[Text, ...]:
    grounds = []
    for ground in top.tables("refusal_grounds"):
        ground.check_keys("nl", "en")
        text = Text(ground.text("nl", ""), ground.text("en", ""))
        if not text:
            top.problems.add(ground.place(), "no_text_in_either_language")
        grounds.append(text)
    return tuple(grounds)


def _read_municipality(table: Table, areas: tuple[VotingArea, ...]) -> Municipality:
    table.check_keys("name", "cbs_code", "division_year")
    code = table.text("cbs_code", "") or None
    year = table.whole("division_year", 0, 1990, 2100) or None
    if code and not is_municipality_code(code):
        table.problems.add(table.place("cbs_code"), "bad_cbs_code", value=code)
    codes = [buurt.cbs_code for area in areas for buurt in area.buurten if buurt.cbs_code]
    if (code or codes) and year is None:
        table.problems.add(table.place("division_year"), "division_year_missing")
    for one in codes:
        if code and one[2:6] != code[2:]:
            table.problems.add(table.place("cbs_code"), "cbs_code_elsewhere", value=one)
    return Municipality(table.text("name"), code, year)


def _read_times(table: Table) -> RoundTimes:
    order = ("opens", "closes", "results_on", "checking_until")
    table.check_keys(*order)
    moments = [table.moment(key, DUTCH_TIME) for key in order]
    for (key, moment), (before, earlier) in zip(
        list(zip(order, moments, strict=True))[1:], zip(order, moments, strict=True), strict=False
    ):
        if NEVER not in (moment, earlier) and moment <= earlier:
            table.problems.add(table.place(key), "not_after", key=key, before=before)
    return RoundTimes(*moments)


def _read_regulation(top: Table) -> Regulation | None:
    if not top.has("regulation"):
        return None
    table = top.table("regulation")
    table.check_keys("reference", "ceiling", "decision_date", "url")
    url = table.text("url", "")
    if url and not url.startswith("https://"):
        table.problems.add(table.place("url"), "https_expected", value=url)
    return Regulation(
        table.text("reference"), table.amount("ceiling"), table.day("decision_date"), url
    )


def _read_contact(table: Table) -> Contact:
    table.check_keys("phone", "desk")
    return Contact(table.text("phone"), table.both_languages("desk"))


def _read_seal(table: Table) -> SealRule:
    table.check_keys("threshold", "shares")
    seal = SealRule(table.whole("threshold", 2, 1, 99), table.whole("shares", 3, 1, 99))
    if seal not in SEALS:
        table.problems.add(table.place("threshold"), "seal_not_possible")
    return seal


def _read_sources(table: Table) -> Sources:
    table.check_keys("population", "need")
    return Sources(_read_source(table, "population"), _read_source(table, "need"))


def _read_source(sources: Table, key: str) -> Source | None:
    if not sources.has(key):
        return None
    table = sources.table(key)
    table.check_keys("title", "as_of")
    return Source(table.text("title"), table.day("as_of"))


@dataclass(frozen=True, slots=True)
class _Lists:
    areas: tuple[VotingArea, ...]
    themes: tuple[Theme, ...]
    initiatives: tuple[Initiative, ...]
    base: tuple[BaseLine, ...]
    preferences: tuple[OfficialPreference, ...]


def _read_lists(top: Table, folder: Path, sources: Sources, money: MoneyRules) -> _Lists:
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
    return _Lists(areas, themes, initiatives, base, preferences)


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
        area = VotingArea(_read_slug(table, "slug"), table.text("name"), table.amount("pot"), ())
        if area.slug and area.slug in {one.slug for one in areas}:
            table.problems.add(table.place("slug"), "area_twice", value=area.slug)
        areas.append(area)
    if not areas:
        top.problems.add(top.place("voting_area"), "no_areas")
    return tuple(areas)
