"""Statements in the log that do not fit the rest of it, each signed by the log key all the same."""

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest

from tests.ballotbox import generated_round
from tests.ballotbox.generated_round import make_round
from voting.ballotbox import canonical
from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.entries import make_correction, make_notice, make_reissue, make_turnout
from voting.ballotbox.verify import verify_bundle
from voting.domain.allocation import allocate_round
from voting.domain.money_json import to_json

UNKNOWN = b"?" * 16


@pytest.fixture(scope="module")
def finished():
    return make_round(seed="statements", sizes={"noord": 20, "zuid": 2}, rights=2)


@pytest.fixture
def made(finished):
    changeable = ("running", "issues", "slips", "after", "people")
    copies = {name: list(getattr(finished, name)) for name in changeable}
    return replace(finished, **copies, files=dict(finished.files))


@pytest.fixture
def verify(tmp_path):
    """Write a round, or other lines of it, and return what is found: (check, entry, got)."""

    def run(made, lines=None):
        report = verify_bundle(made.write(tmp_path / "bundle", lines))
        return {(finding.check, finding.entry, finding.got) for finding in report.findings}

    return run


def find_entry(made, kind):
    return next(n for n, entry in enumerate(made.entries()) if entry["type"] == kind)


def change(made, kind, edit):
    """The log with one entry edited in place by a function."""
    number = find_entry(made, kind)
    entry = json.loads(made.lines()[number])
    edit(entry)
    lines = made.lines()
    lines[number] = canonical.dump(entry)
    return number, lines


def test_a_reissue_into_an_area_that_is_none(made, verify):
    person = made.people[-1]
    held = (person.roll_index, person.area.id, UNKNOWN, person.commitment, b"n" * 32)
    made.running.append(make_reissue(*held))
    assert ("reissue", len(made.running), UNKNOWN.hex()) in verify(made)


def test_a_reissue_that_changes_nothing(made, verify):
    person = made.people[-1]
    area, commitment = person.area.id, person.commitment
    made.running.append(make_reissue(person.roll_index, area, area, commitment, commitment))
    assert verify(made) == {("reissue", len(made.running), commitment.hex())}


def test_a_reissue_of_nobody(made, verify):
    area = made.areas[0].id
    made.running.append(make_reissue(7, area, area, b"o" * 32, b"n" * 32))
    assert verify(made) == {("reissue", len(made.running), "7")}


def test_a_second_reissue_goes_on_from_the_first(made, verify):
    person = made.people[-1]
    area, own = person.area.id, person.commitment
    made.running.append(make_reissue(person.roll_index, area, area, own, b"n" * 32))
    made.running.append(make_reissue(person.roll_index, area, area, b"n" * 32, b"m" * 32))
    assert verify(made) == set()
    made.running[-1] = make_reissue(person.roll_index, area, area, b"x" * 32, b"m" * 32)
    assert verify(made) == {("reissue", len(made.running), (b"x" * 32).hex())}


def test_a_letter_reissued_into_another_area_votes_there(made, verify):
    """The counts of set-up stay; the issue counts in the new area."""
    noord, zuid = made.areas
    mover = made.people[-1]
    held = (mover.roll_index, mover.area.id, noord.id, mover.commitment, b"n" * 32)
    assert mover.area is zuid
    made.running.append(make_reissue(*held))
    assert verify(made) == set()


@pytest.mark.parametrize("kind", ["notice", "issue", "slip", "close", "seed", "allocation"])
def test_an_entry_with_a_member_too_many(made, verify, kind):
    number, lines = change(made, kind, lambda entry: entry.update(extra="x"))
    assert ("schema", number, "extra") in verify(made, lines)


def test_no_roll_at_all(made, verify):
    del made.files["roll.jsonl"]
    found = {(check, got) for check, _, got in verify(made)}
    assert {("files", "missing"), ("roll", "missing")} <= found


@pytest.mark.parametrize("place", [0, 3])
def test_a_roll_line_that_is_none(made, verify, place):
    rows = made.files["roll.jsonl"].splitlines(keepends=True)
    rows[place] = rows[place].replace(b'"area"', b'"aria"')
    made.files["roll.jsonl"] = b"".join(rows)
    assert ("roll", None, "another") in verify(made)


def test_a_roll_that_is_not_in_order(made, verify):
    rows = made.files["roll.jsonl"].splitlines(keepends=True)
    made.files["roll.jsonl"] = b"".join([rows[1], rows[0], *rows[2:]])
    index = json.loads(rows[0])["roll_index"]
    assert ("roll", None, f"roll index {index}") in verify(made)


