"""Every refusal has words, in both languages."""

from collections.abc import Iterator

import pytest

from voting.domain import errors
from voting.domain.errors import Refused
from voting.web.errors import WORDS


def find_refusals(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
        yield from find_refusals(child)


@pytest.mark.parametrize("kind", sorted(find_refusals(), key=str))
def test_a_refusal_has_words(kind: type[Refused]) -> None:
    assert kind in WORDS
