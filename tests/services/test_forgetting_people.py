"""What an account leaves behind: nothing of the person, nor of a parent or payee."""

from sqlalchemy import select

from tests.services.people import KEYS, LETTERS, make_person, read_mail
from tests.services.proposed import propose
from tests.services.test_proposals import AT, save_round, state
from tests.services.test_signing import find_words
from voting.db.base import RegisterBase
from voting.db.session import Stores
from voting.services import accounts, groups, invitations, proposing
from voting.services.emptying import rewrite_file
from voting.services.proposals import view_proposal
from voting.settings import Settings

NAMES = (b"moeder geheim", b"oom geheim")


def test_after_a_deleted_account_its_address_stands_only_on_the_farewell(
    stores: Stores, settings: Settings
) -> None:
    alice, bob = make_person(stores), make_person(stores, "Bob")
    group = groups.found_group(stores, bob, "De Groene Straat", AT)
    invitations.invite(stores, KEYS, LETTERS, bob, group, email="alice@example.nl", at=AT)
    accounts.delete_account(stores, LETTERS, alice, AT)
    to_alice = [mail for mail in read_mail(stores) if mail.recipient == "alice@example.nl"]
    assert [mail.subject for mail in to_alice] == ["deleted nl"]
    stores.register.delete(to_alice[0])
    stores.register.flush()
    tables = find_tables_with(stores, "alice@example.nl")
    stores.register.rollback()
    assert tables == []


def test_a_closed_group_keeps_no_name_of_a_parent_or_payee(
    stores: Stores, settings: Settings
) -> None:
    save_round(stores)
    alice = make_person(stores)
    group = groups.found_group(stores, alice, "De Groene Straat", AT)
    draft = propose(stores, alice, group, state(stores), AT)
    handed_in = propose(stores, alice, group, state(stores), AT)
    proposing.submit_proposal(stores, LETTERS, alice, handed_in, AT)
    assert set(find_words(stores, settings, NAMES)) == set(NAMES), "the scan would find them"
    accounts.delete_account(stores, LETTERS, alice, AT)
    rewrite_file(stores.register)
    assert find_words(stores, settings, NAMES) == []
    left = view_proposal(stores, handed_in, None)
    assert left.draft.text("title").nl == "Bloembakken <b>&</b> banken"
    assert view_proposal(stores, draft, None).draft.fields == {}


def find_tables_with(stores: Stores, word: str) -> list[str]:
    """Return the tables in which a word stands."""
    return [
        table.name
        for table in RegisterBase.metadata.tables.values()
        if any(word in str(tuple(row)) for row in stores.register.execute(select(table)))
    ]
