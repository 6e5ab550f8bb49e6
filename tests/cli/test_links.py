"""What an office does about linking up, and the letters that `flask mail send` writes."""

from dataclasses import replace
from email.header import decode_header, make_header
from email.message import Message

import pytest
from flask import Flask

from tests.services.mail_server import Mailbox, run_server
from tests.services.neighbours import House, link_up, settle
from tests.services.test_proposals import AT, save_round
from voting.app import create_app
from voting.db.session import open_stores
from voting.services import linking_agreed
from voting.settings import Settings
from voting.web.stores import close_engines

SUBJECTS = (
    "Een groep wil samen met jullie verder",
    "Een groep zegt ja tegen samengaan",
    "Jullie plannen zijn samengegaan",
    "Jullie plannen horen niet meer bij elkaar",
)
OFFICE = ("--office", "Afdeling Wijken")


@pytest.fixture
def houses(settings: Settings) -> tuple[House, House]:
    with open_stores(settings) as stores:
        save_round(stores)
        return settle(stores, "Alice"), settle(stores, "Bob")


def invoke(app: Flask, *arguments: str) -> str:
    answer = app.test_cli_runner().invoke(args=list(arguments))
    assert answer.exit_code == 0, answer.output
    return str(answer.output)


def test_an_office_suggests_and_sees_what_is_linked(
    app: Flask, settings: Settings, houses: tuple[House, House]
) -> None:
    first, second = (house.reference for house in houses)
    invoke(app, "proposal", "suggest-link", first, second, "--reason", "Zelfde plein", *OFFICE)
    assert "linked with" not in invoke(app, "proposal", "show", first)
    with open_stores(settings) as stores:
        link_up(stores, *houses)
    assert f"linked with: {second}\tGroep Bob" in invoke(app, "proposal", "show", first)
    answer = app.test_cli_runner().invoke(
        args=["proposal", "suggest-link", first, "nosuchplan", "--reason", "Mooi", *OFFICE]
    )
    assert answer.exit_code == 1


def test_sending_the_mail_first_writes_the_letters_about_links(
    settings: Settings, houses: tuple[House, House]
) -> None:
    alice, bob = houses
    with open_stores(settings) as stores:
        link = link_up(stores, alice, bob)
        linking_agreed.undo(stores, bob.lead, bob.reference, link, "Toch niet", AT)
    mailbox = Mailbox()
    with run_server(mailbox) as server:
        app = create_app(replace(settings, mail_server=server))
        try:
            invoke(app, "mail", "send")
            sent = mailbox.arrived[:]
            invoke(app, "mail", "send")
        finally:
            close_engines(app)
    assert len(mailbox.arrived) == len(sent)
    subjects = [read_subject(one) for one in sent]
    assert [subjects.count(one) for one in SUBJECTS] == [1, 1, 1, 1]
    told = {read_subject(one): read_text(one) for one in sent}
    undone = told["Jullie plannen horen niet meer bij elkaar"]
    assert "> Toch niet" in undone
    assert f"/nl/my/plans/{alice.reference}/link/{link.hex()}/" in undone


def read_subject(message: Message) -> str:
    return str(make_header(decode_header(str(message["Subject"]))))


def read_text(message: Message) -> str:
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()
