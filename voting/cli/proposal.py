"""`flask proposal`: what an office does with the proposals of groups, until it has pages."""

from datetime import UTC, datetime

import click
from flask import Flask
from flask.cli import AppGroup

from voting.cli.explaining import explaining
from voting.cli.proposal_entering import add_entering
from voting.domain.proposal_fields import read_euros
from voting.domain.reviewing import Seen, find_open_suggestions
from voting.services import listing, reminding_answers, reviewing, telling_links
from voting.services.link_views import list_partners
from voting.services.proposals import set_short_form
from voting.services.round_state import find_round
from voting.web.letters import PageLetters
from voting.web.stores import stores

OFFICE = click.option("--office", required=True, help="The name of the office that does this.")
REFERENCE = click.argument("reference")


def register(app: Flask) -> None:
    """Add `flask proposal` with its commands."""
    group = AppGroup("proposal", help="Review what initiative groups propose.")
    _add_lists(group)
    _add_conversation(group)
    _add_decisions(group)
    add_entering(group)
    app.cli.add_command(group)


def _add_lists(group: AppGroup) -> None:
    @group.command("list")
    @click.argument("round_slug", metavar="ROUND")
    def show_list(round_slug: str) -> None:
        """List what was handed in for ROUND: reference, state, days, group and title."""
        with explaining():
            for one in reviewing.list_for_office(stores(), find_round(stores(), round_slug)):
                title = one.draft.text("title").get("nl")
                days = (one.decide_by or "-", one.answer_by or "-")
                click.echo("\t".join((one.reference, one.state, *days, one.group_name, title)))

    @group.command("show")
    @REFERENCE
    def show(reference: str) -> None:
        """Show a proposal and everything that happened to it."""
        with explaining():
            view = reviewing.view_for_office(stores(), reference)
            click.echo(f"{view.reference}\t{view.state}\t{view.group_name}")
            for name, text in sorted(view.draft.fields.items()):
                click.echo(f"{name}: {text}")
            waiting = {one.position for one in find_open_suggestions(view.events)}
            for partner in list_partners(stores(), reference):
                click.echo(f"linked with: {partner.reference}\t{partner.group_name}")
            for event in view.events:
                who = event.office or view.group_name
                mark = "*" if event.position in waiting else ""
                words = " ".join(part for part in (event.field, event.text) if part)
                click.echo(
                    f"{event.position}{mark}\t{event.at:%Y-%m-%d}\t{event.kind}\t{who}\t{words}"
                )

    @group.command("short-form")
    @click.argument("round_slug", metavar="ROUND")
    @click.argument("amount")
    def short_form(round_slug: str, amount: str) -> None:
        """Let six questions be enough for asks up to AMOUNT euros."""
        try:
            cents = read_euros(amount)
        except ValueError as error:
            raise click.BadParameter(amount) from error
        with explaining():
            set_short_form(stores(), find_round(stores(), round_slug).id, cents)


def _add_conversation(group: AppGroup) -> None:
    @group.command("take-up")
    @REFERENCE
    @OFFICE
    def take_up(reference: str, office: str) -> None:
        """Begin the review."""
        with explaining():
            reviewing.take_up(stores(), reference, office, _now())

    @group.command("ask")
    @REFERENCE
    @click.argument("question")
    @OFFICE
    def ask(reference: str, question: str, office: str) -> None:
        """Ask the group a question; it has ten working days."""
        with explaining():
            reviewing.ask(stores(), PageLetters(), reference, office, question, _now())

    @group.command("remind")
    def remind() -> None:
        """Mail the groups whose days to answer are nearly over; run it every night."""
        with explaining():
            for reference in reminding_answers.remind_groups(stores(), PageLetters(), _now()):
                click.echo(reference)

    @group.command("suggest")
    @REFERENCE
    @click.argument("field")
    @click.argument("words")
    @click.option("--reason", required=True)
    @OFFICE
    def suggest(reference: str, field: str, words: str, reason: str, office: str) -> None:
        """Suggest WORDS for a FIELD of the group's text; the group accepts them or not."""
        with explaining():
            reviewing.suggest(
                stores(), PageLetters(), reference, office, field, words, reason, _now()
            )

    @group.command("suggest-link")
    @REFERENCE
    @click.argument("other")
    @click.option("--reason", required=True)
    @OFFICE
    def suggest_link(reference: str, other: str, reason: str, office: str) -> None:
        """Tell the groups of two plans that these might go well together; they decide."""
        with explaining():
            telling_links.suggest_link(stores(), reference, other, office, reason, _now())


def _add_decisions(group: AppGroup) -> None:
    @group.command("admit")
    @REFERENCE
    @click.option("--reason", required=True, help="Why it is possible; residents read this.")
    @OFFICE
    @click.option("--seen", multiple=True, type=click.Choice([one.value for one in Seen]))
    def admit(reference: str, reason: str, office: str, seen: tuple[str, ...]) -> None:
        """Decide that a proposal may be on the list.

        A plan of somebody under 18 needs --seen consent, a patrol --seen division.
        """
        with explaining():
            reviewing.admit(stores(), PageLetters(), reference, office, reason, _now(), seen)

    @group.command("turn-down")
    @REFERENCE
    @click.option("--reason", required=True)
    @OFFICE
    def turn_down(reference: str, reason: str, office: str) -> None:
        """Decide that a proposal is not put on the list, after its group was heard."""
        with explaining():
            reviewing.turn_down(stores(), PageLetters(), reference, office, reason, _now())

    @group.command("put-on-list")
    @click.argument("round_slug", metavar="ROUND")
    def put_on_list(round_slug: str) -> None:
        """Bring the list of ROUND in line with what was admitted and withdrawn."""
        with explaining():
            done = listing.list_proposals(stores(), find_round(stores(), round_slug))
        for sign, ids in (("+", done.added), ("-", done.removed)):
            for id in ids:
                click.echo(f"{sign} {id}")


def _now() -> datetime:
    return datetime.now(UTC)
