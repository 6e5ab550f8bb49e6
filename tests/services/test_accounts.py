"""Opening an account, a new password, another address, going away: on both databases."""

import pytest
from sqlalchemy import func, select

from tests.services.people import (
    AT,
    KEYS,
    LETTERS,
    NETWORK,
    PASSWORD,
    ask,
    find_token,
    later,
    make_person,
    read_mail,
)
from voting.db.models.people import (
    AddressChange,
    Group,
    Link,
    Login,
    Membership,
    Person,
    RecoveryCode,
)
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.people import (
    AddressTaken,
    EmailMalformed,
    GroupsNeedOwner,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    PasswordKnown,
    PasswordWrong,
    SignInSlowed,
    SignInWrong,
)
from voting.services import accounts, changing_addresses, groups, invitations, signing_in
from voting.services.passwords import HASHER, NOBODYS, verify_password

OTHER = "een heel ander geheim"


def sign_in(stores: Stores, email: str = "alice@example.nl", password: str = PASSWORD) -> str:
    return signing_in.sign_in(
        stores, KEYS, email=email, password=password, device="", network=NETWORK, at=AT
    ).login


def test_the_link_from_the_mail_opens_an_account(stores: Stores) -> None:
    mail = ask(stores, "sign-up", "Alice@Example.nl")
    assert (mail.recipient, mail.subject) == ("alice@example.nl", "sign-up nl")
    token = find_token(mail)
    assert accounts.read_link(stores, "sign-up", token, AT) == "alice@example.nl"
    person = accounts.open_account(
        stores, token=token, name=" Alice ", password=PASSWORD, language="en", context=(), at=AT
    )
    account = accounts.read_account(stores, person)
    assert (account.email, account.name, account.language) == ("alice@example.nl", "Alice", "en")


def test_no_token_stands_in_the_table_of_links(stores: Stores) -> None:
    token = find_token(ask(stores, "sign-up", "alice@example.nl"))
    stored = stores.register.scalars(select(Link.hash)).one()
    assert token.encode() not in stored
    assert len(stored) == 32


def test_a_link_works_once_and_not_for_ever(stores: Stores) -> None:
    token = find_token(ask(stores, "sign-up", "alice@example.nl"))
    with pytest.raises(LinkExpired) as expired:
        accounts.read_link(stores, "sign-up", token, later(hours=24))
    assert expired.value.expired == later(hours=24)
    with pytest.raises(LinkUnknown):
        accounts.read_link(stores, "reset", token, AT)
    with pytest.raises(LinkUnknown):
        accounts.read_link(stores, "sign-up", token[:-1], AT)
    accounts.open_account(
        stores, token=token, name="Alice", password=PASSWORD, language="nl", context=(), at=AT
    )
    with pytest.raises(LinkUsed):
        accounts.open_account(
            stores, token=token, name="Eve", password=PASSWORD, language="nl", context=(), at=AT
        )


def test_a_refused_password_leaves_the_link_as_it_was(stores: Stores) -> None:
    token = find_token(ask(stores, "sign-up", "alice@example.nl"))
    with pytest.raises(PasswordKnown):
        accounts.open_account(
            stores,
            token=token,
            name="A",
            password="zonnedam2026",
            language="nl",
            context=["Zonnedam"],
            at=AT,
        )
    assert accounts.read_link(stores, "sign-up", token, AT) == "alice@example.nl"


def test_only_the_last_of_several_links_works(stores: Stores) -> None:
    first = find_token(ask(stores, "sign-up", "alice@example.nl"))
    second = find_token(ask(stores, "sign-up", "alice@example.nl"))
    with pytest.raises(LinkUnknown):
        accounts.read_link(stores, "sign-up", first, AT)
    assert accounts.read_link(stores, "sign-up", second, AT)


@pytest.mark.parametrize("wish", ["sign-up", "reset"])
def test_known_and_unknown_addresses_cost_the_same_rows(
    stores: Stores, wish: accounts.Wish
) -> None:
    make_person(stores)

    def count_rows() -> tuple[int, int]:
        stores.register.rollback()
        links = stores.register.scalar(select(func.count()).select_from(Link))
        return links or 0, len(read_mail(stores))

    before = count_rows()
    known = ask(stores, wish, "alice@example.nl")
    between = count_rows()
    unknown = ask(stores, wish, "nobody@example.nl")
    after = count_rows()
    assert [b - a for a, b in zip(before, between, strict=True)] == [1, 1]
    assert [b - a for a, b in zip(between, after, strict=True)] == [1, 1]
    assert known.subject.split()[0] == {"sign-up": "known", "reset": "reset"}[wish]
    assert unknown.subject.split()[0] == {"sign-up": "sign-up", "reset": "unknown"}[wish]


def test_an_unknown_address_is_checked_with_the_same_work() -> None:
    assert not HASHER.check_needs_rehash(NOBODYS)
    assert not verify_password(None, PASSWORD)


def test_asking_for_mails_is_slowed_for_known_and_unknown_alike(stores: Stores) -> None:
    make_person(stores)
    for email in ("alice@example.nl", "nobody@example.nl"):
        with pytest.raises(SignInSlowed):
            for _ in range(5):
                ask(stores, "reset", email)


def test_what_is_no_address_gets_no_mail(stores: Stores) -> None:
    with pytest.raises(EmailMalformed):
        ask(stores, "sign-up", "alice@example.nl\nBcc: all@example.nl")
    assert read_mail(stores) == []


