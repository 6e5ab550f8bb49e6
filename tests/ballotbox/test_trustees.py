"""The trustees: shares on paper, and a ballot box that does not open too early."""

import itertools
import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.ballotbox import generated_round
from tests.ballotbox.generated_round import make_round
from voting.ballotbox import canonical, trustees
from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import make_notice
from voting.ballotbox.errors import BallotboxError, OpeningRefused, SharesRefused
from voting.ballotbox.sealing import derive_area_key
from voting.ballotbox.trustees import command as trustee_command
from voting.ballotbox.trustees.words import WORDS, explain

ROUND, AREAS = b"r" * 16, [b"a" * 16, b"b" * 16]


@pytest.fixture(scope="module")
def seeded():
    """A round that may be opened: closed, and the lot drawn."""
    return make_round(through="seed")


@pytest.fixture
def ids(tmp_path):
    path = tmp_path / "ids.json"
    areas = [{"area": b64(area), "slug": "a"} for area in AREAS]
    path.write_text(json.dumps({"round": b64(ROUND), "areas": areas, "threshold": 2, "shares": 3}))
    return path


def refusal(action, *arguments):
    with pytest.raises(BallotboxError) as caught:
        action(*arguments)
    error = caught.value
    assert isinstance(error, (SharesRefused, OpeningRefused))
    for language in ("nl", "en"):
        assert not re.search(r"[{}]", explain(error, language))
    return error.reason


@pytest.mark.parametrize(("threshold", "count"), [(2, 3), (3, 5)])
def test_any_enough_shares_give_the_secret_and_fewer_do_not(threshold, count):
    secret = bytes(range(32))
    shares = trustees.make_shares(secret, threshold, count)
    assert {len(share.split()) for share in shares} == {33}
    for some in itertools.combinations(shares, threshold):
        assert trustees.combine(some) == secret
    assert trustees.combine(shares) == secret
    for few in itertools.combinations(shares, threshold - 1):
        assert refusal(trustees.combine, few) == "shares-too-few"


def test_wrong_mixed_repeated_and_missing_shares_are_refused():
    one = trustees.make_shares(b"1" * 32, 2, 3)
    two = trustees.make_shares(b"2" * 32, 2, 3)
    assert refusal(trustees.combine, []) == "share-missing"
    assert refusal(trustees.combine, [one[0], one[0]]) == "shares-repeated"
    assert refusal(trustees.combine, [one[0], two[1]]) == "shares-mixed"
    words = one[0].split()
    words[7] = "zero" if words[7] != "zero" else "wrote"
    assert refusal(trustees.combine, [" ".join(words), one[1]]) == "share-unreadable"
    assert refusal(trustees.combine, ["hello there", one[1]]) == "share-unreadable"


def test_shares_of_another_round_do_not_fit_the_published_keys():
    public = {
        area: derive_area_key(b"1" * 32, ROUND, area).public_key().public_bytes_raw()
        for area in AREAS
    }
    assert len(trustees.match_area_keys(b"1" * 32, ROUND, public)) == 2
    assert refusal(trustees.match_area_keys, b"2" * 32, ROUND, public) == "keys-differ"


def test_make_writes_every_share_twice_and_the_public_keys(ids, tmp_path):
    folder = tmp_path / "made"
    paths = trustee_command.make(ids, folder)
    assert len(paths) == 1 + 2 * 3
    sheets = [path.read_text() for path in paths[1:]]
    assert [sheets[n] == sheets[n + 1] for n in (0, 2, 4)] == [True] * 3
    secret = trustees.combine([trustees.read_share(sheet) for sheet in sheets[:4:2]])
    assert secret == trustees.combine([trustees.read_share(sheet) for sheet in sheets[2::2]])
    public = json.loads(paths[0].read_text())
    assert public["seal_key_origin"] == "offline"
    key = derive_area_key(secret, ROUND, AREAS[1]).public_key().public_bytes_raw()
    assert public["areas"][1] == {"area": b64(AREAS[1]), "seal_key": b64(key)}
    assert {path.stat().st_mode & 0o777 for path in paths[1:]} == {0o600}
    assert secret.hex() not in paths[0].read_text()
    assert refusal(trustee_command.make, ids, folder) == "folder-not-empty"


def test_a_share_is_read_from_its_sheet_or_from_bare_words():
    share = trustees.make_shares(b"1" * 32, 2, 3)[0]
    assert trustees.read_share(trustees.write_share(share)) == share
    assert trustees.read_share(share.upper() + "\n") == share
    assert refusal(trustees.read_share, "1234 !") == "share-unreadable"


