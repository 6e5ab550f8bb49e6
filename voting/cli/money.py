"""`flask money`: divide the money of real rounds under the rules a council can choose."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from voting.cli.money_options import Entitled, EntitledType, ShareType, ThresholdType
from voting.domain.allocation import allocate
from voting.domain.errors.files import PabulibRefused
from voting.domain.errors.money import InvalidMoneyInput
from voting.domain.results import AreaResult
from voting.domain.rules import MoneyRules, Rule, Variant
from voting.interchange.csv_out import to_euros
from voting.interchange.json_out import write_line
from voting.interchange.pabulib import PabulibRound, read_pabulib
from voting.interchange.pabulib_money import ROUND, make_area
from voting.interchange.pabulib_rules import read_threshold
from voting.web.words_pabulib import UNREADABLE, tell_pabulib_refusal

LANGUAGES = ("en", "nl")


@dataclass(frozen=True, slots=True)
class Division:
    """What to do with each file; `threshold` None takes the file's own."""

    rules: MoneyRules
    entitled: Entitled
    minimum_share: Fraction
    threshold: int | None
    seed: str

    def divide(self, pabulib: PabulibRound) -> AreaResult:
        """Divide the file's budget over its projects."""
        own = read_threshold(pabulib.meta) or 0
        rules = replace(self.rules, threshold=own if self.threshold is None else self.threshold)
        area = make_area(pabulib, self.entitled.count(len(pabulib.ballots)), self.minimum_share)
        return allocate(area, pabulib.count_points(), self.seed, rules, ROUND)


def register(app: Flask) -> None:
    """Add `flask money allocate`."""
    group = AppGroup("money", help="Divide money under the rules a council can choose.")
    group.add_command(allocate_files)
    app.cli.add_command(group)


@click.command("allocate")
@click.argument("files", metavar="FILE.pb...", nargs=-1, required=True)
@click.option(
    "--rule",
    type=click.Choice([rule.value for rule in Rule]),
    default=Rule.REDEMPTION.value,
    show_default=True,
)
@click.option(
    "--variant",
    type=click.Choice([variant.value for variant in Variant]),
    default=Variant.SKIP.value,
    show_default=True,
    help="What ranking does at the first plan that does not fit.",
)
@click.option(
    "--rights", type=click.IntRange(1, 1000), default=5, show_default=True, help="Rights a person."
)
@click.option(
    "--entitled",
    type=EntitledType(),
    metavar="N|Fx",
    default="1x",
    show_default=True,
    help="People who could vote: a number, or so many times the ballots of the file.",
)
@click.option("--target-turnout", type=ShareType(), default="1/10", show_default=True)
@click.option(
    "--minimum-share",
    type=ShareType(),
    default="1/2",
    show_default=True,
    help="The minimum of a plan as a share of what it asks, rounded up to the cent.",
)
@click.option(
    "--threshold",
    type=ThresholdType(),
    metavar="N|file",
    default="0",
    show_default=True,
    help='The least rights that win anything; "file": the least score the file states.',
)
@click.option("--seed", default="", help="The seed of the lots.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file on stdout.")
def allocate_files(
    files: tuple[str, ...],
    rule: str,
    variant: str,
    rights: int,
    target_turnout: Fraction,
    as_json: bool,
    **options: Any,
) -> None:
    """Divide the budget of Pabulib files; each is one voting area with one buurt.

    An approval is one right, a point is one right. A file that is wrong is named on stderr
    with its lines and reasons; the others are still done, and the exit code is 1.
    """
    if not target_turnout:
        raise click.BadParameter("it must be above 0", param_hint="--target-turnout")
    rules = MoneyRules(Rule(rule), Variant(variant), rights, target_turnout=target_turnout)
    division = Division(rules, **options)
    done = [allocate_file(file, division, as_json=as_json) for file in files]
    if not all(done):
        raise SystemExit(1)


def allocate_file(file: str, division: Division, *, as_json: bool) -> bool:
    """Divide one file and show the result; tell what is wrong, and return False, if it cannot."""
    try:
        pabulib = read_pabulib(file)
        result = division.divide(pabulib)
    except PabulibRefused as refusal:
        return _complain(*(tell_pabulib_refusal(refusal, language) for language in LANGUAGES))
    except OSError:
        return _complain(*([UNREADABLE[language].format(file=file)] for language in LANGUAGES))
    except InvalidMoneyInput as refusal:
        return _complain([f"{file}: {refusal.field} {refusal.value}: {refusal.expected}"])
    _warn(file, pabulib, result)
    if as_json:
        click.echo(write_line(describe(file, result, division.rules.rule)))
    else:
        _show_table(file, pabulib, result)
    return True


def describe(file: str, result: AreaResult, rule: Rule) -> dict[str, Any]:
    """Return what `--json` prints for one file."""
    return {
        "file": file,
        "rule": rule.value,
        "pot_cents": result.balance.pot_cents,
        "spent_cents": result.balance.paid_cents,
        "unspent_cents": result.balance.pot_cents - result.balance.paid_cents,
        "initiatives": [
            {
                "id": one.id,
                "rights": one.rights,
                "ask_cents": one.ask_cents,
                "minimum_cents": one.minimum_cents,
                "payout_cents": one.payout_cents,
                "reason": one.reason.value,
            }
            for one in result.initiatives
        ],
    }


def _complain(*languages: list[str]) -> bool:
    for lines in languages:
        for line in lines:
            click.echo(_make_printable(line), err=True)
    return False


def _warn(file: str, pabulib: PabulibRound, result: AreaResult) -> None:
    for project, (official, counted) in pabulib.differing_tallies().items():
        line = f"{file}: project {project} has {official} officially, {counted} by its ballots"
        click.echo(_make_printable(line), err=True)
    if result.entitled < len(pabulib.ballots):
        ballots = len(pabulib.ballots)
        click.echo(f"{file}: {ballots} ballots, but {result.entitled} people entitled", err=True)


def _show_table(file: str, pabulib: PabulibRound, result: AreaResult) -> None:
    names = {one.id: one.name for one in pabulib.projects}
    table = Table(title=file, title_justify="left", box=SIMPLE)
    table.add_column("id", no_wrap=True)
    table.add_column("plan", no_wrap=True, overflow="ellipsis", max_width=40)
    for heading in ("rights", "asked", "paid"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("reason", no_wrap=True)
    for one in sorted(result.initiatives, key=lambda one: -one.rights):
        plan = [_make_printable(text) for text in (one.id, names[one.id])]
        amounts = [f"{to_euros(cents):,}" for cents in (one.ask_cents, one.payout_cents)]
        table.add_row(*plan, str(one.rights), *amounts, one.reason.value.replace("_", " "))
    # Names are other people's text: nothing in them is markup of ours.
    console = Console(markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = 120
    console.print(table)
    pot, spent = to_euros(result.balance.pot_cents), to_euros(result.balance.paid_cents)
    console.print(f"pot {pot:,}   spent {spent:,}   unspent {pot - spent:,}")


def _make_printable(text: str) -> str:
    """Return other people's text without what would steer a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
