"""The tables of a result: one row an initiative, one a buurt, one a buurt and sector.

They are made from the result record (`voting.domain.money_json.to_json`) alone, so that what
people download is what was computed. The names of places and plans are given beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from voting.domain.money_json import NOTHING
from voting.interchange.csv_out import Cell, to_euros

Record = Mapping[str, Any]
"""A result record, or an object in one."""


class Kind(StrEnum):
    """What a column holds: how its values look in a spreadsheet and in JSON."""

    TEXT = "text"
    NUMBER = "number"
    CENTS = "cents"
    PRICE = "price"
    SECTOR = "sector"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in JSON, its Dutch name, and what it holds.

    Amounts are `..._cents` in JSON and euros in a spreadsheet, under the key without `_cents`.
    """

    key: str
    dutch: str
    kind: Kind = Kind.TEXT

    def name(self, language: str) -> str:
        """Return the column's name in a spreadsheet."""
        return self.dutch if language == "nl" else self.key.removesuffix("_cents")


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Columns, and rows of their values: texts, whole numbers, cents, exact prices, None."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

    def to_cells(self, language: str) -> Iterator[list[Cell]]:
        """Return the rows for a spreadsheet, the column names first."""
        yield [column.name(language) for column in self.columns]
        for row in self.rows:
            pairs = zip(self.columns, row, strict=True)
            yield [_show(value, column.kind, language) for column, value in pairs]

    def to_objects(self) -> Iterator[dict[str, Any]]:
        """Return the rows as objects for JSON: amounts in cents, prices as "n/d" cents."""
        keys = [column.key for column in self.columns]
        for row in self.rows:
            yield dict(zip(keys, row, strict=True))


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called, by id; whatever has no name here is shown by its id."""

    areas: Mapping[str, str] = field(default_factory=dict)
    buurten: Mapping[str, str] = field(default_factory=dict)
    initiatives: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)


INITIATIVE_COLUMNS = (
    Column("area", "stemgebied"),
    Column("buurt", "buurt"),
    Column("id", "nummer"),
    Column("title", "plan"),
    Column("sector", "sector", Kind.SECTOR),
    Column("theme", "thema"),
    Column("rights", "rechten", Kind.NUMBER),
    Column("ask_cents", "gevraagd", Kind.CENTS),
    Column("minimum_cents", "minimum", Kind.CENTS),
    Column("payout_cents", "toegekend", Kind.CENTS),
    Column("reason", "reden", Kind.REASON),
)
BUURT_COLUMNS = (
    Column("area", "stemgebied"),
    Column("buurt", "buurt"),
    Column("rights", "rechten", Kind.NUMBER),
    Column("envelope_cents", "envelop", Kind.CENTS),
    Column("paid_cents", "toegekend", Kind.CENTS),
    Column("reserve_cents", "reserve", Kind.CENTS),
    Column("price", "waarde van een recht", Kind.PRICE),
)
PACKAGE_COLUMNS = (
    Column("area", "stemgebied"),
    Column("buurt", "buurt"),
    Column("sector", "sector", Kind.SECTOR),
    Column("base_cents", "basispakket", Kind.CENTS),
    Column("package_cents", "buurtpakket", Kind.CENTS),
    Column("total_cents", "samen", Kind.CENTS),
    Column("rights", "rechten", Kind.NUMBER),
)

DUTCH_SECTORS = {
    "layout": "fysieke inrichting",
    "safety": "veiligheid",
    "education": "onderwijs en kinderopvang",
    "social": "sociale infrastructuur",
}
DUTCH_REASONS = {
    "paid_in_full": "krijgt alles wat is gevraagd",
    "paid_in_part": "krijgt een deel van wat is gevraagd",
    "below_threshold": "haalt de drempel niet",
    "minimum_above_ceiling": "minimum ligt boven het plafond",
    "minimum_not_reached": "minimum niet gehaald",
    "does_not_fit": "past niet meer in het budget",
    "no_rights": "kreeg geen rechten",
    "withdrawn": "ingetrokken",
    "forfeited": "kan niet doorgaan, geld naar de reserve van de buurt",
    "not_opened": "de bus van dit gebied is niet geopend",
}
_DUTCH_WORDS = {Kind.REASON: DUTCH_REASONS, Kind.SECTOR: DUTCH_SECTORS}


def list_initiatives(record: Record, names: Names) -> ResultTable:
    """Return one row an initiative, in the order of the record."""
    rows = [
        (
            names.areas.get(area["id"], area["id"]),
            names.buurten.get(one["buurt"], one["buurt"]),
            one["id"],
            names.initiatives.get(one["id"], one["id"]),
            one["sector"],
            names.themes.get(one["theme"], one["theme"]),
            *(one[column.key] for column in INITIATIVE_COLUMNS[6:]),
        )
        for area in record["areas"]
        for one in area["initiatives"]
    ]
    return ResultTable(INITIATIVE_COLUMNS, tuple(rows))


def list_buurten(record: Record, names: Names) -> ResultTable:
    """Return one row a buurt: its envelope, what was paid from it, and what is left."""
    rows = [
        (
            names.areas.get(area["id"], area["id"]),
            names.buurten.get(one["buurt"], one["buurt"]),
            *(one[column.key] for column in BUURT_COLUMNS[2:-1]),
            None if one["price"] == NOTHING else one["price"],
        )
        for area in record["areas"]
        for one in area["envelopes"]
    ]
    return ResultTable(BUURT_COLUMNS, tuple(rows))


def list_packages(record: Record, names: Names) -> ResultTable:
    """Return one row a buurt and sector: base package and neighbourhood package.

    A row stands there for every sector with base money or an initiative in the buurt. A
    described service of the base package is no money and is not in the record.
    """
    base = {(one["buurt"], one["sector"]): one["amount_cents"] for one in record["base_totals"]}
    rows = [
        row
        for area in record["areas"]
        for envelope in area["envelopes"]
        for row in _list_sectors(area["id"], envelope, base, names)
    ]
    return ResultTable(PACKAGE_COLUMNS, tuple(rows))


def _list_sectors(
    area: str, envelope: Record, base: Mapping[tuple[str, str], int], names: Names
) -> Iterator[tuple[Any, ...]]:
    buurt = envelope["buurt"]
    totals = {one["name"]: one for one in envelope["sectors"]}
    for sector in sorted({*totals, *(sector for place, sector in base if place == buurt)}):
        fixed = base.get((buurt, sector), 0)
        paid, rights = _read_total(totals.get(sector))
        places = (names.areas.get(area, area), names.buurten.get(buurt, buurt))
        yield (*places, sector, fixed, paid, fixed + paid, rights)


def _read_total(total: Record | None) -> Sequence[int]:
    return (total["payout_cents"], total["rights"]) if total else (0, 0)


def _show(value: Any, kind: Kind, language: str) -> Cell:
    if value is None:
        return None
    if kind is Kind.CENTS:
        return to_euros(value)
    if kind is Kind.PRICE:
        return _round_price(Fraction(value))
    if kind is Kind.NUMBER:
        return int(value)
    words = _DUTCH_WORDS.get(kind, {}) if language == "nl" else {}
    return words.get(value, str(value))


def _round_price(cents: Fraction) -> Decimal:
    """Return euros with six decimals, half up; JSON has the exact price."""
    return Decimal(
        (cents.numerator * 20_000 + cents.denominator) // (2 * cents.denominator)
    ).scaleb(-6)
