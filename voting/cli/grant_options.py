"""What the commands about grants share: amounts, tranches, and who does it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import click

from voting.domain.proposal_fields import read_euros
from voting.domain.redeeming import Tranche
from voting.services.deciding import Deciding
from voting.services.round_course import TwoPeople
from voting.services.round_state import RoundState, find_round
from voting.web.stores import stores

Command = Callable[..., None]
REFERENCE = click.argument("reference")
ROUND = click.argument("round_slug", metavar="ROUND")
BY = click.option("--by", required=True, metavar="NAME", help="Who does it.")
OFFICE = click.option("--office", required=True, help="The name of the office that decides.")


class Euros(click.ParamType[int]):
    """An amount such as 1250.50, in cents."""

    name = "EUROS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the option."""
        if isinstance(value, int):
            return value
        try:
            return read_euros(value)
        except ValueError as error:
            self.fail(f"{value!r} is not an amount ({error})", param, ctx)


class Part(click.ParamType[Tranche]):
    """A tranche as "what was done|1250.50|2027-06-01"."""

    name = "MILESTONE|EUROS|DAY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Tranche:
        """Read the option."""
        if isinstance(value, Tranche):
            return value
        try:
            milestone, amount, day = value.split("|")
            return Tranche(milestone.strip(), read_euros(amount), date.fromisoformat(day.strip()))
        except ValueError as error:
            self.fail(f"{value!r} is not MILESTONE|EUROS|DAY ({error})", param, ctx)


def two_people(command: Command) -> Command:
    """Ask who does it and who confirms it: acts that give money away or take it."""
    confirmed = click.option(
        "--confirmed-by", required=True, metavar="NAME", help="Who confirms it: somebody else."
    )
    return BY(confirmed(command))


def find(slug: str) -> RoundState:
    """Return a round."""
    return find_round(stores(), slug)


def decide(office: str, by: str, confirmed_by: str) -> Deciding:
    """Say who decides, now."""
    return Deciding(office, TwoPeople(by, confirmed_by), now())


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)
