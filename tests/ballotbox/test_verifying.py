"""Every kind of damage to a published round is found and named."""

import hashlib
import json
import random
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ballotbox import generated_round
from tests.ballotbox.generated_round import make_round
from voting.ballotbox import blind_rsa, canonical, slips
from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import make_issue, make_notice, make_turnout
from voting.ballotbox.log import leaf_hash
from voting.ballotbox.verify import slip_checks, verify_bundle


@pytest.fixture(scope="module")
def finished():
    """A finished round of two areas, one opened, one with few issuances."""
    return make_round()


@pytest.fixture
def made(finished):
    """The same round, to break."""
    changeable = ("running", "issues", "slips", "after")
    copies = {name: list(getattr(finished, name)) for name in changeable}
    return replace(finished, **copies, files=dict(finished.files), choices=dict(finished.choices))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "bundle"


def verify(made, folder, lines=None, **options):
    made.write(folder, lines, **options)
    return verify_bundle(folder)


def find(report):
    """(check, entry) of every finding."""
    assert not report.sound
    return {(finding.check, finding.entry) for finding in report.findings}


def spoil(line, chance):
    """Flip a bit somewhere in a line; a newline would make two lines of it."""
    place = chance.randrange(len(line))
    changed = line[place] ^ (1 << chance.randrange(7))
    spoiled = line[:place] + bytes((changed,)) + line[place + 1 :]
    return spoil(line, chance) if b"\n" in spoiled else spoiled


def edit(lines, number, **members):
    """The log with some members of one entry changed, still canonical."""
    entry = json.loads(lines[number]) | members
    return [*lines[:number], canonical.dump(entry), *lines[number + 1 :]]


def number_of(made, kind, count=0):
    """The line of an entry of this type."""
    return [n for n, e in enumerate(made.entries()) if e["type"] == kind][count]


def test_a_finished_round_is_sound(made, folder):
    report = verify(made, folder)
    assert report.to_json()["findings"] == []
    assert report.sound
    assert report.stage == "allocation"
    assert report.money_checked
    assert report.exit_code == 0
    assert not report.pinned
    noord, zuid = made.areas
    rights, blanco = generated_round.count(made, noord)
    assert report.areas[noord.id].rights == {name: n for name, n in rights.items() if n}
    assert report.areas[noord.id].blanco == blanco
    assert report.areas[zuid.id].skipped == "few-issuances"


@pytest.mark.parametrize("through", generated_round.STAGES)
def test_a_round_is_verified_as_far_as_its_log_goes(folder, through):
    made = make_round(sizes={"noord": 20}, rights=1, through=through)
    if through in {"setup", "issue"}:
        made.slips = []
        made.issues = made.issues if through == "issue" else []
    report = verify(made, folder)
    assert report.stage == through
    assert [f.to_json() for f in report.findings] == []


def test_a_round_that_should_be_closed_must_be(made, folder):
    made.after = []
    made.write(folder)
    report = verify_bundle(folder, through="close")
    assert find(report) == {("order", len(made.entries()))}


def test_a_flipped_bit_in_any_entry_is_found_and_names_the_entry(made, folder):
    chance, lines = random.Random(5), made.lines()
    made.write(folder)
    for number, line in enumerate(lines):
        changed = [*lines[:number], spoil(line, chance), *lines[number + 1 :]]
        (folder / "log.jsonl").write_bytes(b"".join(one + b"\n" for one in changed))
        assert ("tree", number) in find(verify_bundle(folder))


def test_a_flipped_bit_under_new_leaf_hashes_is_found_by_the_checkpoint(made, folder):
    lines = made.lines()
    made.write(folder, sizes=range(1, len(lines) + 1))
    (folder / "leaf-hashes.bin").write_bytes(
        b"".join(
            leaf_hash(line + b" " if number == 70 else line) for number, line in enumerate(lines)
        )
    )
    assert ("checkpoint", 70) in find(verify_bundle(folder))


@pytest.mark.parametrize("number", [0, 1, 40, 152])
def test_a_deleted_entry_is_named(made, folder, number):
    made.write(folder)
    lines = made.lines()
    rest = lines[:number] + lines[number + 1 :]
    (folder / "log.jsonl").write_bytes(b"".join(line + b"\n" for line in rest))
    report = verify_bundle(folder)
    assert [f.entry for f in report.findings if f.check == "tree"] == [number]


@pytest.mark.parametrize("number", [1, 40, 152])
def test_an_inserted_or_repeated_entry_is_named(made, folder, number):
    made.write(folder)
    lines = made.lines()
    more = [*lines[:number], lines[number - 1], *lines[number:]]
    (folder / "log.jsonl").write_bytes(b"".join(line + b"\n" for line in more))
    report = verify_bundle(folder)
    assert [f.entry for f in report.findings if f.check == "tree"] == [number]


