"""The application counts and pays, the verifier checks from the published files alone.

They share the formats and the primitives, not the counting and not the money: the verifier
checks a certificate, the application divides.
"""

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.services.generated import write_drawn_round
from voting.ballotbox.encoding import b64
from voting.ballotbox.verify import verify_bundle

PARTS = 10
ROUNDS = int(os.environ.get("DRAWN_ROUNDS", "1000"))


@pytest.mark.parametrize("part", range(PARTS))
def test_application_and_verifier_agree_on_drawn_rounds(part: int, tmp_path: Path) -> None:
    for number in range(part, ROUNDS, PARTS):
        folder = tmp_path / str(number)
        drawn = write_drawn_round(Random(number), folder)
        report = verify_bundle(folder)
        assert report.sound, (number, report.findings)
        assert report.money_checked
        for area in report.areas.values():
            assert area.opened == (area.slug in drawn.rights), (number, b64(area.area))
            if area.opened:
                assert Counter(area.rights) == Counter(drawn.rights[area.slug]), number
                assert area.blanco == drawn.blanco[area.slug], number
                assert len(area.invalid) == drawn.invalid[area.slug], number


def test_the_verifier_would_notice_one_cent(tmp_path: Path) -> None:
    """The comparison can fail: moved money is found by the certificate, not by a hash alone."""
    changed = 0
    for number in range(20):
        folder = tmp_path / str(number)
        write_drawn_round(Random(number), folder)
        result = folder / "result.json"
        content = result.read_bytes()
        other = content.replace(b'"payout_cents":1', b'"payout_cents":2', 1)
        result.write_bytes(other)
        found = {finding.check for finding in verify_bundle(folder).findings}
        assert any(check.startswith("money") for check in found) == (other != content), number
        changed += other != content
    assert changed
