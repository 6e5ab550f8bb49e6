"""Who gets the money of a grant.

A legal entity, an adult, a host organisation (penvoerder), or a supplier whose invoice is paid.
Where the municipality carries the plan out itself nobody gets a grant: an official, a day and a
budget line stand in its place.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from voting.domain.errors.grants import AdultPayeeNeeded, FieldProblem, PayeeUnfit

HOLD = timedelta(days=3)
"""How long nothing is paid after an account number was said, the first time too."""
LONGEST = 100
KVK = re.compile(r"\d{8}", re.ASCII)


class PayeeKind(StrEnum):
    """What a payee is."""

    ENTITY = "entity"
    PERSON = "person"
    HOST = "host"
    SUPPLIER = "supplier"
    MUNICIPALITY = "municipality"


NAMEABLE = tuple(kind for kind in PayeeKind if kind is not PayeeKind.MUNICIPALITY)
"""What a group can choose; that the municipality does it is for an office to decide."""
NEEDS_KVK = frozenset({PayeeKind.ENTITY, PayeeKind.HOST, PayeeKind.SUPPLIER})


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid. `kvk` is a number of the trade register, `invoice` the supplier's.

    The account number itself is not here: only what may be shown, its `last_four` characters
    and the name of its holder.
    """

    kind: PayeeKind
    name: str
    holder: str = ""
    kvk: str = ""
    invoice: str = ""
    adult: bool = False
    """Whether it was declared that a person is 18 or older."""
    agreed: bool = False
    """Whether it was declared that a host organisation agrees to this."""
    last_four: str = ""
    held_until: datetime | None = None
    """Nothing is paid before this moment, since the account number is new."""


@dataclass(frozen=True, slots=True)
class OwnWork:
    """The municipality carries a plan out itself: who answers for it, since when, from where."""

    official: str
    budget_line: str
    on: date


def read_payee(
    kind: PayeeKind,
    *,
    name: str,
    holder: str,
    kvk: str = "",
    invoice: str = "",
    adult: bool = False,
    agreed: bool = False,
) -> Payee:
    """Return a payee from what was filled in.

    Raises PayeeUnfit with every reason, or AdultPayeeNeeded.
    """
    found = Payee(
        kind,
        _tidy(name),
        _tidy(holder),
        re.sub(r"[\s.]", "", kvk) if kind in NEEDS_KVK else "",
        _tidy(invoice) if kind is PayeeKind.SUPPLIER else "",
        adult=adult and kind is PayeeKind.PERSON,
        agreed=agreed and kind is PayeeKind.HOST,
    )
    problems = tuple(_find_problems(found))
    if problems:
        raise PayeeUnfit(problems)
    if kind is PayeeKind.PERSON and not adult:
        raise AdultPayeeNeeded
    return found


def _find_problems(payee: Payee) -> Iterator[FieldProblem]:
    if payee.kind not in NAMEABLE:
        yield FieldProblem("kind", "unknown")
    needed = ["name", "holder"] + ["invoice"] * (payee.kind is PayeeKind.SUPPLIER)
    for field in needed:
        text = getattr(payee, field)
        if not text:
            yield FieldProblem(field, "missing")
        elif len(text) > LONGEST:
            yield FieldProblem(field, "too_long")
    if payee.kind in NEEDS_KVK and not KVK.fullmatch(payee.kvk):
        yield FieldProblem("kvk", "not_a_number")
    if payee.kind is PayeeKind.HOST and not payee.agreed:
        yield FieldProblem("agreed", "missing")


def _tidy(text: str) -> str:
    plain = "".join(
        " " if unicodedata.category(sign) == "Cc" else sign
        for sign in unicodedata.normalize("NFC", text)
    )
    return " ".join(plain.split())
