"""What the results report is put together from: sections, tables, and words in them."""

from dataclasses import dataclass
from fractions import Fraction

from voting.domain.areas import Sources
from voting.domain.results import AreaResult
from voting.web.i18n import format_level, local
from voting.web.reasons import DIGITS
from voting.web.results_report import Report
from voting.web.translating import _
from voting.web.words import to_decimal, write_date

NONE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what it is about, the names of its columns, and rows of words.

    The first `left` columns are words, the others numbers.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: its title, sentences, and tables."""

    title: str
    texts: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


def say_status(report: Report) -> str:
    """Say whether the result can still be corrected."""
    return _("Final") if report.final else _("Provisional")


def name_check(name: str) -> str:
    """Say what a check looks at."""
    return {
        "conservation": _("Every pot is paid out or kept, to the cent."),
        "bounds": _("Every plan gets nothing, or from its minimum to what it asked."),
        "band": _("Every envelope lies between its least and its most."),
        "recount": _("Dividing the money once more gives the same result."),
    }[name]


def name_step(act: str, phase: str) -> str:
    """Say what happened to the round."""
    if act != "phase":
        return {
            "extend": _("Voting was made longer"),
            "annul": _("The round was annulled"),
            "withdraw": _("A plan was withdrawn"),
            "roll": _("The letters were made"),
            "seal_keys": _("The keys of the box were set"),
            "correct": _("The result was corrected"),
        }.get(act, act)
    return {
        "preparation": _("The round was made"),
        "entries": _("Plans could be handed in"),
        "review": _("Plans were reviewed"),
        "list_final": _("The list was final"),
        "voting": _("Voting opened"),
        "closed": _("The box was closed"),
        "opened": _("The box was opened"),
        "published": _("The result was published"),
        "checking": _("The checking period began"),
        "final": _("The result became final"),
        "annulled": _("The round was annulled"),
    }[phase]


def name_plans(report: Report) -> dict[str, str]:
    """Return what plans are called, by id."""
    return {one.id: local(one.title) or one.id for one in report.state.plan.initiatives}


def name_buurt(report: Report, area: AreaResult, slug: str) -> str:
    """Return what a neighbourhood is called."""
    found = (one.name for one in report.state.find_area(area.id).buurten if one.slug == slug)
    return next(found, slug)


def write_worth(price: Fraction | None) -> str:
    """Write an exact worth of a right with six decimals, a dash for none."""
    return NONE if price is None else format_level(to_decimal(price, DIGITS))


def name_sources(sources: Sources) -> str:
    """Return where a neighbourhood's figures come from, each once, with its day."""
    given = (one for one in (sources.population, sources.need) if one)
    said = (f"{one.title}, {write_date(one.as_of)}" for one in given)
    return "; ".join(dict.fromkeys(said)) or NONE
