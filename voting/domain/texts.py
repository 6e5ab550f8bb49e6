"""Text that residents read, in Dutch and English."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

Language = Literal["nl", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages; a language that the writer left out is empty."""

    nl: str
    en: str = ""

    def get(self, language: str) -> str:
        """Return the text in `language` ("nl" or "en"), or else in the other one."""
        return (self.en or self.nl) if language == "en" else (self.nl or self.en)

    def missing(self, language: str) -> bool:
        """Tell whether `get` falls back: there is a text, but not in `language`."""
        own, other = (self.en, self.nl) if language == "en" else (self.nl, self.en)
        return not own and bool(other)

    def __bool__(self) -> bool:
        """Tell whether there is any text at all."""
        return bool(self.nl or self.en)


def fold(text: str) -> str:
    """Write text without capitals and accents: who types cafe finds café."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
