"""Hypothesis strategies that draw whole round plans, as strange as the tables must hold them."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from voting.domain.areas import Buurt, Source, Sources, VotingArea
from voting.domain.initiatives import Initiative, Listing, Origin, Provider, Sector
from voting.domain.packages import BaseFormula, BuurtNeed
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
from voting.domain.rules import MoneyRules, Rule, Variant
from voting.domain.texts import Text
from voting.domain.themes import ListedBy, Theme

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
texts = st.builds(Text, words, words)
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
cents = st.integers(0, 2**53 - 1)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
shares = st.fractions(0, 1, max_denominator=1000)
sources = st.none() | st.builds(Source, words, days)
START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 10**8).map(lambda seconds: START + timedelta(seconds=seconds))


@st.composite
def plans(draw: Any) -> RoundPlan:
    """Draw a plan that keeps to the tables' own rules, and to nothing else."""
    areas = draw(_areas())
    themes = draw(_themes())
    buurten = [buurt.slug for area in areas for buurt in area.buurten]
    initiatives = draw(_initiatives(buurten, [theme.slug for theme in themes]))
    start = draw(moments)
    steps = draw(st.lists(st.integers(1, 10**6), min_size=3, max_size=3))
    times = [start + timedelta(seconds=sum(steps[:count])) for count in range(4)]
    return RoundPlan(
        slug=draw(slugs),
        title=draw(texts),
        municipality=Municipality(draw(words), draw(st.none() | st.just("GM0363")), 2026),
        times=RoundTimes(*times),
        regulation=draw(st.none() | st.builds(Regulation, words, cents, days, words)),
        contact=Contact(draw(words), draw(texts)),
        voting_areas=areas,
        themes=themes,
        initiatives=initiatives,
        money=draw(_money()),
        base_lines=draw(st.lists(_base_lines(buurten), max_size=4).map(tuple)),
        base_formulas=draw(_formulas(buurten)),
        preferences=_draw_preferences(draw, initiatives),
        refusal_grounds=draw(st.lists(texts, max_size=3).map(tuple)),
        reissue_cap=draw(st.integers(0, 10**7)),
        allow_small_areas=draw(st.booleans()),
        seal=draw(st.sampled_from([SealRule(2, 3), SealRule(3, 5)])),
    )


@st.composite
def _areas(draw: Any) -> tuple[VotingArea, ...]:
    names = iter(draw(st.lists(slugs, min_size=6, max_size=6, unique=True)))
    return tuple(
        VotingArea(
            next(names),
            draw(words),
            draw(cents),
            tuple(_draw_buurt(draw, next(names)) for _ in range(draw(st.integers(1, 2)))),
        )
        for _ in range(draw(st.integers(1, 2)))
    )


def _draw_buurt(draw: Any, slug: str) -> Buurt:
    return Buurt(
        slug,
        draw(words),
        draw(st.integers(0, 10**6)),
        draw(st.integers(0, 10**6)),
        draw(st.integers(0, 10**9)),
        draw(st.none() | st.just("BU03630500")),
        Sources(draw(sources), draw(sources)),
    )


@st.composite
def _themes(draw: Any) -> tuple[Theme, ...]:
    names = draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    listed_by = st.sampled_from(ListedBy)
    return tuple(Theme(name, draw(texts), draw(listed_by), draw(st.booleans())) for name in names)


@st.composite
def _initiatives(draw: Any, buurten: list[str], themes: list[str]) -> tuple[Initiative, ...]:
    ids = st.from_regex(r"[A-Za-z0-9._-]{1,63}", fullmatch=True)
    return tuple(
        Initiative(
            id=one,
            buurt=draw(st.sampled_from(buurten)),
            sector=draw(st.sampled_from(Sector)),
            theme=draw(st.sampled_from(themes)),
            group=draw(words),
            origin=draw(st.sampled_from(Origin)),
            provider=draw(st.sampled_from(Provider)),
            title=draw(texts),
            summary=draw(texts),
            description=draw(texts),
            ask_cents=(ask := draw(cents)),
            minimum_cents=draw(st.integers(0, ask)),
            ready=draw(st.none() | st.just("2027-05")),
            feasibility=draw(texts),
            upkeep=draw(texts),
            linked_from=tuple(draw(st.lists(ids, max_size=2))),
            listing=draw(st.sampled_from(Listing)),
        )
        for one in draw(st.lists(ids, max_size=4, unique=True))
    )


def _money() -> st.SearchStrategy[MoneyRules]:
    return st.builds(
        MoneyRules,
        rule=st.sampled_from(Rule),
        variant=st.sampled_from(Variant),
        rights=st.integers(1, 20),
        threshold=cents,
        target_turnout=st.fractions(Fraction(1, 999), 1, max_denominator=999),
        sigma=shares,
        phi=shares,
        kappa=st.none() | st.fractions(1, 9, max_denominator=999),
        minimum_share_floor=st.just(Fraction(1, 7)),
        minimum_share_ceiling=st.fractions(Fraction(1, 2), 1, max_denominator=999),
    )


def _base_lines(buurten: list[str]) -> st.SearchStrategy[BaseLine]:
    return st.builds(
        BaseLine,
        st.sampled_from(buurten),
        st.sampled_from(Sector),
        st.none() | cents,
        texts,
        st.none() | st.sampled_from(Provider),
        words,
    )


@st.composite
def _formulas(draw: Any, buurten: list[str]) -> tuple[BaseFormula, ...]:
    return tuple(
        BaseFormula(
            sector=str(sector),
            budget_cents=draw(st.integers(10**6, 10**12)),
            floor_cents=draw(st.integers(0, 1000)),
            resident_share=draw(shares),
            buurten=tuple(
                BuurtNeed(slug, draw(st.integers(1, 10**6)), draw(st.integers(1, 1000)))
                for slug in buurten
            ),
            population_source=draw(words),
            need_source=draw(words),
        )
        for sector in draw(st.lists(st.sampled_from(Sector), max_size=2, unique=True))
    )


def _draw_preferences(
    draw: Any, initiatives: tuple[Initiative, ...]
) -> tuple[OfficialPreference, ...]:
    lists: dict[str, list[str]] = {}
    for one in draw(st.permutations(initiatives)):
        lists.setdefault(one.buurt, []).append(one.id)
    return tuple(OfficialPreference(buurt, tuple(ids)) for buurt, ids in lists.items())
