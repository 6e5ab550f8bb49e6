"""Whether a round can open: every reason why not, at once.

Law asks for the regulation first: reference, ceiling and decision date (Awb 4:23, 4:25 to
4:27). The other checks repeat what a round file is refused for, since a plan can also come
from elsewhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from voting.domain.errors.rounds import CannotOpen, OpeningProblem
from voting.domain.initiatives import Initiative, is_initiative_id
from voting.domain.rounds import CHECKING_DAYS, RoundPlan, RoundTimes, find_checking_end
from voting.domain.working_days import find_day

# Below this a result could tell what single residents chose.
FEWEST_ENTITLED = 200
MOST_RIGHTS = 20


def check_can_open(plan: RoundPlan, entitled_by_area: Mapping[str, int]) -> None:
    """Check that voting can open, given the residents entitled per voting area slug.

    Raises:
        CannotOpen: with every reason.
    """
    problems = tuple(find_opening_problems(plan, entitled_by_area))
    if problems:
        raise CannotOpen(problems)


def find_opening_problems(
    plan: RoundPlan, entitled_by_area: Mapping[str, int]
) -> Iterator[OpeningProblem]:
    """Yield every reason why voting cannot open yet."""
    yield from _check_rules(plan)
    yield from _check_regulation(plan)
    yield from _check_areas(plan, entitled_by_area)
    yield from _check_initiatives(plan)
    yield from _check_preferences(plan)


def _problem(code: str, **facts: str | int) -> OpeningProblem:
    return OpeningProblem(code, facts)


def _check_rules(plan: RoundPlan) -> Iterator[OpeningProblem]:
    if not 1 <= plan.rights <= MOST_RIGHTS:
        yield _problem("rights_out_of_range", rights=plan.rights, most=MOST_RIGHTS)
    if not _in_order(plan.times):
        yield _problem("times_out_of_order")
    elif find_day(plan.times.checking_until) < (until := find_checking_end(plan.times)):
        yield _problem("checking_too_short", days=CHECKING_DAYS, until=until.isoformat())
    if not 2 <= plan.seal.threshold <= plan.seal.shares:
        yield _problem("seal_not_possible")


def _in_order(times: RoundTimes) -> bool:
    order = (times.opens, times.closes, times.results_on, times.checking_until)
    return all(moment.tzinfo is not None for moment in order) and all(
        earlier < later for earlier, later in pairwise(order)
    )


def _check_regulation(plan: RoundPlan) -> Iterator[OpeningProblem]:
    regulation = plan.regulation
    if regulation is None or not regulation.reference:
        yield _problem("regulation_missing")
        return
    pots = sum(area.pot_cents for area in plan.voting_areas)
    if pots > regulation.ceiling_cents:
        yield _problem(
            "pots_above_ceiling", pots_cents=pots, ceiling_cents=regulation.ceiling_cents
        )
    if regulation.decision_date >= plan.times.opens.date():
        yield _problem("decided_too_late", decided=regulation.decision_date.isoformat())


def _check_areas(plan: RoundPlan, entitled: Mapping[str, int]) -> Iterator[OpeningProblem]:
    if not plan.voting_areas:
        yield _problem("no_areas")
    for area in plan.voting_areas:
        if not area.buurten:
            yield _problem("no_buurten", area=area.name)
        if area.pot_cents <= 0:
            yield _problem("no_pot", area=area.name)
        count = entitled.get(area.slug, 0)
        if count == 0 or (count < FEWEST_ENTITLED and not plan.allow_small_areas):
            yield _problem("too_few_entitled", area=area.name, got=count, least=FEWEST_ENTITLED)
    for slug in sorted(entitled.keys() - {area.slug for area in plan.voting_areas}):
        yield _problem("entitled_in_unknown_area", area=slug)
    buurten = (buurt.slug for area in plan.voting_areas for buurt in area.buurten)
    for slug in _find_repeated(buurten):
        yield _problem("buurt_in_two_places", buurt=slug)


def _check_initiatives(plan: RoundPlan) -> Iterator[OpeningProblem]:
    for area in plan.voting_areas:
        if not plan.initiatives_in(area):
            yield _problem("no_initiatives", area=area.name)
    for repeated in _find_repeated(one.id for one in plan.initiatives):
        yield _problem("id_used_twice", initiative=repeated)
    buurten = {buurt.slug for area in plan.voting_areas for buurt in area.buurten}
    themes = {theme.slug for theme in plan.themes}
    for initiative in plan.initiatives:
        yield from _check_initiative(initiative, buurten, themes)


def _check_initiative(
    initiative: Initiative, buurten: set[str], themes: set[str]
) -> Iterator[OpeningProblem]:
    name = initiative.id
    if not is_initiative_id(name):
        yield _problem("id_not_possible", initiative=name)
    if not initiative.title:
        yield _problem("title_missing", initiative=name)
    if initiative.buurt not in buurten:
        yield _problem("buurt_unknown", initiative=name, buurt=initiative.buurt)
    if initiative.theme not in themes:
        yield _problem("theme_unknown", initiative=name, theme=initiative.theme)
    if initiative.ask_cents <= 0:
        yield _problem("ask_missing", initiative=name)
    if not 0 <= initiative.minimum_cents <= initiative.ask_cents:
        yield _problem(
            "minimum_above_ask",
            initiative=name,
            ask_cents=initiative.ask_cents,
            minimum_cents=initiative.minimum_cents,
        )


def _check_preferences(plan: RoundPlan) -> Iterator[OpeningProblem]:
    home = {one.id: one.buurt for one in plan.initiatives}
    for preference in plan.preferences:
        for initiative in preference.initiatives:
            if home.get(initiative) != preference.buurt:
                yield _problem(
                    "preference_elsewhere", initiative=initiative, buurt=preference.buurt
                )


def _find_repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]