def test_a_roll_of_more_people_than_set_up_says(made, verify):
    for item in made.setup["areas"]:
        item["entitled"] += item["area"] == b64(made.areas[0].id)
    found = verify(made)
    for item in made.setup["areas"]:
        item["entitled"] -= item["area"] == b64(made.areas[0].id)
    assert ("roll", None, "21 rows") in found


def test_a_slip_of_an_area_that_is_none(made, verify):
    made.slips[0] = replace(made.slips[0], area=UNKNOWN)
    number = made.lines().index(canonical.dump(made.slips[0].to_entry()))
    assert ("schema", number, UNKNOWN.hex()) in verify(made)


def test_a_slip_with_a_key_of_small_order(made, verify):
    made.slips[0] = replace(made.slips[0], key=bytes(32))
    number = made.lines().index(canonical.dump(made.slips[0].to_entry()))
    assert ("schema", number, bytes(32).hex()) in verify(made)


def test_a_close_that_leaves_an_area_out(made, verify):
    number, lines = change(made, "close", lambda entry: entry["areas"].pop())
    assert verify(made, lines) == {("close-counts", number, "1 areas")}


@pytest.mark.parametrize(("name", "got"), [("issued", "9 issued"), ("slips", "9 slips")])
def test_a_close_with_another_count(made, verify, name, got):
    number, lines = change(made, "close", lambda entry: entry["areas"][0].update({name: 9}))
    assert ("close-counts", number, got) in verify(made, lines)


def test_a_close_with_more_paper_than_votes(made, verify):
    number, lines = change(made, "close", lambda entry: entry["areas"][0].update(paper=99))
    assert verify(made, lines) == {("close-counts", number, "99")}


def test_rows_left_out_at_close_are_a_warning(made, tmp_path):
    number, lines = change(made, "close", lambda entry: entry.update(failed=[b64(b"f" * 32)]))
    report = verify_bundle(made.write(tmp_path / "bundle", lines))
    assert report.sound
    assert [(w.check, w.entry) for w in report.warnings] == [("close-counts", number)]


def test_a_release_that_is_silent_about_an_area(made, verify):
    number, lines = change(made, "key_release", lambda entry: entry.update(skipped=[]))
    assert ("opening-key", number, "1 areas") in verify(made, lines)


def test_an_area_skipped_for_few_issuances_that_has_enough(made, verify):
    noord, zuid = sorted(made.areas, key=lambda area: area.id)
    skipped = [{"area": b64(area.id), "reason": "few-issuances"} for area in (noord, zuid)]

    def edit(entry):
        entry.update(areas=[], skipped=skipped)

    number, lines = change(made, "key_release", edit)
    assert ("opening-key", number, "few-issuances") in verify(made, lines)


def test_a_tally_of_an_area_that_was_not_opened(made, verify):
    def edit(entry):
        row = entry["areas"][0]
        entry["areas"] = sorted(
            [row, row | {"area": b64(made.areas[1].id)}], key=lambda one: unb64(one["area"])
        )

    number, lines = change(made, "tally", edit)
    assert ("tally", number, "2 areas") in verify(made, lines)


def test_a_tally_that_leaves_an_initiative_out(made, verify):
    number, lines = change(made, "tally", lambda entry: entry["areas"][0]["initiatives"].pop())
    assert ("tally", number, "None") in verify(made, lines)


def test_a_tally_that_lists_slips_as_invalid_which_are_not(made, verify):
    listed = [b64(b"f" * 32)]
    number, lines = change(made, "tally", lambda entry: entry["areas"][0].update(invalid=listed))
    assert verify(made, lines) == {("invalid-slip", number, "1 listed")}


def test_turnout_of_an_area_that_is_none(made, verify):
    made.running.append(make_turnout(date(2026, 6, 5), {UNKNOWN: 10}))
    assert verify(made) == {("turnout", len(made.running), UNKNOWN.hex())}


def test_turnout_of_an_earlier_day(made, verify):
    made.running.append(make_turnout(date(2026, 6, 2), {}))
    assert verify(made) == {("turnout", len(made.running), "2026-06-02")}


def test_a_second_turnout_of_one_day(made, verify):
    made.running += [make_turnout(date(2026, 6, 5), {}), make_turnout(date(2026, 6, 5), {})]
    assert verify(made) == {("turnout", len(made.running), "2026-06-05")}


def test_notices_about_what_does_not_exist(made, verify):
    at = generated_round.OPENS
    made.running.append(make_notice(at, "withdrawn", initiative="nothing"))
    row = {"area": b64(UNKNOWN), "issued": 10, "boxed": 9}
    made.running.append(make_notice(at, "box-short", areas=[row]))
    number = len(made.running)
    assert verify(made) == {("setup", number - 1, "nothing"), ("setup", number, b64(UNKNOWN))}


