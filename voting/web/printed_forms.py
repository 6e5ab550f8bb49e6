"""The words of the paper form, and of the receipt of a vote on paper: both languages."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from voting.domain.initiatives import Initiative, Listing
from voting.domain.paper import find_paper_deadline, number_plans
from voting.interchange.printing import print_sheet
from voting.services.casting import Receipt
from voting.services.round_state import RoundState
from voting.web import current_settings
from voting.web.i18n import format_day, local
from voting.web.printed_letters import PRINTED, group_digits, say_both, speaking
from voting.web.translating import _

NOON = time(12)


def print_form(state: RoundState, area: str, language: str, at: datetime, *, large: bool) -> bytes:
    """Return the paper form of a voting area (slug) as PDF, `large` for who reads large print.

    The plans are in one language, what to do in both. Raises `UnknownArea`.
    """
    name = state.find_area(area).name
    plans = number_plans(state.plan, area)
    with speaking(language):
        facts: dict[str, Any] = {
            "language": language,
            "title": _("Voting form for %(area)s", area=name),
            "heading": _("Vote on paper in %(area)s", area=name),
            "large": large,
            "rights": state.plan.rights,
            "lead": [say_rules(state, language), say_deadline(state)],
            "groups": list(_group_plans(state, area, plans, language)),
            "names": {
                "boxes": _("The plans you choose"),
                "boxes_hint": say_boxes(),
                "code": _("The code on your letter"),
                "code_hint": say_code(),
            },
        }
    rest = []
    for other in PRINTED:
        if other != language:
            with speaking(other):
                lines = [say_rules(state, other), say_boxes(), say_code(), say_deadline(state)]
                rest.append({"language": other, "lines": lines})
    return print_sheet("form", {**facts, "rest": rest}, at)


def print_receipt(state: RoundState, receipt: Receipt, at: datetime) -> bytes:
    """Return the receipt of a vote on paper as PDF, for the resident to take home."""
    halves = []
    for language in PRINTED:
        with speaking(language):
            halves.append({"language": language, "lines": list(_say_receipt(state))})
    facts = {
        "language": "nl",
        "title": say_both(lambda: _("Receipt of a vote")),
        "heading": say_both(lambda: _("You have voted.")),
        "round": f"{state.plan.title.get('nl')} / {state.plan.title.get('en')}",
        "lead": [],
        "codes": list(receipt.codes),
        "halves": halves,
        "names": {
            "codes": say_both(lambda: _("Your slips")),
            "check": say_both(lambda: _("For those who want to check it all")),
        },
        "proof": [group_digits(receipt.setup_hash), *receipt.lines.splitlines()],
    }
    return print_sheet("receipt", facts, at)


def say_rules(state: RoundState, language: str) -> str:
    """Say what to write where."""
    place = current_settings().municipality
    return _(
        "Do not write your name on this form. You have %(count)s %(noun)s: write the number of a "
        "plan in each box. The same plan may stand in more boxes.",
        count=state.plan.rights,
        noun=place.noun_nl if language == "nl" else place.noun_en,
    )


def say_boxes() -> str:
    """Say that boxes may stay empty."""
    return _("One number in each box. You may leave boxes empty.")


def say_code() -> str:
    """Say what the code is for."""
    return _("Copy all sixteen characters. Without them the form is not valid.")


def say_deadline(state: RoundState) -> str:
    """Say until when and where a form may be handed in."""
    zone = ZoneInfo(current_settings().time_zone)
    closes = state.plan.times.closes.astimezone(zone).date()
    day = datetime.combine(find_paper_deadline(closes), NOON, zone)
    return _(
        "Hand in the form on %(day)s at the latest: %(desk)s. Help: %(phone)s.",
        day=format_day(day),
        desk=local(state.plan.contact.desk),
        phone=state.plan.contact.phone,
    )


def _group_plans(
    state: RoundState, area: str, plans: dict[int, Initiative], language: str
) -> Iterator[dict[str, Any]]:
    """Give the plans that can be chosen, by buurt, in the order of the list."""
    for buurt in state.find_area(area).buurten:
        own = [
            {
                "number": number,
                "title": one.title.get(language),
                "summary": one.summary.get(language),
            }
            for number, one in plans.items()
            if one.buurt == buurt.slug and one.listing is not Listing.WITHDRAWN
        ]
        if own:
            yield {"name": buurt.name, "plans": own}


def _say_receipt(state: RoundState) -> Iterator[str]:
    zone = ZoneInfo(current_settings().time_zone)
    until = format_day(state.plan.times.checking_until.astimezone(zone))
    yield _(
        "Your form was entered with your code, by two people, and is in the ballot box. After the "
        "count the site lists these codes, each with its plan. Check them before %(day)s.",
        day=until,
    )
    yield _("Keep this receipt secret: whoever has it sees your choices after the count.")
