"""What a resident can prove with a receipt, and find with the own letter."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.ballotbox.generated_round import make_roll, make_round
from voting.ballotbox import canonical, codes, keys
from voting.ballotbox.receipts import Card, PromisedSlip, make_card, make_promise
from voting.ballotbox.verify.differences import compare_bundles
from voting.ballotbox.verify.personal import check_my, check_receipt


@pytest.fixture(scope="module")
def finished():
    return make_round(seed="personal", sizes={"noord": 20}, rights=2)


@pytest.fixture
def made(finished):
    return replace(
        finished,
        slips=list(finished.slips),
        issues=list(finished.issues),
        after=list(finished.after),
        choices=dict(finished.choices),
    )


def slips_of(made, person):
    own = {secret.public for secret in made.secrets_of(person)}
    return [slip for slip in made.slips if slip.key in own]


def write_receipt(made, person, path, earlier=()):
    """A receipt as the server would give it for the slips as they are now."""
    promised = [
        PromisedSlip(slip.key, slip.leaf_hash(), tuple(earlier)) for slip in slips_of(made, person)
    ]
    signed = make_promise(made.promise_key, made.id, made.setup_hash(), person.area.id, promised)
    path.write_text("Bedankt voor je stem.\nBewaar dit.\n" + signed.lines(), encoding="utf-8")
    return path


def write_card(made, person, path, **changes):
    salt = keys.slip_salt(made.salt_key, made.id, person.roll_index)
    own = (made.id, made.setup_hash(), person.area.id, person.roll_index, person.nonce, salt)
    card = replace(Card(*own), **changes)
    path.write_text(make_card(made.promise_key, card).lines(), encoding="utf-8")
    return path


def cast_again(made, person, choices):
    """Replace a person's slips, as a second vote does."""
    for slip in slips_of(made, person):
        made.slips.remove(slip)
    _, cast = made.cast(person, choices)
    made.slips += cast


def test_a_kept_promise_shows_every_slip_and_its_choice(made, tmp_path):
    person = made.people[3]
    receipt = write_receipt(made, person, tmp_path / "receipt.txt")
    report = check_receipt(made.write(tmp_path / "bundle"), receipt)
    assert report.sound
    assert {slip.state for slip in report.slips} == {"counted"}
    expected = {codes.slip_code(s.key): made.choices[s.key] for s in slips_of(made, person)}
    assert {slip.code: slip.choice for slip in report.slips} == expected


def test_a_missing_slip_is_proven(made, tmp_path):
    person = made.people[3]
    receipt = write_receipt(made, person, tmp_path / "receipt.txt")
    gone = slips_of(made, person)[0]
    made.slips.remove(gone)
    report = check_receipt(made.write(tmp_path / "bundle"), receipt)
    assert not report.sound
    assert {s.code: s.state for s in report.slips}[codes.slip_code(gone.key)] == "missing"
    assert {finding.check for finding in report.findings} == {"receipt"}


def test_a_vote_rolled_back_to_an_earlier_one_is_proven(made, tmp_path):
    person = made.people[3]
    earlier = slips_of(made, person)
    cast_again(made, person, [person.area.initiatives[0]] * 2)
    hashes = [slip.leaf_hash() for slip in earlier]
    receipt = write_receipt(made, person, tmp_path / "receipt.txt", hashes)
    for slip in slips_of(made, person):
        made.slips.remove(slip)
    made.slips += earlier
    report = check_receipt(made.write(tmp_path / "bundle"), receipt)
    assert {slip.state for slip in report.slips} == {"rolled-back"}
    assert len(report.findings) == 2
    assert all(finding.entry is not None for finding in report.findings)


def test_a_later_vote_is_no_fault_that_a_receipt_proves(made, tmp_path):
    """A swapped slip looks like this: it shows that the choice changed, not who changed it."""
    person = made.people[3]
    receipt = write_receipt(made, person, tmp_path / "receipt.txt")
    cast_again(made, person, ["", ""])
    report = check_receipt(made.write(tmp_path / "bundle"), receipt)
    assert report.sound
    assert {slip.state for slip in report.slips} == {"later"}


def test_before_close_nothing_is_missing_yet(made, tmp_path):
    person = made.people[3]
    receipt = write_receipt(made, person, tmp_path / "receipt.txt")
    made.slips, made.issues, made.after = [], [], []
    report = check_receipt(made.write(tmp_path / "bundle"), receipt)
    assert report.sound
    assert {slip.state for slip in report.slips} == {"not-closed"}


def test_a_receipt_that_the_round_did_not_sign_is_unusable(made, tmp_path):
    receipt = write_receipt(made, made.people[3], tmp_path / "receipt.txt")
    folder = made.write(tmp_path / "bundle")
    text = receipt.read_text(encoding="utf-8")
    for wrong in (text.replace('"version":1', '"version":2'), text[:-5], "", "promise: {}\n"):
        receipt.write_text(wrong, encoding="utf-8")
        assert check_receipt(folder, receipt).exit_code == 2


