"""`flask grant`: decisions, agreements and payments of an office, until it has pages."""

from collections import Counter
from datetime import datetime

import click
from flask import Flask
from flask.cli import AppGroup

from voting.cli.explaining import explaining
from voting.cli.grant_options import (
    BY,
    OFFICE,
    REFERENCE,
    ROUND,
    Euros,
    decide,
    find,
    now,
    two_people,
)
from voting.cli.grant_paying import add_payments
from voting.cli.grant_reports import add_agreements, add_reports
from voting.domain.grants import State
from voting.domain.payees import OwnWork
from voting.domain.redeeming import TrancheStage
from voting.domain.ticks import Tick
from voting.services import carrying_over, granting, redeeming, ticks, withdrawing
from voting.services.grants import set_limit
from voting.services.round_course import TwoPeople
from voting.services.viewing_grants import GrantView, list_grants, view_grant
from voting.web.i18n import format_euros
from voting.web.letters import PageLetters
from voting.web.photos import write_occasion, write_whole_url
from voting.web.stores import stores


def register(app: Flask) -> None:
    """Add `flask grant` with its commands."""
    group = AppGroup("grant", help="Decide on grants, agree, pay, and follow the reports.")
    for add in (_add_lists, _add_looks, _add_decisions, add_agreements, add_reports, add_payments):
        add(group)
    app.cli.add_command(group)


def _add_lists(group: AppGroup) -> None:
    @group.command("list")
    @ROUND
    def show_list(round_slug: str) -> None:
        """List the grants of ROUND: reference, state, granted, paid, plan."""
        with explaining():
            for one in list_grants(stores(), find(round_slug).id):
                money = (one.purse.granted_cents, one.purse.paid_cents)
                amounts = [format_euros(cents) for cents in money]
                click.echo("\t".join((one.reference, one.state, *amounts, one.title.get("nl"))))

    @group.command("status")
    @ROUND
    def status(round_slug: str) -> None:
        """Say how much of ROUND was granted, paid and released, and what waits for somebody."""
        with explaining():
            state = find(round_slug)
            for line in _describe_status(list_grants(stores(), state.id)):
                click.echo(line)
            for held in redeeming.list_held(stores(), state.id, now()):
                click.echo(f"held until {held.until.isoformat()}\t{held.reference}")
            for one in redeeming.list_unconfirmed(stores(), state.id):
                click.echo(f"payee to be confirmed by {', '.join(one.groups)}\t{one.reference}")

    @group.command("show")
    @REFERENCE
    def show(reference: str) -> None:
        """Show a grant, its tranches and everything that happened to it; no account number."""
        with explaining():
            for line in _describe(view_grant(stores(), reference)):
                click.echo(line)

    @group.command("small-limit")
    @ROUND
    @click.argument("cents", metavar="EUROS", type=Euros())
    def small_limit(round_slug: str, cents: int) -> None:
        """Pay grants of ROUND up to this amount at once, decided from now on."""
        with explaining():
            set_limit(stores(), find(round_slug).id, cents)


def _add_looks(group: AppGroup) -> None:
    @group.command("tick")
    @REFERENCE
    @click.argument("what", type=click.Choice([str(tick) for tick in Tick]))
    @BY
    def tick(reference: str, what: str, by: str) -> None:
        """Record what NAME looked at before a payee that may be a business is paid."""
        with explaining():
            ticks.set_tick(stores(), reference, Tick(what), by, now())

    @group.command("carry-over")
    @ROUND
    @two_people
    def carry(round_slug: str, by: str, confirmed_by: str) -> None:
        """Bring reserves that are too old for ROUND to the equalisation funds. Two people."""
        with explaining():
            people = TwoPeople(by, confirmed_by)
            for one in carrying_over.carry_over(stores(), find(round_slug), people, now()):
                amount = format_euros(one.cents)
                click.echo(f"{one.round}\t{one.buurt}\t{one.area}\t{amount}")