def test_swapped_entries_are_named(made, folder):
    made.write(folder)
    lines = made.lines()
    lines[50], lines[51] = lines[51], lines[50]
    (folder / "log.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    assert {("tree", 50), ("tree", 51), ("slip-order", 51)} <= find(verify_bundle(folder))


def test_a_truncated_log_is_found(made, folder):
    made.write(folder)
    lines = made.lines()[:-3]
    (folder / "log.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    assert ("tree", len(lines)) in find(verify_bundle(folder))
    hashes = (folder / "leaf-hashes.bin").read_bytes()
    (folder / "leaf-hashes.bin").write_bytes(hashes[: 32 * len(lines)])
    assert ("checkpoint", len(lines) + 2) in find(verify_bundle(folder))


def test_a_log_that_ends_without_a_newline_is_found(made, folder):
    made.write(folder)
    path = folder / "log.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    assert find(verify_bundle(folder)) == {("schema", len(made.entries()) - 1)}


def test_a_duplicated_slip_is_named_even_when_signed(made, folder):
    lines, number = made.lines(), number_of(made, "slip", 3)
    doubled = [*lines[: number + 1], lines[number], *lines[number + 1 :]]
    found = find(verify(made, folder, doubled))
    assert ("slip-duplicate", number + 1) in found
    assert any(check == "close-counts" for check, _ in found)


def test_slips_out_of_order_are_named_even_when_signed(made, folder):
    lines, number = made.lines(), number_of(made, "slip", 3)
    lines[number], lines[number + 1] = lines[number + 1], lines[number]
    assert find(verify(made, folder, lines)) == {("slip-order", number + 1)}


def test_a_dropped_slip_is_found_by_the_counts(made, folder):
    made.slips.pop()
    found = find(verify(made, folder))
    assert ("close-counts", number_of(made, "close")) in found


def test_more_slips_than_rights_are_stuffing(made, folder):
    """Whoever holds the issuer key can mint tokens, but not issue entries."""
    noord = made.areas[0]
    private = Ed25519PrivateKey.from_private_bytes(b"m" * 32)
    public = private.public_key().public_bytes_raw()
    message = slips.token_message(made.id, noord.id, public)
    blinded = blind_rsa.blind(noord.issuer.public, message, bytes(48), 3)
    signed = blind_rsa.blind_sign(noord.issuer, blinded)
    token = blind_rsa.finalize(noord.issuer.public, message, signed, 3)
    secrets = slips.SlipSecrets(private, public, bytes(48), 3)
    sealed = made.seal(noord, public, noord.initiatives[0])
    made.slips.append(slips.sign_slip(secrets, made.id, noord.id, token, sealed))
    assert ("stuffing", None) in find(verify(made, folder))


def test_rights_issued_but_not_cast_are_a_warning_not_a_finding(folder):
    made = make_round(sizes={"noord": 21}, rights=2, through="slip")
    made.slips = made.slips[2:]
    report = verify(made, folder)
    assert report.sound
    assert [(w.check, w.area) for w in report.warnings] == [("stuffing", made.areas[0].id)]
    assert report.areas[made.areas[0].id].count_missing(2) == 2


def test_a_forged_token_is_named(made, folder):
    slip = made.slips[7]
    made.slips[7] = replace(slip, token=made.slips[8].token)
    line = canonical.dump(made.slips[7].to_entry())
    assert ("token", made.lines().index(line)) in find(verify(made, folder))


def test_a_changed_choice_is_named_by_the_slip_signature(made, folder):
    slip = made.slips[7]
    sealed = made.seal(made.areas[0], slip.key, made.areas[0].initiatives[0])
    made.slips[7] = replace(slip, sealed=sealed)
    number = made.lines().index(canonical.dump(made.slips[7].to_entry()))
    report = verify(made, folder)
    assert ("slip-signature", number) in find(report)
    assert not report.areas[made.areas[0].id].sound
    assert report.areas[made.areas[1].id].sound


def test_a_copied_choice_counts_zero_and_is_listed(made, folder):
    """The thief signs somebody else's sealed choice with an own key: it does not open."""
    person = made.people[0]
    own, (_, victim) = made.secrets_of(person)[0], made.slips[0:2]
    before = next(slip for slip in made.slips if slip.key == own.public)
    copied = slips.sign_slip(own, made.id, person.area.id, before.token, victim.sealed)
    made.slips[made.slips.index(before)] = copied
    report = verify(made, folder)
    assert report.areas[person.area.id].invalid == [copied.leaf_hash()]
    assert {check for check, _ in find(report)} <= {"tally", "invalid-slip"}


def test_a_changed_tally_is_found(made, folder):
    lines, number = made.lines(), number_of(made, "tally")
    tally = json.loads(lines[number])
    tally["areas"][0]["initiatives"][0]["rights"] += 1
    found = find(verify(made, folder, edit(lines, number, areas=tally["areas"])))
    assert ("tally", number) in found


def test_a_changed_blanco_count_is_found(made, folder):
    lines, number = made.lines(), number_of(made, "tally")
    tally = json.loads(lines[number])
    tally["areas"][0]["blanco"] += 1
    found = find(verify(made, folder, edit(lines, number, areas=tally["areas"])))
    assert found == {("tally", number)}


def test_a_key_that_does_not_fit_set_up_is_found(made, folder):
    lines, number = made.lines(), number_of(made, "key_release")
    wrong = [{"area": b64(made.areas[0].id), "key": b64(b"w" * 32)}]
    found = find(verify(made, folder, edit(lines, number, areas=wrong)))
    assert ("opening-key", number) in found


def test_an_area_with_few_issuances_may_not_be_opened(made, folder):
    lines, number = made.lines(), number_of(made, "key_release")
    by_id = sorted(made.areas, key=lambda area: area.id)
    rows = [(area.id, made.area_key(area).private_bytes_raw()) for area in by_id]
    both = [{"area": b64(area), "key": b64(key)} for area, key in rows]
    found = find(verify(made, folder, edit(lines, number, areas=both, skipped=[])))
    assert ("opening-key", number) in found


def test_an_area_without_findings_may_not_be_skipped_for_findings(made, folder):
    number = number_of(made, "key_release")
    by_id = sorted(made.areas, key=lambda area: area.id)
    skipped = [{"area": b64(area.id), "reason": "findings"} for area in by_id]
    report = verify(made, folder, edit(made.lines(), number, areas=[], skipped=skipped))
    assert ("opening-key", None) in find(report)


def resign_file(made, name, change):
    """Another content for a frozen file, and a set-up that hashes it."""
    made.files[name] = canonical.dump(change(json.loads(made.files[name])))
    hashed = b64(hashlib.sha256(made.files[name]).digest())
    files = [
        one | ({"sha256": hashed} if one["name"] == name else {}) for one in made.setup["files"]
    ]
    made.setup = made.setup | {"files": files}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("rules.json", lambda rules: rules | {"rights": 4}),
        ("catalogue.json", lambda catalogue: catalogue | {"round": "other"}),
        ("catalogue.json", lambda catalogue: catalogue | {"areas": catalogue["areas"][:1]}),
        ("catalogue.json", lambda c: c | {"initiatives": c["initiatives"][:-1]}),
        ("budgets.json", lambda budgets: budgets | {"round_id": "other"}),
        (
            "budgets.json",
            lambda b: (
                b | {"areas": [one | {"entitled": one["entitled"] + 1} for one in b["areas"]]}
            ),
        ),
    ],
)
def test_files_that_speak_of_another_round_are_found(made, folder, name, change):
    resign_file(made, name, change)
    assert ("setup", 0) in find(verify(made, folder))


