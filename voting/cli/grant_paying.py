"""`flask grant`: lists for the bank, and booking what was paid."""

import os
from pathlib import Path

import click
from flask.cli import AppGroup

from voting.cli.explaining import explaining
from voting.cli.grant_options import BY, REFERENCE, ROUND, find, now, two_people
from voting.interchange.csv_out import DUTCH_EXCEL
from voting.interchange.payment_file import write_payments
from voting.services import payees, redeeming
from voting.services.round_course import TwoPeople
from voting.web.i18n import format_euros
from voting.web.letters import PageLetters
from voting.web.signed_in import open_account_keys
from voting.web.stores import stores


def add_payments(group: AppGroup) -> None:
    """Add making a list, writing it again, confirming and taking back."""
    out = click.option(
        "--out", required=True, type=click.Path(path_type=Path, dir_okay=False),
        help="The file for the bank; only its owner can read it.",
    )  # fmt: skip

    @group.command("pay")
    @ROUND
    @out
    @two_people
    def pay(round_slug: str, out: Path, by: str, confirmed_by: str) -> None:
        """Put all that is redeemable in ROUND on a new list for the bank. Two people."""
        with explaining():
            made = redeeming.make_payment_list(
                stores(), open_account_keys(), find(round_slug).id, TwoPeople(by, confirmed_by),
                now(),
            )  # fmt: skip
            _write_list(made, out)

    @group.command("payment-list")
    @click.argument("number", type=int)
    @out
    @two_people
    def payment_list(number: int, out: Path, by: str, confirmed_by: str) -> None:
        """Write list NUMBER once more. Two people."""
        with explaining():
            TwoPeople(by, confirmed_by).check()
            _write_list(redeeming.read_payment_list(stores(), open_account_keys(), number), out)

    @group.command("confirm-paid")
    @click.argument("number", type=int)
    @click.option("--only", multiple=True, metavar="REFERENCE")
    @BY
    def confirm_paid(number: int, only: tuple[str, ...], by: str) -> None:
        """Book that the bank paid list NUMBER, or only some of it."""
        with explaining():
            cents = redeeming.confirm_paid(stores(), PageLetters(), number, by, now(), only=only)
            click.echo(format_euros(cents))

    @group.command("take-back")
    @click.argument("number", type=int)
    @REFERENCE
    @BY
    def take_back(number: int, reference: str, by: str) -> None:
        """Take a payment that the bank did not make off list NUMBER."""
        with explaining():
            redeeming.take_back(stores(), number, reference, by, now())

    @group.command("account")
    @REFERENCE
    @BY
    def show_account(reference: str, by: str) -> None:
        """Show the whole account number to who pays; that NAME saw it is noted."""
        with explaining():
            keys = open_account_keys()
            click.echo(payees.reveal_to_treasurer(stores(), keys, reference, by, now()))


def _write_list(made: redeeming.PaymentList, out: Path) -> None:
    content = write_payments(made.rows, DUTCH_EXCEL)
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        again = f"flask grant payment-list {made.number} --out FILE"
        raise click.ClickException(f"{out}: {error.strerror}. {again}") from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    click.echo(f"{made.number}\t{len(made.lines)}\t{format_euros(made.total_cents)}")
