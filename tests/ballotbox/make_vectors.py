"""Make docs/vectors/: values and bundles, good ones and bad ones, each bad one naming its check.

    python -m tests.ballotbox.make_vectors

The same every time, byte for byte. A test compares the files with the code.
"""

import copy
import hashlib
import json
import random
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.ballotbox import generated_round, sealing_reference
from tests.ballotbox.generated_round import ISSUER_KEYS, make_round
from voting.ballotbox import blind_rsa, canonical, checkpoints, codes, keys, slips
from voting.ballotbox.bundle import write_keys, write_roll_line
from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import make_correction, make_issue, make_turnout
from voting.ballotbox.log import (
    compute_root,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
)
from voting.ballotbox.receipts import Card, PromisedSlip, make_card, make_promise
from voting.ballotbox.sealing import SEAL_LABEL, derive_area_key, pad_choice

FOLDER = Path(__file__).parents[2] / "docs" / "vectors"
LOG, HASHES = "log.jsonl", "leaf-hashes.bin"


def make_vectors(folder=FOLDER):
    """Write all vectors into a folder."""
    made = make_published_round()
    bundle = folder / "bundle"
    shutil.rmtree(bundle, ignore_errors=True)
    made.write(bundle)
    write(folder / "good.json", make_good(made))
    write(folder / "bad.json", make_bad(made, bundle))


def make_published_round():
    """The round that the bundle publishes."""
    return make_round(seed="vectors", sizes={"noord": 20, "zuid": 2}, rights=2)