def test_a_receipt_of_another_round_is_unusable(made, tmp_path):
    other = make_round(seed="other", sizes={"noord": 1}, through="close")
    receipt = write_receipt(other, other.people[0], tmp_path / "receipt.txt")
    assert check_receipt(made.write(tmp_path / "bundle"), receipt).exit_code == 2


def test_my_letter_finds_my_issue_and_my_slips(made, tmp_path):
    person = made.people[0]
    card = write_card(made, person, tmp_path / "card.txt")
    report = check_my(made.write(tmp_path / "bundle"), card, person.code)
    assert [finding.to_json() for finding in report.findings] == []
    expected = {codes.slip_code(s.key): made.choices[s.key] for s in slips_of(made, person)}
    assert {slip.code: slip.choice for slip in report.slips} == expected


def test_two_people_shown_one_set_of_slips_are_found_by_their_letters(made, tmp_path):
    """The server gave Bob the receipt of Alice and used his rights for itself.

    It knew his code while he voted, so it could sign any issue entry, but not one that holds
    his own rights and other slips.
    """
    alice, bob = made.people[4], made.people[5]
    for slip in slips_of(made, bob):
        made.slips.remove(slip)
    stranger = replace(bob, secret=b"x" * 32)
    entry, stolen = made.cast(stranger, [bob.area.initiatives[0]] * 2)
    made.slips += stolen
    place = next(n for n, e in enumerate(made.issues) if e["roll_index"] == bob.roll_index)
    made.issues[place] = entry
    folder = made.write(tmp_path / "bundle")
    receipt = write_receipt(made, alice, tmp_path / "receipt.txt")
    assert check_receipt(folder, receipt).sound
    report = check_my(folder, write_card(made, bob, tmp_path / "card.txt"), bob.code)
    number = made.lines().index(canonical.dump(entry))
    assert ("my", number) in {(finding.check, finding.entry) for finding in report.findings}
    assert {slip.state for slip in report.slips} == {"missing"}
    alices = write_card(made, alice, tmp_path / "alice.txt")
    assert check_my(folder, alices, alice.code).sound


def test_a_letter_with_which_nobody_voted_has_no_issue(made, tmp_path):
    idle = made.people[-1]
    card = write_card(made, idle, tmp_path / "card.txt")
    report = check_my(made.write(tmp_path / "bundle"), card, idle.code)
    assert "no rights were issued" in report.findings[0].got
    assert {slip.state for slip in report.slips} == {"missing"}


def test_a_card_of_another_person_does_not_fit_the_code(made, tmp_path):
    one, two = made.people[4], made.people[5]
    card = write_card(made, one, tmp_path / "card.txt")
    assert not check_my(made.write(tmp_path / "bundle"), card, two.code).sound


def test_a_card_with_an_area_that_is_none_is_refused(made, tmp_path):
    person = made.people[4]
    card = write_card(made, person, tmp_path / "card.txt", area=b"?" * 16)
    report = check_my(made.write(tmp_path / "bundle"), card, person.code)
    assert {finding.check for finding in report.findings} == {"my"}


def run(*arguments, given=""):
    program = [sys.executable, "-m", "voting.ballotbox.verify", *map(str, arguments)]
    return subprocess.run(program, input=given, capture_output=True, text=True, check=False)


def test_the_command_verifies_looks_up_and_compares(made, tmp_path):
    person = made.people[0]
    folder = made.write(tmp_path / "bundle")
    receipt = write_receipt(made, person, tmp_path / "receipt.txt")
    card = write_card(made, person, tmp_path / "card.txt")
    assert run(folder).returncode == 0
    assert '"sound": true' in run(folder, "--json").stdout
    assert '"pinned": true' in run(folder, "--json", "--keys", folder / "keys.json").stdout
    assert run("receipt", receipt, folder).returncode == 0
    typed = codes.group_code(person.code).lower() + "\n"
    assert run("my", card, folder, given=typed).returncode == 0
    assert run("my", card, folder, given="mistyped").returncode == 2
    assert run("diff", folder, folder).returncode == 0
    assert run(tmp_path).returncode == 2
    dutch = run(folder, "--language", "nl").stdout
    assert dutch.startswith("IN ORDE")


def test_a_mistyped_code_is_told_as_json_to_a_program(made, tmp_path):
    folder = made.write(tmp_path / "bundle")
    card = write_card(made, made.people[0], tmp_path / "card.txt")
    answer = run("my", card, folder, "--json", given="mistyped")
    told = json.loads(answer.stdout)
    assert (answer.returncode, told["sound"], told["pinned"]) == (2, False, False)
    assert [(one["check"], one["got"]) for one in told["findings"]] == [("my", "CodeMistyped")]


