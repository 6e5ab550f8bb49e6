"""A council officer's files become a plan, to the cent and to the minute."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from tests.interchange.round_folder import LISTS, TOML, read_changed
from voting.domain.areas import Buurt, Source
from voting.domain.initiatives import Origin, Provider, Sector
from voting.domain.rounds import BaseLine, OfficialPreference, SealRule
from voting.domain.rules import MoneyRules, Rule, Variant
from voting.domain.texts import Text
from voting.domain.themes import ListedBy


def test_the_main_facts_of_a_round(tmp_path: Path) -> None:
    plan = read_changed(tmp_path)
    assert plan.slug == "proef"
    assert plan.title == Text("Proefronde", "Trial round")
    assert plan.rights == 5
    assert plan.seal == SealRule(2, 3)
    assert plan.money == MoneyRules()
    assert plan.contact.desk == Text("Stadhuis")
    assert plan.regulation
    assert plan.regulation.ceiling_cents == 5_000_000
    assert plan.regulation.decision_date == date(2027, 1, 12)


def test_times_without_an_offset_are_dutch_clock_times(tmp_path: Path) -> None:
    times = read_changed(tmp_path).times
    assert times.opens == datetime(2027, 5, 24, 7, tzinfo=UTC)
    winter = TOML.replace("2027-05-24T09:00:00", "2027-01-24T09:00:00")
    assert read_changed(tmp_path, toml=winter).times.opens == datetime(2027, 1, 24, 8, tzinfo=UTC)
    offset = TOML.replace("2027-05-24T09:00:00", "2027-05-24T09:00:00-01:00")
    assert read_changed(tmp_path, toml=offset).times.opens == datetime(2027, 5, 24, 10, tzinfo=UTC)


def test_pots_and_asks_are_exact_to_the_cent(tmp_path: Path) -> None:
    plan = read_changed(tmp_path)
    assert [area.pot_cents for area in plan.voting_areas] == [1_250_050, 2_000_000]
    assert [(one.ask_cents, one.minimum_cents) for one in plan.initiatives] == [
        (900_000, 450_000),
        (80_050, 80_050),
    ]


def test_buurten_stand_in_their_area_with_the_usual_key(tmp_path: Path) -> None:
    east, west = read_changed(tmp_path).voting_areas
    assert east.buurten == (Buurt("haven", "Haven", 1_200, 90, 228_000),)
    assert west.buurten == (Buurt("dorp", "Dorp", 800, 100, 160_000),)


def test_the_council_can_give_its_own_key_codes_and_sources(tmp_path: Path) -> None:
    areas = (
        "buurt;name;area;population;need_index;key_weight;cbs_code\n"
        "haven;Haven;oost;1200;90;3;BU99990001\ndorp;Dorp;west;800;100;4;\n"
    )
    toml = TOML.replace('"Proefstad"', '"Proefstad"\ncbs_code = "GM9999"\ndivision_year = 2026')
    toml += '[sources]\npopulation = { title = "BRP", as_of = 2026-01-01 }\n'
    plan = read_changed(tmp_path, areas_csv=areas, toml=toml)
    (haven,) = plan.voting_areas[0].buurten
    assert (haven.key_weight, haven.cbs_code) == (3, "BU99990001")
    assert haven.sources.population == Source("BRP", date(2026, 1, 1))
    assert (plan.municipality.cbs_code, plan.municipality.division_year) == ("GM9999", 2026)


def test_an_initiative_keeps_everything_its_group_wrote(tmp_path: Path) -> None:
    rows = LISTS["initiatives.csv"].replace("9.000;4.500;2027-10;", " 9.000 ; 4.500 ;2027-10;")
    first, second = read_changed(tmp_path, initiatives_csv=rows).initiatives
    assert first.title == Text("Speeltuin", "Playground")
    assert first.ready == "2027-10"
    assert first.linked_from == ()
    assert (second.sector, second.origin, second.provider) == (
        Sector.SAFETY,
        Origin.RESIDENTS,
        Provider.PUBLIC,
    )
    assert second.ready is None
    assert second.linked_from == ("P7", "P8")


def test_themes_base_lines_and_preferences(tmp_path: Path) -> None:
    plan = read_changed(tmp_path)
    assert [(theme.slug, theme.listed_by, theme.priority) for theme in plan.themes] == [
        ("spelen", ListedBy.PARTY, True),
        ("groen", ListedBy.RESIDENTS, False),
    ]
    amount, service = plan.base_lines
    assert amount == BaseLine("haven", Sector.LAYOUT, 100_000, Text(""), None, "")
    assert service.amount_cents is None
    assert (service.provider, service.provider_name) == (Provider.PUBLIC, "Politie")
    assert plan.preferences == (
        OfficialPreference("haven", ("P1",)),
        OfficialPreference("dorp", ("P2",)),
    )


def test_the_council_sets_the_division_of_money(tmp_path: Path) -> None:
    toml = TOML.replace('slug = "proef"', 'slug = "proef"\nrights = 3') + (
        '[money]\nrule = "rangorde"\nvariant = "stop"\nthreshold = 25\ntarget_turnout = "12,5%"\n'
        'sigma = "1/3"\nphi = 0\nkappa = "geen"\nminimum_share_floor = 0\n'
        'minimum_share_ceiling = "100%"\n'
    )
    assert read_changed(tmp_path, toml=toml).money == MoneyRules(
        rule=Rule.RANKING,
        variant=Variant.STOP,
        rights=3,
        threshold=25,
        target_turnout=Fraction(1, 8),
        sigma=Fraction(1, 3),
        phi=Fraction(0),
        kappa=None,
        minimum_share_floor=Fraction(0),
        minimum_share_ceiling=Fraction(1),
    )


def test_a_formula_divides_a_sector_of_the_base_package(tmp_path: Path) -> None:
    toml = TOML + (
        '[base_formula.education]\nbudget = "10.000"\nfloor = "1.000"\nresident_share = "60%"\n'
    )
    plan = read_changed(tmp_path, toml=toml)
    amounts = {(one.sector, one.buurt): one.amount_cents for one in plan.base_amounts("ronde")}
    assert amounts[Sector.LAYOUT, "haven"] == 100_000
    education = [cents for (sector, _), cents in amounts.items() if sector == Sector.EDUCATION]
    assert sum(education) == 1_000_000
    # Floor 100,000; 60% of 800,000 by 1,200 to 800; 40% by 1,200 x 90 to 800 x 100.
    assert education == [100_000 + 288_000 + 183_830, 100_000 + 192_000 + 136_170]


def test_without_a_regulation_a_round_can_still_be_prepared(tmp_path: Path) -> None:
    start, end = TOML.index("[regulation]"), TOML.index("[contact]")
    assert read_changed(tmp_path, toml=TOML[:start] + TOML[end:]).regulation is None


@pytest.mark.parametrize("spelling", ["comma", "bom", "windows", "quoted", "empty lines", "excel"])
def test_spreadsheets_write_the_same_list_in_many_ways(tmp_path: Path, spelling: str) -> None:
    plain = LISTS["areas.csv"]
    spelt = {
        "comma": plain.replace(";", ","),
        "bom": "\ufeff" + plain,
        "windows": plain.replace("\n", "\r\n"),
        "quoted": plain.replace("Haven", '"Haven"'),
        "empty lines": plain.replace("\n", "\n\n") + ";;;;\n",
        "excel": plain.replace("\n", ";;\n"),
    }[spelling]
    assert read_changed(tmp_path, areas_csv=spelt) == read_changed(tmp_path, areas_csv=plain)


def test_a_description_may_run_over_several_lines(tmp_path: Path) -> None:
    plain = read_changed(tmp_path)
    rows = LISTS["initiatives.csv"].replace("A playground.;;", 'A playground.;"Regel 1\nRegel 2";')
    first, second = read_changed(tmp_path, initiatives_csv=rows).initiatives
    assert first.description.nl == "Regel 1\nRegel 2"
    assert second == plain.initiatives[1]


def test_accents_are_stored_in_one_form(tmp_path: Path) -> None:
    apart = LISTS["areas.csv"].replace("Haven", "Hae\u0308ven")
    (haven,) = read_changed(tmp_path, areas_csv=apart).voting_areas[0].buurten
    assert haven.name == "Ha\u00ebven"


def test_one_language_is_enough_and_the_other_is_marked(tmp_path: Path) -> None:
    rows = LISTS["initiatives.csv"].replace("Speeltuin;Playground", "Speeltuin;")
    first, second = read_changed(tmp_path, initiatives_csv=rows).initiatives
    assert first.title.missing("en")
    assert first.title.get("en") == "Speeltuin"
    assert not second.title.missing("en")


def test_base_and_preferences_may_be_left_out(tmp_path: Path) -> None:
    toml = TOML.replace('base = "base.csv"\npreferences = "preferences.csv"\n', "")
    full, bare = read_changed(tmp_path), read_changed(tmp_path, toml=toml)
    assert bare == replace(full, base_lines=(), preferences=())
