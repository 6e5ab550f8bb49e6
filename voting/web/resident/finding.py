"""Finding plans on the list: by word, by sector and by theme."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from voting.domain.initiatives import Initiative, Sector
from voting.domain.texts import fold
from voting.web.paging import read_page

LONGEST_QUESTION = 80


@dataclass(frozen=True, slots=True)
class Question:
    """What a visitor looks for; empty parts leave everything in."""

    words: str = ""
    sector: str = ""
    theme: str = ""
    page: int = 1

    @property
    def empty(self) -> bool:
        """Tell whether nothing is filtered out."""
        return not (self.words or self.sector or self.theme)

    def as_query(self, page: int = 1, **changes: str) -> dict[str, str]:
        """Return the parts that go into the address, with `changes` made."""
        parts = {"q": self.words, "sector": self.sector, "theme": self.theme} | changes
        parts["page"] = str(page) if page > 1 else ""
        return {name: value for name, value in parts.items() if value}


def read_question(arguments: dict[str, str], themes: Iterable[str]) -> Question:
    """Read the address; a sector or theme that does not exist is left out."""
    sector = arguments.get("sector", "")
    theme = arguments.get("theme", "")
    return Question(
        words=arguments.get("q", "").strip()[:LONGEST_QUESTION],
        sector=sector if sector in set(Sector) else "",
        theme=theme if theme in set(themes) else "",
        page=read_page(arguments.get("page", "")),
    )


def find_plans(plans: Iterable[Initiative], question: Question) -> list[Initiative]:
    """Return the plans that answer the question, in the order given."""
    words = fold(question.words).split()
    return [
        plan
        for plan in plans
        if question.sector in ("", plan.sector)
        and question.theme in ("", plan.theme)
        and all(word in _describe(plan) for word in words)
    ]


@lru_cache(maxsize=4096)
def _describe(plan: Initiative) -> str:
    texts = (plan.title, plan.summary, plan.description)
    return fold(" ".join([plan.group, *(part for one in texts for part in (one.nl, one.en))]))
