"""Entries of the log: their exact form, and the order in which they may stand."""

import copy
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballotbox.generated_round import make_round
from voting.ballotbox import canonical
from voting.ballotbox.encoding import unb64
from voting.ballotbox.entries import (
    AreaTally,
    CloseCount,
    OrderChecker,
    check_entry,
    format_time,
    make_close,
    make_correction,
    make_notice,
    make_seed,
    make_tally,
    make_turnout,
    parse_time,
)
from voting.ballotbox.errors import Malformed
from voting.ballotbox.slip_lines import read_issue, read_roll_line, read_slip
from voting.ballotbox.slips import Slip

AT = datetime(2026, 6, 1, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def entries():
    """One of every type."""
    made = make_round(seed="entries", sizes={"noord": 20, "zuid": 1}, rights=1)
    found = {entry["type"]: entry for entry in made.entries()}
    adjust = [(made.areas[0].id, "noord-bankje", -1)]
    found["correction"] = make_correction(9, "Telfout", "Miscount", adjust, b"h" * 32)
    return found


def test_every_type_has_an_example_and_is_sound(entries):
    assert len(entries) == 12
    for entry in entries.values():
        assert check_entry(entry) == []
        assert check_entry(canonical.load(canonical.dump(entry))) == []


def list_places(value, path=()):
    yield path
    if isinstance(value, (dict, list)):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from list_places(value[key], (*path, key))


def test_every_member_is_needed_and_no_other_is_allowed(entries):
    for entry in entries.values():
        for path in list_places(entry):
            if not path or isinstance(path[-1], int):
                continue
            changed = copy.deepcopy(entry)
            inside = changed
            for key in path[:-1]:
                inside = inside[key]
            del inside[path[-1]]
            assert check_entry(changed), path
            inside |= {path[-1]: None}
            assert check_entry(changed), path
            inside |= {path[-1]: "é", "extra": 1}
            assert check_entry(changed), path


@pytest.mark.parametrize("value", [None, [], "setup", 1, {}, {"type": "ballot"}, {"type": []}])
def test_other_values_are_no_entries(value):
    assert check_entry(value)


def test_another_version_is_no_entry(entries):
    for version in (2, "1", True, 1.0):
        assert check_entry(entries["seed"] | {"version": version}) == ["version"]


def test_a_problem_names_its_place(entries):
    setup = copy.deepcopy(entries["setup"])
    setup["areas"][1]["entitled"] = -1
    assert check_entry(setup) == ["areas.1.entitled"]
    setup["areas"].reverse()
    assert "areas.0.entitled" in check_entry(setup)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"closes": "2026-06-01T07:00:00Z"}, "closes"),
        ({"threshold": 4}, "threshold"),
        ({"rights": 0}, "rights"),
        ({"rights": 101}, "rights"),
        ({"opens": "2026-06-31T00:00:00Z"}, "opens"),
        ({"opens": "2026-06-01T07:00:00+00:00"}, "opens"),
        ({"opens": "2026-6-1T07:00:00Z"}, "opens"),
        ({"seal_key_origin": "online"}, "seal_key_origin"),
        ({"log_key": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "log_key"),
        ({"areas": []}, "areas"),
        ({"files": []}, "files"),
    ],
)
def test_set_up_with_one_thing_wrong_is_refused(entries, changes, problem):
    assert check_entry(entries["setup"] | changes) == [problem]


def test_two_areas_may_not_share_an_issuer_key_or_an_order(entries):
    setup = copy.deepcopy(entries["setup"])
    setup["areas"][1]["issuer_key"] = setup["areas"][0]["issuer_key"]
    assert check_entry(setup) == ["areas"]
    setup = copy.deepcopy(entries["setup"])
    setup["areas"].reverse()
    assert check_entry(setup) == ["areas.order"]


def test_paper_votes_of_one_to_nine_are_not_told_apart():
    for number, written in ((0, 0), (1, -1), (9, -1), (10, 10)):
        close = make_close(AT, [CloseCount(b"a" * 16, 20, 100, 0, number)])
        assert close["areas"][0]["paper"] == written
        wrong = copy.deepcopy(close)
        wrong["areas"][0]["paper"] = 5
        assert check_entry(wrong) == ["areas.0.paper"]


def test_turnout_under_ten_is_not_published():
    entry = make_turnout(AT.date(), {b"a" * 16: 9, b"b" * 16: 10})
    assert [row["issued"] for row in entry["areas"]] == [10]


