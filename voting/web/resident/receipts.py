"""The receipt as a file: lines for people, then the promise and its signature."""

import re

from voting.services.round_state import RoundState
from voting.web.i18n import format_moment_and_year, local
from voting.web.translating import _
from voting.web.words import day_and_month

PROMISE = re.compile(r"\{[ -~]{2,60000}\}", re.ASCII)
SIGNATURE = re.compile(r"[A-Za-z0-9_-]{86}", re.ASCII)


def is_receipt(promise: str, signature: str) -> bool:
    """Tell whether both lines have the form of a receipt's lines."""
    return bool(PROMISE.fullmatch(promise) and SIGNATURE.fullmatch(signature))


def write_receipt_file(state: RoundState, promise: str, signature: str) -> str:
    """Return the text file that a resident keeps, in the language of the page."""
    times = state.plan.times
    lines = (
        f"{local(state.plan.title)} - {state.plan.municipality.name}",
        "",
        _("You have voted. This file is the receipt that your slips are in the ballot box."),
        _("Keep it secret: whoever has it sees your choices after the count."),
        _("Voting closes: %(moment)s.", moment=format_moment_and_year(times.closes)),
        _("Result: %(day)s.", day=day_and_month(times.results_on)),
        _("Check it before %(day)s:", day=day_and_month(times.checking_until)),
        "python -m voting.ballotbox.verify receipt FILE BUNDLE",
        "",
        f"promise: {promise}",
        f"signature: {signature}",
    )
    return "\n".join(lines) + "\n"
