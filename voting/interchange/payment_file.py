"""A list for the bank as a CSV file: for Dutch Excel, or by the book (RFC 4180)."""

from collections.abc import Iterable

from voting.interchange.csv_out import CsvDialect, to_euros, write_csv

NAMES = {
    "nl": ("kenmerk", "rekeninghouder", "iban", "bedrag", "omschrijving"),
    "en": ("reference", "account_holder", "iban", "amount", "description"),
}
Row = tuple[str, str, str, int, str]
"""One payment: whose, the account's holder, its number, how many cents, and what it says."""


def write_payments(rows: Iterable[Row], dialect: CsvDialect) -> bytes:
    """Return the content of the file; texts that begin like a formula are guarded."""
    cells = [
        (reference, holder, iban, to_euros(cents), description)
        for reference, holder, iban, cents, description in rows
    ]
    return write_csv([NAMES[dialect.language], *cells], dialect)
