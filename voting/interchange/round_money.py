"""The money part of a round file: the division rule and the base package's formulas."""

from collections.abc import Sequence
from fractions import Fraction

from voting.domain.areas import Buurt, Source, Sources, VotingArea, is_slug
from voting.domain.errors.money import FloorsExceedBudget, InvalidMoneyInput
from voting.domain.initiatives import Sector
from voting.domain.packages import BaseFormula, BuurtNeed
from voting.domain.rounds import BaseLine
from voting.domain.rules import MoneyRules, Rule, Variant
from voting.interchange.round_choices import SECTORS
from voting.interchange.round_toml import Table

RULES = {
    **{rule.value: rule for rule in Rule},
    "verzilvering": Rule.REDEMPTION,
    "vast tarief": Rule.FIXED_PRICE,
    "rangorde": Rule.RANKING,
}
VARIANTS = {variant.value: variant for variant in Variant}
NO_CEILING = frozenset({"none", "geen"})
ALL = Fraction(1)


def read_money(table: Table, rights: int) -> MoneyRules:
    """Return the money rules; what the file leaves out is the default."""
    usual = MoneyRules()
    table.check_keys(
        *("rule", "variant", "threshold", "target_turnout", "sigma", "phi", "kappa"),
        *("minimum_share_floor", "minimum_share_ceiling"),
    )
    before = len(table.problems.found)
    kappa = _read_kappa(table, usual.kappa)
    floor = _read_share(table, "minimum_share_floor", usual.minimum_share_floor)
    ceiling = _read_share(table, "minimum_share_ceiling", usual.minimum_share_ceiling)
    turnout = _read_share(table, "target_turnout", usual.target_turnout)
    if turnout == 0:
        table.problems.add(table.place("target_turnout"), "zero")
    if floor > ceiling:
        table.problems.add(table.place("minimum_share_floor"), "floor_above_ceiling")
    sigma, phi = (_read_share(table, key, getattr(usual, key)) for key in ("sigma", "phi"))
    rule = table.choice("rule", RULES, usual.rule)
    variant = table.choice("variant", VARIANTS, usual.variant)
    threshold = table.whole("threshold", usual.threshold, 0, 10**9)
    if len(table.problems.found) > before:
        return usual
    return MoneyRules(rule, variant, rights, threshold, turnout, sigma, phi, kappa, floor, ceiling)


def _read_share(table: Table, key: str, otherwise: Fraction) -> Fraction:
    share = table.fraction(key, otherwise)
    if share > ALL:
        table.problems.add(table.place(key), "above_all", value=str(share))
        return otherwise
    return share


def _read_kappa(table: Table, otherwise: Fraction | None) -> Fraction | None:
    if table.values.get("kappa") in NO_CEILING:
        return None
    kappa = table.fraction("kappa", otherwise or ALL)
    if kappa < ALL:
        table.problems.add(table.place("kappa"), "below_one", value=str(kappa))
    return kappa


def read_formulas(
    table: Table, areas: Sequence[VotingArea], lines: Sequence[BaseLine]
) -> tuple[BaseFormula, ...]:
    """Return the formulas written as `[base_formula.SECTOR]`.

    A sector has either a formula or amounts per buurt in the base file.
    """
    with_amounts = {line.sector for line in lines if line.amount_cents is not None}
    buurten = [buurt for area in areas for buurt in area.buurten]
    formulas: dict[Sector, BaseFormula] = {}
    for key in table.values:
        sector = SECTORS.get(key)
        if sector is None:
            table.problems.add_unknown(table.place(key), "unknown_choice", key, SECTORS)
        elif sector in with_amounts or sector in formulas:
            table.problems.add(table.place(key), "formula_and_amounts", value=key)
        elif formula := _read_formula(table.table(key), sector, buurten):
            formulas[sector] = formula
    return tuple(formulas.values())


def _read_formula(table: Table, sector: Sector, buurten: Sequence[Buurt]) -> BaseFormula | None:
    table.check_keys("budget", "floor", "resident_share", "guarantee")
    before = len(table.problems.found)
    budget = table.amount("budget")
    floor = table.amount("floor")
    share = _read_share(table, "resident_share", ALL)
    guarantee = table.amount("guarantee") if table.has("guarantee") else 0
    if len(table.problems.found) > before or not all(is_slug(one.slug) for one in buurten):
        return None
    sources = buurten[0].sources if buurten else Sources()
    try:
        return BaseFormula(
            sector=sector,
            budget_cents=budget,
            floor_cents=floor,
            resident_share=share,
            buurten=tuple(BuurtNeed(one.slug, one.population, one.need_index) for one in buurten),
            guarantee_cents=guarantee,
            population_source=_describe(sources.population),
            need_source=_describe(sources.need),
        )
    except FloorsExceedBudget as refused:
        facts = {"floors_cents": refused.floors_cents, "budget_cents": refused.budget_cents}
        table.problems.add(table.place("floor"), "floors_exceed_budget", **facts)
    except InvalidMoneyInput as refused:
        table.problems.add(table.place(), "bad_formula", value=refused.value)
    return None


def _describe(source: Source | None) -> str:
    return f"{source.title} ({source.as_of.isoformat()})" if source else ""
