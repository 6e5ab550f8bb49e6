"""Set-up against the files it hashes, and the closing time against what the log says later."""

from typing import Any

from voting.ballotbox.errors import BallotboxError
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.reading import Bundle

_SHAPE_ERRORS = (BallotboxError, KeyError, TypeError, AttributeError, OSError)


def check_files_agree(setup: dict[str, Any], bundle: Bundle, findings: Findings) -> None:
    """Check that catalogue, rules and budgets speak of the round that set-up describes.

    The same round id, rights, areas, slugs, numbers of entitled and initiatives: else money
    could be divided by other numbers than those that were printed.
    """
    expected = {item["slug"]: item["entitled"] for item in setup["areas"]}
    ids = {item["area"]: item["slug"] for item in setup["areas"]}
    try:
        catalogue = bundle.load_json("catalogue.json")
        rules, budgets = bundle.load_json("rules.json"), bundle.load_json("budgets.json")
        pairs = {
            "catalogue.json round": (setup["round"], catalogue["round"]),
            "catalogue.json areas": (ids, {one["id"]: one["slug"] for one in catalogue["areas"]}),
            "rules.json rights": (setup["rights"], rules["rights"]),
            "budgets.json round_id": (setup["round"], budgets["round_id"]),
            "budgets.json entitled": (
                expected,
                {one["id"]: one["entitled"] for one in budgets["areas"]},
            ),
            "budgets.json initiatives": (
                sorted((ids[one["area"]], one["id"]) for one in catalogue["initiatives"]),
                sorted((a["id"], one["id"]) for a in budgets["areas"] for one in a["initiatives"]),
            ),
        }
    except _SHAPE_ERRORS as error:
        findings.add("files", 0, "catalogue.json, rules.json and budgets.json", repr(error))
        return
    for name, (wanted, found) in pairs.items():
        if wanted != found:
            findings.add("setup", 0, f"{name} {wanted}", found)


class TimesChecker:
    """Takes what the log says of the closing time: it only moves later, and before it passes.

    Times of the log compare as text: they all have one form.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._closes = ""

    def take_setup(self, entry: dict[str, Any]) -> None:
        """Take the closing time of set-up."""
        self._closes = entry["closes"]

    def take_extension(self, number: int, entry: dict[str, Any]) -> None:
        """Take a notice that extends it."""
        if entry["at"] >= self._closes:
            self._findings.add("times", number, f"before {self._closes}", entry["at"])
        if entry["closes"] <= self._closes:
            self._findings.add("times", number, f"later than {self._closes}", entry["closes"])
        self._closes = max(self._closes, entry["closes"])

    def take_close(self, number: int, entry: dict[str, Any]) -> None:
        """Take the close: never early."""
        if entry["at"] < self._closes:
            self._findings.add("times", number, f"not before {self._closes}", entry["at"])
