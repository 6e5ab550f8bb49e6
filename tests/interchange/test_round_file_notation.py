"""Amounts, shares and numbers as officers write them: read exactly, or refused."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from voting.interchange.round_notation import (
    Misread,
    read_amount,
    read_fraction,
    read_month,
    read_need,
    read_people,
    read_whole,
)


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("0", 0),
        ("12500", 1_250_000),
        ("12.500", 1_250_000),
        ("12.500,00", 1_250_000),
        ("12500,05", 1_250_005),
        ("1.234.567,89", 123_456_789),
        ("800,-", 80_000),
        ("€ 800", 80_000),
        ("€\u00a01.000,50", 100_050),
        (" 7 ", 700),
        ("10.000.000.000.000", 10**15),
    ],
)
def test_an_amount_is_read_to_the_cent(written: str, cents: int) -> None:
    assert read_amount(written) == cents


@pytest.mark.parametrize(
    "written",
    [
        *("", "€", "gratis", "-5", "+5", "12,500", "12.50", "12500.00", "12,5", "12,505"),
        *("1.2500", "1234.567", ".500", "12.500.", "12 500", "1e3", "5 euro", "\u0665", "1,00,00"),
        *("10.000.000.000.000,01", "9" * 30, "0x10", "1_000"),
    ],
)
def test_what_could_mean_two_things_is_no_amount(written: str) -> None:
    with pytest.raises(Misread):
        read_amount(written)


@given(st.integers(0, 10**15))
def test_an_amount_as_dutch_software_writes_it_is_read_back(cents: int) -> None:
    euros, rest = divmod(cents, 100)
    grouped = format_decimal(euros, locale="nl_NL")
    assert read_amount(f"{grouped},{rest:02}") == cents
    assert read_amount(f"{euros},{rest:02}") == cents


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("1/2", Fraction(1, 2)),
        (" 3 / 2 ", Fraction(3, 2)),
        ("10%", Fraction(1, 10)),
        ("12,5 %", Fraction(1, 8)),
        ("0", Fraction(0)),
        ("1", Fraction(1)),
        ("999999999", Fraction(999_999_999)),
    ],
)
def test_a_share_is_read_exactly(written: str, share: Fraction) -> None:
    assert read_fraction(written) == share


@pytest.mark.parametrize(
    "written", ["", "0.5", "0,5", "1/0", "-1/2", "half", "12.5%", "1/2/3", "1000000000", "1/-2"]
)
def test_what_is_no_share_is_refused(written: str) -> None:
    with pytest.raises(Misread):
        read_fraction(written)


@pytest.mark.parametrize(
    ("read", "written", "number"),
    [
        (read_whole, "1.200", 1_200),
        (read_whole, "0", 0),
        (read_people, "100.000.000", 10**8),
        (read_need, "1000000", 10**6),
        (read_month, " 2027-12 ", "2027-12"),
    ],
)
def test_numbers_and_months_are_read(
    read: Callable[[str], object], written: str, number: object
) -> None:
    assert read(written) == number


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (read_whole, "1,5"),
        (read_whole, "1.20"),
        (read_whole, "-1"),
        (read_whole, "\u0661"),
        (read_whole, "9" * 16),
        (read_people, "100.000.001"),
        (read_need, "1000001"),
        (read_month, "2027-00"),
        (read_month, "2027-1"),
        (read_month, "0027-01"),
    ],
)
def test_what_is_no_number_or_month_is_refused(read: Callable[[str], object], written: str) -> None:
    with pytest.raises(Misread):
        read(written)
