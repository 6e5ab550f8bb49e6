"""How shares, numbers of people and thresholds are written on the command line."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import click

from voting.interchange.pabulib_money import round_up


@dataclass(frozen=True, slots=True)
class Entitled:
    """How many people could vote: a number, or so many times the ballots of the file."""

    number: Fraction
    times_ballots: bool

    def count(self, ballots: int) -> int:
        """Return the number of people, at least one; a part of a person counts as one."""
        return max(1, round_up(self.number * (ballots if self.times_ballots else 1)))


class EntitledType(click.ParamType[Entitled]):
    """A number of people such as 9000, or a multiple of the ballots such as 10x or 2.5x."""

    name = "N|Fx"
    _FORM = re.compile(r"(\d{1,9})|(\d{1,6}(?:\.\d{1,6}|/[1-9]\d{0,5})?)x", re.ASCII)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Entitled:
        """Read the option."""
        if isinstance(value, Entitled):
            return value
        match = self._FORM.fullmatch(value)
        if match is None or not Fraction(match[1] or match[2]):
            self.fail(
                f"{value!r} is not a number of people, nor a multiple such as 10x", param, ctx
            )
        return Entitled(Fraction(match[1] or match[2]), times_ballots=match[1] is None)


class ShareType(click.ParamType[Fraction]):
    """A share from 0 to 1, such as 1/10 or 0.1; exact either way."""

    name = "SHARE"
    _FORM = re.compile(r"\d{1,9}(?:/[1-9]\d{0,8}|\.\d{1,8})?", re.ASCII)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """Read the option."""
        if isinstance(value, Fraction):
            return value
        if not self._FORM.fullmatch(value) or not 0 <= Fraction(value) <= 1:
            self.fail(f"{value!r} is not a share from 0 to 1, such as 1/10", param, ctx)
        return Fraction(value)


class ThresholdType(click.ParamType[int | None]):
    """A number of rights, or "file": what the file itself asks of a winner (None)."""

    name = "N|file"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        """Read the option."""
        if value == "file":
            return None
        if isinstance(value, str) and not re.fullmatch(r"\d{1,15}", value, re.ASCII):
            self.fail(f"{value!r} is not a number of rights, nor the word file", param, ctx)
        return int(value)