def test_files_of_another_shape_are_found(made, folder):
    resign_file(made, "budgets.json", lambda budgets: [])
    assert ("files", 0) in find(verify(made, folder))


def test_closing_early_is_found(made, folder):
    number = number_of(made, "close")
    early = edit(made.lines(), number, at="2026-06-15T17:59:59Z")
    assert find(verify(made, folder, early)) == {("times", number)}


def test_an_extension_is_before_the_closing_time_and_later_than_it(made, folder):
    made.running.append(make_notice(generated_round.OPENS, "extend", closes="2026-06-15T18:00:00Z"))
    made.running.append(
        make_notice(generated_round.CLOSES, "extend", closes="2026-06-16T18:00:00Z")
    )
    number = len(made.running)
    found = find(verify(made, folder))
    assert found == {("times", number - 1), ("times", number), ("times", number_of(made, "close"))}


def test_a_round_extended_in_time_and_closed_after_it_is_sound(made, folder):
    made.running.append(make_notice(generated_round.OPENS, "extend", closes="2026-06-16T18:00:00Z"))
    number = number_of(made, "close")
    report = verify(made, folder, edit(made.lines(), number, at="2026-06-16T18:00:00Z"))
    assert report.sound


@pytest.mark.parametrize("name", ["catalogue.json", "rules.json", "roll.jsonl", "result.json"])
def test_a_changed_file_is_found(made, folder, name):
    made.files[name] += b" "
    assert "files" in {check for check, _ in find(verify(made, folder))}


