"""The key folder: two copies of every key, and nothing left of a destroyed one."""

import stat

import pytest

from tests.ballotbox.generated_round import load_issuer_key
from voting.ballotbox import blind_rsa
from voting.ballotbox.errors import KeyMissing, KeysExist
from voting.ballotbox.key_folder import SECRET_NAMES, KeyFolder, issuer_name

ROUND, AREA = b"r" * 16, b"a" * 16


@pytest.fixture(scope="module")
def issuer():
    return blind_rsa.make_issuer_key()


@pytest.fixture
def folder(tmp_path, issuer):
    made = KeyFolder(tmp_path / "keys", tmp_path / "copy")
    made.make(ROUND, [AREA], lambda: issuer)
    return made


def test_keys_are_made_once_stand_twice_and_are_for_the_owner_only(folder, tmp_path):
    files = {
        p.relative_to(tmp_path / "keys"): p.read_bytes() for p in (tmp_path / "keys").rglob("*.key")
    }
    copies = {
        p.relative_to(tmp_path / "copy"): p.read_bytes() for p in (tmp_path / "copy").rglob("*.key")
    }
    assert files == copies
    assert len(files) == len(SECRET_NAMES) + 1
    assert len(set(files.values())) == len(files)
    for path in (tmp_path / "keys").rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == 0o700 if path.is_dir() else mode == 0o600
    with pytest.raises(KeysExist):
        folder.make(ROUND, [AREA], lambda: b"")


def test_keys_are_the_same_after_a_restart(folder, tmp_path):
    again = KeyFolder(tmp_path / "keys", tmp_path / "copy").load(ROUND)
    held = folder.load(ROUND)
    assert (again.lookup, again.salt, again.box) == (held.lookup, held.salt, held.box)
    assert again.box_body == held.box_body != held.box
    assert again.log.private_bytes_raw() == held.log.private_bytes_raw()
    assert again.promise.private_bytes_raw() != held.log.private_bytes_raw()
    assert again.issuer(AREA).public == held.issuer(AREA).public
    assert folder.load(ROUND) is held


def test_a_destroyed_key_is_gone_in_both_places_and_in_every_process(folder, tmp_path, issuer):
    other = KeyFolder(tmp_path / "keys", tmp_path / "copy")
    other.load(ROUND)
    assert folder.destroy(ROUND, "salt")
    assert not folder.destroy(ROUND, "salt")
    assert not folder.has(ROUND, "salt")
    for keys in (folder.load(ROUND), other.load(ROUND)):
        with pytest.raises(KeyMissing):
            _ = keys.salt
        assert keys.lookup
    folder.destroy(ROUND, issuer_name(AREA))
    with pytest.raises(KeyMissing):
        folder.load(ROUND).issuer(AREA)
    assert not any(issuer == path.read_bytes() for path in tmp_path.rglob("*.key"))


def test_a_key_left_in_the_copy_only_is_destroyed_too(folder, tmp_path):
    (tmp_path / "keys" / ROUND.hex() / "box.key").unlink()
    assert folder.has(ROUND, "box")
    assert folder.destroy(ROUND, "box")
    assert not list(tmp_path.rglob("box.key"))


def test_a_round_without_keys_says_so(folder):
    with pytest.raises(KeyMissing):
        folder.load(b"x" * 16)


def test_secrets_are_not_in_the_text_of_keys(folder):
    keys = folder.load(ROUND)
    assert keys.lookup.hex() not in repr(keys)
    assert str(int(load_issuer_key(0).p)) not in repr(load_issuer_key(0))
