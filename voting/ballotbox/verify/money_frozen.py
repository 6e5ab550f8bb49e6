"""Check that the frozen files tell one story: set-up, catalogue and money of the same round.

`rules.json` and `budgets.json` hold what the division uses, `catalogue.json` what residents read.
"""

from collections.abc import Iterator
from typing import Any

from voting.ballotbox.errors import Malformed
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.money_schema import BUDGETS, RULES, compare, find_misfits, show
from voting.ballotbox.verify.reading import Bundle

Finding = tuple[str, str, str, str]
SHOWN = ("buurt", "sector", "theme", "ask_cents", "minimum_cents")


def check_frozen_files(setup: dict[str, Any], bundle: Bundle, findings: Findings) -> None:
    """Note where residents read other facts than the money uses; see `check_frozen`."""
    try:
        names = ("catalogue", "rules", "budgets")
        files = {name: bundle.load_json(f"{name}.json") for name in names}
    except (Malformed, OSError):
        return
    for check, where, expected, got in check_frozen(setup, files.pop("catalogue"), files):
        findings.add(check, 0, f"{where}: {expected}", got)


def check_frozen(setup: dict[str, Any], catalogue: Any, inputs: Any) -> Iterator[Finding]:
    """Yield where the money differs from the `setup` entry or from the catalogue.

    `setup` is a log entry of the right form, the others are parsed JSON of any shape; inputs
    of another shape are left to `check_money`.
    """
    if any(find_misfits({"rules": RULES, "budgets": BUDGETS}, inputs, "inputs")):
        return
    rules, budgets = inputs["rules"], inputs["budgets"]
    yield from compare("money-frozen", "round_id", setup["round"], budgets["round_id"])
    yield from compare("money-frozen", "rights", setup["rights"], rules["rights"])
    expected = {area["slug"]: area["entitled"] for area in setup["areas"]}
    got = {area["id"]: area["entitled"] for area in budgets["areas"]}
    for slug in sorted(expected.keys() | got.keys()):
        yield from compare(
            "money-frozen", f"areas.{slug}.entitled", expected.get(slug), got.get(slug)
        )
    slugs = {area["area"]: area["slug"] for area in setup["areas"]}
    yield from _check_plans(_list_plans(catalogue), slugs, budgets)


def _check_plans(
    shown: dict[str, dict[str, Any]], slugs: dict[str, str], budgets: dict[str, Any]
) -> Iterator[Finding]:
    for area in budgets["areas"]:
        for plan in area["initiatives"]:
            found = shown.pop(plan["id"], None)
            if found is None:
                yield "money-frozen", f"{plan['id']}", "in the catalogue", "missing"
                continue
            home = found.get("area")
            place = slugs.get(home) if isinstance(home, str) else None
            yield from compare("money-frozen", f"{plan['id']}.area", place, area["id"])
            for key in SHOWN:
                yield from compare("money-frozen", f"{plan['id']}.{key}", found.get(key), plan[key])
    for name in sorted(shown):
        yield "money-frozen", show(name), "in budgets.json", "missing"


def _list_plans(catalogue: Any) -> dict[str, dict[str, Any]]:
    rows = catalogue.get("initiatives") if isinstance(catalogue, dict) else None
    if not isinstance(rows, list):
        return {}
    plans = [row for row in rows if isinstance(row, dict)]
    return {row["id"]: row for row in plans if isinstance(row.get("id"), str)}
