"""Publishing a counted round: its result, its ledger entries and the files to download."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from voting.ballotbox.encoding import unb64
from voting.ballotbox.entries import make_notice
from voting.ballotbox.key_folder import KeyFolder
from voting.db.base import RoundId
from voting.db.models.register import LedgerAccount, LedgerEntry, Result
from voting.db.session import Stores
from voting.domain.errors.counting import BundleUnsound
from voting.domain.errors.running import NotCounted, ResultsNotYet
from voting.domain.ledger import Account, Book, Entry, post
from voting.domain.money_json import from_json
from voting.domain.results import RoundResult
from voting.domain.rounds import Phase, check_step
from voting.interchange import json_out
from voting.interchange.csv_out import DUTCH_EXCEL, RFC_4180, CsvDialect, write_csv
from voting.interchange.pabulib_write import make_area_totals, render_pabulib
from voting.interchange.result_tables import (
    Names,
    ResultTable,
    list_buurten,
    list_initiatives,
    list_packages,
)
from voting.services.emptying import check_published
from voting.services.recording import read_back, read_size, record
from voting.services.round_course import NOBODY, TwoPeople, changing, take_step
from voting.services.round_state import RoundState

RECORD = "result.json"
_TABLES: Mapping[str, tuple[str, Callable[[Mapping[str, Any], Names], ResultTable]]] = {
    "initiatives": ("plannen", list_initiatives),
    "neighbourhoods": ("buurten", list_buurten),
    "packages": ("pakketten", list_packages),
}
"""The result tables: their English and their Dutch file names, and what makes them."""


@dataclass(frozen=True, slots=True)
class DownloadFile:
    """A file to download: its name, its media type and its content."""

    name: str
    media_type: str
    content: bytes


def publish_round(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    at: datetime,
    checkpoint_dir: Path,
    people: TwoPeople = NOBODY,
) -> RoundResult:
    """Make the result public, and book every amount of it in the ledger.

    `people` are who asked for it and who confirmed it, for the round's course.

    Raises:
        NotCounted: there is no result yet.
        ResultsNotYet: its day has not come.
        PhaseSkipped, PhaseReversed, RoundEnded: the round is not just opened.
        BundleUnsound: what would be published does not verify.
    """
    check_step(state.phase, Phase.PUBLISHED)
    result = load_result(stores, state)
    if result is None:
        raise NotCounted
    if at < state.plan.times.results_on:
        raise ResultsNotYet(state.plan.times.results_on)
    # Before the round is held: this takes long.
    check_published(stores, state.id)
    with changing(stores, state.id) as row:
        take_step(stores.register, row, Phase.PUBLISHED, at, people)
        text_nl, text_en = "De uitslag is bekendgemaakt.", "The result was published."
        notice = make_notice(at, "phase", text_nl, text_en, phase=Phase.PUBLISHED.value)
        record(stores, keys, state.id, [notice], checkpoint_dir)
        post_entries(stores.register, row.id, post(result), at)
    return result


def load_record(stores: Stores, state: RoundState) -> dict[str, Any] | None:
    """Return the record of the result that stands, as JSON values; None before counting.

    Raises BundleUnsound when it is not the one whose hash stands in the log.
    """
    query = (
        select(Result.record)
        .where(Result.round_id == state.id)
        .order_by(Result.position.desc())
        .limit(1)
    )
    text = stores.register.scalar(query)
    if text is None:
        return None
    if sha256(text.encode()).digest() != _find_logged_hash(stores, state.id):
        raise BundleUnsound((RECORD,))
    found: dict[str, Any] = json.loads(text)
    return found


def read_result_hash(stores: Stores, state: RoundState) -> str:
    """Return the hash of the last result in the register, in hexadecimal digits.

    Unlike `load_record` it does not hold it against the log, where a correction may stand that
    the register does not have yet. Raises NotCounted.
    """
    query = select(Result.sha256).where(Result.round_id == state.id)
    found = stores.register.scalar(query.order_by(Result.position.desc()).limit(1))
    if found is None:
        raise NotCounted
    return found.hex()


def _find_logged_hash(stores: Stores, round_id: bytes) -> bytes | None:
    """Return the hash of the last result in the log, None when it has none."""
    box = stores.ballotbox
    for entry in read_back(box, round_id, read_size(box, round_id)):
        if entry["type"] in ("allocation", "correction"):
            return unb64(entry["sha256"], 32)
        if entry["type"] != "notice":
            break
    return None


def load_result(stores: Stores, state: RoundState) -> RoundResult | None:
    """Return the result that stands: the last correction, else the first; None before counting."""
    record = load_record(stores, state)
    return None if record is None else from_json(record)


def list_downloads(state: RoundState) -> tuple[str, ...]:
    """Return the names of the files that a published round offers."""
    names = [name for english, (dutch, _) in _TABLES.items() for name in (english, dutch)]
    tables = [f"{name}.csv" for name in names] + [f"{name}.json" for name in _TABLES]
    return (*tables, RECORD, *(f"{area.slug}.pb" for area in state.plan.voting_areas))


def make_download(stores: Stores, state: RoundState, name: str) -> DownloadFile | None:
    """Return one of `list_downloads`; None when there is no such file, or no result yet.

    Tables are CSV for Dutch Excel under their Dutch name, and by RFC 4180 under the English one.
    """
    record = load_record(stores, state)
    if record is None or name not in list_downloads(state):
        return None
    if name == RECORD:
        return DownloadFile(name, "application/json", json_out.write_record(record))
    stem, _, kind = name.rpartition(".")
    if kind == "pb":
        return DownloadFile(name, "text/csv", _render_area(record, state, stem))
    table, dialect = _find_table(stem)
    made = table(record, name_things(state))
    if kind == "json":
        return DownloadFile(name, "application/x-ndjson", json_out.write_table(made))
    content = write_csv(made.to_cells(dialect.language), dialect)
    return DownloadFile(name, "text/csv", content)


def name_things(state: RoundState) -> Names:
    """Return what areas, buurten, plans and themes are called in Dutch, by id."""
    plan = state.plan
    return Names(
        {area.slug: area.name for area in plan.voting_areas},
        {buurt.slug: buurt.name for area in plan.voting_areas for buurt in area.buurten},
        {one.id: one.title.get("nl") for one in plan.initiatives},
        {theme.slug: theme.name.get("nl") for theme in plan.themes},
    )


def post_entries(
    register: Session, round_id: RoundId, entries: tuple[Entry, ...], at: datetime
) -> None:
    """Add ledger entries of a round after those it has; new accounts are opened on the way."""
    known = register.scalars(select(LedgerAccount)).all()
    accounts = {Account(Book(row.book), row.owner): row.id for row in known}
    for account in {side for one in entries for side in (one.debit, one.credit)}:
        if account not in accounts:
            opened = LedgerAccount(book=account.book.value, owner=account.owner)
            register.add(opened)
            register.flush()
            accounts[account] = opened.id
    start = len(
        register.scalars(select(LedgerEntry.position).where(LedgerEntry.round_id == round_id)).all()
    )
    rows = [
        {
            "round_id": round_id,
            "position": position,
            "debit_id": accounts[one.debit],
            "credit_id": accounts[one.credit],
            "cents": one.cents,
            "at": at,
        }
        for position, one in enumerate(entries, start=start)
    ]
    if rows:
        register.execute(insert(LedgerEntry), rows)


def _find_table(
    stem: str,
) -> tuple[Callable[[Mapping[str, Any], Names], ResultTable], CsvDialect]:
    if stem in _TABLES:
        return _TABLES[stem][1], RFC_4180
    return next(make for dutch, make in _TABLES.values() if dutch == stem), DUTCH_EXCEL


def _render_area(record: Mapping[str, Any], state: RoundState, slug: str) -> bytes:
    plan = state.plan
    area = next(one for one in record["areas"] if one["id"] == slug)
    meta = {
        "description": f"{plan.title.get('en')}, {state.find_area(slug).name}",
        "country": "Netherlands",
        "unit": plan.municipality.name,
        "instance": str(plan.times.opens.year),
        "subunit": state.find_area(slug).name,
        "rule": plan.money.rule.value,
        "date_begin": f"{plan.times.opens:%d.%m.%Y}",
        "date_end": f"{plan.times.closes:%d.%m.%Y}",
    }
    return render_pabulib(make_area_totals(area, name_things(state).initiatives, meta)).encode()
