"""Every refusal has words, in both languages."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest

from voting.domain import errors
from voting.domain.errors.refused import Refused
from voting.web.errors import WORDS

for module in iter_modules(errors.__path__):
    import_module(f"{errors.__name__}.{module.name}")


def find_refusals(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith(f"{errors.__name__}."):
            yield child
        yield from find_refusals(child)


@pytest.mark.parametrize("kind", sorted(find_refusals(), key=str))
def test_a_refusal_has_words(kind: type[Refused]) -> None:
    assert kind in WORDS


def test_there_are_refusals() -> None:
    assert len(list(find_refusals())) > 100