def _add_decisions(group: AppGroup) -> None:
    @group.command("decide")
    @ROUND
    @OFFICE
    @two_people
    def decide_all(round_slug: str, office: str, by: str, confirmed_by: str) -> None:
        """Decide on every plan of a final ROUND that gets money. Two people."""
        with explaining():
            state, deciding = find(round_slug), decide(office, by, confirmed_by)
            for reference in granting.decide_round(stores(), PageLetters(), state, deciding):
                click.echo(reference)

    @group.command("refuse")
    @ROUND
    @click.argument("initiative")
    @click.option("--ground", type=int, required=True, help="The number of the printed ground.")
    @click.option("--reason", required=True, help="Everybody can read it.")
    @OFFICE
    @two_people
    def refuse(
        round_slug: str, initiative: str, ground: int, reason: str, office: str, by: str,
        confirmed_by: str,
    ) -> None:  # fmt: skip
        """Refuse a plan its money, on a ground that was printed beforehand. Two people."""
        with explaining():
            deciding = decide(office, by, confirmed_by)
            state = find(round_slug)
            click.echo(
                granting.refuse_grant(
                    stores(), PageLetters(), state, initiative, ground, reason, deciding
                )
            )

    @group.command("withdraw")
    @REFERENCE
    @click.option("--reason", required=True, help="Everybody can read it.")
    @click.option("--reclaim", type=Euros(), default="0", help="What is asked back.")
    @OFFICE
    @two_people
    def withdraw(
        reference: str, reason: str, reclaim: int, office: str, by: str, confirmed_by: str
    ) -> None:
        """Withdraw a grant; what was not paid goes to the reserve of the buurt. Two people."""
        with explaining():
            rest = withdrawing.withdraw_grant(
                stores(), PageLetters(), reference, reason,
                decide(office, by, confirmed_by), reclaim_cents=reclaim,
            )  # fmt: skip
            click.echo(format_euros(rest))

    @group.command("carry-out")
    @REFERENCE
    @click.option("--official", required=True, help="Who answers for it.")
    @click.option("--budget-line", required=True)
    @click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True)
    @OFFICE
    @two_people
    def carry_out(
        reference: str, official: str, budget_line: str, on: datetime, office: str, by: str,
        confirmed_by: str,
    ) -> None:  # fmt: skip
        """Let the municipality carry a plan out itself, from a budget line. Two people."""
        with explaining():
            work = OwnWork(official, budget_line, on.date())
            deciding = decide(office, by, confirmed_by)
            withdrawing.carry_out(stores(), PageLetters(), reference, work, deciding)


def _describe(view: GrantView) -> list[str]:
    purse = view.purse
    lines = [
        f"{view.reference}\t{view.state}\t{view.title.get('nl')}",
        f"granted: {format_euros(purse.granted_cents)}",
        f"paid: {format_euros(purse.paid_cents)}",
        f"released: {format_euros(purse.released_cents)}",
        f"objection until {view.objection_until.isoformat()}",
    ]
    if view.payee:
        lines.append(f"payee: {view.payee.kind} {view.payee.name} …{view.payee.last_four}")
    offered = view.agreement.tranches if view.agreement else view.tranches
    lines += [
        f"{one.position + 1}\t{one.stage}\t{format_euros(one.cents)}\t{one.due_on}\t{one.milestone}"
        for one in offered
    ]
    lines += [f"report\t{one.at:%Y-%m-%d}\t{one.text}" for one in view.reports]
    lines += [
        f"photo\t{write_occasion(one.occasion)}\t{write_whole_url(one)}\t{one.alt.get('nl')}"
        for one in view.photos
    ]
    return lines + [f"{one.at:%Y-%m-%d}\t{one.kind}\t{one.text}" for one in view.events]


def _describe_status(grants: list[GrantView]) -> list[str]:
    sums = {
        "granted": sum(one.purse.granted_cents for one in grants),
        "paid": sum(one.purse.paid_cents for one in grants),
        "released": sum(one.purse.released_cents for one in grants),
        "open": sum(one.purse.open_cents for one in grants),
        "reclaimed": sum(one.reclaimed_cents for one in grants),
    }
    counts = Counter(one.state.value for one in grants)
    lines = [f"{name}: {format_euros(cents)}" for name, cents in sums.items()]
    lines += [f"{state}: {count}" for state, count in sorted(counts.items())]
    return lines + [f"report waits\t{one.reference}" for one in grants if _waits(one)]


def _waits(one: GrantView) -> bool:
    return one.state is State.REPORTED or any(
        part.stage is TrancheStage.REPORTED for part in one.tranches
    )
