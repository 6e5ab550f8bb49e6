"""`flask staff`: the first administrator, who works here, and acts that take two people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from voting.cli.desk import choose_language
from voting.domain.errors.refused import Refused
from voting.services import acts, staff_invitations
from voting.services.four_eyes import decline_act, find_request, list_requests
from voting.services.staff import find_hand, list_staff
from voting.web.errors import explain
from voting.web.i18n import current_language
from voting.web.letters import PageLetters
from voting.web.role_table import write_table
from voting.web.stores import stores
from voting.web.words_requests import list_lines
from voting.web.words_staff import name_act, name_status
from voting.web.workshop import open_workshop

BY = click.option("--by", required=True, metavar="EMAIL", help="Whose account does this.")
CODE = click.option(
    "--code", prompt="One-time code", hide_input=True, help="From the app; asked for if not given."
)
REQUEST = click.argument("request_id", metavar="REQUEST")
META = "voting.cli.staff.language"


def keep_language(context: click.Context, option: click.Parameter, value: str | None) -> str:
    """Keep for the command which language it speaks: Dutch where LANG is Dutch, else English."""
    language = choose_language(context, option, value)
    context.meta[META] = language
    return language


SPEAKING = click.option(
    "--language",
    envvar=["LC_ALL", "LC_MESSAGES", "LANG"],
    callback=keep_language,
    expose_value=False,
    metavar="nl|en",
    help="What is said in; LANG decides if not given.",
)


def register(app: Flask) -> None:
    """Add `flask staff` with its commands."""
    group = AppGroup("staff", help="Who works here, and acts that take two people.")
    _add_people(group)
    _add_requests(group)
    app.cli.add_command(group)


def _add_people(group: AppGroup) -> None:
    @group.command("invite-first")
    @click.argument("email")
    @SPEAKING
    def invite_first(email: str) -> None:
        """Mail an invitation to the first administrator; refused when there is one."""
        with working():
            letters, language = PageLetters(), current_language()
            staff_invitations.invite_first(stores(), letters, email, language, _now())
        click.echo(f"{email}: invited; `flask mail send` sends it")

    @group.command("list")
    def show_list() -> None:
        """List who works here: address, roles, second step."""
        with working():
            for one in list_staff(stores()):
                step = "second step" if one.second_step else "no second step"
                click.echo("\t".join((one.email, one.name, ",".join(sorted(one.roles)), step)))

    @group.command("table")
    def show_table() -> None:
        """Print which role may open which page, in Markdown; docs/roles.md holds it."""
        click.echo(write_table(current_app), nl=False)


def _add_requests(group: AppGroup) -> None:
    @group.command("requests")
    @SPEAKING
    def show_requests() -> None:
        """List the requests for a second person, the newest first."""
        with working():
            for one in list_requests(stores(), _now()):
                words = (name_act(one.act), one.round, name_status(one.status), one.by)
                click.echo("\t".join((one.id, *words)))

    @group.command("show")
    @SPEAKING
    @REQUEST
    def show_request(request_id: str) -> None:
        """Show exactly what is asked."""
        with working():
            view = find_request(stores(), request_id, _now())
            click.echo(f"{name_act(view.act)}\t{name_status(view.status)}\t{view.by}")
            for line in list_lines(view):
                click.echo(f"{line.name}: {line.value}")
            click.echo(view.hash)

    @group.command("confirm")
    @SPEAKING
    @REQUEST
    @BY
    @CODE
    @click.option("--hash", "shown", required=True, help="What `show` printed last.")
    def confirm(request_id: str, by: str, code: str, shown: str) -> None:
        """Confirm a request of somebody else, and do it."""
        with working():
            hand = find_hand(stores(), by, code)
            acts.confirm(open_workshop(), hand, request_id, shown, _now())
            click.echo(name_status(find_request(stores(), request_id, _now()).status))

    @group.command("resume")
    @SPEAKING
    @REQUEST
    @BY
    @CODE
    def resume(request_id: str, by: str, code: str) -> None:
        """Go on with a confirmed request that something stopped."""
        with working():
            hand = find_hand(stores(), by, code)
            acts.resume(open_workshop(), hand, request_id, _now())
            click.echo(name_status(find_request(stores(), request_id, _now()).status))

    @group.command("decline")
    @SPEAKING
    @REQUEST
    @BY
    @CODE
    @click.option("--reason", required=True)
    def decline(request_id: str, by: str, code: str, reason: str) -> None:
        """Decline a request, or take it back."""
        with working():
            hand = find_hand(stores(), by, code)
            decline_act(stores(), open_workshop().account_keys, hand, request_id, reason, _now())


@contextmanager
def working() -> Iterator[None]:
    """Give commands what the words of pages need, and turn a refusal into its sentence."""
    language = click.get_current_context().meta.get(META, "en")
    with current_app.test_request_context(f"/{language}/"):
        try:
            yield
        except Refused as refusal:
            raise click.ClickException(explain(refusal)) from refusal


def _now() -> datetime:
    return datetime.now(UTC)
