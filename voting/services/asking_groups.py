"""A visitor asks a group something: one mail to who leads it, and nothing else is kept.

The visitor never learns an address of the group; the group sees the visitor's, and answers by
mail. No copy goes to the address that was filled in, since it may be anybody's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.models.people import Membership, Person
from voting.db.models.proposals import Proposal
from voting.db.session import Stores, transaction
from voting.domain.accounts import read_email, read_line
from voting.domain.errors.asking import GroupSilent
from voting.domain.groups import Duty, GroupId, GroupRole
from voting.domain.proposals import State
from voting.services.account_keys import AccountKeys
from voting.services.mailing import Letters, post
from voting.services.proposals import read_said
from voting.services.public_proposals import PublicProposal
from voting.services.tries import Attempt, Slope, count_try, shorten_network

LONGEST_QUESTION = 2000
FROM_NETWORK = Slope(5, 900)
FROM_ADDRESS = Slope(5, 900)
TO_GROUP = Slope(20, 300)
"""To one group from everywhere: low, since a stranger could keep its neighbours out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor filled in, read: a name, an address, and the lines of a question."""

    name: str
    email: str
    question: str


def read_question(name: str, email: str, question: str) -> Asked:
    """Return what was filled in; raise TextMissing, TextTooLong or EmailMalformed."""
    asker = read_line("name", name)
    address = read_email(email)
    # Marks that cannot be seen could turn the words around in the reader's mail.
    lines = ("".join(map(_show, line)) for line in question.splitlines())
    return Asked(asker, address, read_said("question", "\n".join(lines), LONGEST_QUESTION))


def ask_group(
    stores: Stores,
    keys: AccountKeys,
    letters: Letters,
    found: PublicProposal,
    asked: Asked,
    *,
    page: str,
    network: str,
    at: datetime,
) -> None:
    """Mail a question to the lead and the deputy of a proposal's group, or else to its owners.

    `page` is the address of the proposal's page. Raises SignInSlowed or GroupSilent.
    """
    query = select(Proposal.group_id).where(Proposal.reference == found.reference)
    group = stores.register.scalars(query).one()
    if found.state is State.WITHDRAWN:
        raise GroupSilent
    count_try(stores, keys, _name_tries(group, asked, network), at)
    with transaction(stores.register) as register:
        people = _find_recipients(register, group)
        if not people:
            raise GroupSilent
        for person in people:
            facts = {
                "asker": asked.name,
                "email": asked.email,
                "question": asked.question,
                "plan": found.draft.text("title").get(person.language),
                "page": page,
            }
            letter = letters.write("question", person.language, **facts)
            post(register, person.email, letter, at, reply_to=asked.email)


def _show(sign: str) -> str:
    return sign if sign.isprintable() else " "


def _name_tries(group: GroupId, asked: Asked, network: str) -> list[Attempt]:
    counted = [
        (f"questions by {asked.email}", FROM_ADDRESS),
        (f"questions to {group.hex()}", TO_GROUP),
    ]
    if network:
        counted.append((f"questions from {shorten_network(network)}", FROM_NETWORK))
    return counted


def _find_recipients(register: Session, group: GroupId) -> Sequence[Person]:
    query = (
        select(Person, Membership.duty)
        .join(Membership, Membership.person == Person.id)
        .where(Membership.group_id == group)
        .order_by(Membership.position)
    )
    leads = query.where(Membership.duty.in_((Duty.LEAD.value, Duty.DEPUTY.value)))
    owners = query.where(Membership.role == GroupRole.OWNER.value)
    found = register.execute(leads).all() or register.execute(owners).all()
    return [row[0] for row in found]
