"""Writing the public record of a round to a folder: what anybody recounts it from."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import select

from voting.ballotbox.bundle import RESULT, write_bundle, write_keys
from voting.ballotbox.encoding import unb64
from voting.db.base import RoundId
from voting.db.models.register import Result
from voting.db.session import Stores
from voting.services.frozen_files import NAMES, read_parts
from voting.services.recording import LoggedEntry, read_checkpoints, read_entry, read_log

_CORRECTION = b'"type":"correction"'


def export_bundle(stores: Stores, round_id: bytes, folder: Path) -> int:
    """Write a round's bundle into a new or empty folder; return the number of log entries.

    Works at every moment after opening. Streams: memory does not grow with the log.
    Raises LookupError before the round has a log.
    """
    setup = read_entry(stores.ballotbox, round_id, 0)
    if setup is None:
        raise LookupError("this round has no log")
    facts = setup.read()
    files: dict[str, bytes | Iterable[bytes]] = {
        name: read_parts(stores.register, RoundId(round_id), name) for name in NAMES
    }
    return write_bundle(
        folder,
        (entry.line for entry in read_log(stores.ballotbox, round_id)),
        read_checkpoints(stores.ballotbox, round_id),
        files | dict(list_results(stores, round_id)),
        write_keys(
            round_id, setup.leaf, unb64(facts["log_key"], 32), unb64(facts["promise_key"], 32)
        ),
    )


def list_results(stores: Stores, round_id: bytes) -> Iterator[tuple[str, bytes]]:
    """Give name and content of each result: the first, and one for each correction."""
    records = stores.register.scalars(
        select(Result.record).where(Result.round_id == round_id).order_by(Result.position)
    ).all()
    if records:
        yield RESULT, records[0].encode()
    corrections = _find_corrections(stores, round_id) if len(records) > 1 else iter(())
    for record, entry in zip(records[1:], corrections, strict=False):
        yield f"result-{entry.position}.json", record.encode()


def _find_corrections(stores: Stores, round_id: bytes) -> Iterator[LoggedEntry]:
    for entry in read_log(stores.ballotbox, round_id):
        if _CORRECTION in entry.line:
            yield entry
