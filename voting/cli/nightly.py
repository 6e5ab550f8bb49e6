"""`flask nightly`: what has to be done every night, for all rounds, in one command for a timer."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from voting.cli.desk import read_clock
from voting.domain.errors.refused import Refused
from voting.services import reminding, reminding_answers, removing_photos
from voting.services.purging_support import purge_support
from voting.services.round_state import RoundState, list_rounds
from voting.services.telling_links import tell_about_links
from voting.web.letters import PageLetters
from voting.web.photos import open_files
from voting.web.signed_in import open_account_keys
from voting.web.stores import stores

Job = Callable[[datetime], object]


def register(app: Flask) -> None:
    """Add `flask nightly`."""
    app.cli.add_command(run_nightly)


@click.command("nightly")
@with_appcontext
def run_nightly() -> None:
    """Remind groups, forget what is no longer needed, and clear up after interruptions.

    It can be run at any time, and again: nothing is done twice. One part that fails does not stop
    the others; the exit code is then 1.
    """
    failed = []
    with current_app.test_request_context():
        for name, job in list_jobs():
            try:
                click.echo(f"{name}\t{job(read_clock())}")
            except (Refused, SQLAlchemyError, OSError) as error:
                stores().register.rollback()
                failed.append(name)
                click.echo(f"{name}\t{type(error).__name__}", err=True)
    if failed:
        raise SystemExit(1)


def list_jobs() -> Iterator[tuple[str, Job]]:
    """Give the parts in order; who signed is told about a link before the addresses go."""
    yield "told-of-links", tell_of_links
    yield "answers-due", lambda at: len(reminding_answers.remind_groups(stores(), letters(), at))
    yield "grants-due", lambda at: reminding.remind_groups(stores(), letters(), at)
    for state in list_rounds(stores()):
        yield f"forgotten:{state.slug}", partial(forget_support, state)
    yield "photos", sweep_photos


def letters() -> PageLetters:
    """Return the letters in the words of the pages."""
    return PageLetters()


def tell_of_links(at: datetime) -> int:
    """Put the letters about plans that linked up in the outbox."""
    return tell_about_links(stores(), open_account_keys(), letters(), at)


def forget_support(state: RoundState, at: datetime) -> str:
    """Forget addresses and signatures that a round no longer needs."""
    purged = purge_support(stores(), open_account_keys(), state, at)
    return f"{purged.addresses}+{purged.signatures}"


def sweep_photos(at: datetime) -> int:
    """Delete the files of photos that are no more; return how many."""
    return removing_photos.sweep_photos(stores(), open_files(), at).deleted
