"""What proposals are found by: their place, sector and theme, and the words of their texts."""

from voting.domain.proposal_fields import Fields
from voting.domain.texts import fold

PLACES = ("buurt", "sector", "theme")
SEARCHED = (
    *("title_nl", "title_en", "summary_nl", "summary_en"),
    *("description_nl", "description_en", "place", "own_theme"),
)
"""The public texts; never what a group tells about a parent, a payee or the police."""


def find_places(fields: Fields) -> dict[str, str]:
    """Return what is kept beside a proposal's fields: buurt, sector, theme and search_text."""
    text = fold(" ".join(fields[name] for name in SEARCHED if fields.get(name)))
    return {name: fields.get(name, "") for name in PLACES} | {"search_text": text}
