"""How rounds, areas, initiatives and results are written for programs: camelCase, UTC, cents."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import url_for

from voting.domain.areas import Buurt, Source, VotingArea
from voting.domain.initiatives import Initiative
from voting.domain.rounds import Regulation
from voting.domain.texts import Text
from voting.domain.themes import Theme
from voting.services.round_state import RoundState
from voting.web import current_settings

Json = dict[str, Any]


def write_link(view: str, **values: Any) -> str:
    """Return the whole address of a thing, below our own."""
    return current_settings().public_url + url_for(f"api.{view}", **values)


def write_round_briefly(state: RoundState) -> Json:
    """Write a round as lists show it."""
    plan = state.plan
    return {
        "round": state.slug,
        "title": write_text(plan.title),
        "municipality": plan.municipality.name,
        "phase": state.phase.value,
        "opens": write_moment(plan.times.opens),
        "closes": write_moment(plan.times.closes),
        "resultsOn": write_moment(plan.times.results_on),
        "href": write_link("show_round", round=state.slug),
    }


def write_round(state: RoundState, corrections: int) -> Json:
    """Write all that the council decided about a round."""
    plan = state.plan
    return write_round_briefly(state) | {
        "municipalityCode": plan.municipality.cbs_code,
        "checkingUntil": write_moment(plan.times.checking_until),
        "rights": plan.rights,
        "rule": plan.money.rule.value,
        "setupHash": state.setup_hash.hex() if state.setup_hash else None,
        "sealKeyOrigin": state.seal_key_origin,
        "regulation": _write_regulation(plan.regulation),
        "themes": [_write_theme(theme) for theme in plan.themes],
        "refusalGrounds": [write_text(ground) for ground in plan.refusal_grounds],
        "corrections": corrections,
    }


def write_area(state: RoundState, area: VotingArea, issued: int | None) -> Json:
    """Write a voting area; `issued` as it was published."""
    return {
        "area": area.slug,
        "name": area.name,
        "potCents": area.pot_cents,
        "entitled": state.entitled.get(area.slug) if state.setup_hash else None,
        "issued": issued,
        "buurten": [_write_buurt(buurt) for buurt in area.buurten],
        "href": write_link("show_area", round=state.slug, area=area.slug),
    }


def write_initiative(state: RoundState, area: VotingArea, one: Initiative) -> Json:
    """Write an initiative of the list."""
    return {
        "initiative": one.id,
        "area": area.slug,
        "buurt": one.buurt,
        "sector": one.sector.value,
        "theme": one.theme,
        "group": one.group,
        "origin": one.origin.value,
        "provider": one.provider.value,
        "title": write_text(one.title),
        "summary": write_text(one.summary),
        "description": write_text(one.description),
        "upkeep": write_text(one.upkeep),
        "askCents": one.ask_cents,
        "minimumCents": one.minimum_cents,
        "ready": one.ready,
        "linkedFrom": list(one.linked_from),
        "listing": one.listing.value,
        "href": write_link("show_initiative", round=state.slug, initiative=one.id),
    }


def write_page(items: Sequence[Json], page: int, size: int) -> Json:
    """Write one page of a list."""
    start = (page - 1) * size
    shown = list(items[start : start + size])
    return {"items": shown, "page": page, "pageSize": size, "total": len(items)}


def write_names(value: Any) -> Any:
    """Return JSON with every name of a member in camelCase."""
    if isinstance(value, Mapping):
        return {_write_name(name): write_names(member) for name, member in value.items()}
    if isinstance(value, list):
        return [write_names(member) for member in value]
    return value


def write_text(text: Text) -> Json:
    """Write a text in both languages; one of them may be empty."""
    return {"nl": text.nl, "en": text.en}


def write_moment(moment: datetime) -> str:
    """Write a moment in UTC (RFC 3339)."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _write_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _write_regulation(regulation: Regulation | None) -> Json | None:
    if regulation is None:
        return None
    return {
        "reference": regulation.reference,
        "ceilingCents": regulation.ceiling_cents,
        "decisionDate": regulation.decision_date.isoformat(),
        "url": regulation.url,
    }


def _write_theme(theme: Theme) -> Json:
    return {
        "theme": theme.slug,
        "name": write_text(theme.name),
        "listedBy": theme.listed_by.value,
        "priority": theme.priority,
    }


def _write_buurt(buurt: Buurt) -> Json:
    return {
        "buurt": buurt.slug,
        "name": buurt.name,
        "cbsCode": buurt.cbs_code,
        "population": buurt.population,
        "populationSource": _write_source(buurt.sources.population),
        "needIndex": buurt.need_index,
        "needSource": _write_source(buurt.sources.need),
        "keyWeight": buurt.key_weight,
    }


def _write_source(source: Source | None) -> Json | None:
    return None if source is None else {"title": source.title, "asOf": source.as_of.isoformat()}
