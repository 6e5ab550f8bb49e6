"""What every `flask round` command shares: the databases and keys, the clock, and how it speaks.

With `--json` stdout holds one JSON object a line and nothing else; progress goes to stderr.
A refusal is said in Dutch when LANG is Dutch, else in English, and the exit code is 1.
"""

import functools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec

import click
from flask import g
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from voting.ballotbox.errors import BallotboxError
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.trustees.words import explain as explain_ballotbox
from voting.cli.round_words import SAYINGS
from voting.db.session import Stores
from voting.domain.errors.refused import Refused
from voting.domain.errors.running import FileInTheWay
from voting.services.closing import ClosingTwice
from voting.services.recording import OutOfOrder
from voting.services.round_state import RoundState, find_round
from voting.settings import Settings
from voting.web import current_settings
from voting.web.errors import explain
from voting.web.keys import open_keys
from voting.web.stores import stores

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer's desk: what a command works with. `name` is what `--round` said."""

    name: str | None
    as_json: bool
    language: str

    @property
    def stores(self) -> Stores:
        """Return a session on each database."""
        return stores()

    @property
    def keys(self) -> KeyFolder:
        """Return the keys of this installation's rounds."""
        return open_keys()

    @property
    def settings(self) -> Settings:
        """Return this installation's settings."""
        return current_settings()

    @property
    def checkpoints(self) -> Path:
        """Return where the last checkpoint is kept outside the databases."""
        return self.settings.checkpoint_dir

    @property
    def at(self) -> datetime:
        """Return this moment."""
        return read_clock()

    @property
    def state(self) -> RoundState:
        """Return the round that `--round` names, or the only one."""
        return find_round(self.stores, self.name)

    def say(self, what: str, **facts: Any) -> None:
        """Say what was done: a saying of `round_words`, or with `--json` its facts."""
        if self.as_json:
            click.echo(json.dumps({"did": what, **facts}, ensure_ascii=False))
        else:
            click.echo(SAYINGS[what][self.language].format(**facts))

    def show(self, facts: dict[str, Any], lines: list[str]) -> None:
        """Show facts as one JSON object, or else as lines."""
        click.echo(json.dumps(facts, ensure_ascii=False) if self.as_json else "\n".join(lines))

    @contextmanager
    def progress(self, title: str, total: int | None) -> Iterator[Callable[[int], None]]:
        """Show a progress bar on stderr; gives a function to advance it by so many."""
        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        hidden = not console.is_terminal
        with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
            task = bar.add_task(title, total=total)
            yield lambda count: bar.advance(task, count)


def read_clock() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def choose_language(_context: click.Context, _option: click.Parameter, value: str | None) -> str:
    """Return "nl" for a language such as nl_NL.UTF-8, else "en"."""
    return "nl" if (value or "").lower().startswith("nl") else "en"


language_option = click.option(
    "--language",
    envvar=["LC_ALL", "LC_MESSAGES", "LANG"],
    callback=choose_language,
    metavar="nl|en",
    help="What is said in; LANG decides if not given.",
)


def round_command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command of `flask round`; its first argument is the `Desk`.

    Adds `--round` and `--json`, and says refusals in words.
    """

    def decorate(function: Callable[..., None]) -> click.Command:
        @functools.wraps(function)
        def run(*args: Any, name: str | None, as_json: bool, language: str, **options: Any) -> None:
            g.language = language
            desk = Desk(name, as_json, language)
            with saying_refusals(desk):
                function(desk, *args, **options)

        command: Callable[..., None] = with_appcontext(run)
        command = click.option("--json", "as_json", is_flag=True, help="JSON only, on stdout.")(
            command
        )
        command = language_option(command)
        command = click.option(
            "--round", "name", metavar="ID", help="The round; may be left out when there is one."
        )(command)
        made: click.Command = click.command(name)(command)
        return made

    return decorate


@contextmanager
def saying_refusals(desk: Desk) -> Iterator[None]:
    """Say a refusal in words on stderr, as an object on stdout with `--json`; exit with 1."""
    try:
        yield
    except OutOfOrder as refusal:
        stage, entry = refusal.args
        words = SAYINGS["out_of_order"][desk.language].format(stage=stage, entry=entry)
        refuse(desk, "OutOfOrder", words)
    except ClosingTwice:
        refuse(desk, "ClosingTwice", SAYINGS["closing_twice"][desk.language])
    except Refused as refusal:
        refuse(desk, type(refusal).__name__, explain(refusal))
    except BallotboxError as refusal:
        words = explain_ballotbox(refusal, desk.language)
        refuse(desk, type(refusal).__name__, words or type(refusal).__name__)


def refuse(desk: Desk, kind: str, words: str) -> None:
    """Say why something is refused, and exit with 1."""
    if desk.as_json:
        click.echo(json.dumps({"refused": kind, "message": words}, ensure_ascii=False))
    click.echo(words, err=True)
    raise SystemExit(1)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads; raises FileInTheWay."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise FileInTheWay(path.name) from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
