"""`flask grant`: agreements and reports."""

import click
from flask.cli import AppGroup

from voting.cli.explaining import explaining
from voting.cli.grant_options import BY, REFERENCE, Part, now
from voting.domain.redeeming import Tranche
from voting.domain.reporting import read_report
from voting.services import agreeing, reminding, reporting_back
from voting.web.letters import PageLetters
from voting.web.stores import stores


def add_agreements(group: AppGroup) -> None:
    """Add offering an agreement and recording one on paper."""

    @group.command("agree")
    @REFERENCE
    @click.option("--tranche", "parts", type=Part(), multiple=True, required=True)
    @click.option("--advance", is_flag=True, help="The first tranche is an advance.")
    @click.option("--terms", default="", help="What else was agreed, in words.")
    @BY
    def agree(
        reference: str, parts: tuple[Tranche, ...], advance: bool, terms: str, by: str
    ) -> None:
        """Offer an agreement, confirmed for the office by NAME; prints its version."""
        first = Tranche(parts[0].milestone, parts[0].cents, parts[0].due_on, advance)
        with explaining():
            click.echo(
                agreeing.offer_agreement(
                    stores(), PageLetters(), reference, (first, *parts[1:]), by, now(), terms=terms
                )
            )

    @group.command("agree-on-paper")
    @REFERENCE
    @click.option("--version", type=int, required=True, help="Which one was signed.")
    @BY
    def agree_on_paper(reference: str, version: int, by: str) -> None:
        """Record that the group signed the agreement on paper; NAME saw it."""
        with explaining():
            agreeing.record_on_paper(stores(), PageLetters(), reference, version, by, now())


def add_reports(group: AppGroup) -> None:
    """Add judging reports, and reminding."""

    @group.command("accept-report")
    @REFERENCE
    @BY
    def accept_report(reference: str, by: str) -> None:
        """Accept the report that waits."""
        with explaining():
            reporting_back.accept_report(stores(), PageLetters(), reference, by, now())

    @group.command("return-report")
    @REFERENCE
    @click.option("--reason", required=True, help="What is missing.")
    @BY
    def return_report(reference: str, reason: str, by: str) -> None:
        """Send the report that waits back to the group."""
        with explaining():
            reporting_back.return_report(stores(), PageLetters(), reference, reason, by, now())

    @group.command("report")
    @REFERENCE
    @click.option("--text", required=True)
    @click.option("--spent", required=True, metavar="EUROS")
    @BY
    def report(reference: str, text: str, spent: str, by: str) -> None:
        """Report on a plan that the municipality carried out itself."""
        with explaining():
            told = read_report(text, spent)
            reporting_back.report_own_work(stores(), reference, told, by, now())

    @group.command("remind")
    def remind() -> None:
        """Remind groups of what they owe; for a nightly timer, as often as it likes."""
        click.echo(reminding.remind_groups(stores(), PageLetters(), now()))
