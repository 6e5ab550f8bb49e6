"""`flask proposal enter` and what belongs to it: plans that come on paper or by telephone."""

import json
from datetime import UTC, datetime
from typing import TextIO

import click
from flask.cli import AppGroup

from voting.cli.explaining import explaining
from voting.services import entering
from voting.services.entering import Contact
from voting.services.proposals import view_proposal
from voting.services.round_state import find_round
from voting.web.initiative.copies import write_entered
from voting.web.letters import PageLetters
from voting.web.stores import stores

OFFICE = click.option("--office", required=True, help="The name of the office that does this.")
LANGUAGE = click.option("--language", type=click.Choice(["nl", "en"]), default="nl")


def add_entering(group: AppGroup) -> None:
    """Add the commands."""

    @group.command("enter")
    @click.argument("round_slug", metavar="ROUND")
    @click.argument("file", type=click.File(encoding="utf-8"))
    @click.option("--group", "group_name", required=True, help="What the group calls itself.")
    @click.option("--email", default="", help="Whom to invite; nobody when the group has none.")
    @LANGUAGE
    @OFFICE
    def enter(
        round_slug: str, file: TextIO, group_name: str, email: str, language: str, office: str
    ) -> None:
        """Fill in a plan for a group, from a JSON FILE of fields, and print it to be signed."""
        typed = _read(file)
        with explaining():
            reference = entering.enter_for_group(
                stores(),
                PageLetters(),
                find_round(stores(), round_slug),
                office=office,
                group=group_name,
                contact=Contact(email, language),
                typed=typed,
                at=datetime.now(UTC),
            )
            click.echo(write_entered(view_proposal(stores(), reference, None)))

    @group.command("invite")
    @click.argument("reference")
    @click.argument("email")
    @LANGUAGE
    @OFFICE
    def invite(reference: str, email: str, language: str, office: str) -> None:
        """Invite the contact of a plan that was filled in here once more."""
        contact = Contact(email, language)
        with explaining():
            entering.invite_contact(
                stores(), PageLetters(), reference, office, contact, datetime.now(UTC)
            )

    @group.command("confirm")
    @click.argument("reference")
    @click.option("--note", required=True, help="Who signed, when, and where the paper is.")
    @OFFICE
    def confirm(reference: str, note: str, office: str) -> None:
        """Record that a group confirmed its plan on paper, and hand it in."""
        with explaining():
            entering.confirm_on_paper(stores(), reference, office, note, datetime.now(UTC))


def _read(file: TextIO) -> dict[str, str]:
    try:
        typed = json.load(file)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    if not isinstance(typed, dict) or not all(isinstance(one, str) for one in typed.values()):
        raise click.BadParameter('write one object of texts: {"title_nl": "..."}')
    return typed
