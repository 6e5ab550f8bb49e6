"""The money of the log: hashes of result files, and their certificate in `money`."""

from typing import Any

from voting.ballotbox.encoding import b64
from voting.ballotbox.errors import Malformed
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.money import check_money
from voting.ballotbox.verify.money_margin import find_smallest_margin
from voting.ballotbox.verify.reading import Bundle

Tally = dict[str, dict[str, int]]


class MoneyChecker:
    """Takes what the money follows from, in log order, and checks every result as it comes.

    `checked` tells whether the money of the last one could be computed again.
    """

    def __init__(self, bundle: Bundle, findings: Findings) -> None:
        self.checked = False
        self._bundle = bundle
        self._findings = findings
        self._slugs: dict[str, str] = {}
        self._seed: str | None = None
        self._tally: Tally | None = None
        self._withdrawn: set[str] = set()
        self._results: set[int] = set()
        self._rights = 0

    def take_setup(self, entry: dict[str, Any]) -> None:
        """Take the areas of set-up: money names them by their slug."""
        self._slugs = {item["area"]: item["slug"] for item in entry["areas"]}
        self._rights = entry["rights"]

    def take_seed(self, seed: str) -> None:
        """Take the words of the public draw."""
        self._seed = seed

    def take_withdrawal(self, initiative: str) -> None:
        """Take an initiative that was withdrawn by a notice."""
        self._withdrawn.add(initiative)

    def take_tally(self, entry: dict[str, Any]) -> None:
        """Take the published tally, by area slug."""
        self._tally = {
            self._slugs[row["area"]]: {one["id"]: one["rights"] for one in row["initiatives"]}
            for row in entry["areas"]
            if row["area"] in self._slugs
        }

    def take_allocation(self, number: int, entry: dict[str, Any]) -> None:
        """Take the hash of result.json, and check that result."""
        self._check_result(number, "result.json", entry["sha256"])

    def take_correction(self, number: int, entry: dict[str, Any]) -> None:
        """Take a correction: the tally changes, another result holds, and is checked too."""
        if entry["replaces"] not in self._results:
            self._findings.add("money", number, "an earlier result", entry["replaces"])
        for item in entry["adjust"]:
            self._adjust(number, item)
        self._check_totals(number)
        self._check_result(number, f"result-{number}.json", entry["sha256"])

    def _adjust(self, number: int, item: dict[str, Any]) -> None:
        rights = (self._tally or {}).get(self._slugs.get(item["area"], ""), {})
        total = rights.get(item["initiative"], -1) + item["rights"]
        if item["initiative"] not in rights or total < 0:
            self._findings.add("money", number, "an initiative of the tally", item["initiative"])
            return
        rights[item["initiative"]] = total

    def _check_totals(self, number: int) -> None:
        """Check that no area has more rights than were issued there: a lost slip may count."""
        for area, facts in self._findings.areas.items():
            total = sum((self._tally or {}).get(facts.slug, {}).values())
            most = facts.issued * self._rights
            if total > most:
                self._findings.add("money", number, f"at most {most} rights", total, area)

    def _check_result(self, number: int, name: str, expected: str) -> None:
        """Check a result as of its own place in the log: later notices do not change it."""
        self._results.add(number)
        found = self._bundle.hash_file(name)
        if found is None or b64(found) != expected:
            got = "missing" if found is None else b64(found)
            self._findings.add("files", number, f"{name} {expected}", got)
        self._check_money(number, name)

    def _check_money(self, number: int, name: str) -> None:
        self.checked = False
        for facts in self._findings.areas.values():
            facts.margin = None
        try:
            inputs = {key: self._bundle.load_json(f"{key}.json") for key in ("rules", "budgets")}
            result = self._bundle.load_json(name)
        except (Malformed, OSError) as error:
            self._findings.add("money", number, f"{name}, rules.json and budgets.json", error)
            return
        self.checked = True
        found = check_money(inputs, self._tally or {}, self._seed, result, self._withdrawn)
        sound = True
        for check, where, expected, got in found:
            sound = False
            self._findings.add(check, number, f"{where}: {expected}", got)
        if sound:
            self._show_margins(result, inputs["rules"])

    def _show_margins(self, result: Any, rules: Any) -> None:
        by_slug = {area.slug: area for area in self._findings.areas.values()}
        for area in result["areas"]:
            facts = by_slug.get(area["id"])
            if facts is not None and facts.opened:
                facts.margin = find_smallest_margin(rules, area)
