"""The voting areas of set-up, by themselves: keys of their own, and enough residents."""

from typing import Any

from voting.ballotbox.encoding import unb64
from voting.ballotbox.verify.findings import Findings

FEWEST_ENTITLED = 200


def check_areas(setup: dict[str, Any], findings: Findings) -> None:
    """Check what the form of set-up leaves open, of a sound set-up entry.

    With one sealing key for two areas, opening the one would open the other; with few entitled
    residents a count can tell who voted what, unless the round says that it allows this.
    """
    seen: set[str] = set()
    for item in setup["areas"]:
        area = unb64(item["area"])
        if item["seal_key"] in seen:
            findings.add("setup", 0, "a sealing key of its own", item["slug"], area)
        seen.add(item["seal_key"])
        if item["entitled"] < FEWEST_ENTITLED and not setup["allow_small_areas"]:
            expected = f"at least {FEWEST_ENTITLED} entitled in {item['slug']}"
            findings.add("setup", 0, expected, item["entitled"], area)
