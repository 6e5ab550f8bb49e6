"""Small rounds for tests: a plan with two areas, and a round taken as far as a test needs."""

from datetime import UTC, date, datetime, timedelta

from voting.domain.areas import Buurt, Source, Sources, VotingArea
from voting.domain.initiatives import Initiative, Origin, Provider, Sector
from voting.domain.rounds import (
    BaseLine,
    Contact,
    Municipality,
    OfficialPreference,
    Regulation,
    RoundPlan,
    RoundTimes,
)
from voting.domain.texts import Text
from voting.domain.themes import ListedBy, Theme

OPENS = datetime(2027, 3, 1, 8, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=14)


def a_plan(slug: str = "voorjaar", *, opens: datetime = OPENS) -> RoundPlan:
    """Return a round of two voting areas, three buurten and four initiatives."""
    return RoundPlan(
        slug=slug,
        title=Text("Voorjaarsronde", "Spring round"),
        municipality=Municipality("Proefdam"),
        times=RoundTimes(
            opens,
            opens + timedelta(days=14),
            opens + timedelta(days=15),
            opens + timedelta(days=36),
        ),
        regulation=Regulation("Regeling 7", 5_000_000, date(2026, 12, 1)),
        contact=Contact("14 000", Text("Stadhuis", "Town hall")),
        voting_areas=(
            VotingArea("noord", "Noord", 2_000_000, (_buurt("haven"), _buurt("werf"))),
            VotingArea("zuid", "Zuid", 1_000_000, (_buurt("veld"),)),
        ),
        themes=(
            Theme("groen", Text("Groen", "Green"), ListedBy.COLLEGE, priority=True),
            Theme("sport", Text("Sport", "Sports"), ListedBy.RESIDENTS),
        ),
        initiatives=(
            _initiative("boom", "haven", "groen", 400_000),
            _initiative("bank", "haven", "groen", 300_000),
            _initiative("doel", "werf", "sport", 800_000),
            _initiative("tuin", "veld", "groen", 600_000),
        ),
        base_lines=(
            BaseLine("haven", Sector.LAYOUT, 100_000, Text("Onderhoud", "Upkeep"), None),
            BaseLine("veld", Sector.SAFETY, None, Text("Wijkagent"), Provider.PUBLIC, "Politie"),
        ),
        preferences=(OfficialPreference("haven", ("bank", "boom")),),
        refusal_grounds=(Text("In strijd met de wet", "Against the law"),),
        reissue_cap=10,
        allow_small_areas=True,
    )


def _buurt(slug: str) -> Buurt:
    source = Source("CBS", date(2026, 1, 1))
    return Buurt(slug, slug.title(), 1_000, 100, 1, None, Sources(source, None))


def _initiative(name: str, buurt: str, theme: str, ask: int) -> Initiative:
    return Initiative(
        id=name,
        buurt=buurt,
        sector=Sector.LAYOUT,
        theme=theme,
        group=f"Groep {name}",
        origin=Origin.RESIDENTS,
        provider=Provider.RESIDENTS,
        title=Text(name.title(), name.title()),
        summary=Text("Kort", "Short"),
        description=Text("Lang", "Long"),
        ask_cents=ask,
        minimum_cents=ask // 2,
        ready="2027-09",
        feasibility=Text("Kan", "Can be done"),
        upkeep=Text("Groep", "Group"),
    )
