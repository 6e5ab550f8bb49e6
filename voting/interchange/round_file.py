"""Reading a round: one TOML file and the CSV files it names, as a council officer writes them.

Wrong files are refused with everything that is wrong at once, each with file, line, column
or key, and a reason code. `docs/round-file.md` is the officer's side of this module.
"""

from pathlib import Path
from zoneinfo import ZoneInfo

from voting.domain.areas import (
    Source,
    Sources,
    VotingArea,
    is_municipality_code,
)
from voting.domain.rounds import (
    Contact,
    Municipality,
    Regulation,
    RoundPlan,
    RoundTimes,
    SealRule,
)
from voting.domain.texts import Text
from voting.interchange.round_lists import read_lists, read_slug
from voting.interchange.round_money import read_formulas, read_money
from voting.interchange.round_problems import Place, Problems
from voting.interchange.round_table import decode
from voting.interchange.round_toml import NEVER, Table, read_toml

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
# 2-of-3 by default, 3-of-5 for a larger round; each share is a person, so no other.
SEALS = (SealRule(2, 3), SealRule(3, 5))

RESERVED_SLUGS = frozenset(
    {"accessibility", "api", "clear", "en", "my", "nl", "photos", "privacy", "share", "static"}
)
"""First parts of addresses that are pages of their own, so that no round can have them."""

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


def _read_round_slug(top: Table) -> str:
    slug = read_slug(top, "slug")
    if slug in RESERVED_SLUGS:
        top.problems.add(top.place("slug"), "reserved_slug", value=slug)
    return slug


def _read_plan(top: Table, folder: Path) -> RoundPlan:
    top.check_keys(*_TOP_KEYS)
    rights = top.whole("rights", 5, 1, 20)
    sources = _read_sources(top.table("sources"))
    money = read_money(top.table("money"), rights)
    lists = read_lists(top, folder, sources, money)
    return RoundPlan(
        slug=_read_round_slug(top),
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