def write(path, value):
    """Write JSON for people: indented, sorted, one line at the end."""
    path.write_text(json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def make_good(made):
    """Every step from a code to a receipt, in hex, and what bundles are made of."""
    person = made.people[1]
    return {
        "about": "Bytes in hex unless a name says otherwise. docs/protocol.md gives each step.",
        "code": _show_code(made, person),
        "slips": _show_slips(made, person),
        "trustees": _show_trustees(made),
        "canonical_json": _list_canonical(),
        "merkle": _show_tree(),
        "checkpoint": _show_checkpoint(made),
        "roll_line": write_roll_line(person.roll_index, person.area.id, person.commitment).decode(),
        **_show_receipts(made, person),
        "bundle": {"folder": "bundle", "sound": True, "entries": len(made.entries())},
    }


def make_bad(made, bundle):
    """Values that must be refused, and edits of the good bundle with the check that finds them."""
    return {
        "about": "Apply the edits to a copy of bundle/; a finding with this check and entry"
        " must be among those reported. An edit takes `remove` bytes out `at` an offset and puts"
        " `insert` (base64url) there, in a file that may be new; null removes the file.",
        "base64url": ["AA==", "AB", "A", "A A", "+/", "AA\n"],
        "canonical_json": _list_not_canonical(),
        "codes": ["", "0" * 15, "0" * 17, "U" * 16, "0" * 15 + "1", "ABCD-EFGH-JKMN-PQRA"],
        "ed25519_keys": [_little(y | sign << 255) for y in _list_bad_heights() for sign in (0, 1)],
        "x25519_keys": [_little(u) for u in _list_bad_coordinates()],
        "padded_choices": [
            (b"\x01" + b"a" * 63).hex(),
            (b"\x02a" + bytes(62)).hex(),
            (b"\x40" + b"a" * 63).hex(),
            (b"\x02a b" + bytes(60)).hex(),
            bytes(63).hex(),
        ],
        "bundles": [_describe_bundle(bundle, *case) for case in list_cases(made)],
        "receipts": _list_bad_receipts(made),
    }


def _show_code(made, person):
    lookup_key = b"l" * 32
    return {
        "round": made.id.hex(),
        "code": person.code,
        "printed": codes.group_code(person.code),
        "typed": codes.group_code(person.code).lower().replace("-", " ").replace("0", "o"),
        "k": person.secret.hex(),
        "code_key_seed": person.code_key.private_bytes_raw().hex(),
        "code_key": person.public.hex(),
        "lookup_key": lookup_key.hex(),
        "lookup": codes.lookup_hash(lookup_key, made.id, person.code).hex(),
        "nonce": person.nonce.hex(),
        "commitment": person.commitment.hex(),
    }


def _show_slips(made, person):
    own = made.secrets_of(person)
    area, issuer = person.area, person.area.issuer
    shown = [_show_slip(made, area, one, number) for number, one in enumerate(own)]
    hashed = slips.blinded_hash([bytes.fromhex(one["blinded"]) for one in shown])
    message = slips.issue_message(made.id, person.roll_index, hashed)
    return {
        "area": area.id.hex(),
        "rights": made.rights,
        "salt_key": made.salt_key.hex(),
        "roll_index": person.roll_index,
        "slip_salt": keys.slip_salt(made.salt_key, made.id, person.roll_index).hex(),
        "issuer_key": issuer.public.der.hex(),
        "issuer_private_pkcs8": json.loads(ISSUER_KEYS.read_text())[made.areas.index(area)],
        "slips": shown,
        "blinded_hash": hashed.hex(),
        "issue_message": message.hex(),
        "issue_signature": person.code_key.sign(message).hex(),
    }


def _show_slip(made, area, one, number):
    issuer, choice = area.issuer, (area.initiatives[0], "")[number % 2]
    message = slips.token_message(made.id, area.id, one.public)
    blinded = blind_rsa.blind(issuer.public, message, one.pss_salt, one.blind)
    signed = blind_rsa.blind_sign(issuer, blinded)
    token = blind_rsa.finalize(issuer.public, message, signed, one.blind)
    ephemeral = X25519PrivateKey.from_private_bytes(bytes((number + 1,)) * 32)
    info = SEAL_LABEL + made.id + area.id + one.public
    sealed = sealing_reference.encrypt(ephemeral, area.seal_key, info, pad_choice(choice))
    slip = slips.sign_slip(one, made.id, area.id, token, sealed)
    return {
        "slip_key_seed": one.private.private_bytes_raw().hex(),
        "slip_key": one.public.hex(),
        "pss_salt": one.pss_salt.hex(),
        "blinding_factor": one.blind.to_bytes(384).hex(),
        "token_message": message.hex(),
        "blinded": blinded.hex(),
        "blind_signature": signed.hex(),
        "token": token.hex(),
        "choice": choice,
        "padded_choice": pad_choice(choice).hex(),
        "hpke_ephemeral": ephemeral.private_bytes_raw().hex(),
        "hpke_info": info.hex(),
        "sealed": sealed.hex(),
        "signed_message": slips.slip_message(made.id, area.id, one.public, token, sealed).hex(),
        "signature": slip.signature.hex(),
        "entry": canonical.dump(slip.to_entry()).decode(),
        "leaf_hash": slip.leaf_hash().hex(),
        "slip_code": codes.slip_code(one.public),
    }


def _show_trustees(made):
    areas = [
        {
            "area": area.id.hex(),
            "private": derive_area_key(made.trustees_secret, made.id, area.id)
            .private_bytes_raw()
            .hex(),
            "public": area.seal_key.hex(),
        }
        for area in made.areas
    ]
    return {"secret": made.trustees_secret.hex(), "areas": areas}


def _show_tree():
    leaves = [leaf_hash(bytes((number,))) for number in range(11)]
    return {
        "entries": [bytes((number,)).hex() for number in range(11)],
        "leaf_hashes": [leaf.hex() for leaf in leaves],
        "roots": [compute_root(leaves[:size]).hex() for size in range(12)],
        "inclusion": [
            {"index": i, "size": 11, "proof": [node.hex() for node in inclusion_proof(leaves, i)]}
            for i in (0, 5, 10)
        ],
        "consistency": [
            {"old": m, "size": 11, "proof": [node.hex() for node in consistency_proof(leaves, m)]}
            for m in (1, 4, 6, 10)
        ],
    }


def _show_checkpoint(made):
    public = keys.public_bytes(made.log_key)
    note = checkpoints.sign_checkpoint(made.log_key, made.id, 7, b"r" * 32)
    return {
        "log_key": public.hex(),
        "size": 7,
        "root": (b"r" * 32).hex(),
        "key_hash": checkpoints.key_hash(checkpoints.origin_of(made.id), public).hex(),
        "note": note.decode(),
    }


def _show_receipts(made, person):
    salt = keys.slip_salt(made.salt_key, made.id, person.roll_index)
    card = Card(made.id, made.setup_hash(), person.area.id, person.roll_index, person.nonce, salt)
    own = {one.public for one in made.secrets_of(person)}
    promised = [PromisedSlip(s.key, s.leaf_hash()) for s in made.slips if s.key in own]
    return {
        "promise_key": made.promise_public().hex(),
        "receipt": _write_promise(made, person.area, promised),
        "card": make_card(made.promise_key, card).lines(),
    }


def _write_promise(made, area, promised):
    signed = make_promise(made.promise_key, made.id, made.setup_hash(), area.id, promised)
    return "These lines are for people.\n" + signed.lines()


def _list_bad_receipts(made):
    person = made.people[1]
    own = {one.public for one in made.secrets_of(person)}
    mine = [slip for slip in made.slips if slip.key in own]
    missing = [PromisedSlip(b"m" * 32, b"h" * 32)]
    rolled = [PromisedSlip(s.key, b"h" * 32, (s.leaf_hash(),)) for s in mine]
    later = [PromisedSlip(s.key, b"h" * 32) for s in mine]
    cases = {"missing": missing, "rolled-back": rolled, "later": later}
    return [
        {
            "name": name,
            "receipt": _write_promise(made, person.area, promised),
            "check": "" if name == "later" else "receipt",
            "states": [name] * len(promised),
        }
        for name, promised in cases.items()
    ]


def list_cases(made):
    """(name, check, entry, changed round, changed lines or None) of every bad bundle."""
    yield from _list_damage(made)
    yield from _list_signed(made)


def _list_damage(made):
    """Damage by somebody without the log key: hashes and checkpoints stay."""
    lines = made.lines()
    place = _find(made, "slip")
    flipped = lines[place].replace(b'"version":1', b'"version":3')
    yield "flipped", "tree", place, None, {LOG: _join(_put(lines, place, flipped))}
    yield "not-json", "schema", place, None, {LOG: _join(_put(lines, place, b"{"))}
    yield "deleted", "tree", place, None, {LOG: _join(lines[:place] + lines[place + 1 :])}
    inserted = [*lines[:place], lines[1], *lines[place:]]
    yield "inserted", "tree", place, None, {LOG: _join(inserted)}
    yield "truncated", "tree", len(lines) - 1, None, {LOG: _join(lines[:-1])}
    yield "no-last-newline", "schema", len(lines) - 1, None, {LOG: _join(lines)[:-1]}
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    size, note = generated_round.sign_all(made.id, other, lines, [len(lines)])[0]
    name = f"checkpoints/{size:012d}"
    yield "another-log-key", "checkpoint", size - 1, None, {name: note}
    yield "no-last-checkpoint", "checkpoint", None, None, {name: None}
    roll = made.files["roll.jsonl"].splitlines(keepends=True)
    yield "longer-roll", "files", 0, None, {"roll.jsonl": b"".join([*roll, roll[-1]])}
    yield "roll-row-twice", "roll", None, None, {"roll.jsonl": b"".join([*roll, roll[-1]])}
    yield "no-catalogue", "files", 0, None, {"catalogue.json": None}
    keys_file = json.loads(write_keys(made.id, b"s" * 32, b"l" * 32, b"p" * 32))
    yield "another-set-up", "setup", 0, None, {"keys.json": canonical.dump(keys_file)}


def _list_signed(made):
    """Damage by somebody who holds the log key: everything is signed anew."""
    lines, idle = made.lines(), made.people[-1]
    slip, issue = _find(made, "slip"), _find(made, "issue")
    thief = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
    public = keys.public_bytes(thief)
    signature = thief.sign(slips.issue_message(made.id, idle.roll_index, b"h" * 32))
    for name, check, key in (
        ("issue-with-a-stolen-key", "issue-commitment", public),
        ("issue-without-the-code", "issue-signature", idle.public),
    ):
        entry = make_issue(idle.roll_index, idle.nonce, key, b"h" * 32, signature)
        changed = replace(made, issues=[*made.issues, entry])
        yield name, check, _place(changed, entry), changed, None
    changed = replace(made, issues=[*made.issues, made.issues[2]])
    place = _place(changed, made.issues[2]) + 1
    yield "two-issues", "issue-double", place, changed, None
    yield "swapped-issues", "order", issue + 1, made, _swap(lines, issue)
    yield "swapped-slips", "slip-order", slip + 1, made, _swap(lines, slip)
    doubled = [*lines[: slip + 1], *lines[slip:]]
    yield "slip-twice", "slip-duplicate", slip + 1, made, doubled
    one, two = made.slips[0], made.slips[1]
    for check, wrong in (
        ("token", replace(one, token=two.token)),
        ("slip-signature", replace(one, sealed=two.sealed)),
    ):
        changed = replace(made, slips=[wrong, *made.slips[1:]])
        yield f"wrong-{check}", check, _place(changed, wrong.to_entry()), changed, None
    yield from _list_choices(made)
    yield from _list_statements(made)


def _list_choices(made):
    """Slips whose choice does not count, or that nobody had a right to."""
    area, victim = made.areas[0], made.slips[2]
    person = made.people[0]
    own = made.secrets_of(person)[0]
    before = next(slip for slip in made.slips if slip.key == own.public)
    copied = slips.sign_slip(own, made.id, area.id, before.token, victim.sealed)
    changed = replace(made, slips=[copied, *(s for s in made.slips if s is not before)])
    yield "copied-choice", "invalid-slip", _find(made, "tally"), changed, None
    minted = _mint(made, area)
    changed = replace(made, slips=[*made.slips, minted])
    yield "minted-slip", "stuffing", None, changed, None
    changed = replace(made, slips=made.slips[1:])
    yield "dropped-slip", "close-counts", _find(made, "close") - 1, changed, None


def _list_statements(made):
    """Statements of the municipality that do not follow from what is published."""
    tally, release = _find(made, "tally"), _find(made, "key_release")
    entry = copy.deepcopy(made.entries()[tally])
    entry["areas"][0]["blanco"] += 1
    yield "wrong-tally", "tally", tally, made, _put(made.lines(), tally, canonical.dump(entry))
    entry = copy.deepcopy(made.entries()[release])
    entry["areas"][0]["key"] = b64(b"w" * 32)
    lines = _put(made.lines(), release, canonical.dump(entry))
    yield "wrong-key", "opening-key", release, made, lines
    seedless = [line for line in made.lines() if b'"type":"seed"' not in line]
    yield "no-lot", "order", release - 1, made, seedless
    turnout = make_turnout(date(2026, 6, 4), {made.areas[0].id: 22})
    changed = replace(made, running=[*made.running, turnout])
    yield "too-much-turnout", "turnout", _place(changed, turnout), changed, None
    entry = made.entries()[1] | {"extra": "x"}
    yield "extra-member", "schema", 1, made, _put(made.lines(), 1, canonical.dump(entry))
    close = _find(made, "close")
    entry = made.entries()[close] | {"at": "2026-06-15T17:59:59Z"}
    yield "closed-early", "times", close, made, _put(made.lines(), close, canonical.dump(entry))
    place = _find(made, "reissue")
    entry = made.entries()[place] | {"old_commitment": b64(b"o" * 32)}
    lines = _put(made.lines(), place, canonical.dump(entry))
    yield "wrong-reissue", "reissue", place, made, lines
    entry = made.entries()[place] | {"new_commitment": b64(made.people[1].commitment)}
    lines = _put(made.lines(), place, canonical.dump(entry))
    yield "reissue-of-anothers-letter", "reissue", place, made, lines
    entry = made.entries()[close] | {"failed": [b64(made.slips[0].leaf_hash())]}
    lines = _put(made.lines(), close, canonical.dump(entry))
    yield "left-out-but-there", "close-counts", close, made, lines
    yield from _list_setups(made)
    yield from _list_money(made)


def _list_money(made):
    result = json.loads(made.files["result.json"])
    paid = next(one for one in result["areas"][0]["initiatives"] if one["payout_cents"])
    paid["payout_cents"] -= 1
    content = canonical.dump(result)
    changed = replace(made, files=made.files | {"result.json": content})
    place = _find(made, "allocation")
    entry = made.entries()[place] | {"sha256": b64(hashlib.sha256(content).digest())}
    lines = _put(made.lines(), place, canonical.dump(entry))
    yield "a-cent-less", "money-initiative", place, changed, lines
    yield from _list_corrections(made, place)


def _list_corrections(made, place):
    """Corrections that correct nothing, too much, or in no order."""
    noord, number = made.areas[0], len(made.entries())
    hashed = hashlib.sha256(made.files["result.json"]).digest()
    files = made.files | {f"result-{number}.json": made.files["result.json"]}
    first = noord.initiatives[0]
    for name, replaces, rights in (
        ("correction-of-no-result", place - 1, []),
        ("correction-below-zero", place, [(noord.id, first, -1000)]),
        ("correction-above-the-rights", place, [(noord.id, first, 1000)]),
        ("correction-of-no-initiative", place, [(noord.id, "nothing", 1)]),
    ):
        entry = make_correction(replaces, "Telfout", "Miscount", rights, hashed)
        yield name, "money", number, replace(made, files=files, after=[*made.after, entry]), None
    entry = make_correction(place, "Telfout", "Miscount", [(noord.id, first, 1)], hashed)
    entry["adjust"] *= 2
    changed = replace(made, files=files, after=[*made.after, entry])
    yield "correction-twice-the-same", "schema", number, changed, None


def _list_setups(made):
    """Set-ups that do not fit what they hash, or that leave somebody without secrecy."""
    first, second = made.setup["areas"]
    areas = [first, second | {"seal_key": first["seal_key"]}]
    yield "one-sealing-key", "setup", 0, replace(made, setup=made.setup | {"areas": areas}), None
    strict = replace(made, setup=made.setup | {"allow_small_areas": 0})
    yield "small-areas", "setup", 0, strict, None
    catalogue = json.loads(made.files["catalogue.json"])
    catalogue["initiatives"][0]["ask_cents"] += 1
    content = canonical.dump(catalogue)
    hashed = {"sha256": b64(hashlib.sha256(content).digest())}
    files = [one | (hashed if "catalogue" in one["name"] else {}) for one in made.setup["files"]]
    changed = replace(
        made,
        setup=made.setup | {"files": files},
        files=made.files | {"catalogue.json": content},
    )
    yield "another-ask", "money-frozen", 0, changed, None


def _mint(made, area):
    private = Ed25519PrivateKey.from_private_bytes(b"m" * 32)
    public = keys.public_bytes(private)
    message = slips.token_message(made.id, area.id, public)
    blinded = blind_rsa.blind(area.issuer.public, message, bytes(48), 3)
    signed = blind_rsa.blind_sign(area.issuer, blinded)
    token = blind_rsa.finalize(area.issuer.public, message, signed, 3)
    sealed = sealing_reference.seal(
        random.Random("minted"), "", area.seal_key, made.id, area.id, public
    )
    secrets = slips.SlipSecrets(private, public, bytes(48), 3)
    return slips.sign_slip(secrets, made.id, area.id, token, sealed)


def _describe_bundle(bundle, name, check, entry, changed, content):
    """Say which files differ from the good bundle, and how."""
    edits = content if changed is None else _compare(bundle, changed, content)
    files = {path: _splice(bundle / path, data) for path, data in edits.items()}
    return {"name": name, "check": check, "entry": entry, "edits": files}


def _splice(path, after):
    """Where the file differs: what to take out and what to put in its place."""
    before = path.read_bytes() if path.exists() else b""
    if after is None:
        return None
    start = _count_equal(before, after)
    room = min(len(before), len(after)) - start
    end = _count_equal(before[::-1][:room], after[::-1][:room])
    removed, insert = len(before) - start - end, after[start : len(after) - end]
    return {"at": start, "remove": removed, "insert": b64(insert)}


def _count_equal(one, two):
    pairs = enumerate(zip(one, two, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(two)))


def _compare(bundle, changed, lines):
    with tempfile.TemporaryDirectory() as folder:
        other = changed.write(Path(folder) / "bundle", lines)
        before, after = _read(bundle), _read(other)
    names = sorted(before.keys() | after.keys())
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


def _read(folder):
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _find(made, kind):
    return next(n for n, entry in enumerate(made.entries()) if entry["type"] == kind)


def _place(made, entry):
    return made.entries().index(entry)


def _put(lines, place, line):
    return [*lines[:place], line, *lines[place + 1 :]]


def _swap(lines, place):
    return [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]


def _join(lines):
    return b"".join(line + b"\n" for line in lines)


def _list_bad_heights():
    return [*sorted(keys._SMALL_ORDER), 2**255 - 19, 2**255 - 1]


def _list_bad_coordinates():
    small = [0, 1, 2**255 - 20]
    small.append(325606250916557431795983626356110631294008115727848805560023387167927233504)
    small.append(39382357235489614581723060781553021112529911719440698176882885853963445705823)
    return [*small, 2**255 - 19, 2**255 + 9]


def _little(number):
    return number.to_bytes(32, "little").hex()


def _list_canonical():
    return ['{"a":{"A":0,"z":-5},"b":["€","\\u000f","\\n\\t\\"\\\\","/"]}', "[]", '""', "-1", "{}"]


def _list_not_canonical():
    return [
        *('{"a":1,"a":1}', '{"b":1,"a":2}', '{"a": 1}', "1.0", "1e3", "-0", "01", "true", "null"),
        *('"\\u0041"', '"\\/"', '"\\ud800"', "9007199254740992", '{"é":1}', "[" * 33 + "]" * 33),
    ]


if __name__ == "__main__":
    make_vectors()
