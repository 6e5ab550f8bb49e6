"""Ten thousand broken bundles: the verifier always answers, and never calls damage sound."""

import copy
import json
import random
import shutil
from typing import Any

import pytest

from tests.ballotbox.generated_round import make_round, sign_all
from tests.databases import find_fast_folder
from voting.ballotbox import canonical
from voting.ballotbox.bundle import write_keys
from voting.ballotbox.checkpoints import parse_checkpoint
from voting.ballotbox.errors import Malformed
from voting.ballotbox.log import leaf_hash
from voting.ballotbox.verify import verify_bundle

IGNORED = {"README.txt"}
STRANGE: list[Any] = [
    None, True, False, 0, -1, 1, 2**53, -(2**53) + 1, 10**30, 1.5, "", "x", "\0", "é", "\ud800",
    "A" * 22, "A" * 43, "A" * 86, "2026-06-31T00:00:00Z", "0/0", "1/0", [], {}, [[]], [{}],
    {"area": "A" * 22}, "9" * 400,
]  # fmt: skip


@pytest.fixture(scope="module")
def rounds():
    """One that was opened and paid, and a tiny one that was not."""
    opened = make_round(seed="opened", sizes={"noord": 20}, rights=1, idle=0)
    return [make_round(seed="tiny", sizes={"noord": 2}, rights=1, idle=0), opened]


@pytest.fixture
def folder(tmp_path):
    with find_fast_folder(tmp_path) as fast:
        yield fast / "bundle"


def judge(folder):
    """The verifier's answer, which must always be one of the three."""
    report = verify_bundle(folder)
    assert report.exit_code in {0, 1, 2}
    json.dumps(report.to_json())
    return report


def spoil_bytes(chance, data):
    """Some bytes changed, taken out, put in or doubled, or everything cut off."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        place = chance.randrange(len(changed) + 1)
        kind = chance.randrange(5)
        if kind == 0 and place < len(changed):
            changed[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[place : place + chance.choice((1, 2, 33, 300))]
        elif kind == 2:
            changed[place:place] = chance.randbytes(chance.choice((1, 2, 33)))
        elif kind == 3:
            changed[place:place] = changed[place : place + chance.choice((1, 50, 700))]
        else:
            changed[place:] = b"" if chance.random() < 0.2 else changed[place:]
    return bytes(changed)


def spoil_value(chance, data):
    """One member anywhere replaced, dropped, added or moved."""
    changed = copy.deepcopy(data)
    here = changed
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            break
        key = chance.choice(keys)
        if isinstance(here[key], (dict, list)) and chance.random() < 0.7:
            here = here[key]
            continue
        kind = chance.randrange(4)
        if kind == 0:
            del here[key]
        elif kind == 1 and isinstance(here, dict):
            here[chance.choice(("extra", "é", "type", "kind", "version"))] = chance.choice(STRANGE)
        elif kind == 2 and isinstance(here, list):
            here.append(copy.deepcopy(here[key]))
        else:
            here[key] = copy.deepcopy(chance.choice(STRANGE))
        break
    return changed


def write_loosely(value):
    """As near to canonical as the value allows."""
    try:
        return canonical.dump(value)
    except Malformed:
        return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def write_log(made, folder, lines):
    """Another log in a bundle that stands there, signed anew."""
    (folder / "log.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    (folder / "leaf-hashes.bin").write_bytes(b"".join(leaf_hash(line) for line in lines))
    shutil.rmtree(folder / "checkpoints")
    (folder / "checkpoints").mkdir()
    for size, note in sign_all(made.id, made.log_key, lines, [len(lines)]):
        (folder / "checkpoints" / f"{size:012d}").write_bytes(note)
    keys = (made.id, leaf_hash(lines[0]), made.log_key.public_key().public_bytes_raw())
    (folder / "keys.json").write_bytes(write_keys(*keys, made.promise_public()))


def is_same(after, before):
    """Nothing changed, or a checkpoint has one more signature of somebody else."""
    if after == before:
        return True
    return parse_checkpoint(after)[0] == parse_checkpoint(before)[0]


@pytest.mark.parametrize(("number", "share"), [(0, 6_000), (1, 1_000)])
def test_broken_files_never_crash_the_verifier(rounds, folder, number, share):
    """Damage after signing: in any file, log or not."""
    chance = random.Random(number)
    rounds[number].write(folder)
    paths = [p for p in folder.rglob("*") if p.is_file() and p.name not in IGNORED]
    contents = {path: path.read_bytes() for path in sorted(paths)}
    for _ in range(share):
        path = chance.choice(list(contents))
        after = spoil_bytes(chance, contents[path])
        path.write_bytes(after)
        assert not judge(folder).sound or is_same(after, contents[path]), path.name
        path.write_bytes(contents[path])


@pytest.mark.parametrize(("number", "share"), [(0, 2_000), (1, 1_000)])
def test_broken_entries_never_crash_the_verifier_even_when_signed(rounds, folder, number, share):
    """Damage before signing: by whoever holds the keys."""
    made, chance = rounds[number], random.Random(number)
    made.write(folder)
    lines = made.lines()
    entries = [json.loads(line) for line in lines]
    for _ in range(share):
        if chance.random() < 0.75:
            place = chance.randrange(len(lines))
            changed = write_loosely(spoil_value(chance, entries[place])).replace(b"\n", b"")
            write_log(made, folder, [*lines[:place], changed, *lines[place + 1 :]])
            judge(folder)
        else:
            name = chance.choice(("catalogue.json", "rules.json", "budgets.json", "result.json"))
            changed = write_loosely(spoil_value(chance, json.loads(made.files[name])))
            (folder / name).write_bytes(changed)
            write_log(made, folder, lines)
            judge(folder)
            (folder / name).write_bytes(made.files[name])
