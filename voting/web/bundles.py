"""The public record of a round, packed for download."""

import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from voting.db.session import Stores
from voting.domain.rounds import Phase
from voting.services.bundling import export_bundle
from voting.services.round_state import RoundState
from voting.web import current_settings
from voting.web.story import read_story


def offers_bundle(state: RoundState) -> bool:
    """Tell whether the public record can be fetched: always, but for opened, unpublished totals."""
    return state.setup_hash is not None and Phase(state.phase) is not Phase.OPENED


def make_bundle(stores: Stores, state: RoundState) -> Path:
    """Return the packed bundle of the log as it is now, made once for each size of the log."""
    file = _name_bundle(stores, state)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=file.parent) as folder:
            export_bundle(stores, state.id, Path(folder) / state.slug)
            packed = Path(folder) / file.name
            with tarfile.open(packed, "w:gz") as archive:
                archive.add(Path(folder) / state.slug, state.slug)
            packed.replace(file)
    return file


def _name_bundle(stores: Stores, state: RoundState) -> Path:
    folder = current_settings().checkpoint_dir.with_name("bundles")
    size = read_story(stores, state).size
    return folder / f"{state.id.hex()}-{state.phase}-{size}.tar.gz"