def test_rehearsing_says_whether_the_shares_open_the_round(ids, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    trustee_command.make(ids, one)
    trustee_command.make(ids, two, "en")
    mine = [one / "share-1-a.txt", one / "share-3-b.txt"]
    assert trustee_command.rehearse(one / "seal-keys.json", mine) == 2
    assert refusal(trustee_command.rehearse, two / "seal-keys.json", mine) == "keys-differ"
    (tmp_path / "broken.json").write_text("{")
    assert refusal(trustee_command.rehearse, tmp_path / "broken.json", mine) == "file-unreadable"


def test_the_command_says_what_is_wrong_in_the_readers_language(ids, tmp_path):
    program = [sys.executable, "-m", "voting.ballotbox.trustees"]

    def run(*arguments):
        return subprocess.run([*program, *arguments], capture_output=True, text=True, check=False)

    made = run("make", str(ids), str(tmp_path / "made"))
    assert (made.returncode, made.stderr) == (0, "")
    share = str(tmp_path / "made" / "share-1-a.txt")
    keys = str(tmp_path / "made" / "seal-keys.json")
    few = run("rehearse", keys, share)
    assert few.returncode == 1
    assert few.stderr.startswith("Te weinig delen")
    assert run("--language", "en", "rehearse", keys, share).stderr.startswith("Too few shares")
    other = str(tmp_path / "made" / "share-2-a.txt")
    assert run("rehearse", keys, share, other).stdout.startswith("Goed")


def write_shares(made, folder):
    folder.mkdir()
    paths = []
    for number, share in enumerate(trustees.make_shares(made.trustees_secret, 2, 3)):
        paths.append(folder / str(number))
        paths[-1].write_text(share)
    return paths


def test_trustees_combine_for_a_closed_and_seeded_round(seeded, tmp_path):
    bundle = seeded.write(tmp_path / "bundle")
    shares = write_shares(seeded, tmp_path / "shares")
    keys = trustee_command.combine_for_opening(bundle, shares[:2])
    expected = {
        b64(area.id): b64(seeded.area_key(area).private_bytes_raw()) for area in seeded.areas
    }
    assert {row["area"]: row["key"] for row in keys["areas"]} == expected
    assert refusal(trustee_command.combine_for_opening, bundle, shares[:1]) == "shares-too-few"
    output = tmp_path / "area-keys.json"
    arguments = ["combine", str(bundle), str(output), *map(str, shares[1:])]
    assert trustee_command.main(arguments) == 0
    assert json.loads(output.read_text()) == keys


def test_shares_of_another_round_do_not_open_this_one(seeded, tmp_path):
    other = make_round(seed="other", sizes={"noord": 1}, through="seed")
    shares = write_shares(other, tmp_path / "shares")
    bundle = seeded.write(tmp_path / "bundle")
    assert refusal(trustee_command.combine_for_opening, bundle, shares) == "keys-differ"


@pytest.mark.parametrize(("through", "reason"), [("slip", "not-closed"), ("close", "no-seed")])
def test_a_round_not_closed_or_not_seeded_is_not_opened(seeded, tmp_path, through, reason):
    keep = {"slip": [], "close": ["close"]}[through]
    generated_round.rewrite_after(seeded, keep).write(tmp_path / "bundle")
    assert refusal(trustees.check_bundle_before_opening, tmp_path / "bundle") == reason


def test_a_truncated_bundle_is_not_opened(seeded, tmp_path):
    folder = seeded.write(tmp_path / "bundle")
    path = folder / "log.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert refusal(trustees.check_bundle_before_opening, folder) == "bundle-unsound"
    assert refusal(trustees.check_bundle_before_opening, tmp_path) == "bundle-unusable"


def test_a_seed_that_no_checkpoint_signs_is_not_enough(seeded, tmp_path):
    size = len(seeded.entries()) - 1
    folder = seeded.write(tmp_path / "bundle", sizes=[1, size])
    assert refusal(trustees.check_bundle_before_opening, folder) == "bundle-unsound"


def test_the_bundle_of_another_log_is_not_opened_with_pinned_keys(seeded, tmp_path):
    folder = seeded.write(tmp_path / "bundle")
    other = make_round(seed="other", sizes={"noord": 1}, through="seed")
    pinned = other.write(tmp_path / "other") / "keys.json"
    assert refusal(trustees.check_bundle_before_opening, folder, pinned) == "bundle-unsound"
    own = folder / "keys.json"
    assert trustees.check_bundle_before_opening(folder, own).pinned


def test_an_annulled_round_is_not_opened(seeded, tmp_path):
    notice = make_notice(generated_round.CLOSES, "annul", "Ongeldig.", "Annulled.")
    lines = [*seeded.lines(), canonical.dump(notice)]
    seeded.write(tmp_path / "bundle", lines)
    assert refusal(trustees.check_bundle_before_opening, tmp_path / "bundle") == "round-annulled"


def test_only_the_area_with_findings_is_skipped(seeded, tmp_path):
    number = next(n for n, slip in enumerate(seeded.slips) if slip.area == seeded.areas[1].id)
    changed = replace(seeded, slips=list(seeded.slips))
    wrong = replace(changed.slips[number], token=bytes(384))
    changed.slips[number] = wrong
    folder = changed.write(tmp_path / "bundle")
    report = trustees.check_bundle_before_opening(folder)
    assert [report.areas[area.id].sound for area in seeded.areas] == [True, False]
    shares = write_shares(seeded, tmp_path / "shares")
    keys = trustee_command.combine_for_opening(folder, shares)
    assert [row["area"] for row in keys["areas"]] == [b64(seeded.areas[0].id)]


def test_every_sentence_is_there_in_both_languages():
    fields = {
        word: {k: sorted(re.findall(r"{(\w+)}", t)) for k, t in both.items()}
        for word, both in WORDS.items()
    }
    assert all(both["nl"] == both["en"] for both in fields.values())
