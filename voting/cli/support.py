"""`flask support`: what an office does with signatures for plans and themes."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from voting.cli.explaining import explaining
from voting.domain.errors.support import PaperProblem, PaperRefused
from voting.domain.signatures import identify_on_paper, split_address
from voting.interchange.paper_list import read_paper_list
from voting.services import petitions
from voting.services.paper_lists import enter_paper, remove_paper
from voting.services.purging_support import purge_support
from voting.services.round_state import find_round
from voting.services.support import count_support, set_threshold
from voting.services.support_subjects import find_subject
from voting.web.signed_in import open_account_keys
from voting.web.stores import stores

ROUND = click.argument("round_slug", metavar="ROUND")
SUBJECT = click.argument("reference", metavar="SUBJECT")


def register(app: Flask) -> None:
    """Add `flask support` with its commands."""
    group = AppGroup("support", help="Signatures for plans and for themes.")
    _add_counts(group)
    _add_paper(group)
    _add_themes(group)
    app.cli.add_command(group)


def _add_counts(group: AppGroup) -> None:
    @group.command("threshold")
    @ROUND
    @click.argument("signatures", type=click.IntRange(min=0), metavar="N")
    def threshold(round_slug: str, signatures: int) -> None:
        """Let a plan need N signatures before it can be admitted; 0 asks none."""
        with explaining():
            set_threshold(stores(), find_round(stores(), round_slug).id, signatures or None)

    @group.command("count")
    @SUBJECT
    def count(reference: str) -> None:
        """Say how many signed a plan or a petition."""
        with explaining():
            subject = find_subject(stores().register, reference)
            click.echo(count_support(stores().register, [subject.id])[subject.id])

    @group.command("purge")
    @ROUND
    def purge(round_slug: str) -> None:
        """Forget what ROUND does not need any more; run it every day."""
        with explaining():
            state = find_round(stores(), round_slug)
            purged = purge_support(stores(), open_account_keys(), state, datetime.now(UTC))
        click.echo(f"addresses {purged.addresses}, signatures {purged.signatures}")
        if not purged.clean:
            raise click.ClickException("The database was in use: run this again.")


def _add_paper(group: AppGroup) -> None:
    @group.command("paper")
    @SUBJECT
    @click.argument(
        "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
    )
    @click.option("--name", help="One person, instead of a file.")
    @click.option("--address", help="Postcode and house number: 1234 AB 12.")
    @click.option("--remove", is_flag=True, help="Withdraw this person's signature.")
    def paper(
        reference: str, file: Path | None, name: str | None, address: str | None, remove: bool
    ) -> None:
        """Take over signatures on paper: a FILE with name;postcode;number, or one person."""
        if (file is None) == (name is None and address is None) or (remove and file):
            raise click.UsageError("Give a FILE, or --name and --address.")
        with explaining():
            people = read_paper_list(file.read_bytes()) if file else (_read(name, address),)
            subject = find_subject(stores().register, reference)
            if remove:
                gone = remove_paper(stores(), open_account_keys(), subject, people[0])
                click.echo(f"withdrawn {int(gone)}")
                return
            entered = enter_paper(stores(), open_account_keys(), subject, people)
        click.echo(f"added {entered.added}, known {entered.known}")


def _add_themes(group: AppGroup) -> None:
    @group.command("themes")
    @ROUND
    def show_themes(round_slug: str) -> None:
        """List the petitions of ROUND: reference, state, signatures, name."""
        with explaining():
            for view in petitions.list_petitions(stores(), find_round(stores(), round_slug)):
                one = view.subject
                click.echo(f"{one.reference}\t{one.state}\t{view.signed}\t{one.title.get('nl')}")

    @group.command("list-theme")
    @SUBJECT
    def list_theme(reference: str) -> None:
        """Put the theme of a petition with more than 50 signatures on the round's list."""
        with explaining():
            click.echo(petitions.list_petition(stores(), reference))

    @group.command("close-theme")
    @SUBJECT
    @click.option("--reason", required=True, help="Who began it reads this.")
    def close_theme(reference: str, reason: str) -> None:
        """Take a petition down."""
        with explaining():
            petitions.close_petition(stores(), reference, reason)


def _read(name: str | None, address: str | None) -> str:
    try:
        return identify_on_paper(name or "", *split_address(address or ""))
    except ValueError as error:
        raise PaperRefused((PaperProblem(0, str(error), {}),), 0) from error
