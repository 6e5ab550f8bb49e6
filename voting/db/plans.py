"""Saving a round's plan as rows and loading it again, without loss.

`position` columns keep the order of the round file. A withdrawal during voting is a row of its
own, since the plan itself is frozen by then; it is merged in when the plan is loaded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.base import AreaId, RegisterBase, RoundId
from voting.db.models import plan as tables
from voting.db.models.rounds import Area, Round, Withdrawal
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

Row = TypeVar("Row", bound=RegisterBase)

_TEXTS = ("title", "summary", "description", "feasibility", "upkeep")
_FACTS = ("id", "buurt", "theme", "group", "ask_cents", "minimum_cents", "ready")


def save_plan(
    session: Session,
    round_id: RoundId,
    area_ids: Mapping[str, AreaId],
    plan: RoundPlan,
    at: datetime,
) -> None:
    """Add a new round with its whole plan; `area_ids` gives each voting area's id by slug.

    Raises IntegrityError when the database finds a fault, such as a minimum above its ask.
    """
    session.add(_write_round(round_id, plan, at))
    session.flush()
    for rows in (
        _write_areas(round_id, area_ids, plan),
        _write_buurten(round_id, area_ids, plan),
        _write_themes(round_id, plan),
        _write_initiatives(round_id, plan),
        _write_details(round_id, plan),
        _write_formulas(round_id, plan),
        _write_needs(round_id, plan),
    ):
        session.add_all(rows)
        session.flush()


def load_plan(session: Session, round_id: RoundId) -> RoundPlan:
    """Return the plan of a round as it was saved, with later withdrawals marked.

    The times are those in force. Raises LookupError when there is no such round.
    """
    row = session.get(Round, round_id)
    if row is None:
        raise LookupError("no such round")
    return RoundPlan(
        slug=row.slug,
        title=Text(row.title_nl, row.title_en),
        municipality=Municipality(row.municipality_name, row.municipality_code, row.division_year),
        times=RoundTimes(row.opens_at, row.closes_at, row.results_on, row.checking_until),
        regulation=_read_regulation(row),
        contact=Contact(row.contact_phone, Text(row.contact_desk_nl, row.contact_desk_en)),
        voting_areas=_read_areas(session, round_id),
        themes=_read_themes(session, round_id),
        initiatives=_read_initiatives(session, round_id),
        money=_read_money(session, round_id),
        base_lines=_read_base_lines(session, round_id),
        base_formulas=_read_formulas(session, round_id),
        preferences=_read_preferences(session, round_id),
        refusal_grounds=tuple(
            Text(ground.text_nl, ground.text_en)
            for ground in _list(session, tables.RefusalGround, round_id)
        ),
        reissue_cap=row.reissue_cap,
        allow_small_areas=row.allow_small_areas,
        seal=SealRule(row.seal_threshold, row.seal_shares),
    )


def _write_round(round_id: RoundId, plan: RoundPlan, at: datetime) -> Round:
    regulation = plan.regulation
    return Round(
        id=round_id,
        slug=plan.slug,
        created_at=at,
        title_nl=plan.title.nl,
        title_en=plan.title.en,
        municipality_name=plan.municipality.name,
        municipality_code=plan.municipality.cbs_code,
        division_year=plan.municipality.division_year,
        opens_at=plan.times.opens,
        closes_at=plan.times.closes,
        results_on=plan.times.results_on,
        checking_until=plan.times.checking_until,
        regulation_reference=regulation.reference if regulation else None,
        regulation_ceiling_cents=regulation.ceiling_cents if regulation else None,
        regulation_decided_on=regulation.decision_date if regulation else None,
        regulation_url=regulation.url if regulation else "",
        contact_phone=plan.contact.phone,
        contact_desk_nl=plan.contact.desk.nl,
        contact_desk_en=plan.contact.desk.en,
        reissue_cap=plan.reissue_cap,
        allow_small_areas=plan.allow_small_areas,
        seal_threshold=plan.seal.threshold,
        seal_shares=plan.seal.shares,
    )


def _write_areas(
    round_id: RoundId, area_ids: Mapping[str, AreaId], plan: RoundPlan
) -> Iterable[Area]:
    for position, area in enumerate(plan.voting_areas):
        yield Area(
            id=area_ids[area.slug],
            round_id=round_id,
            position=position,
            slug=area.slug,
            name=area.name,
            pot_cents=area.pot_cents,
        )


def _write_buurten(
    round_id: RoundId, area_ids: Mapping[str, AreaId], plan: RoundPlan
) -> Iterable[tables.Buurt]:
    pairs = [(area.slug, buurt) for area in plan.voting_areas for buurt in area.buurten]
    for position, (area, buurt) in enumerate(pairs):
        population, need = buurt.sources.population, buurt.sources.need
        yield tables.Buurt(
            round_id=round_id,
            area_id=area_ids[area],
            position=position,
            slug=buurt.slug,
            name=buurt.name,
            population=buurt.population,
            need_index=buurt.need_index,
            key_weight=buurt.key_weight,
            cbs_code=buurt.cbs_code,
            population_source=population.title if population else None,
            population_on=population.as_of if population else None,
            need_source=need.title if need else None,
            need_on=need.as_of if need else None,
        )


def _write_themes(round_id: RoundId, plan: RoundPlan) -> Iterable[tables.Theme]:
    for position, theme in enumerate(plan.themes):
        yield tables.Theme(
            round_id=round_id,
            position=position,
            slug=theme.slug,
            name_nl=theme.name.nl,
            name_en=theme.name.en,
            listed_by=theme.listed_by.value,
            priority=theme.priority,
        )


def _write_initiatives(round_id: RoundId, plan: RoundPlan) -> Iterable[tables.Initiative]:
    for position, one in enumerate(plan.initiatives):
        yield tables.Initiative(
            round_id=round_id,
            position=position,
            sector=one.sector.value,
            origin=one.origin.value,
            provider=one.provider.value,
            listing=one.listing.value,
            **{name: getattr(one, name) for name in _FACTS},
            **_write_texts({name: getattr(one, name) for name in _TEXTS}),
        )


def _write_details(round_id: RoundId, plan: RoundPlan) -> Iterable[RegisterBase]:
    """Give the rows that hang on initiatives and buurten, and the money rules."""
    for one in plan.initiatives:
        for position, earlier in enumerate(one.linked_from):
            yield tables.InitiativeLink(
                round_id=round_id, initiative_id=one.id, position=position, earlier_id=earlier
            )
    for position, line in enumerate(plan.base_lines):
        yield tables.BaseLine(
            round_id=round_id,
            position=position,
            buurt=line.buurt,
            sector=line.sector.value,
            amount_cents=line.amount_cents,
            provider=line.provider.value if line.provider else None,
            provider_name=line.provider_name,
            **_write_texts({"service": line.service}),
        )
    for position, preference in enumerate(plan.preferences):
        for rank, initiative in enumerate(preference.initiatives):
            yield tables.Preference(
                round_id=round_id,
                position=position,
                rank=rank,
                buurt=preference.buurt,
                initiative_id=initiative,
            )
    for position, ground in enumerate(plan.refusal_grounds):
        yield tables.RefusalGround(
            round_id=round_id, position=position, **_write_texts({"text": ground})
        )
    money = asdict(plan.money)
    yield tables.MoneyRules(
        round_id=round_id,
        rule=str(money.pop("rule")),
        variant=str(money.pop("variant")),
        **money,
    )


def _write_formulas(round_id: RoundId, plan: RoundPlan) -> Iterable[tables.BaseFormula]:
    for position, formula in enumerate(plan.base_formulas):
        yield tables.BaseFormula(
            round_id=round_id,
            position=position,
            sector=str(formula.sector),
            budget_cents=formula.budget_cents,
            floor_cents=formula.floor_cents,
            resident_share=formula.resident_share,
            guarantee_cents=formula.guarantee_cents,
            population_source=formula.population_source,
            need_source=formula.need_source,
        )


def _write_needs(round_id: RoundId, plan: RoundPlan) -> Iterable[tables.BaseNeed]:
    for number, formula in enumerate(plan.base_formulas):
        for position, need in enumerate(formula.buurten):
            yield tables.BaseNeed(
                round_id=round_id,
                formula=number,
                position=position,
                buurt=need.buurt,
                population=need.population,
                need_index=need.need_index,
            )


def _write_texts(texts: Mapping[str, Text]) -> dict[str, str]:
    return {
        f"{name}_{language}": getattr(text, language)
        for name, text in texts.items()
        for language in ("nl", "en")
    }


def _read_text(row: Any, name: str) -> Text:
    return Text(getattr(row, f"{name}_nl"), getattr(row, f"{name}_en"))


def _list(session: Session, table: type[Row], round_id: RoundId) -> Sequence[Row]:
    """Return the rows of a round in the order of the primary key, or of `position`."""
    columns = table.__table__.columns
    keys: list[Any] = [key for key in table.__table__.primary_key if key.name != "round_id"]
    if "position" in columns and columns["position"] not in keys:
        keys = [columns["position"]]
    query = select(table).where(columns["round_id"] == round_id).order_by(*keys)
    return session.scalars(query).all()


def _read_regulation(row: Round) -> Regulation | None:
    reference, ceiling, decided = (
        row.regulation_reference,
        row.regulation_ceiling_cents,
        row.regulation_decided_on,
    )
    if reference is None or ceiling is None or decided is None:
        return None
    return Regulation(reference, ceiling, decided, row.regulation_url)


def _read_areas(session: Session, round_id: RoundId) -> tuple[VotingArea, ...]:
    buurten = _list(session, tables.Buurt, round_id)
    return tuple(
        VotingArea(
            area.slug,
            area.name,
            area.pot_cents,
            tuple(_read_buurt(buurt) for buurt in buurten if buurt.area_id == area.id),
        )
        for area in _list(session, Area, round_id)
    )


def _read_buurt(row: tables.Buurt) -> Buurt:
    population = _read_source(row.population_source, row.population_on)
    sources = Sources(population, _read_source(row.need_source, row.need_on))
    return Buurt(
        row.slug,
        row.name,
        row.population,
        row.need_index,
        row.key_weight,
        row.cbs_code,
        sources,
    )


def _read_source(title: str | None, on: Any) -> Source | None:
    return None if title is None else Source(title, on)


def _read_themes(session: Session, round_id: RoundId) -> tuple[Theme, ...]:
    return tuple(
        Theme(row.slug, _read_text(row, "name"), ListedBy(row.listed_by), row.priority)
        for row in _list(session, tables.Theme, round_id)
    )


def _read_initiatives(session: Session, round_id: RoundId) -> tuple[Initiative, ...]:
    links: dict[str, list[str]] = {}
    for link in _list(session, tables.InitiativeLink, round_id):
        links.setdefault(link.initiative_id, []).append(link.earlier_id)
    withdrawn = {row.initiative_id for row in _list(session, Withdrawal, round_id)}
    found = (
        _read_initiative(row, tuple(links.get(row.id, ())))
        for row in _list(session, tables.Initiative, round_id)
    )
    return tuple(
        replace(one, listing=Listing.WITHDRAWN) if one.id in withdrawn else one for one in found
    )


def _read_initiative(row: tables.Initiative, linked_from: tuple[str, ...]) -> Initiative:
    texts: dict[str, Any] = {name: _read_text(row, name) for name in _TEXTS}
    return Initiative(
        sector=Sector(row.sector),
        origin=Origin(row.origin),
        provider=Provider(row.provider),
        listing=Listing(row.listing),
        linked_from=linked_from,
        **{name: getattr(row, name) for name in _FACTS},
        **texts,
    )


def _read_money(session: Session, round_id: RoundId) -> MoneyRules:
    row = session.get_one(tables.MoneyRules, round_id)
    return MoneyRules(
        rule=Rule(row.rule),
        variant=Variant(row.variant),
        rights=row.rights,
        threshold=row.threshold,
        target_turnout=row.target_turnout,
        sigma=row.sigma,
        phi=row.phi,
        kappa=row.kappa,
        minimum_share_floor=row.minimum_share_floor,
        minimum_share_ceiling=row.minimum_share_ceiling,
    )


def _read_base_lines(session: Session, round_id: RoundId) -> tuple[BaseLine, ...]:
    return tuple(
        BaseLine(
            row.buurt,
            Sector(row.sector),
            row.amount_cents,
            _read_text(row, "service"),
            None if row.provider is None else Provider(row.provider),
            row.provider_name,
        )
        for row in _list(session, tables.BaseLine, round_id)
    )


def _read_formulas(session: Session, round_id: RoundId) -> tuple[BaseFormula, ...]:
    needs: dict[int, list[BuurtNeed]] = {}
    for need in _list(session, tables.BaseNeed, round_id):
        needs.setdefault(need.formula, []).append(
            BuurtNeed(need.buurt, need.population, need.need_index)
        )
    return tuple(
        BaseFormula(
            sector=row.sector,
            budget_cents=row.budget_cents,
            floor_cents=row.floor_cents,
            resident_share=row.resident_share,
            buurten=tuple(needs.get(row.position, ())),
            guarantee_cents=row.guarantee_cents,
            population_source=row.population_source,
            need_source=row.need_source,
        )
        for row in _list(session, tables.BaseFormula, round_id)
    )


def _read_preferences(session: Session, round_id: RoundId) -> tuple[OfficialPreference, ...]:
    lists: dict[int, list[tables.Preference]] = {}
    for row in _list(session, tables.Preference, round_id):
        lists.setdefault(row.position, []).append(row)
    return tuple(
        OfficialPreference(rows[0].buurt, tuple(row.initiative_id for row in rows))
        for rows in lists.values()
    )
