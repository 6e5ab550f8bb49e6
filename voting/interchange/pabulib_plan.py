"""A Pabulib round as a round of ours, to replay it: one voting area with one buurt.

A file tells less than a round needs. What it leaves out is filled in plainly: no regulation
exists, a sector is guessed from Pabulib's own categories, and the amounts count as euros
whatever the currency. Good for a trial, not for a council.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction

from voting.domain.areas import LONGEST_SLUG, Buurt, VotingArea
from voting.domain.errors.files import FileProblem, PabulibRefused
from voting.domain.initiatives import LONGEST_TITLE, Initiative, Origin, Provider, Sector
from voting.domain.opening import FEWEST_ENTITLED, MOST_RIGHTS
from voting.domain.rounds import (
    Contact,
    Municipality,
    Regulation,
    RoundPlan,
    RoundTimes,
    lengthen_checking,
)
from voting.domain.rules import MoneyRules
from voting.domain.texts import Text
from voting.domain.themes import ListedBy, Theme
from voting.interchange.pabulib_money import round_up
from voting.interchange.pabulib_problems import Code
from voting.interchange.pabulib_round import PabulibProject, PabulibRound, VoteType

# Pabulib's categories; whatever is not here is about the place itself.
_SECTORS = {
    "education": Sector.EDUCATION,
    "safety": Sector.SAFETY,
    "culture": Sector.SOCIAL,
    "health": Sector.SOCIAL,
    "sport": Sector.SOCIAL,
    "welfare": Sector.SOCIAL,
}
_OTHER_THEME = Theme("overig", Text("Overig", "Other"), ListedBy.COLLEGE)
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9._-]+", re.ASCII)
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+", re.ASCII)
_LONGEST_ID = 63


def to_round_plan(
    pabulib: PabulibRound,
    times: RoundTimes,
    *,
    rules: MoneyRules | None = None,
    minimum_share: Fraction = Fraction(1, 2),
) -> RoundPlan:
    """Return a plan that can be opened, with as many rights a person as the file allows.

    `rules` are the money rules, whose `rights` must then be `count_rights`; the default is
    redemption. A minimum is the share of the ask, rounded up to the cent.

    Raises:
        PabulibRefused: people could give more points than a round of ours has rights.
    """
    name = _name_place(pabulib)
    place = make_slug(name, "gebied")
    themes = _list_themes(pabulib)
    title = pabulib.meta.get("description") or name
    return RoundPlan(
        slug=make_slug(pabulib.source.removesuffix(".pb"), "pabulib"),
        title=Text(title, title),
        municipality=Municipality(pabulib.meta.get("unit") or name),
        times=lengthen_checking(times),
        regulation=_invent_regulation(pabulib, times),
        contact=Contact("", Text("", "")),
        voting_areas=(VotingArea(place, name, pabulib.budget_cents, (_make_buurt(pabulib),)),),
        themes=tuple(themes.values()),
        initiatives=_list_initiatives(pabulib, themes, minimum_share),
        money=rules or MoneyRules(rights=count_rights(pabulib)),
        allow_small_areas=len(pabulib.ballots) < FEWEST_ENTITLED,
    )


def count_rights(pabulib: PabulibRound) -> int:
    """Return how many rights a person has: the file's limit, or the most that a ballot used.

    Raises:
        PabulibRefused: that is more than a round of ours can have.
    """
    key = "max_sum_points" if pabulib.vote_type is VoteType.CUMULATIVE else "max_length"
    used = max((sum(choices.values()) for _, choices in pabulib.ballots), default=1)
    rights = 1 if pabulib.vote_type is VoteType.CHOOSE_ONE else int(pabulib.meta.get(key) or used)
    if rights > MOST_RIGHTS:
        facts = {"found": rights, "limit": MOST_RIGHTS}
        code = Code.TOO_MANY_RIGHTS.value
        raise PabulibRefused((FileProblem(pabulib.source, 0, None, code, facts),), 0)
    return max(1, rights)


def map_ids(pabulib: PabulibRound) -> dict[str, str]:
    """Return the initiative id for each project id: the same one wherever a slip can hold it.

    Other signs become hyphens, and a number keeps ids apart that become equal by that.
    """
    ids: dict[str, str] = {}
    taken = {one.id for one in pabulib.projects if _fit_id(one.id) == one.id}
    for project in pabulib.projects:
        fitted = _fit_id(project.id)
        number = 2
        while fitted != project.id and fitted in taken:
            fitted = f"{_fit_id(project.id)[: _LONGEST_ID - 6]}-{number}"
            number += 1
        taken.add(fitted)
        ids[project.id] = fitted
    return ids


def list_selections(pabulib: PabulibRound) -> Iterator[Mapping[str, int]]:
    """Yield each ballot as rights by initiative id, in file order; who cast it is left out."""
    ids = map_ids(pabulib)
    for _, choices in pabulib.ballots:
        yield {ids[project]: points for project, points in choices.items() if points}


def make_slug(name: str, otherwise: str) -> str:
    """Return a name as part of an address, `otherwise` if none of its letters are Latin."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = _NOT_IN_A_SLUG.sub("-", plain)[:LONGEST_SLUG].strip("-")
    return slug or otherwise


