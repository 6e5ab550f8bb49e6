"""`flask db`: the tables of both databases."""

import re
from pathlib import Path

import click
from alembic import command
from flask import Flask
from flask.cli import AppGroup

from voting.db import migrating
from voting.settings import Settings

NUMBER = re.compile(r"\d{4}")


def register(app: Flask) -> None:
    """Add `flask db upgrade`, `downgrade`, `status` and `revision`."""
    settings: Settings = app.extensions["settings"]
    group = AppGroup("db", help="Make, change and check the tables of both databases.")

    @group.command("upgrade")
    def upgrade() -> None:
        """Bring both databases to the tables this version needs."""
        for name in migrating.DATABASES:
            migrating.upgrade(settings, name)
            click.echo(_describe(settings, name))

    @group.command("downgrade")
    @click.argument("name", type=click.Choice(migrating.DATABASES))
    @click.argument("revision")
    def downgrade(name: str, revision: str) -> None:
        """Take one database back to REVISION; "base" removes everything in it."""
        migrating.downgrade(settings, name, revision)
        click.echo(_describe(settings, name))

    @group.command("status")
    def status() -> None:
        """Say where both databases are; exit 1 when one is behind."""
        for name in migrating.DATABASES:
            click.echo(_describe(settings, name))
        if not all(_is_current(settings, name) for name in migrating.DATABASES):
            raise SystemExit(1)

    @group.command("revision")
    @click.argument("name", type=click.Choice(migrating.DATABASES))
    @click.argument("what_it_does")
    def revision(name: str, what_it_does: str) -> None:
        """Begin the next migration of one database, from what its models say."""
        click.echo(f"Wrote {_write_revision(settings, name, what_it_does)}")

    app.cli.add_command(group)


def _is_current(settings: Settings, name: str) -> bool:
    return migrating.read_revision(settings, name) == migrating.find_head(settings, name)


def _describe(settings: Settings, name: str) -> str:
    at, head = migrating.read_revision(settings, name), migrating.find_head(settings, name)
    state = "up to date" if at == head else f"this version needs {head}: run flask db upgrade"
    return f"{name}: {at or 'empty'}, {state}"


def _write_revision(settings: Settings, name: str, what_it_does: str) -> Path:
    versions = settings.migrations_dir / name / "versions"
    numbers = [int(found[0]) for f in versions.glob("*.py") if (found := NUMBER.match(f.name))]
    number = f"{max(numbers, default=0) + 1:04}"
    with migrating.connected(settings, name) as config:
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.revision(config, what_it_does, autogenerate=True, rev_id=number)
    return next(versions.glob(f"{number}_*.py"))