def test_a_withdrawn_initiative_is_withdrawn_from_the_money(made, verify):
    withdrawn = made.areas[0].initiatives[0]
    made.running.append(make_notice(generated_round.OPENS, "withdrawn", initiative=withdrawn))
    assert {check.partition("-")[0] for check, _, _ in verify(made)} == {"money"}


def correct(made, change, money_change=None, replaces=None):
    """Log a correction of the result, with the file it needs."""
    noord = made.areas[0]
    rights, _ = generated_round.count(made, noord)
    for initiative, number in money_change or change:
        if initiative in rights:
            rights[initiative] += number
    money = generated_round.make_money(made)
    result = canonical.dump(to_json(allocate_round(money, {"noord": rights}, generated_round.SEED)))
    place = find_entry(made, "allocation")
    rows = [(noord.id, *one) for one in change]
    hashed = hashlib.sha256(result).digest()
    first = place if replaces is None else replaces
    made.after.append(make_correction(first, "Telfout", "Miscount", rows, hashed))
    made.files[f"result-{len(made.entries()) - 1}.json"] = result
    return len(made.entries()) - 1


def test_a_correction_is_recomputed_from_the_adjusted_tally(made, verify):
    correct(made, [(made.areas[0].initiatives[0], 2)])
    assert verify(made) == set()


def test_a_correction_that_pays_by_another_tally(made, verify):
    first = made.areas[0].initiatives[0]
    number = correct(made, [(first, 2)], money_change=[(first, 3)])
    found = verify(made)
    assert found
    assert {(check.partition("-")[0], entry) for check, entry, _ in found} == {("money", number)}


def test_a_correction_of_what_is_no_result_or_no_initiative(made, verify):
    number = correct(made, [("nothing", 1)], replaces=3)
    assert {("money", number, "3"), ("money", number, "nothing")} <= verify(made)


def test_a_correction_below_zero(made, verify):
    first = made.areas[0].initiatives[0]
    number = correct(made, [(first, -1000)], money_change=[(first, 0)])
    assert ("money", number, first) in verify(made)


def test_a_result_that_is_not_there_or_not_json(made, verify):
    number = find_entry(made, "allocation")
    made.files["result.json"] = b"{"
    assert {(check, entry) for check, entry, _ in verify(made)} == {
        ("files", number),
        ("money", number),
    }


def test_keys_that_are_missing_from_the_bundle(made, tmp_path):
    folder = made.write(tmp_path / "bundle")
    (folder / "keys.json").write_bytes(b"{}")
    report = verify_bundle(folder)
    assert [(f.check, f.entry) for f in report.findings] == [("files", None)]
    lines = made.lines()
    (folder / "log.jsonl").write_bytes(b"".join(line + b"\n" for line in lines[1:]))
    assert verify_bundle(folder).exit_code == 2


def test_a_replaced_result_is_checked_as_of_its_own_place(made, verify):
    """A correction does not hide that the first result was wrong, nor change what it says."""
    result = json.loads(made.files["result.json"])
    result["areas"][0]["initiatives"][0]["payout_cents"] -= 1
    made.files["result.json"] = canonical.dump(result)
    number = find_entry(made, "allocation")
    hashed = b64(hashlib.sha256(made.files["result.json"]).digest())
    made.after[-1] = made.after[-1] | {"sha256": hashed}
    correct(made, [(made.areas[0].initiatives[0], 2)])
    assert {(check, entry) for check, entry, _ in verify(made)} == {
        ("money-initiative", number),
        ("money-balance", number),
        ("money-totals", number),
    }


def test_a_withdrawal_after_the_allocation_leaves_its_result_alone(made, verify):
    withdrawn = made.areas[0].initiatives[0]
    made.after.append(make_notice(generated_round.CLOSES, "withdrawn", initiative=withdrawn))
    assert verify(made) == set()


def test_a_withdrawal_counts_in_the_correction_after_it(made, verify):
    withdrawn = made.areas[0].initiatives[0]
    made.after.append(make_notice(generated_round.CLOSES, "withdrawn", initiative=withdrawn))
    number = correct(made, [])
    assert {entry for _, entry, _ in verify(made)} == {number}


def test_a_correction_above_the_rights_that_were_issued(made, verify):
    number = correct(made, [(made.areas[0].initiatives[0], 41)])
    assert {("money", number)} == {(check, entry) for check, entry, _ in verify(made)}


def test_a_correction_that_adjusts_one_initiative_twice(made, verify):
    number = correct(made, [(made.areas[0].initiatives[0], 2)])
    row = made.after[-1]["adjust"][0] | {"rights": 1}
    made.after[-1] = made.after[-1] | {"adjust": [row, row]}
    assert verify(made) == {("schema", number, "adjust.order")}