@pytest.mark.parametrize(
    "build",
    [
        lambda: make_seed(""),
        lambda: make_seed("x" * 201),
        lambda: make_notice(AT, "secret"),
        lambda: make_notice(AT, "extend"),
        lambda: make_notice(AT, "annul", phase="x"),
        lambda: make_tally([AreaTally(b"a" * 16, {"no spaces": 1}, 0, [])]),
        lambda: make_tally([AreaTally(b"a" * 15, {}, 0, [])]),
    ],
)
def test_a_builder_refuses_what_the_verifier_would(build):
    with pytest.raises(Malformed):
        build()


def test_times_are_utc_to_the_second():
    later = datetime(2026, 6, 1, 9, 0, 0, 999, tzinfo=timezone(timedelta(hours=2)))
    assert format_time(later) == "2026-06-01T07:00:00Z"
    assert parse_time("2026-06-01T07:00:00Z") == AT
    for wrong in ("2026-06-01T07:00:00", "2026-06-01 07:00:00Z", "2026-06-01T7:00:00Z", ""):
        with pytest.raises(ValueError):
            parse_time(wrong)


WHOLE = ["setup", "notice", "reissue", "turnout", "issue", "slip", "close", "notice", "seed"]
WHOLE += ["notice", "key_release", "notice", "tally", "notice", "allocation", "notice"]
WHOLE += ["correction", "notice", "correction"]
TYPES = sorted(set(WHOLE))


def follow(kinds):
    checker = OrderChecker()
    return [checker.take(kind, "free") for kind in kinds]


def test_the_order_of_a_whole_round_is_allowed():
    assert all(follow(WHOLE))
    assert all(follow(["setup", "close", "seed"]))


@pytest.mark.parametrize(
    "wrong",
    [
        ["notice"], ["setup", "setup"], ["setup", "seed"], ["setup", "issue", "notice"],
        ["setup", "slip", "issue"], ["setup", "issue", "reissue"], ["setup", "close", "slip"],
        ["setup", "close", "turnout"], ["setup", "close", "key_release"],
        ["setup", "close", "seed", "tally"], ["setup", "close", "close"],
        ["setup", "close", "seed", "seed"], [*WHOLE, "allocation"], [*WHOLE, "slip"],
    ],
)  # fmt: skip
def test_any_other_order_is_refused(wrong):
    answers = follow(wrong)
    assert all(answers[:-1])
    assert not answers[-1]


@given(st.lists(st.sampled_from(TYPES), max_size=30))
def test_the_stage_never_falls(kinds):
    stages = ["", "setup", "issue", "slip", "close", "seed", "key_release", "tally", "allocation"]
    checker, before = OrderChecker(), 0
    for kind in kinds:
        checker.take(kind, "free")
        now = stages.index(checker.stage)
        assert now >= before
        before = now


def test_after_an_annulment_only_notices_stand():
    checker = OrderChecker()
    assert checker.take("setup")
    assert checker.take("notice", "annul")
    assert checker.annulled
    assert not checker.take("issue")
    assert checker.take("notice", "free")


def test_the_fast_reader_reads_what_the_slow_one_does(entries):
    slip, issue = entries["slip"], entries["issue"]
    assert read_slip(canonical.dump(slip)) == Slip.from_entry(slip)
    names = ("code_key", "hash", "nonce", "signature")
    code_key, hashed, nonce, signature = (unb64(issue[name]) for name in names)
    expected = (code_key, hashed, nonce, issue["roll_index"], signature)
    assert read_issue(canonical.dump(issue)) == expected


@given(st.data())
def test_the_fast_reader_accepts_nothing_that_the_slow_one_refuses(entries, data):
    kind = data.draw(st.sampled_from(["slip", "issue"]))
    line = bytearray(canonical.dump(entries[kind]))
    place = data.draw(st.integers(0, len(line) - 1))
    line[place] = data.draw(st.integers(0, 255))
    fast = {"slip": read_slip, "issue": read_issue}[kind](bytes(line))
    try:
        problems = check_entry(canonical.load(bytes(line)))
    except Malformed:
        problems = ["form"]
    if fast is None:
        assert problems
    else:
        assert set(problems) <= {"key", "code_key"}


def test_a_slip_reads_back_and_other_entries_are_no_slips(entries):
    slip = Slip.from_entry(entries["slip"])
    assert slip.to_entry() == entries["slip"]
    for wrong in (entries["seed"], entries["slip"] | {"key": 5}, entries["slip"] | {"extra": 1}):
        with pytest.raises(Malformed):
            Slip.from_entry(wrong)
    assert read_roll_line(b"{}") is None
    assert json.loads(canonical.dump(slip.to_entry())) == entries["slip"]
