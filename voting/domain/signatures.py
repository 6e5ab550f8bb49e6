"""Signatures for a plan or a theme: how many it takes, until when, and who counts as one person.

WRR, Vertrouwen in de buurt (2005), section 6.8: residents list a theme with more than 50
signatures. For a plan the council may ask a number; that many is enough.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NewType

from voting.domain.accounts import LONGEST_EMAIL, LONGEST_NAME, read_email
from voting.domain.errors.people import EmailMalformed
from voting.domain.errors.support import SupportMissing
from voting.domain.proposals import TAKES_ANSWERS, State
from voting.domain.rounds import Phase
from voting.domain.themes import PETITION_MUST_EXCEED

SubjectId = NewType("SubjectId", bytes)
"""What is signed: the 16 bytes of a proposal's id, or those of a petition's."""
CONFIRM_WITHIN = timedelta(hours=48)
MOST_PETITIONS = 3
"""How many petitions one person may begin in a round."""
LONGEST_THEME = 60
SIGNABLE = (State.SUBMITTED, State.IN_REVIEW, State.QUESTIONS)
DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""Domains whose mailboxes are the same with and without dots, as their owner says, and the name
such a mailbox has here."""
POSTCODE = re.compile(r"([1-9]\d{3}) ?([A-Z]{2})", re.ASCII)
HOUSE_NUMBER = re.compile(r"[1-9]\d{0,4}[A-Z0-9]{0,6}", re.ASCII)
ADDRESS = re.compile(r"\s*(\d{4}\s?[A-Za-z]{2})[\s,]+(\S.*)", re.ASCII)


class SubjectKind(StrEnum):
    """What can be signed."""

    PROPOSAL = "proposal"
    THEME = "theme"


class Channel(StrEnum):
    """How a signature came in."""

    MAIL = "mail"
    PAPER = "paper"


class PetitionState(StrEnum):
    """Where a petition for a theme is."""

    OPEN = "open"
    LISTED = "listed"
    CLOSED = "closed"
    """Taken down by an office, with a reason."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs by mail: where the mail goes, and what tells them from others."""

    address: str
    identity: str


def find_needed(kind: SubjectKind, threshold: int | None) -> int | None:
    """Return the fewest signatures that are enough; None where none are asked."""
    return PETITION_MUST_EXCEED + 1 if kind is SubjectKind.THEME else threshold


def check_support(signed: int, needed: int | None) -> None:
    """Raise SupportMissing when there are fewer signatures than it takes."""
    if needed is not None and signed < needed:
        raise SupportMissing(signed, needed)


def takes_signatures(phase: Phase, state: State | PetitionState) -> bool:
    """Tell whether something in this state can be signed in a round in this phase."""
    return takes_withdrawals(phase) and state in (*SIGNABLE, PetitionState.OPEN)


def takes_withdrawals(phase: Phase) -> bool:
    """Tell whether a signature can be withdrawn: until the list is final."""
    return phase in TAKES_ANSWERS


def read_signer(text: str) -> Signer:
    """Return who signs with this address; raise EmailMalformed.

    Case, Unicode form and surrounding space never make another person. What follows a plus
    (RFC 5233) does not either, nor do dots where the domain ignores them: one mailbox would
    otherwise sign as often as it likes. All other differences do, since only the mailbox's own
    server knows what they mean (RFC 5321, section 2.3.11).
    """
    given = unicodedata.normalize("NFC", text).strip()
    local, _at, domain = given.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode() if domain else ""
    except UnicodeError as error:
        raise EmailMalformed(given[:LONGEST_EMAIL]) from error
    address = read_email(f"{local}@{ascii_domain}")
    name, _at, host = address.partition("@")
    name = name.partition("+")[0] or name
    if host in DOTLESS:
        name, host = name.replace(".", ""), DOTLESS[host]
    return Signer(address, f"{name}@{host}")


def identify_on_paper(name: str, postcode: str, number: str) -> str:
    """Return what tells somebody on a paper list from others.

    Case, accents, punctuation and spaces never make another person. Raises ValueError with a
    reason code: "name_missing", "name_too_long", "not_a_postcode" or "not_a_number".
    """
    plain = _fold(name)
    if not plain:
        raise ValueError("name_missing")
    if len(name) > LONGEST_NAME:
        raise ValueError("name_too_long")
    code = POSTCODE.fullmatch(" ".join(postcode.upper().split()))
    if code is None:
        raise ValueError("not_a_postcode")
    house = re.sub(r"[\s/.-]", "", number).upper()
    if HOUSE_NUMBER.fullmatch(house) is None:
        raise ValueError("not_a_number")
    return f"{plain}|{code[1]}{code[2]}|{house}"


def split_address(address: str) -> tuple[str, str]:
    """Return postcode and house number of "1234 AB 12a"; raise ValueError ("not_an_address")."""
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError("not_an_address")
    return found[1], found[2]


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = (sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in letters).split())