@pytest.mark.parametrize("name", ["catalogue.json", "budgets.json", "roll.jsonl", "result.json"])
def test_a_missing_file_is_found(made, folder, name):
    del made.files[name]
    assert "files" in {check for check, _ in find(verify(made, folder))}


def test_a_changed_result_is_found_by_its_certificate(made, folder):
    result = json.loads(made.files["result.json"])
    paid = next(one for one in result["areas"][0]["initiatives"] if one["payout_cents"])
    paid["payout_cents"] -= 1
    made.files["result.json"] = canonical.dump(result)
    hashed = b64(hashlib.sha256(made.files["result.json"]).digest())
    number = number_of(made, "allocation")
    found = find(verify(made, folder, edit(made.lines(), number, sha256=hashed)))
    assert found
    assert all(check.startswith("money") and entry == number for check, entry in found)


def test_an_issue_without_the_code_cannot_be_made(made, folder):
    """Not by the thief of the issuer key, nor by anybody who holds every key of the server."""
    idle = made.people[-1]
    thief = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
    public = thief.public_key().public_bytes_raw()
    signature = thief.sign(slips.issue_message(made.id, idle.roll_index, b"h" * 32))
    made.issues.append(make_issue(idle.roll_index, idle.nonce, public, b"h" * 32, signature))
    number = made.lines().index(canonical.dump(made.issues[-1]))
    assert ("issue-commitment", number) in find(verify(made, folder))
    made.issues[-1] = make_issue(idle.roll_index, idle.nonce, idle.public, b"h" * 32, signature)
    assert ("issue-signature", number) in find(verify(made, folder / "again"))


def test_an_issue_of_nobody_on_the_roll_is_found(made, folder):
    first = made.issues[0]
    made.issues[0] = first | {"roll_index": first["roll_index"] + 1}
    number = made.lines().index(canonical.dump(made.issues[0]))
    assert ("roll", number) in find(verify(made, folder))


def test_two_issues_of_one_resident_are_found(made, folder):
    made.issues.append(made.issues[3])
    numbers = [n for n, e in enumerate(made.entries()) if e == made.issues[3]]
    assert ("issue-double", numbers[1]) in find(verify(made, folder))


def test_a_person_added_to_the_roll_later_is_found(made, folder):
    extra = replace(made.people[-1], roll_index=made.people[-1].roll_index + 1, nonce=b"n" * 32)
    made.files["roll.jsonl"] = generated_round.make_roll([*made.people, extra])
    found = find(verify(made, folder))
    assert {("files", 0), ("roll", None)} <= found


def test_two_rows_with_one_commitment_are_found(folder, finished):
    made = replace(finished, people=list(finished.people), files=dict(finished.files))
    rows = made.files["roll.jsonl"].splitlines()
    one, two = json.loads(rows[-2]), json.loads(rows[-1])
    rows[-1] = canonical.dump(two | {"commitment": one["commitment"]})
    made.files["roll.jsonl"] = b"".join(row + b"\n" for row in rows)
    report = verify(made, folder)
    assert any(f.check == "roll" and "twice" in f.got for f in report.findings)


def test_a_reissue_that_does_not_fit_the_roll_is_found(made, folder):
    number = number_of(made, "reissue")
    wrong = edit(made.lines(), number, old_commitment=b64(b"o" * 32))
    assert ("reissue", number) in find(verify(made, folder, wrong))


def test_more_reissues_than_the_cap_are_found(made, folder):
    made.setup = made.setup | {"reissue_cap": 0}
    assert ("reissue", number_of(made, "reissue")) in find(verify(made, folder))


def test_turnout_that_falls_is_found(made, folder):
    area = made.areas[0].id
    at = date(2026, 6, 4)
    made.running += [make_turnout(at, {area: 20}), make_turnout(at, {area: 19})]
    assert ("turnout", len(made.running)) in find(verify(made, folder))


def test_turnout_above_the_final_issuances_is_found(made, folder):
    made.running.append(make_turnout(date(2026, 6, 4), {made.areas[0].id: 22}))
    assert ("turnout", len(made.running)) in find(verify(made, folder))


def test_entries_in_another_order_are_found_even_when_signed(made, folder):
    lines, close = made.lines(), number_of(made, "close")
    lines[close], lines[close + 1] = lines[close + 1], lines[close]
    assert ("order", close) in find(verify(made, folder, lines))


