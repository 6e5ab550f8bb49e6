"""The results report as data: the same facts for the page, the sheet, JSON and CSV."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import format_time
from voting.db.session import Stores
from voting.domain.money_json import to_json
from voting.domain.results import RoundResult
from voting.domain.rounds import Phase
from voting.services.results_report import ReportFacts, gather_facts
from voting.services.round_state import RoundState
from voting.web.story import AreaCount, Story, count_areas, read_story

FORMAT = "buurtrechten/report/v1"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report is made of."""

    state: RoundState
    result: RoundResult
    story: Story
    facts: ReportFacts

    @property
    def counts(self) -> dict[str, AreaCount]:
        """Return what was counted, by voting area."""
        return count_areas(self.state, self.story)

    @property
    def final(self) -> bool:
        """Tell whether the result is final; before that it is provisional."""
        return self.state.phase is Phase.FINAL


def gather_report(stores: Stores, state: RoundState, result: RoundResult) -> Report:
    """Put a report together from the record, the log and the register."""
    return Report(state, result, read_story(stores, state), gather_facts(stores, state, result))


def write_facts(report: Report) -> dict[str, Any]:
    """Return the report as JSON values; where fewer than ten voted, none of their numbers."""
    plan, facts = report.state.plan, report.facts
    rule = plan.regulation
    return {
        "format": FORMAT,
        "round": {
            "id": b64(report.state.id),
            "slug": report.state.slug,
            "title": {"nl": plan.title.nl, "en": plan.title.en},
            "municipality": plan.municipality.name,
            "status": "final" if report.final else "provisional",
            "opens": format_time(plan.times.opens),
            "closes": format_time(plan.times.closes),
            "checking_until": format_time(plan.times.checking_until),
            "regulation": rule.reference if rule else "",
            "regulation_ceiling_cents": rule.ceiling_cents if rule else 0,
            "regulation_decided": rule.decision_date.isoformat() if rule else "",
        },
        "marks": {
            "software": facts.software,
            "setup": report.state.setup_hash.hex() if report.state.setup_hash else "",
            "rules": facts.rules_hash,
            "result": facts.result_hash,
            "log_entries": facts.entries,
            "log_root": facts.root,
            "corrections": len(report.story.list_all("correction")),
        },
        "course": [
            {"act": one.act, "phase": one.phase, "at": format_time(one.at)} for one in facts.course
        ],
        "counts": [_write_count(one, plan.rights) for one in report.counts.values()],
        "rules": {"threshold": plan.money.threshold, "rights": plan.rights},
        "preferences": [
            {"buurt": one.buurt, "initiatives": list(one.initiatives)} for one in plan.preferences
        ],
        "checks": {one.name: int(one.holds) for one in facts.checks},
        "reports": {
            "all": facts.complaints,
            "proven": facts.proven,
            "answered": facts.answered,
        },
        "record": to_json(report.result),
    }


def flatten_facts(facts: Mapping[str, Any]) -> Iterator[list[str]]:
    """Give every value of the report on a row of its own: where it stands, and the value."""
    yield ["path", "value"]
    yield from _flatten("", facts)


def _flatten(path: str, value: Any) -> Iterator[list[str]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _flatten(f"{path}.{key}" if path else str(key), part)
    elif isinstance(value, list):
        for number, part in enumerate(value, 1):
            yield from _flatten(f"{path}.{_name_row(part, number)}", part)
    else:
        yield [path, str(value)]


def _name_row(part: Any, number: int) -> str:
    """Name a row by what it is about, so that a path stays the same when the order changes."""
    if isinstance(part, Mapping):
        for key in ("id", "buurt", "name", "area"):
            if key in part:
                return (
                    f"{part[key]}-{part['sector']}"
                    if key == "buurt" and "sector" in part
                    else (str(part[key]))
                )
    return str(number)


def _write_count(count: AreaCount, rights: int) -> dict[str, Any]:
    known = {
        "area": count.slug,
        "entitled": count.entitled,
        "replaced": count.replaced,
        "opened": int(count.opened),
        "closed_because": count.skipped,
        "few": int(count.few),
    }
    if count.few:
        return known
    return known | {
        "voters": count.issued,
        "on_paper": count.paper if count.paper >= 0 else "1-9",
        "rights_issued": count.issued * rights,
        "slips": count.slips,
        "rights_used": count.on_plans,
        "rights_not_used": count.blanco,
        "unreadable": count.invalid,
    }
