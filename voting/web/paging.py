"""Long lists in pages, counted from 1 and named in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    page: int
    pages: int


def read_page(text: str) -> int:
    """Return which page an address asks for; the first where that is no number."""
    plain = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return max(1, int(text)) if plain else 1


def cut(items: Sequence[T], page: int, size: int) -> Sheet[T]:
    """Return a page of `size` items; one too far is the last one."""
    pages = max(1, -(-len(items) // size))
    shown = min(max(page, 1), pages)
    return Sheet(items[(shown - 1) * size : shown * size], shown, pages)


def find_page(items: Sequence[T], item: T, size: int) -> int:
    """Return the page on which an item stands; the first for one that is not there."""
    return items.index(item) // size + 1 if item in items else 1