def test_keys_that_cannot_be_used_are_not_pinned(made, tmp_path):
    folder, none = made.write(tmp_path / "bundle"), tmp_path / "none.json"
    receipt = write_receipt(made, made.people[0], tmp_path / "receipt.txt")
    for command in ((), ("receipt", receipt), ("diff", folder)):
        answer = run(*command, folder, "--json", "--keys", none)
        assert (answer.returncode, json.loads(answer.stdout)["pinned"]) == (2, False)


def test_two_equal_logs_that_are_both_wrong_are_not_called_sound(made, tmp_path):
    made.slips[0] = replace(made.slips[0], token=bytes(384))
    folder = made.write(tmp_path / "bundle")
    assert run(folder).returncode == 1
    answer = run("diff", folder, folder)
    assert answer.returncode == 0
    assert "SOUND" not in answer.stdout
    assert "Nothing else was checked" in answer.stdout


def test_a_newer_log_must_begin_with_the_older_one(made, tmp_path):
    new = made.write(tmp_path / "new")
    made.after = []
    old = made.write(tmp_path / "old")
    assert run("diff", old, new).returncode == 0
    assert run("diff", new, old).returncode == 1
    made.slips[0], gone = made.slips[1], made.slips[0]
    assert gone is not made.slips[0]
    changed = made.write(tmp_path / "changed")
    answer = run("diff", old, changed, "--json")
    assert answer.returncode == 1
    assert '"check": "diff"' in answer.stdout


def test_a_receipt_or_card_of_another_set_up_is_found(made, tmp_path):
    """The promise key signed it, but for a list of plans or a round that was not this one."""
    person = made.people[3]
    folder = made.write(tmp_path / "bundle")
    promised = [PromisedSlip(slip.key, slip.leaf_hash()) for slip in slips_of(made, person)]
    for round_id, setup in ((made.id, b"s" * 32), (b"r" * 16, made.setup_hash())):
        signed = make_promise(made.promise_key, round_id, setup, person.area.id, promised)
        (tmp_path / "receipt.txt").write_text(signed.lines(), encoding="utf-8")
        report = check_receipt(folder, tmp_path / "receipt.txt")
        assert [finding.check for finding in report.findings] == ["receipt"]
    card = write_card(made, person, tmp_path / "card.txt", setup=b"s" * 32)
    assert [f.entry for f in check_my(folder, card, person.code).findings] == [0]


def test_a_slip_published_in_another_area_than_promised_is_found(made, tmp_path):
    person = made.people[3]
    promised = [PromisedSlip(slip.key, slip.leaf_hash()) for slip in slips_of(made, person)]
    signed = make_promise(made.promise_key, made.id, made.setup_hash(), b"?" * 16, promised)
    (tmp_path / "receipt.txt").write_text(signed.lines(), encoding="utf-8")
    report = check_receipt(made.write(tmp_path / "bundle"), tmp_path / "receipt.txt")
    assert {finding.got for finding in report.findings} == {person.area.id.hex()}


def test_my_slips_that_were_dropped_are_found(made, tmp_path):
    person = made.people[4]
    for slip in slips_of(made, person):
        made.slips.remove(slip)
    card = write_card(made, person, tmp_path / "card.txt")
    report = check_my(made.write(tmp_path / "bundle"), card, person.code)
    assert {(finding.check, finding.got) for finding in report.findings} == {("my", "missing")}
    assert len(report.findings) == 2


def test_a_letter_whose_commitment_was_replaced_in_the_roll_is_found(made, tmp_path):
    """An issue under another code key, and a roll that was made to fit it."""
    person = made.people[4]
    stranger = replace(person, code_key=made.people[5].code_key, nonce=b"n" * 32)
    place = next(n for n, e in enumerate(made.issues) if e["roll_index"] == person.roll_index)
    made.issues[place], _ = made.issue(stranger)
    people = [stranger if one is person else one for one in made.people]
    made = replace(made, files=made.files | {"roll.jsonl": make_roll(people)})
    card = write_card(made, person, tmp_path / "card.txt")
    report = check_my(made.write(tmp_path / "bundle"), card, person.code)
    assert {"another", "others"} <= {finding.got for finding in report.findings}


def test_a_card_for_another_area_than_the_rolls_is_found(tmp_path):
    made = make_round(seed="areas", sizes={"noord": 1, "zuid": 1}, rights=1, through="close")
    person, other = made.people[0], made.areas[1]
    card = write_card(made, person, tmp_path / "card.txt", area=other.id)
    report = check_my(made.write(tmp_path / "bundle"), card, person.code)
    assert other.id.hex() in {finding.got for finding in report.findings}


def test_bundles_with_other_keys_are_not_one_log(made, tmp_path):
    old = made.write(tmp_path / "old")
    other = made.people[0].code_key
    new = made.write(tmp_path / "new", log_key=other)
    report = compare_bundles(old, new)
    assert ("diff", None) in {(finding.check, finding.entry) for finding in report.findings}
    assert report.exit_code == 1
