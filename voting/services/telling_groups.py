"""Mails to the members of a group about its proposal, in the transaction of what they tell."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.models.people import Membership, Person
from voting.db.models.proposals import Proposal
from voting.domain.proposal_fields import Draft
from voting.services.mailing import Letters, post
from voting.services.proposals import read_fields


def tell_group(
    register: Session,
    letters: Letters,
    row: Proposal,
    kind: str,
    at: datetime,
    **facts: str,
) -> int:
    """Mail every member of a proposal's group, each in their own language; return how many.

    The link leads to the proposal. `facts` are what the letter says besides its title.
    """
    draft = Draft(read_fields(row))
    members = register.execute(
        select(Person.email, Person.language)
        .join(Membership, Membership.person == Person.id)
        .where(Membership.group_id == row.group_id)
        .order_by(Membership.position)
    ).all()
    for email, language in members:
        title = draft.text("title").get(language)
        letter = letters.write(kind, language, token=row.reference, title=title, **facts)
        post(register, email, letter, at)
    return len(members)
