"""Taking codes in tests: a round with a roll, what a printer gets, and words that need no pages."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.services.polls import an_attempt, open_keys, shared_issuer_key
from tests.services.rounds import OPENS, a_plan
from voting.ballotbox.codes import lookup_hash, parse_code
from voting.ballotbox.encoding import b64
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.trustees import derive_area_keys
from voting.db.models.register import RollEntry
from voting.db.session import Stores
from voting.interchange.letters import LetterWords
from voting.interchange.roll_file import RollRow
from voting.services.casting import Receipt, cast_vote
from voting.services.letter_batches import CODES
from voting.services.letter_facts import LetterFacts
from voting.services.lettering import import_roll
from voting.services.opening_rounds import open_round
from voting.services.round_course import TwoPeople
from voting.services.round_state import RoundState, find_round
from voting.services.running_rounds import advance_round, create_round
from voting.services.sealing_keys import import_seal_keys
from voting.services.taking_codes import Order, Taken, take_codes
from voting.settings import Settings

PAIR = TwoPeople("Noor", "Ali")
BEFORE = OPENS - timedelta(days=30)
DURING = OPENS + timedelta(days=1)
SECRET = bytes(32)


class PlainWriter:
    """Words that need no pages: enough for the sheet, in one language."""

    def write_letter(self, facts: LetterFacts) -> LetterWords:
        page = f"https://stem.example/nl/{facts.slug}/{facts.area}/plans"
        names = ("code", "qr", "area", "reference", "roll_index", "roll_date")
        half = {"language": "nl", "heading": "Kop", "lead": [], "steps": ["Stem"], "parts": []}
        words = {
            "language": "nl",
            "title": "Je stemcode",
            "municipality": facts.municipality,
            "round": facts.title.nl,
            "area": facts.area_name,
            "site": page,
            "roll_date": str(facts.roll_date or ""),
            "names": {name: name for name in names},
            "halves": [half],
            "proofs": [("sleutel", facts.issuer_fingerprint)],
        }
        return LetterWords(facts.area, page, words)


@dataclass(slots=True)
class Office:
    """Those who make the letters of one round."""

    stores: Stores
    settings: Settings
    folder: Path

    @property
    def keys(self) -> KeyFolder:
        return open_keys(self.settings)

    @property
    def state(self) -> RoundState:
        return find_round(self.stores)

    def prepare(self, noord: int, zuid: int = 0) -> None:
        """Make a round with a final list and so many residents on its roll."""
        numbers = count()
        create_round(
            self.stores, self.keys, a_plan(), BEFORE, lambda: shared_issuer_key(next(numbers))
        )
        for _ in range(3):
            advance_round(self.stores, self.state, BEFORE)
        rows = [RollRow(f"n{number:05}", "noord") for number in range(noord)]
        rows += [RollRow(f"z{number:05}", "zuid") for number in range(zuid)]
        import_roll(self.stores, self.keys, self.state, rows, BEFORE)

    def order(self, name: str = "letters", **rest: Any) -> Order:
        return Order(self.folder / name, PAIR, PlainWriter(), **rest)

    def take(self, name: str = "letters", *, at: datetime = BEFORE, **rest: Any) -> Taken:
        order = self.order(name, **rest)
        kept = self.settings.checkpoint_dir
        return take_codes(self.stores, self.keys, self.state, order, at, kept)

    def read_csv(self, name: str = "letters") -> list[dict[str, str]]:
        with (self.folder / name / CODES).open(newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def open(self) -> None:
        """Bring the sealing keys and let voting begin."""
        state = self.state
        made = derive_area_keys(SECRET, state.id, state.area_ids.values())
        areas = [
            {"area": b64(area), "seal_key": b64(key.public_key().public_bytes_raw())}
            for area, key in made.items()
        ]
        facts = {"round": b64(state.id), "areas": areas}
        import_seal_keys(self.stores, state, facts, "offline", BEFORE)
        open_round(self.stores, self.keys, self.state, DURING, self.settings.checkpoint_dir)

    def cast(self, code: str, selection: Mapping[str, int], area: str = "noord") -> Receipt:
        return cast_vote(
            self.stores, self.keys, self.state, code=code, area=area, selection=selection,
            attempt=an_attempt(), at=DURING,
        )  # fmt: skip

    def knows(self, code: str) -> bool:
        """Tell whether somebody on the roll can vote with this code."""
        lookup = lookup_hash(self.keys.load(self.state.id).lookup, self.state.id, parse_code(code))
        query = select(RollEntry.roll_index).where(RollEntry.lookup == lookup)
        return self.stores.register.scalar(query) is not None


def take_csv(
    stores: Stores, settings: Settings, state: RoundState, at: datetime, name: str = ""
) -> Path:
    """Take all codes of a round as one CSV and return its path."""
    folder = settings.checkpoint_dir.with_name(name or f"letters-{state.slug}")
    order = Order(folder, PAIR, PlainWriter(), "csv")
    take_codes(stores, open_keys(settings), state, order, at, settings.checkpoint_dir)
    return folder / CODES
