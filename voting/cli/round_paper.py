"""The commands of the desk: paper forms, entering them twice, and letters on the spot."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from voting.cli.desk import Desk, round_command, write_new
from voting.services.paper_forms import (
    FilledForm,
    ReadForm,
    count_batch,
    enter_form,
    enter_form_again,
    read_form,
    set_form_aside,
)
from voting.web.printed_forms import print_form, print_receipt

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
by_option = click.option("--by", required=True, metavar="NAME", help="Who does it.")


def entering(command: Any) -> Any:
    """Add what both entries of a form ask."""
    for option in (
        click.argument("batch", type=click.IntRange(1, 1_000_000)),
        click.argument("number", type=click.IntRange(1, 1_000_000)),
        click.option("--received", type=click.DateTime(["%Y-%m-%d"]), help="When it came in."),
        click.option("--code", prompt=True, help="The sixteen characters on the form."),
        click.option("--plans", prompt=True, help="The numbers in the boxes; 0 for an empty one."),
        click.option("--yes", is_flag=True, help="It was read back already."),
        by_option,
    )[::-1]:
        command = option(command)
    return command


@round_command("paper-form")
@click.argument("area")
@click.argument("file", type=NEW_FILE)
@click.option("--large", is_flag=True, help="In large print.")
def make_form(desk: Desk, area: str, file: Path, large: bool) -> None:
    """Make the paper form of an AREA as a PDF in FILE, in the language of the command."""
    write_new(file, print_form(desk.state, area, desk.language, desk.at, large=large))
    desk.say("form_printed", area=area, file=str(file))


@round_command("paper-enter")
@entering
def enter(desk: Desk, by: str, yes: bool, **form: Any) -> None:
    """Enter form NUMBER of a BATCH for the first time; nothing is cast."""
    filled = fill_in(desk, **form)
    zone = desk.settings.time_zone
    state = desk.state
    read_back(desk, read_form(desk.stores, desk.keys, state, filled, zone, desk.at), yes)
    enter_form(desk.stores, desk.keys, state, filled, by, zone, desk.at)
    finish(desk, filled)


@round_command("paper-again")
@entering
@click.option("--receipt", type=NEW_FILE, help="Where the resident's receipt goes, as PDF.")
def enter_again(desk: Desk, by: str, yes: bool, receipt: Path | None, **form: Any) -> None:
    """Enter form NUMBER of a BATCH again, by somebody else; equal ones are cast."""
    filled = fill_in(desk, **form)
    zone = desk.settings.time_zone
    state = desk.state
    read_back(desk, read_form(desk.stores, desk.keys, state, filled, zone, desk.at), yes)
    made = enter_form_again(desk.stores, desk.keys, state, filled, by, zone, desk.at)
    if receipt is not None:
        write_new(receipt, print_receipt(state, made, desk.at))
    finish(desk, filled)


@round_command("paper-aside")
@click.argument("batch", type=int)
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why it is not cast; no name and no choice.")
@by_option
def set_aside(desk: Desk, batch: int, number: int, reason: str, by: str) -> None:
    """Write down why form NUMBER of a BATCH is not cast."""
    set_form_aside(desk.stores, desk.state, batch, number, by, reason)
    desk.say(
        "form_entered", batch=batch, number=number, **count_batch(desk.stores, desk.state, batch)
    )


def fill_in(
    desk: Desk, batch: int, number: int, received: datetime | None, code: str, plans: str
) -> FilledForm:
    """Return what was typed; a form without a day came in today."""
    numbers = plans.replace(",", " ").split()
    if not all(one.isascii() and one.isdigit() and len(one) < 7 for one in numbers):
        raise click.UsageError("--plans: numbers with spaces between them")
    day: date = received.date() if received else desk.at.date()
    return FilledForm(batch, number, code, tuple(map(int, numbers)), day)


def read_back(desk: Desk, read: ReadForm, yes: bool) -> None:
    """Show what was read, and ask whether the form says so."""
    if yes or desk.as_json:
        return
    titles = {one.id: one.title.get(desk.language) for one in desk.state.plan.initiatives}
    for plan, rights in read.selection.items():
        click.echo(f"{rights} × {titles[plan]}")
    click.confirm("?", abort=True)


def finish(desk: Desk, form: FilledForm) -> None:
    """Leave an empty screen behind."""
    click.clear()
    counts = count_batch(desk.stores, desk.state, form.batch)
    desk.say("form_entered", batch=form.batch, number=form.number, **counts)


COMMANDS = (make_form, enter, enter_again, set_aside)
