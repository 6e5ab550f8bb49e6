"""Letters to everybody in the groups of a grant, in the transaction of what they tell."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.db.models.grants import Grant
from voting.services.grants import find_proposal_reference, find_title, list_people
from voting.services.mailing import Letters, post


def tell_group(
    register: Session, letters: Letters, row: Grant, kind: str, at: datetime, **facts: str
) -> None:
    """Put a letter about a grant in the outbox for each member, in their language."""
    title = find_title(register, row)
    known = {
        "reference": row.reference,
        "plan": find_proposal_reference(register, row),
        "granted": str(row.granted_cents),
        "paid": str(row.paid_cents),
        "until": row.objection_until.isoformat(),
        "office": row.office,
    }
    for person in list_people(register, row):
        own = {**known, "title": title.get(person.language), **facts}
        post(register, person.email, letters.write(kind, person.language, **own), at)