def test_a_new_password_ends_every_login(stores: Stores) -> None:
    make_person(stores)
    login = sign_in(stores)
    token = find_token(ask(stores, "reset", "alice@example.nl"))
    accounts.reset_password(stores, KEYS, LETTERS, token=token, password=OTHER, context=(), at=AT)
    assert signing_in.find_login(stores, login, AT, signing_in.Limits()) is None
    with pytest.raises(SignInWrong):
        sign_in(stores)
    assert sign_in(stores, password=OTHER)
    assert read_mail(stores)[-1].subject == "password-changed nl"


def test_changing_the_password_keeps_this_login_only(stores: Stores) -> None:
    alice = make_person(stores)
    here, there = sign_in(stores), sign_in(stores)
    with pytest.raises(PasswordWrong):
        accounts.confirm_password(stores, KEYS, alice, OTHER, NETWORK, AT)
    accounts.confirm_password(stores, KEYS, alice, PASSWORD, NETWORK, AT)
    accounts.change_password(
        stores, LETTERS, alice, password=OTHER, current=here, context=(), at=AT
    )
    assert signing_in.find_login(stores, here, AT, signing_in.Limits())
    assert signing_in.find_login(stores, there, AT, signing_in.Limits()) is None


def ask_for_address(stores: Stores, person: PersonId, email: str) -> dict[str, str]:
    changing_addresses.ask_for_address(stores, KEYS, LETTERS, person, email=email, at=AT)
    return {mail.subject.split()[0]: find_token(mail) for mail in read_mail(stores)[-2:]}


@pytest.mark.parametrize("first", [0, 1])
def test_an_address_changes_when_both_mailboxes_agreed(stores: Stores, first: int) -> None:
    alice = make_person(stores)
    tokens = ask_for_address(stores, alice, "new@example.nl")
    assert changing_addresses.read_address_request(stores, alice) == "new@example.nl"
    sides = changing_addresses.SIDES
    order = (sides[first], sides[1 - first])
    changed = []
    for side in order:
        changed.append(changing_addresses.confirm_address(stores, LETTERS, side, tokens[side], AT))
        email = accounts.read_account(stores, alice).email
        assert (email == "new@example.nl") is changed[-1]
    assert changed == [False, True]
    assert stores.register.scalars(select(AddressChange)).all() == []
    assert sign_in(stores, "new@example.nl")


def test_one_mailbox_cannot_agree_for_the_other(stores: Stores) -> None:
    alice = make_person(stores)
    tokens = ask_for_address(stores, alice, "new@example.nl")
    changing_addresses.confirm_address(stores, LETTERS, "new-address", tokens["new-address"], AT)
    with pytest.raises(LinkUnknown):
        changing_addresses.confirm_address(
            stores, LETTERS, "old-address", tokens["new-address"], AT
        )
    with pytest.raises(LinkUsed):
        changing_addresses.confirm_address(
            stores, LETTERS, "new-address", tokens["new-address"], AT
        )
    assert accounts.read_account(stores, alice).email == "alice@example.nl"


def test_a_later_request_replaces_an_earlier_one(stores: Stores) -> None:
    alice = make_person(stores)
    old = ask_for_address(stores, alice, "first@example.nl")
    ask_for_address(stores, alice, "second@example.nl")
    for side, token in old.items():
        with pytest.raises(LinkUnknown):
            changing_addresses.confirm_address(stores, LETTERS, side, token, AT)


def test_an_address_of_somebody_else_is_not_betrayed_to_who_asks(stores: Stores) -> None:
    alice = make_person(stores)
    make_person(stores, "Bob")
    tokens = ask_for_address(stores, alice, "bob@example.nl")
    changing_addresses.confirm_address(stores, LETTERS, "old-address", tokens["old-address"], AT)
    with pytest.raises(AddressTaken):
        changing_addresses.confirm_address(
            stores, LETTERS, "new-address", tokens["new-address"], AT
        )
    assert accounts.read_account(stores, alice).email == "alice@example.nl"


def test_deleting_an_account_leaves_nothing_but_the_groups_name(stores: Stores) -> None:
    alice = make_person(stores)
    sign_in(stores)
    groups.found_group(stores, alice, "De Groene Straat", AT)
    accounts.delete_account(stores, LETTERS, alice, AT)
    for table in (Person, Login, Membership, RecoveryCode):
        assert stores.register.scalars(select(table)).all() == []
    left = stores.register.scalars(select(Group)).one()
    assert (left.name, left.closed_at) == ("De Groene Straat", AT)
    with pytest.raises(SignInWrong):
        sign_in(stores)


def test_who_alone_owns_a_group_of_others_hands_it_over_first(stores: Stores) -> None:
    alice, bob = make_person(stores), make_person(stores, "Bob")
    group = groups.found_group(stores, alice, "De Groene Straat", AT)
    token = invitations.invite(stores, KEYS, LETTERS, alice, group, email="", at=AT)
    invitations.accept_invitation(stores, bob, token, AT)
    with pytest.raises(GroupsNeedOwner) as refused:
        accounts.delete_account(stores, LETTERS, alice, AT)
    assert refused.value.groups == ("De Groene Straat",)
    assert accounts.read_account(stores, alice).name == "Alice"
    groups.hand_over(stores, alice, group, bob)
    accounts.delete_account(stores, LETTERS, alice, AT)
    assert groups.view_group(stores, bob, group).members[0].name == "Bob"