def test_a_key_released_before_the_lot_was_drawn_is_found(made, folder):
    del made.after[1]
    assert ("order", number_of(made, "key_release")) in find(verify(made, folder))


def test_after_annulment_only_notices_may_follow(made, folder):
    made.after.insert(1, make_notice(generated_round.CLOSES, "annul", "Ongeldig.", "Annulled."))
    assert ("order", number_of(made, "seed")) in find(verify(made, folder))


def test_a_rewritten_history_fails_against_pinned_keys(made, folder, tmp_path):
    """Somebody with database and log key signs another history with a new key."""
    made.write(folder)
    pinned = tmp_path / "keys.json"
    pinned.write_bytes((folder / "keys.json").read_bytes())
    thief = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
    made.setup = made.setup | {"log_key": b64(thief.public_key().public_bytes_raw())}
    made.write(tmp_path / "rewritten", log_key=thief)
    assert verify_bundle(tmp_path / "rewritten").sound
    report = verify_bundle(tmp_path / "rewritten", pinned)
    assert report.pinned
    assert {("setup", 0), ("checkpoint", 0)} <= find(report)


def test_a_history_signed_again_with_the_right_key_still_fails(made, folder):
    slip = made.slips[7]
    made.slips[7] = replace(slip, sealed=slip.sealed[:-1] + bytes((slip.sealed[-1] ^ 1,)))
    number = made.lines().index(canonical.dump(made.slips[7].to_entry()))
    assert ("slip-signature", number) in find(verify(made, folder))


def test_a_log_without_a_last_checkpoint_is_found(made, folder):
    report = verify(made, folder, sizes=[1, 100])
    assert ("checkpoint", None) in find(report)
    assert report.signed_size == 100


def test_a_checkpoint_of_another_root_is_found(made, folder):
    made.write(folder)
    lines = made.lines()
    lines[10] = lines[11]
    for size, note in generated_round.sign_all(made.id, made.log_key, lines, [60]):
        (folder / "checkpoints" / f"{size:012d}").write_bytes(note)
    assert ("checkpoint", 59) in find(verify_bundle(folder))


def test_an_unreadable_bundle_is_unusable(tmp_path):
    for broken in (tmp_path / "nothing", tmp_path):
        report = verify_bundle(broken)
        assert (report.exit_code, report.sound) == (2, False)
    (tmp_path / "log.jsonl").write_bytes(b"")
    assert verify_bundle(tmp_path).exit_code == 2
    report = verify_bundle(tmp_path, keys=tmp_path / "no-keys")
    assert (report.exit_code, report.pinned) == (2, False)


def test_without_a_sound_set_up_the_rest_is_still_followed(made, folder):
    lines = made.lines()
    lines[0] = b"nothing"
    report = verify(made, folder, lines)
    assert {("schema", 0), ("order", 1)} <= find(report)
    assert report.exit_code == 1


def test_a_line_of_a_megabyte_and_more_is_found_and_skipped(made, folder):
    made.write(folder)
    lines = made.lines()
    lines[60] = b"x" * (3 << 20)
    (folder / "log.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    report = verify_bundle(folder)
    assert {("schema", 60), ("tree", 60)} <= find(report)
    assert report.entries == len(lines)


def test_only_the_first_findings_of_a_kind_are_kept(made, folder):
    made.slips = [replace(slip, token=bytes(384)) for slip in made.slips]
    report = verify(made, folder)
    assert len([f for f in report.findings if f.check == "token"]) == 20 + 15
    assert report.more == 105 - 20


def test_slips_judged_in_batches_are_counted_and_named_like_others(folder):
    made = make_round(seed="batches", sizes={"noord": 85}, rights=5)
    made.slips.sort(key=lambda slip: slip.key)
    assert len(made.slips) > 2 * slip_checks.BATCH
    report = verify(made, folder)
    assert report.sound
    noord = made.areas[0]
    rights, blanco = generated_round.count(made, noord)
    assert (report.areas[noord.id].rights, report.areas[noord.id].blanco) == (rights, blanco)
    for place in (3, 250, 424):
        made.slips[place] = replace(made.slips[place], token=bytes(384))
    first = number_of(made, "slip")
    found = find(verify(made, folder))
    assert found == {("token", first + place) for place in (3, 250, 424)}


def test_a_checkpoint_under_the_name_of_another_size_is_found(made, folder):
    made.write(folder, sizes=[1, 60, len(made.entries())])
    path = folder / "checkpoints" / f"{60:012d}"
    path.rename(folder / "checkpoints" / f"{61:012d}")
    report = verify_bundle(folder)
    assert [(f.check, f.entry, f.got) for f in report.findings] == [("checkpoint", 60, "size 60")]
