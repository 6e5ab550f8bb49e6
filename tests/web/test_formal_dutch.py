"""Dutch says je or u throughout, as the municipality chose."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Literal

import pytest
from babel.messages.catalog import Catalog, Message

from config import from_environment
from tests.web.pages import parse
from tests.web.towns import OPEN, Town
from voting.app import create_app
from voting.cli.translations import read_catalogue
from voting.web.stores import close_engines

INFORMAL = re.compile(r"\b(je|jij|jou|jouw|jezelf)\b", re.IGNORECASE)
ODD = re.compile(r"\b(u|uw) (heb|ben|kun|wil|stem|kies|zie|krijg|vind|zoek)\b", re.IGNORECASE)
OURS = re.compile(r"(templates/(public|resident|audit|macros|errors|base)|voting/web/)")
CATALOGUES = from_environment({}).translations_dir / "nl" / "LC_MESSAGES"


@cache
def read(name: str) -> Catalog:
    return read_catalogue(CATALOGUES / name)


def list_texts(message: Message) -> tuple[str, ...]:
    text = message.string
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def find_informal() -> Iterator[Message]:
    for message in read("messages.po"):
        ours = any(OURS.match(file) for file, _line in message.locations)
        if message.id and ours and any(map(INFORMAL.search, list_texts(message))):
            yield message


def test_every_message_with_je_has_one_with_u() -> None:
    formal = read("formal.po")
    missing = [message.id for message in find_informal() if formal.get(message.id) is None]
    assert missing == []


def test_no_formal_message_says_je_or_is_left_over() -> None:
    usual = read("messages.po")
    for message in read("formal.po"):
        if message.id:
            assert usual.get(message.id) is not None, message.id
            assert not any(map(INFORMAL.search, list_texts(message))), message.string
            assert not any(map(ODD.search, list_texts(message))), message.string
            assert message.check(usual) == []


@pytest.mark.parametrize(("address", "words"), [("je", "Je hebt vijf"), ("u", "U hebt vijf")])
def test_the_pages_say_je_or_u(town: Town, address: Literal["je", "u"], words: str) -> None:
    settings = town.settings
    chosen = replace(settings, municipality=replace(settings.municipality, address=address))
    app = create_app(chosen)
    visitor = app.test_client()
    assert words in parse(visitor.get(f"/nl/{OPEN}/")).text("h1")
    assert "You have five" in parse(visitor.get(f"/en/{OPEN}/")).text("h1")
    page = parse(visitor.get(f"/nl/{OPEN}/")).text("main")
    assert bool(INFORMAL.search(page)) == (address == "je")
    close_engines(app)
