"""The money of the log: hashes of result files, and their certificate in `money`."""

from typing import Any

from voting.ballotbox.encoding import b64
from voting.ballotbox.errors import Malformed
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.margins import find_margin
from voting.ballotbox.verify.money import check_money
from voting.ballotbox.verify.reading import Bundle

Tally = dict[str, dict[str, int]]


class MoneyChecker:
    """Takes what the money follows from, in log order, and checks the result at the end."""

    def __init__(self, bundle: Bundle, findings: Findings) -> None:
        self.checked = False
        self._bundle = bundle
        self._findings = findings
        self._slugs: dict[str, str] = {}
        self._seed: str | None = None
        self._tally: Tally | None = None
        self._withdrawn: set[str] = set()
        self._results: list[tuple[int, str, str]] = []

    def take_setup(self, entry: dict[str, Any]) -> None:
        """Take the areas of set-up: money names them by their slug."""
        self._slugs = {item["area"]: item["slug"] for item in entry["areas"]}

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
        """Take the hash of result.json."""
        self._results.append((number, "result.json", entry["sha256"]))

    def take_correction(self, number: int, entry: dict[str, Any]) -> None:
        """Take a correction: the tally changes, another result holds."""
        known = {found[0] for found in self._results}
        if entry["replaces"] not in known:
            self._findings.add("money", number, "an earlier result", entry["replaces"])
        self._results.append((number, f"result-{number}.json", entry["sha256"]))
        for item in entry["adjust"]:
            self._adjust(number, item)

    def finish(self) -> None:
        """Check the hash of every result, and the money of the one that holds."""
        for number, name, expected in self._results:
            found = self._bundle.hash_file(name)
            if found is None or b64(found) != expected:
                got = "missing" if found is None else b64(found)
                self._findings.add("files", number, f"{name} {expected}", got)
        if self._results:
            self._check_money(*self._results[-1][:2])

    def _adjust(self, number: int, item: dict[str, Any]) -> None:
        rights = (self._tally or {}).get(self._slugs.get(item["area"], ""), {})
        total = rights.get(item["initiative"], -1) + item["rights"]
        if item["initiative"] not in rights or total < 0:
            self._findings.add("money", number, "an initiative of the tally", item["initiative"])
            return
        rights[item["initiative"]] = total

    def _check_money(self, number: int, name: str) -> None:
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
            self._show_margins(result, inputs["rules"]["threshold"])

    def _show_margins(self, result: Any, threshold: int) -> None:
        by_slug = {area.slug: area for area in self._findings.areas.values()}
        for area in result["areas"]:
            facts = by_slug.get(area["id"])
            if facts is not None and facts.opened:
                facts.margin = find_margin(area, threshold)