def test_a_reissue_with_the_commitment_of_somebody_else(made, verify):
    one, other = made.people[-1], made.people[1]
    area = one.area.id
    held = (one.roll_index, area, area, one.commitment, other.commitment)
    made.running.append(make_reissue(*held))
    assert verify(made) == {("reissue", len(made.running), other.commitment.hex())}


def test_two_reissues_with_one_new_commitment(made, verify):
    for person in made.people[-2:]:
        area = person.area.id
        held = (person.roll_index, area, area, person.commitment, b"n" * 32)
        made.running.append(make_reissue(*held))
    assert verify(made) == {("reissue", len(made.running), (b"n" * 32).hex())}


def test_turnout_above_the_entitled_of_a_round_that_runs(tmp_path):
    made = make_round(seed="runs", sizes={"noord": 20}, rights=1, through="setup")
    made.issues, made.slips = [], []
    made.running.append(make_turnout(date(2026, 6, 5), {made.areas[0].id: 22}))
    report = verify_bundle(made.write(tmp_path / "bundle"))
    assert [(f.check, f.entry) for f in report.findings] == [("turnout", len(made.running))]


def test_a_letter_that_moved_may_vote_in_its_new_area(tmp_path):
    made = make_round(seed="runs", sizes={"noord": 20, "zuid": 2}, rights=1, through="setup")
    made.issues, made.slips = [], []
    mover, noord = made.people[-1], made.areas[0].id
    held = (mover.roll_index, mover.area.id, noord, mover.commitment, b"n" * 32)
    made.running += [make_reissue(*held), make_turnout(date(2026, 6, 5), {noord: 22})]
    assert verify_bundle(made.write(tmp_path / "bundle")).sound


@pytest.mark.parametrize("key", ["ask_cents", "minimum_cents", "buurt", "theme", "sector"])
def test_a_catalogue_that_shows_another_plan_than_the_money_uses(made, verify, key):
    catalogue = json.loads(made.files["catalogue.json"])
    plan = catalogue["initiatives"][0]
    plan[key] = "another" if isinstance(plan[key], str) else plan[key] + 1
    replace_catalogue(made, catalogue)
    assert ("money-frozen", 0) in {(check, entry) for check, entry, _ in verify(made)}


def test_a_catalogue_that_does_not_tell_the_ask(made, verify):
    catalogue = json.loads(made.files["catalogue.json"])
    del catalogue["initiatives"][0]["ask_cents"]
    replace_catalogue(made, catalogue)
    assert ("money-frozen", 0, "400000") in verify(made)


def replace_catalogue(made, catalogue):
    """Another catalogue, and a set-up that hashes it."""
    content = canonical.dump(catalogue)
    made.files["catalogue.json"] = content
    hashed = {"sha256": b64(hashlib.sha256(content).digest())}
    made.setup = made.setup | {
        "files": [
            one | (hashed if one["name"] == "catalogue.json" else {}) for one in made.setup["files"]
        ]
    }


def test_two_areas_with_one_sealing_key(made, verify):
    first, second = made.setup["areas"]
    made.setup = made.setup | {"areas": [first, second | {"seal_key": first["seal_key"]}]}
    assert ("setup", 0, second["slug"]) in verify(made)


def test_small_areas_where_the_round_does_not_allow_them(made, verify):
    made.setup = made.setup | {"allow_small_areas": 0}
    found = {(check, entry, got) for check, entry, got in verify(made)}
    assert found == {("setup", 0, "21"), ("setup", 0, "3")}


def test_a_row_left_out_that_is_in_the_log_all_the_same(made, verify):
    leaf = made.slips[0].leaf_hash()
    number, lines = change(made, "close", lambda entry: entry.update(failed=[b64(leaf)]))
    assert {(check, entry) for check, entry, _ in verify(made, lines)} == {("close-counts", number)}


def test_a_box_with_more_votes_than_were_issued(made, verify):
    row = {"area": b64(made.areas[0].id), "issued": 10, "boxed": 11}
    made.running.append(make_notice(generated_round.OPENS, "box-short", areas=[row]))
    assert verify(made) == {("close-counts", len(made.running), "11")}


def test_a_set_up_or_close_of_a_wrong_form_is_one_finding(made, verify):
    for kind in ("setup", "close", "seed", "key_release"):
        number, lines = change(made, kind, lambda entry: entry.update(extra="x"))
        found = {(check, entry) for check, entry, _ in verify(made, lines)}
        assert ("schema", number) in found
        assert "order" not in {check for check, _ in found}


def test_the_smallest_margin_of_an_opened_area_is_told(made, tmp_path):
    report = verify_bundle(made.write(tmp_path / "bundle"))
    noord = report.areas[made.areas[0].id]
    assert noord.margin is not None
    assert noord.margin >= 1
