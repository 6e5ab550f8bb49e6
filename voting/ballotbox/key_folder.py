"""The server's secret keys of each round: files outside the databases and their backups.

Every file stands in two places, so that one broken disk loses no round. Destroying a key
overwrites and removes it in both; what a disk's own copies still hold is the operator's duty.
"""

import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voting.ballotbox.blind_rsa import IssuerKey, load_private_key, make_issuer_key
from voting.ballotbox.derivation import derive
from voting.ballotbox.errors import KeyMissing, KeysExist

BOX_BODY_LABEL = b"buurtrechten/box-body/v1"
SECRET_NAMES = ("lookup", "salt", "box", "promise", "log")


@dataclass(frozen=True, slots=True, repr=False)
class RoundKeys:
    """The keys of a round that still exist; asking for another one raises `KeyMissing`."""

    secrets: Mapping[str, bytes]
    issuers: Mapping[bytes, IssuerKey]
    box_body: bytes

    @property
    def lookup(self) -> bytes:
        """The HMAC key of code look-ups, 32 bytes."""
        return self._get("lookup")

    @property
    def salt(self) -> bytes:
        """The HMAC key of slip salts, 32 bytes."""
        return self._get("salt")

    @property
    def box(self) -> bytes:
        """The HMAC key of box slots, 32 bytes; `box_body` encrypts what stands there."""
        return self._get("box")

    @property
    def promise(self) -> Ed25519PrivateKey:
        """The key that signs receipts and cards."""
        return Ed25519PrivateKey.from_private_bytes(self._get("promise"))

    @property
    def log(self) -> Ed25519PrivateKey:
        """The key that signs checkpoints."""
        return Ed25519PrivateKey.from_private_bytes(self._get("log"))

    def issuer(self, area: bytes) -> IssuerKey:
        """Return the issuer key of a voting area."""
        if area not in self.issuers:
            raise KeyMissing("issuer")
        return self.issuers[area]

    def _get(self, name: str) -> bytes:
        if name not in self.secrets:
            raise KeyMissing(name)
        return self.secrets[name]


class KeyFolder:
    """The key files of all rounds, in a folder and its copy."""

    def __init__(self, folder: Path | str, copy: Path | str) -> None:
        self._folders = (Path(folder), Path(copy))
        self._loaded: dict[bytes, tuple[int, RoundKeys]] = {}

    def make(
        self,
        round_id: bytes,
        areas: Iterable[bytes],
        make_issuer: Callable[[], bytes] = make_issuer_key,
    ) -> RoundKeys:
        """Make every key of a round and write it twice; raises `KeysExist` if it has keys.

        `make_issuer` returns a PKCS #8 key; it takes about a second for each area.
        """
        contents = {name: secrets.token_bytes(32) for name in SECRET_NAMES}
        contents |= {issuer_name(area): make_issuer() for area in areas}
        for folder in self._places(round_id):
            if folder.exists():
                raise KeysExist
        for folder in self._places(round_id):
            folder.mkdir(parents=True, mode=0o700)
            for name, content in contents.items():
                _write_secret(folder / f"{name}.key", content)
            _sync_folder(folder)
        return self.load(round_id)

    def load(self, round_id: bytes) -> RoundKeys:
        """Return the keys that still exist; kept in memory until the folder changes."""
        main = self._places(round_id)[0]
        try:
            changed = main.stat().st_mtime_ns
        except FileNotFoundError as error:
            raise KeyMissing("round") from error
        held = self._loaded.get(round_id)
        if held is None or held[0] != changed:
            held = self._loaded[round_id] = (changed, _read_folder(main))
        return held[1]

    def destroy(self, round_id: bytes, name: str) -> bool:
        """Overwrite and remove a key in both places: a name of `SECRET_NAMES` or `issuer-…`.

        Returns False when nothing was left to destroy. See `issuer_name`.
        """
        self._loaded.pop(round_id, None)
        paths = [folder / f"{name}.key" for folder in self._places(round_id)]
        found = [_shred(path) for path in paths]
        return any(found)

    def add(self, round_id: bytes, name: str, content: bytes) -> None:
        """Write one more key of a round, twice; what a crash left under this name goes.

        `load` does not know it: see `read`.
        """
        self.destroy(round_id, name)
        for folder in self._places(round_id):
            _write_secret(folder / f"{name}.key", content)
            _sync_folder(folder)

    def read(self, round_id: bytes, name: str) -> bytes:
        """Return a key that was added; raises `KeyMissing` when it is gone."""
        try:
            return (self._places(round_id)[0] / f"{name}.key").read_bytes()
        except FileNotFoundError as error:
            raise KeyMissing(name) from error

    def list_names(self, round_id: bytes, start: str) -> list[str]:
        """Return the names of the keys left in either place that begin with `start`."""
        found = [path for one in self._places(round_id) for path in one.glob(f"{start}*.key")]
        return sorted({path.stem for path in found})

    def has(self, round_id: bytes, name: str) -> bool:
        """Say whether a key is left in either place."""
        return any((folder / f"{name}.key").exists() for folder in self._places(round_id))

    def _places(self, round_id: bytes) -> list[Path]:
        return [folder / round_id.hex() for folder in self._folders]


def issuer_name(area: bytes) -> str:
    """Return the name under which `KeyFolder.destroy` knows an area's issuer key."""
    return f"issuer-{area.hex()}"


def _read_folder(folder: Path) -> RoundKeys:
    contents = {path.stem: path.read_bytes() for path in folder.glob("*.key")}
    found = {name: contents[name] for name in SECRET_NAMES if name in contents}
    issuers = {
        bytes.fromhex(name.removeprefix("issuer-")): load_private_key(content)
        for name, content in contents.items()
        if name.startswith("issuer-")
    }
    body = derive(found["box"], BOX_BODY_LABEL, 32) if "box" in found else b""
    return RoundKeys(found, issuers, body)


def _write_secret(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _shred(path: Path) -> bool:
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    _sync_folder(path.parent)
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
