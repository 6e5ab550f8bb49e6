"""`flask round`: everything an officer does to a round, one command a step."""

from flask import Flask
from flask.cli import AppGroup

from voting.cli import (
    round_counting,
    round_letters,
    round_making,
    round_outlines,
    round_paper,
    round_replaying,
    round_running,
)


def register(app: Flask) -> None:
    """Add `flask round` with all its commands."""
    group = AppGroup("round", help="Run a round, step by step; see docs/running-a-round.md.")
    for module in (
        round_making,
        round_outlines,
        round_letters,
        round_running,
        round_paper,
        round_counting,
        round_replaying,
    ):
        for command in module.COMMANDS:
            group.add_command(command)
    app.cli.add_command(group)
