"""Acts of two people at the command line: a request, once colleagues have accounts that can answer.

Before that (a first installation, a demonstration) the commands take two names, as they stand.
"""

import click

from voting.cli.desk import Desk
from voting.domain.four_eyes import Act
from voting.services import acts
from voting.services.four_eyes import Asked, takes_requests
from voting.services.staff import find_hand
from voting.web.workshop import open_workshop

by_option = click.option(
    "--by", default="", metavar="NAME", help="Who does it; with staff, the address of an account."
)
confirmed_option = click.option(
    "--confirmed-by",
    default="",
    metavar="NAME",
    help="Who confirms it: somebody else. With staff, a colleague confirms the request.",
)
code_option = click.option(
    "--code", default="", help="With staff: a one-time code from the app; asked for if not given."
)


def needs_request(desk: Desk, act: Act) -> bool:
    """Tell whether two colleagues have accounts that can ask and confirm this act."""
    return takes_requests(desk.stores, act)


def ask_colleague(desk: Desk, asked: Asked, by: str, code: str) -> None:
    """Make the request instead of doing it, and say how a colleague confirms it."""
    if not by:
        raise click.UsageError("say whose account asks, with --by ADDRESS")
    given = code or click.prompt("One-time code", hide_input=True, err=True, type=str)
    hand = find_hand(desk.stores, by, given)
    desk.say("asked", request=acts.ask(open_workshop(), hand, asked, desk.at))
