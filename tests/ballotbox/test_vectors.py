"""The published vectors: they are what the code makes, and the verifier judges them as they say."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.ballotbox import make_vectors
from tests.ballotbox.make_vectors import FOLDER
from voting.ballotbox import canonical, codes, keys
from voting.ballotbox.encoding import unb64
from voting.ballotbox.errors import CodeMistyped, KeyUnacceptable, Malformed
from voting.ballotbox.sealing import check_seal_key, unpad_choice
from voting.ballotbox.verify import verify_bundle
from voting.ballotbox.verify.personal import check_my, check_receipt

GOOD = json.loads((FOLDER / "good.json").read_text("utf-8"))
BAD = json.loads((FOLDER / "bad.json").read_text("utf-8"))
ROOT = Path(__file__).parents[2]
CHECKS = {
    "schema", "order", "tree", "checkpoint", "setup", "roll", "issue-signature",
    "issue-commitment", "issue-double", "token", "slip-signature", "slip-duplicate",
    "slip-order", "close-counts", "opening-key", "tally", "invalid-slip", "money", "files",
    "reissue", "turnout", "stuffing", "times", "money-frozen", "money-initiative",
}  # fmt: skip


def read(folder):
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in paths}


def test_the_files_are_what_the_code_makes(tmp_path):
    make_vectors.make_vectors(tmp_path)
    assert read(tmp_path) == read(FOLDER)


def test_the_good_bundle_is_sound_with_its_keys_pinned():
    report = verify_bundle(FOLDER / "bundle", FOLDER / "bundle" / "keys.json")
    assert report.sound
    assert report.pinned
    assert report.money_checked
    assert report.entries == GOOD["bundle"]["entries"]


@pytest.mark.parametrize("case", BAD["bundles"], ids=lambda case: case["name"])
def test_a_bad_bundle_has_the_finding_that_it_names(case, tmp_path):
    folder = tmp_path / "bundle"
    shutil.copytree(FOLDER / "bundle", folder)
    for name, edit in case["edits"].items():
        if edit is None:
            (folder / name).unlink()
            continue
        before = (folder / name).read_bytes() if (folder / name).exists() else b""
        end = edit["at"] + edit["remove"]
        (folder / name).write_bytes(before[: edit["at"]] + unb64(edit["insert"]) + before[end:])
    report = verify_bundle(folder)
    found = {(finding.check, finding.entry) for finding in report.findings}
    assert (case["check"], case["entry"]) in found


def test_every_check_has_a_bad_bundle():
    assert {case["check"] for case in BAD["bundles"]} == CHECKS


def test_every_check_of_the_verifier_is_described_in_the_protocol():
    sources = (ROOT / "voting/ballotbox/verify").glob("*.py")
    text = "".join(path.read_text("utf-8") for path in sources)
    used = set(re.findall(r'(?:\.add|warn|refuse|Finding)\(\s*"([a-z-]+)"', text))
    table = (ROOT / "docs/protocol.md").read_text("utf-8").partition("| check | what it says |")[2]
    described = set(re.findall(r"`([a-z-]+)`", table))
    assert used - {"money"} <= described
    assert CHECKS - {"money-frozen", "money-initiative"} <= described


def test_the_good_receipt_and_card_find_their_slips(tmp_path):
    receipt, card = tmp_path / "receipt", tmp_path / "card"
    receipt.write_text(GOOD["receipt"], "utf-8")
    card.write_text(GOOD["card"], "utf-8")
    bundle = FOLDER / "bundle"
    for report in (check_receipt(bundle, receipt), check_my(bundle, card, GOOD["code"]["code"])):
        assert report.sound
        assert {slip.state for slip in report.slips} == {"counted"}
    assert {s.code for s in report.slips} == {one["slip_code"] for one in GOOD["slips"]["slips"]}


@pytest.mark.parametrize("case", BAD["receipts"], ids=lambda case: case["name"])
def test_a_bad_receipt_is_judged_as_it_says(case, tmp_path):
    path = tmp_path / "receipt"
    path.write_text(case["receipt"], "utf-8")
    report = check_receipt(FOLDER / "bundle", path)
    assert [slip.state for slip in report.slips] == case["states"]
    assert {finding.check for finding in report.findings} == {case["check"]} - {""}


def refuses(action, error, value):
    with pytest.raises(error):
        action(value)


def test_bad_values_are_refused():
    for text in BAD["base64url"]:
        refuses(unb64, Malformed, text)
    for text in BAD["canonical_json"]:
        refuses(canonical.load, Malformed, text.encode())
    for text in BAD["codes"]:
        refuses(codes.parse_code, CodeMistyped, text)
    for key in BAD["ed25519_keys"]:
        refuses(keys.check_public_key, KeyUnacceptable, bytes.fromhex(key))
    for key in BAD["x25519_keys"]:
        refuses(check_seal_key, KeyUnacceptable, bytes.fromhex(key))
    for choice in BAD["padded_choices"]:
        assert unpad_choice(bytes.fromhex(choice)) is None


def test_good_values_are_accepted():
    for text in GOOD["canonical_json"]:
        assert canonical.dump(canonical.load(text.encode())) == text.encode()
    assert codes.parse_code(GOOD["code"]["typed"]) == GOOD["code"]["code"]
