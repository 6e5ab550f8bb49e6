"""Groups in one buurt that handed in plans, for the tests of linking up."""

from datetime import timedelta
from typing import NamedTuple

from tests.services.people import LETTERS, make_person
from tests.services.proposed import ANSWERS, OFFICE, propose
from tests.services.test_proposals import AT, set_phase, state
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.groups import GroupId
from voting.domain.linking_up import LinkUpId
from voting.domain.proposal_fields import Step
from voting.domain.rounds import Phase
from voting.services import groups, linking_agreed, linking_up, proposing, reviewing
from voting.services.link_views import LinkView, view_link

TEXTS = {
    "title_nl": "Een groene en een gezellige straat",
    "title_en": "",
    "summary_nl": "Bomen, banken en een feest",
    "summary_en": "",
    "sector": "layout",
    "theme": "groen",
}


class House(NamedTuple):
    """A group with its lead, and the plan that it handed in."""

    lead: PersonId
    group: GroupId
    reference: str


def settle(
    stores: Stores, name: str, *, buurt: str = "haven", ask: str = "1000", theme: str = "groen"
) -> House:
    """Let somebody found a group and hand in a plan; its minimum is half of what it asks.

    Who comes first in the alphabet began first.
    """
    at = AT + timedelta(minutes=ord(name[0]))
    lead = make_person(stores, name)
    group = groups.found_group(stores, lead, f"Groep {name}", at)
    answers = {
        **ANSWERS,
        Step.TITLE: {"title_nl": f"Plan van {name}", "summary_nl": "Kort"},
        Step.PLACE: {"buurt": buurt},
        Step.SUBJECT: {"sector": "layout", "theme": theme},
        Step.COSTS: {"costs-0-what": "Alles", "costs-0-amount": ask, "own_cents": ""},
        Step.PEOPLE: {"origin": "residents", "provider": "residents"},
        Step.MINIMUM: {"minimum_cents": str(int(ask) // 2)},
        Step.ADULT: {},
    }
    reference = propose(stores, lead, group, state(stores), at, answers)
    proposing.submit_proposal(stores, LETTERS, lead, reference, at)
    return House(lead, group, reference)


def talk(stores: Stores, first: House, second: House) -> LinkUpId:
    """Let one group propose to another, and write the joint texts."""
    link = linking_up.propose_link(
        stores, first.lead, first.reference, second.reference, "Doen we samen?", AT
    )
    write(stores, second, link)
    return link


def write(stores: Stores, house: House, link: LinkUpId, **changes: str) -> None:
    version = look(stores, house, link).version
    linking_up.set_joint_texts(
        stores, house.lead, house.reference, link, TEXTS | changes, version, AT
    )


def agree(stores: Stores, house: House, link: LinkUpId) -> bool:
    terms = look(stores, house, link).terms
    return linking_agreed.agree(stores, house.lead, house.reference, link, terms, AT)


def link_up(stores: Stores, first: House, second: House) -> LinkUpId:
    """Let two groups, and those they are linked with, become one."""
    link = talk(stores, first, second)
    assert not agree(stores, first, link)
    assert agree(stores, second, link)
    return link


def look(stores: Stores, house: House, link: LinkUpId) -> LinkView:
    return view_link(stores, house.lead, house.reference, link)


def admit(stores: Stores, *houses: House) -> None:
    """Let the office admit plans, and the round be in review."""
    for house in houses:
        reviewing.take_up(stores, house.reference, OFFICE, AT)
        reviewing.admit(stores, LETTERS, house.reference, OFFICE, "De gemeente helpt.", AT)
    set_phase(stores, Phase.REVIEW)
