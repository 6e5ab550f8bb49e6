"""Emptying the box after close: once the published copy verifies, what was stored says nothing.

The box key is destroyed, which makes every old page, write-ahead log and backup unreadable. Then
the rows go too, and on SQLite the file is rewritten without their remains.
"""

import sqlite3
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from voting.ballotbox.key_folder import KeyFolder, issuer_name
from voting.ballotbox.verify import verify_bundle
from voting.ballotbox.verify.report import Finding, Report
from voting.db.models.ballotbox import StoredSlip
from voting.db.session import Stores, transaction
from voting.domain.errors.counting import BundleUnsound
from voting.services.bundling import export_bundle
from voting.services.kept_codes import LETTERS_KEY


@dataclass(frozen=True, slots=True)
class Emptied:
    """Whether the box is empty and its key destroyed; if not, what the verifier found.

    Not done and nothing found: the database was in use, so remains are in its file. Run it again.
    """

    done: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Destroyed:
    """Whether there was something left to destroy, and whether the database is rid of it."""

    found: bool
    done: bool


def empty_box(stores: Stores, keys: KeyFolder, round_id: bytes) -> Emptied:
    """Destroy the box key and the stored slips of a closed round, when its bundle verifies."""
    if keys.has(round_id, "box"):
        report = verify_published(stores, round_id)
        if not report.sound:
            return Emptied(False, report.findings)
        keys.destroy(round_id, "box")
    _delete_slips(stores, round_id)
    return Emptied(rewrite_file(stores.ballotbox))


def destroy_rest(
    stores: Stores, keys: KeyFolder, round_id: bytes, areas: Iterable[bytes]
) -> Destroyed:
    """Destroy all that a round which ended no longer needs; may be run again after a crash.

    Every key but those that sign the log and receipts, and the stored slips: also of a round
    that was annulled while residents voted, or whose box was kept because of findings.
    """
    names = [*map(issuer_name, areas), "box", "salt", "lookup"]
    names += keys.list_names(round_id, LETTERS_KEY)
    found = [keys.destroy(round_id, name) for name in names]
    return Destroyed(_delete_slips(stores, round_id) or any(found), rewrite_file(stores.ballotbox))


def check_published(stores: Stores, round_id: bytes) -> Report:
    """Verify a round as it is published and return the report.

    Raises BundleUnsound for what no single area can be blamed for, and for findings in an area
    that was opened: those of an area that stays closed only cost that area its count.
    """
    report = verify_published(stores, round_id)
    if not report.usable or any(_blocks(report, finding) for finding in report.findings):
        raise BundleUnsound(name_findings(report))
    return report


def _blocks(report: Report, finding: Finding) -> bool:
    return finding.area is None or report.areas[finding.area].opened


def name_findings(report: Report) -> tuple[str, ...]:
    """Return each finding as "check@entry", in the report's order."""
    return tuple(
        one.check if one.entry is None else f"{one.check}@{one.entry}" for one in report.findings
    )


def verify_published(stores: Stores, round_id: bytes) -> Report:
    """Export the round as it is published and run the verifier over it."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        export_bundle(stores, round_id, Path(folder))
        return verify_bundle(Path(folder))


def rewrite_file(session: Session) -> bool:
    """On SQLite, write the database anew and cut its write-ahead log; nothing elsewhere.

    Returns False when somebody was using the database for so long that remains are still there.
    """
    engine = session.get_bind().engine
    session.rollback()
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.close()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    finally:
        connection.close()
    return not busy


def _delete_slips(stores: Stores, round_id: bytes) -> bool:
    """Delete the stored slips of a round; return whether there were any."""
    with transaction(stores.ballotbox) as box:
        any_left = bool(box.scalar(select(exists().where(StoredSlip.round == round_id))))
        if any_left:
            box.execute(delete(StoredSlip).where(StoredSlip.round == round_id))
    return any_left