def _fit_id(project: str) -> str:
    fitted = _NOT_IN_AN_ID.sub("-", project)[:_LONGEST_ID]
    # An address cannot end in a name of dots alone.
    return f"plan-{fitted}"[:_LONGEST_ID] if not fitted.strip(".") else fitted


def _name_place(pabulib: PabulibRound) -> str:
    stated = (pabulib.meta.get(key) for key in ("subunit", "district", "unit"))
    return next(filter(None, stated), pabulib.source)


def _make_buurt(pabulib: PabulibRound) -> Buurt:
    name = _name_place(pabulib)
    return Buurt(make_slug(name, "buurt"), name, len(pabulib.ballots), 100, 1)


def _invent_regulation(pabulib: PabulibRound, times: RoundTimes) -> Regulation:
    """Return what opening asks for, saying plainly that it is no regulation."""
    reference = f"Naspelen van {pabulib.source} (Pabulib); er is geen regeling"
    decided = times.opens.date() - timedelta(days=1)
    return Regulation(reference, pabulib.budget_cents, decided)


def _list_themes(pabulib: PabulibRound) -> dict[str, Theme]:
    """Return a theme for each first category, by its name; "" is for projects without one."""
    names = sorted({_first_category(project) for project in pabulib.projects})
    themes: dict[str, Theme] = {}
    slugs = {_OTHER_THEME.slug}
    for name in names:
        slug = make_slug(name, "thema")
        while slug in slugs:
            slug = f"{slug[: LONGEST_SLUG - 4]}-{len(slugs)}"
        slugs.add(slug)
        themes[name] = Theme(slug, Text(name, name), ListedBy.COLLEGE) if name else _OTHER_THEME
    return themes


def _first_category(project: PabulibProject) -> str:
    return project.labels.get("category", "").split(",")[0].strip()


def _list_initiatives(
    pabulib: PabulibRound, themes: Mapping[str, Theme], minimum_share: Fraction
) -> tuple[Initiative, ...]:
    buurt = _make_buurt(pabulib).slug
    ids = map_ids(pabulib)
    return tuple(
        Initiative(
            id=ids[project.id],
            buurt=buurt,
            sector=_SECTORS.get(_first_category(project), Sector.LAYOUT),
            theme=themes[_first_category(project)].slug,
            group="Pabulib",
            origin=Origin.RESIDENTS,
            provider=Provider.MIXED,
            title=_say(_shorten(project.name)),
            summary=_say(project.name),
            description=_say(project.labels.get("description", "")),
            ask_cents=project.cost_cents,
            minimum_cents=round_up(project.cost_cents * minimum_share),
            ready=None,
            feasibility=_say(""),
            upkeep=_say(""),
        )
        for project in pabulib.projects
    )


def _say(text: str) -> Text:
    """Return a text of unknown language, the same in both."""
    return Text(text, text)


def _shorten(name: str) -> str:
    return name if len(name) <= LONGEST_TITLE else f"{name[: LONGEST_TITLE - 1].rstrip()}…"
