"""What the letters of a voting area say, before it is put in words."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol

from voting.ballotbox.key_folder import KeyFolder
from voting.db.base import AreaId
from voting.domain.errors.letters import LetterTooLong
from voting.domain.texts import Text
from voting.interchange.letters import LetterWords, TooLong, try_letter
from voting.services.round_state import RoundState


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What all letters of a voting area have in common.

    `roll_date` is the day the roll was drawn up. `issuer_fingerprint` is SHA-256 of the issuer's
    public key (DER) in hexadecimal: with it anybody can see that rights were signed by the key
    the letter names. `setup_hash` is there once the round is open.
    """

    slug: str
    municipality: str
    title: Text
    area: str
    area_name: str
    rights: int
    opens: datetime
    closes: datetime
    phone: str
    desk: Text
    roll_date: date | None
    issuer_fingerprint: str
    setup_hash: str


class LetterWriter(Protocol):
    """Puts the facts of a letter in words, in both languages; the pages and commands have one."""

    def write_letter(self, facts: LetterFacts) -> LetterWords:
        """Return what the sheet says."""


def word_letters(
    keys: KeyFolder, state: RoundState, writer: LetterWriter, roll_date: date | None
) -> dict[AreaId, LetterWords]:
    """Return what each area's letters say, once it is sure that it fits on paper.

    Raises LetterTooLong, and KeyMissing.
    """
    words = {
        id: writer.write_letter(describe_letter(keys, state, slug, roll_date))
        for slug, id in state.area_ids.items()
    }
    for common in words.values():
        try:
            try_letter(common, state.plan.times.opens)
        except TooLong as error:
            raise LetterTooLong(state.find_area(common.area).name) from error
    return words


def describe_letter(
    keys: KeyFolder, state: RoundState, area: str, roll_date: date | None
) -> LetterFacts:
    """Return the facts for the letters of a voting area (slug); raises `KeyMissing`."""
    plan = state.plan
    return LetterFacts(
        slug=state.slug,
        municipality=plan.municipality.name,
        title=plan.title,
        area=area,
        area_name=state.find_area(area).name,
        rights=plan.rights,
        opens=plan.times.opens,
        closes=plan.times.closes,
        phone=plan.contact.phone,
        desk=plan.contact.desk,
        roll_date=roll_date,
        issuer_fingerprint=fingerprint_issuer(keys, state, area),
        setup_hash=state.setup_hash.hex() if state.setup_hash else "",
    )


def fingerprint_issuer(keys: KeyFolder, state: RoundState, area: str) -> str:
    """Return SHA-256 of the public key that signs an area's rights, in hexadecimal."""
    public = keys.load(state.id).issuer(state.area_ids[area]).public
    return sha256(public.der).hexdigest()
