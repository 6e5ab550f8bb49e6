"""Emptying the box after close: once the published copy verifies, what was stored says nothing.

The box key is destroyed, which makes every old page, write-ahead log and backup unreadable. Then
the rows go too, and on SQLite the file is rewritten without their remains.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.verify import verify_bundle
from voting.ballotbox.verify.report import Finding, Report
from voting.db.models.ballotbox import StoredSlip
from voting.db.session import Stores, transaction
from voting.services.bundling import export_bundle


@dataclass(frozen=True, slots=True)
class Emptied:
    """Whether the box is empty and its key destroyed; if not, what the verifier found."""

    done: bool
    findings: tuple[Finding, ...] = ()


def empty_box(stores: Stores, keys: KeyFolder, round_id: bytes) -> Emptied:
    """Destroy the box key and the stored slips of a closed round, when its bundle verifies."""
    if keys.has(round_id, "box"):
        report = verify_published(stores, round_id)
        if not report.sound:
            return Emptied(False, report.findings)
        keys.destroy(round_id, "box")
    if _has_slips(stores.ballotbox, round_id):
        with transaction(stores.ballotbox) as box:
            box.execute(delete(StoredSlip).where(StoredSlip.round == round_id))
    rewrite_file(stores.ballotbox)
    return Emptied(True)


def verify_published(stores: Stores, round_id: bytes) -> Report:
    """Export the round as it is published and run the verifier over it."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        export_bundle(stores, round_id, Path(folder))
        return verify_bundle(Path(folder))


def rewrite_file(session: Session) -> None:
    """On SQLite, write the database anew and cut its write-ahead log; nothing elsewhere."""
    engine = session.get_bind().engine
    session.rollback()
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        connection.close()


def _has_slips(box: Session, round_id: bytes) -> bool:
    return bool(box.scalar(select(exists().where(StoredSlip.round == round_id))))
