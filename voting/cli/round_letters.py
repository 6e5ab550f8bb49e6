"""The commands between the roll and the post: import, take the letters, say they are gone."""

import os
from dataclasses import replace
from datetime import datetime
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from voting.cli.desk import Desk, round_command
from voting.cli.two_people import by_option, confirmed_option, needs_request
from voting.domain.errors.running import FileInTheWay, TwoPeopleNeeded
from voting.domain.four_eyes import Act
from voting.interchange.roll_file import Roll, RollPreview, RollRow, preview_roll, read_roll
from voting.services.destroying_codes import state_destruction
from voting.services.letter_batches import CODES
from voting.services.lettering import LetterOptions, import_roll, replace_print_run
from voting.services.round_course import TwoPeople
from voting.services.round_state import RoundState
from voting.services.taking_codes import USUAL_BATCH, Order, take_codes
from voting.web.printed_letters import LetterWording
from voting.web.words_round_file import tell_file_problem

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
HANDED_OUT = (
    "Geen. De codes zijn bij het inlezen als bestand meegegeven, door één persoon, om te proberen."
    " / None. The codes were handed out as a file at import, by one person, for a trial."
)
"""What the log says in the place of a destruction statement."""
MANY_ROWS = 2_000
"""From so many rows on, it pays to start more processes."""


@round_command("import-roll")
@click.argument("file", type=FILE)
@click.option(
    "--peildatum", type=click.DateTime(["%Y-%m-%d"]), help="The day the roll was drawn up."
)
@click.option("--check", is_flag=True, help="Only show what is in it and what is wrong.")
@click.option("--replace", is_flag=True, help="Drop the roll that is there; its codes die.")
@click.option("--codes-out", type=NEW_FILE, help="For a trial: all codes at once, in a new file.")
def import_roll_file(
    desk: Desk,
    file: Path,
    peildatum: datetime | None,
    check: bool,
    replace: bool,
    codes_out: Path | None,
) -> None:
    """Give everybody on the roll FILE a voting code; all of it, or nothing.

    The codes are kept encrypted until two people take the letters. For a trial --codes-out hands
    them out at once, and the public log says so.
    """
    state = desk.state
    if check:
        show_preview(desk, preview_roll(file, state.plan.voting_areas))
        return
    check_hand_out(desk, codes_out)
    with read_roll(file, state.plan.voting_areas) as rows:
        day = peildatum.date() if peildatum else None
        make_codes(desk, state, rows, LetterOptions(replace, day))
    if codes_out:
        hand_out_codes(desk, codes_out)


def check_hand_out(desk: Desk, codes_out: Path | None) -> None:
    """Raise FileInTheWay, or TwoPeopleNeeded where colleagues have accounts: no trial there."""
    if codes_out is None:
        return
    if codes_out.exists():
        raise FileInTheWay(codes_out.name)
    if needs_request(desk, Act.OPEN):
        raise TwoPeopleNeeded(getuser(), "")


def hand_out_codes(desk: Desk, codes_out: Path) -> None:
    """Write all codes to a new file at once, for a trial; the log says that it was done so."""
    people = TwoPeople(getuser(), "--codes-out")
    with TemporaryDirectory(dir=codes_out.parent, prefix=".codes-") as folder:
        order = Order(Path(folder) / "taken", people, LetterWording(), "csv")
        take_codes(desk.stores, desk.keys, desk.state, order, desk.at, desk.checkpoints)
        (order.folder / CODES).replace(codes_out)
    state_destruction(
        desk.stores, desk.keys, desk.state, people, HANDED_OUT, desk.at, desk.checkpoints
    )


def show_preview(desk: Desk, preview: RollPreview) -> None:
    """Say what a roll holds; exit with 1 when something is wrong with it."""
    told = [tell_file_problem(problem, desk.language) for problem in preview.problems]
    facts = {
        "columns": list(preview.columns),
        "entitled": dict(preview.entitled),
        "problems": told,
        "left_out": preview.left_out,
    }
    counts = [f"{area}: {count}" for area, count in preview.entitled.items()]
    desk.show(facts, [";".join(preview.columns), *counts, *told])
    if told:
        raise SystemExit(1)


def make_codes(
    desk: Desk, state: RoundState, rows: Roll | tuple[RollRow, ...], options: LetterOptions
) -> None:
    """Give a roll its codes with a progress bar, in more processes when there are many."""
    with desk.progress("codes", len(rows)) as note_progress:
        own = replace(options, processes=choose_processes(len(rows)), note_progress=note_progress)
        made = import_roll(desk.stores, desk.keys, state, rows, desk.at, own)
    desk.say("roll_imported", rows=made.rows, entitled=dict(made.entitled))


def choose_processes(rows: int) -> int:
    """Return how many processes share the work."""
    return (os.cpu_count() or 1) if rows >= MANY_ROWS else 1


@round_command("letters")
@click.argument("folder", type=FOLDER)
@click.option("--csv", "as_csv", is_flag=True, help="One CSV for a mailing house; no PDF.")
@click.option(
    "--batch",
    type=click.IntRange(1, 2_000),
    default=USUAL_BATCH,
    show_default=True,
    help="Letters in a PDF; 200 suits an office printer.",
)
@by_option
@confirmed_option
def letters(desk: Desk, folder: Path, as_csv: bool, batch: int, by: str, confirmed_by: str) -> None:
    """Print all letters into a new FOLDER, once; then the codes are gone here. Two people.

    Was it cut short? Type the same again: it goes on where it stopped.
    """
    state = desk.state
    total = sum(state.entitled.values())
    with desk.progress("letters", total) as note_progress:
        order = Order(
            folder,
            TwoPeople(by, confirmed_by),
            LetterWording(),
            "csv" if as_csv else "letters",
            batch,
            choose_processes(total),
            note_progress,
        )
        taken = take_codes(desk.stores, desk.keys, state, order, desk.at, desk.checkpoints)
    desk.say("letters_made", letters=taken.letters, batches=taken.batches, folder=str(folder))


@round_command("new-codes")
@by_option
@confirmed_option
def make_new_codes(desk: Desk, by: str, confirmed_by: str) -> None:
    """Give everybody a new code before opening: the print run was spoiled or lost. Two people."""
    state = desk.state
    total = sum(state.entitled.values())
    with desk.progress("codes", total) as note_progress:
        options = LetterOptions(processes=choose_processes(total), note_progress=note_progress)
        people = TwoPeople(by, confirmed_by)
        made = replace_print_run(desk.stores, desk.keys, state, people, desk.at, options)
    desk.say("new_codes", rows=made)


@round_command("destroyed")
@click.option("--statement", required=True, help="How and when; published as it stands.")
@by_option
@confirmed_option
def destroyed(desk: Desk, statement: str, by: str, confirmed_by: str) -> None:
    """State that all printed codes were destroyed; the box opens only after that. Two people."""
    people = TwoPeople(by, confirmed_by)
    state_destruction(
        desk.stores, desk.keys, desk.state, people, statement, desk.at, desk.checkpoints
    )
    desk.say("destruction_stated")


COMMANDS = (import_roll_file, letters, make_new_codes, destroyed)
