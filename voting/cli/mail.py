"""`flask mail`: sending what waits in the outbox."""

import time
from datetime import UTC, datetime

import click
from flask import Flask
from flask.cli import AppGroup

from voting.db.session import open_stores
from voting.services.sending_mail import Delivery, count_waiting, list_problems, send_mail
from voting.services.telling_links import tell_about_links
from voting.settings import Settings
from voting.web.letters import PageLetters
from voting.web.signed_in import open_account_keys


def register(app: Flask) -> None:
    """Add `flask mail send` and `status`."""
    settings: Settings = app.extensions["settings"]
    group = AppGroup("mail", help="Send the mail that waits in the outbox.")

    @group.command("send")
    @click.option("--every", type=click.IntRange(min=1), help="Go on, each so many seconds.")
    def send(every: int | None) -> None:
        """Send what is due; exit 1 when something could not be sent."""
        if not settings.mail_server.host:
            raise click.ClickException("No mail server: set VOTING_SMTP_HOST. The mail is kept.")
        delivery = _send_once(app)
        while every:
            time.sleep(every)
            delivery = _send_once(app)
        if delivery.postponed or delivery.failed:
            raise SystemExit(1)

    @group.command("status")
    def status() -> None:
        """Say how many messages wait, were sent lately, or failed, and what the server said."""
        with open_stores(settings) as stores:
            for state, number in count_waiting(stores).items():
                click.echo(f"{state}: {number}")
            for reply, number in list_problems(stores):
                click.echo(f"the server said ({number}x): {reply}")

    app.cli.add_command(group)


def _send_once(app: Flask) -> Delivery:
    settings: Settings = app.extensions["settings"]
    # The words of letters need what a page has: a language, and addresses below our own.
    with open_stores(settings) as stores, app.test_request_context(base_url=settings.public_url):
        tell_about_links(stores, open_account_keys(), PageLetters(), datetime.now(UTC))
        delivery = send_mail(stores, settings.mail_server, lambda: datetime.now(UTC))
    if delivery.busy:
        click.echo("Another process is sending.")
    elif delivery.sent or delivery.postponed or delivery.failed:
        again = delivery.postponed
        click.echo(f"sent {delivery.sent}, to be tried again {again}, failed {delivery.failed}")
    if delivery.problem:
        click.echo(f"The mail server took nothing more: {delivery.problem}")
        click.echo("Nothing is lost: all mail waits and is tried again. Check the settings.")
    return delivery
