"""Signing: ask, confirm, withdraw, count once, forget; on both databases."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, text

from tests.services.memory import memory_register
from tests.services.neighbours import link_up, settle
from tests.services.people import AT, KEYS, LETTERS, NETWORK, find_token, later, read_mail
from tests.services.signers import (
    ask_to_sign,
    end_list,
    make_petition,
    make_plan,
    make_round,
    sign,
)
from tests.services.test_proposals import OFFICE
from voting.db.base import RegisterBase
from voting.db.engines import find_file
from voting.db.models.people import Mail
from voting.db.models.support import PendingSignature, Signature
from voting.db.session import Stores, open_stores, transaction
from voting.domain.errors.people import (
    EmailMalformed,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    SignInSlowed,
)
from voting.domain.errors.proposals import ListIsFinal
from voting.domain.errors.support import (
    PetitionsFull,
    SigningClosed,
    SubjectUnknown,
    SupportMissing,
    ThemeTaken,
)
from voting.domain.rounds import Phase
from voting.domain.signatures import Channel, SubjectKind, identify_on_paper
from voting.domain.texts import Text
from voting.domain.themes import ListedBy
from voting.services import petitions, reviewing, signing
from voting.services.hiding_signers import hash_signer
from voting.services.paper_lists import enter_paper, remove_paper
from voting.services.proposals import changing_proposal
from voting.services.proposing import withdraw_proposal
from voting.services.purging_support import purge_support
from voting.services.round_state import find_round
from voting.services.support import (
    count_joint_support,
    count_support,
    list_supporters,
    set_threshold,
    tell_supporters,
)
from voting.services.support_subjects import Subject, find_subject, view_subject
from voting.settings import Settings


@pytest.fixture
def plan(stores: Stores) -> Subject:
    make_round(stores)
    return make_plan(stores)


def count(stores: Stores, subject: Subject) -> int:
    stores.register.rollback()
    return count_support(stores.register, [subject.id])[subject.id]


def confirm(stores: Stores, token: str, after: timedelta = timedelta(0)) -> None:
    signing.confirm_signature(stores, KEYS, LETTERS, token, AT + after)


def on_paper(stores: Stores, subject: Subject, names: Iterable[str]) -> None:
    people = [identify_on_paper(name, "1234 AB", "1") for name in names]
    enter_paper(stores, KEYS, subject, people)


def test_a_signature_counts_once_the_mailbox_confirms(stores: Stores, plan: Subject) -> None:
    asked = ask_to_sign(stores, plan, "bob@example.nl")
    assert asked.recipient == "bob@example.nl"
    assert count(stores, plan) == 0
    token = find_token(asked)
    assert not signing.read_confirmation(stores, token, AT).done
    assert count(stores, plan) == 0
    confirm(stores, token)
    confirm(stores, token)
    assert signing.read_confirmation(stores, token, AT).done
    assert count(stores, plan) == 1
    thanks = [mail for mail in read_mail(stores) if mail.subject.startswith("signed")]
    assert [mail.recipient for mail in thanks] == ["bob@example.nl"]


def test_who_signed_already_is_told_by_mail_alone(stores: Stores, plan: Subject) -> None:
    sign(stores, plan, "bob@example.nl")
    again = ask_to_sign(stores, plan, " BOB+x@Example.nl")
    assert again.subject.startswith("sign-known")
    assert count(stores, plan) == 1
    signing.withdraw_signature(stores, KEYS, find_token(again))
    assert count(stores, plan) == 0


def test_known_and_unknown_store_the_same(stores: Stores, plan: Subject) -> None:
    sign(stores, plan, "bob@example.nl")
    sizes = []
    for email in ("bob@example.nl", "eve@example.nl", "nobody@does-not-exist.example"):
        before = measure(stores)
        ask_to_sign(stores, plan, email)
        sizes.append({name: size - before[name] for name, size in measure(stores).items()})
    assert sizes[0] == sizes[1] == sizes[2]
    assert sizes[0]["pending_signature"] == sizes[0]["mail"] == 1


def measure(stores: Stores) -> dict[str, int]:
    stores.register.rollback()
    return {
        name: len(stores.register.execute(select(table)).all())
        for name, table in RegisterBase.metadata.tables.items()
        if name != "tries"
    }


def test_the_same_address_in_another_spelling_counts_once(stores: Stores, plan: Subject) -> None:
    for spelling in ("bob@example.nl", "Bob@Example.NL", " bob+krant@example.nl"):
        ask = ask_to_sign(stores, plan, spelling)
        if ask.subject.startswith("sign-confirm"):
            confirm(stores, find_token(ask))
    assert count(stores, plan) == 1


def test_two_links_of_one_person_count_once(stores: Stores, plan: Subject) -> None:
    tokens = [find_token(ask_to_sign(stores, plan, "bob@example.nl")) for _ in range(2)]
    for token in tokens:
        confirm(stores, token)
    assert count(stores, plan) == 1


def test_fifty_confirmations_at_once_count_once(
    stores: Stores, plan: Subject, settings: Settings
) -> None:
    tokens = [
        find_token(ask_to_sign(stores, plan, "bob@example.nl", later(hours=hours)))
        for hours in range(0, 10, 2)
    ]

    def confirm_elsewhere(number: int) -> None:
        with open_stores(settings) as own:
            token = tokens[number % len(tokens)]
            signing.confirm_signature(own, KEYS, LETTERS, token, later(hours=10))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(confirm_elsewhere, range(50)))
    assert count(stores, plan) == 1
    thanks = [mail for mail in read_mail(stores) if mail.subject.startswith("signed")]
    assert len(thanks) == 1


def test_withdrawn_is_gone_and_can_be_signed_again(stores: Stores, plan: Subject) -> None:
    used = find_token(ask_to_sign(stores, plan, "bob@example.nl"))
    confirm(stores, used)
    link = find_token(read_mail(stores)[-1])
    assert signing.read_withdrawing(stores, KEYS, link).signed == 1
    assert count(stores, plan) == 1
    signing.withdraw_signature(stores, KEYS, link)
    assert count(stores, plan) == 0
    with pytest.raises(LinkUnknown):
        signing.withdraw_signature(stores, KEYS, link)
    with pytest.raises(LinkUsed):
        confirm(stores, used)
    other = sign(stores, plan, "bob@example.nl", later(hours=1))
    assert count(stores, plan) == 1
    with pytest.raises(LinkUnknown):
        signing.withdraw_signature(stores, KEYS, link)
    signing.withdraw_signature(stores, KEYS, other)
    assert count(stores, plan) == 0


def test_a_link_lasts_48_hours(stores: Stores, plan: Subject) -> None:
    token = find_token(ask_to_sign(stores, plan, "bob@example.nl"))
    with pytest.raises(LinkExpired):
        confirm(stores, token, timedelta(hours=48))
    confirm(stores, token, timedelta(hours=47, minutes=59))
    assert count(stores, plan) == 1
    ask_to_sign(stores, plan, "eve@example.nl", later(hours=49))
    with pytest.raises(LinkUnknown):
        confirm(stores, token, timedelta(hours=49))


@pytest.mark.parametrize("token", ["", "x", "\0", "é", "a" * 500, "=", "AAAA"])
def test_a_broken_link_is_unknown(stores: Stores, plan: Subject, token: str) -> None:
    with pytest.raises(LinkUnknown):
        confirm(stores, token)
    with pytest.raises(LinkUnknown):
        signing.withdraw_signature(stores, KEYS, token)


def test_a_copy_of_the_tables_withdraws_nothing(stores: Stores, plan: Subject) -> None:
    sign(stores, plan, "bob@example.nl")
    (nonce,) = stores.register.scalars(select(Signature.nonce))
    assert nonce is not None
    for guess in (nonce.hex(), nonce.decode("latin-1")):
        with pytest.raises(LinkUnknown):
            signing.withdraw_signature(stores, KEYS, guess)


def test_what_is_no_address_is_refused_and_nothing_is_kept(stores: Stores, plan: Subject) -> None:
    before = measure(stores)
    with pytest.raises(EmailMalformed):
        ask_to_sign(stores, plan, "bob at example.nl")
    assert measure(stores) == before


def test_many_letters_to_one_mailbox_are_slowed_in_any_spelling(
    stores: Stores, plan: Subject
) -> None:
    for number in range(3):
        ask_to_sign(stores, plan, f"bob+{number}@example.nl")
    with pytest.raises(SignInSlowed):
        ask_to_sign(stores, plan, "Bob@example.nl")


def test_many_letters_from_one_network_are_slowed(stores: Stores, plan: Subject) -> None:
    def ask(number: int) -> None:
        signing.ask_to_sign(
            stores,
            KEYS,
            LETTERS,
            plan,
            email=f"r{number}@example.nl",
            language="nl",
            network=NETWORK,
            at=AT,
        )

    with pytest.raises(SignInSlowed):
        for number in range(30):
            ask(number)
    assert 15 < len([one for one in read_mail(stores) if one.recipient.startswith("r")]) < 25


def test_nothing_is_signed_or_withdrawn_once_the_list_is_final(
    stores: Stores, plan: Subject
) -> None:
    link = sign(stores, plan, "bob@example.nl")
    waiting = find_token(ask_to_sign(stores, plan, "eve@example.nl"))
    end_list(stores)
    for act in (
        lambda: ask_to_sign(stores, plan, "new@example.nl"),
        lambda: confirm(stores, waiting),
        lambda: signing.withdraw_signature(stores, KEYS, link),
        lambda: on_paper(stores, plan, ["Alice"]),
        lambda: remove_paper(stores, KEYS, plan, "x"),
    ):
        with pytest.raises(SigningClosed):
            act()
    assert count(stores, plan) == 1


def test_a_plan_that_was_decided_on_takes_no_signatures_but_lets_go(
    stores: Stores, plan: Subject
) -> None:
    link = sign(stores, plan, "bob@example.nl")
    reviewing.take_up(stores, plan.reference, OFFICE, AT)
    reviewing.admit(stores, LETTERS, plan.reference, OFFICE, "Kan.", AT)
    with pytest.raises(SigningClosed):
        ask_to_sign(stores, plan, "eve@example.nl")
    signing.withdraw_signature(stores, KEYS, link)
    assert count(stores, plan) == 0


def test_an_outsider_sees_nothing_to_sign_in_a_draft_or_in_another_round(
    stores: Stores, plan: Subject
) -> None:
    kind = SubjectKind.PROPOSAL
    assert view_subject(stores, kind, "voorjaar", plan.reference).open
    for wrong_kind, reference in (
        (SubjectKind.THEME, plan.reference),
        (kind, "nothing"),
        (kind, "\0"),
        (kind, "x" * 13),
    ):
        with pytest.raises(SubjectUnknown):
            view_subject(stores, wrong_kind, "voorjaar", reference)
    person = stores.register.execute(text("SELECT id FROM person")).scalar_one()
    withdraw_proposal(stores, person, plan.reference, "", AT)
    with pytest.raises(SubjectUnknown):
        view_subject(stores, kind, "voorjaar", plan.reference)


def test_a_plan_is_admitted_only_with_the_signatures_the_council_asks(
    stores: Stores, plan: Subject
) -> None:
    set_threshold(stores, plan.round_id, 3)
    reviewing.take_up(stores, plan.reference, OFFICE, AT)
    sign(stores, plan, "bob@example.nl")
    on_paper(stores, plan, ["Eve"])
    with pytest.raises(SupportMissing) as refused:
        reviewing.admit(stores, LETTERS, plan.reference, OFFICE, "Kan.", AT)
    assert refused.value == SupportMissing(has=2, needs=3)
    on_paper(stores, plan, ["Mallory", "Eve", "eve"])
    reviewing.admit(stores, LETTERS, plan.reference, OFFICE, "Kan.", AT)


def test_a_council_that_asks_no_signatures_any_more_gets_none(
    stores: Stores, plan: Subject
) -> None:
    set_threshold(stores, plan.round_id, 3)
    set_threshold(stores, plan.round_id, None)
    reviewing.take_up(stores, plan.reference, OFFICE, AT)
    reviewing.admit(stores, LETTERS, plan.reference, OFFICE, "Kan.", AT)


def test_who_signed_two_plans_counts_once_for_both_together(stores: Stores, plan: Subject) -> None:
    other = make_plan(stores, "Dave")
    sign(stores, plan, "bob@example.nl")
    sign(stores, other, "BOB@example.nl", later(minutes=1))
    sign(stores, other, "eve@example.nl")
    on_paper(stores, plan, ["Bob"])
    on_paper(stores, other, ["Bob"])
    assert count_support(stores.register, [plan.id, other.id]) == {plan.id: 2, other.id: 3}
    assert count_joint_support(stores.register, [plan.id, other.id]) == 3
    found = set(list_supporters(stores.register, [plan.id, other.id], KEYS.addresses))
    assert found == {("bob@example.nl", "nl"), ("eve@example.nl", "nl")}


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_withdrawing_waits_for_nobody_who_is_at_work_on_a_plan(
    stores: Stores, plan: Subject, settings: Settings
) -> None:
    other = make_plan(stores, "Dave")
    links = [sign(stores, one, "bob@example.nl") for one in (plan, other)]
    with (
        open_stores(settings) as own,
        changing_proposal(stores, other.reference, None, linked=True),
        ThreadPoolExecutor(1) as pool,
    ):
        done = pool.submit(signing.withdraw_signature, own, KEYS, ".".join(links))
        done.result(timeout=20)
    assert count_support(stores.register, [plan.id, other.id]) == {plan.id: 0, other.id: 0}


@pytest.mark.parametrize("reference", ["plan", "other"])
def test_plans_that_link_up_need_the_threshold_together_counting_nobody_twice(
    stores: Stores, reference: str
) -> None:
    state = make_round(stores)
    alice, bob = settle(stores, "Alice"), settle(stores, "Bob", ask="500")
    subjects = [find_subject(stores.register, one.reference) for one in (alice, bob)]
    for subject in subjects:
        sign(stores, subject, "both@example.nl")
        on_paper(stores, subject, [f"Resident of {subject.group_name}"])
    set_threshold(stores, subjects[0].round_id, 4)
    link_up(stores, alice, bob)
    own = subjects[reference == "other"]
    view = view_subject(stores, SubjectKind.PROPOSAL, "voorjaar", own.reference)
    assert (view.signed, view.needed, view.together) == (3, 4, True)
    reviewing.take_up(stores, own.reference, OFFICE, AT)
    with pytest.raises(SupportMissing) as refused:
        reviewing.admit(stores, LETTERS, own.reference, OFFICE, "Kan.", AT)
    assert refused.value == SupportMissing(3, 4)
    on_paper(stores, subjects[0], ["Somebody else"])
    reviewing.admit(stores, LETTERS, own.reference, OFFICE, "Kan.", AT)
    end_list(stores, Phase.FINAL)
    purge_support(stores, KEYS, state, AT)
    ids = [one.id for one in subjects]
    assert count_joint_support(stores.register, ids) == 4
    assert count_support(stores.register, ids) == {ids[0]: 3, ids[1]: 2}
    assert count_joint_support(stores.register, ids[1:]) == 2


def test_supporters_of_two_plans_are_told_once_and_withdraw_from_both(
    stores: Stores, plan: Subject
) -> None:
    other = make_plan(stores, "Dave")
    sign(stores, plan, "bob@example.nl")
    sign(stores, other, "bob@example.nl")
    sign(stores, other, "eve@example.nl")
    both = [plan.id, other.id]
    texts = {"own": Text("Groen", "Green")}
    with transaction(stores.register) as register:
        assert tell_supporters(register, KEYS, LETTERS, "supporters-linked", both, texts, AT) == 2
    told = {mail.recipient: mail for mail in read_mail(stores)[-2:]}
    assert "own=Groen" in told["bob@example.nl"].text
    signing.withdraw_signature(stores, KEYS, find_token(told["bob@example.nl"]))
    assert count_support(stores.register, both) == {plan.id: 0, other.id: 1}


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.booleans()), max_size=12))
def test_together_everybody_counts_once_whatever_was_signed_and_withdrawn(
    signed: list[tuple[int, int, bool]],
) -> None:
    with memory_register() as (register, subjects, round_id):
        expected: dict[int, set[int]] = {0: set(), 1: set(), 2: set()}
        for subject, person, withdrawn in signed:
            signer = hash_signer(KEYS, round_id, Channel.MAIL, str(person))
            row = register.get(Signature, (subjects[subject], signer))
            if withdrawn and row is not None:
                register.delete(row)
                expected[subject].discard(person)
            elif not withdrawn and row is None:
                register.add(Signature(subject_id=subjects[subject], signer=signer, channel="mail"))
                expected[subject].add(person)
            register.flush()
        counts = count_support(register, subjects)
        assert [counts[id] for id in subjects] == [len(expected[n]) for n in range(3)]
        assert count_joint_support(register, subjects) == len(set().union(*expected.values()))


def test_counting_takes_as_many_queries_for_one_as_for_many(stores: Stores, plan: Subject) -> None:
    subjects = [plan.id, *(make_plan(stores, f"Dave{n}").id for n in range(5))]
    stores.register.rollback()
    assert count_queries(stores, subjects[:1]) == count_queries(stores, subjects) == 1


def count_queries(stores: Stores, subjects: Sequence[bytes]) -> int:
    seen = []
    engine = stores.register.get_bind().engine

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    count_support(stores.register, subjects)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_petition_does_not_pass_at_50_and_passes_at_51(stores: Stores) -> None:
    make_round(stores)
    theme = make_petition(stores)
    on_paper(stores, theme, (f"Bewoner {number}" for number in range(49)))
    sign(stores, theme, "bob@example.nl")
    with pytest.raises(SupportMissing) as refused:
        petitions.list_petition(stores, theme.reference)
    assert refused.value == SupportMissing(50, 51)
    sign(stores, theme, "eve@example.nl")
    assert petitions.list_petition(stores, theme.reference) == "kunst-op-straat"
    assert petitions.list_petition(stores, theme.reference) == "kunst-op-straat"
    (listed,) = [
        one for one in find_round(stores, "voorjaar").plan.themes if one.slug == "kunst-op-straat"
    ]
    assert listed.name == Text("Kunst op straat")
    assert listed.listed_by is ListedBy.RESIDENTS
    with pytest.raises(SigningClosed):
        ask_to_sign(stores, theme, "new@example.nl")


def test_a_theme_is_listed_only_before_the_list_is_final(stores: Stores) -> None:
    make_round(stores)
    theme = make_petition(stores)
    on_paper(stores, theme, (f"Bewoner {number}" for number in range(51)))
    end_list(stores)
    with pytest.raises(ListIsFinal):
        petitions.list_petition(stores, theme.reference)
    with pytest.raises(SigningClosed):
        make_petition(stores, "Muziek")


@pytest.mark.parametrize("name", ["groen", "GREEN", "Kunst op straat", "kunst - op straat!"])
def test_a_theme_that_is_there_is_not_petitioned_for(stores: Stores, name: str) -> None:
    make_round(stores)
    make_petition(stores)
    with pytest.raises(ThemeTaken):
        make_petition(stores, name)


def test_one_person_begins_three_petitions(stores: Stores) -> None:
    state = make_round(stores)
    make_petition(stores)
    person = stores.register.execute(text("SELECT id FROM person")).scalar_one()
    for name in ("Muziek", "موسيقى"):
        petitions.begin_petition(stores, person, state, Text(name), AT)
    with pytest.raises(PetitionsFull):
        petitions.begin_petition(stores, person, state, Text("Dans"), AT)
    assert len(petitions.list_own_petitions(stores, person)) == 3


def test_a_petition_taken_down_is_seen_by_who_began_it_alone(stores: Stores) -> None:
    state = make_round(stores)
    theme = make_petition(stores)
    petitions.close_petition(stores, theme.reference, "Dit beledigt mensen.")
    assert petitions.list_petitions(stores, state) == []
    with pytest.raises(SubjectUnknown):
        view_subject(stores, SubjectKind.THEME, "voorjaar", theme.reference)
    person = stores.register.execute(text("SELECT id FROM person")).scalar_one()
    (own,) = petitions.list_own_petitions(stores, person)
    assert own.subject.reason == "Dit beledigt mensen."
    for act in (
        lambda: ask_to_sign(stores, theme, "bob@example.nl"),
        lambda: petitions.list_petition(stores, theme.reference),
        lambda: petitions.close_petition(stores, theme.reference, "Nog eens"),
    ):
        with pytest.raises(SigningClosed):
            act()


def test_a_paper_signature_can_be_withdrawn(stores: Stores, plan: Subject) -> None:
    on_paper(stores, plan, ["Eve", "Bob"])
    gone = identify_on_paper("eve", "1234ab", "1")
    assert remove_paper(stores, KEYS, plan, gone)
    assert not remove_paper(stores, KEYS, plan, gone)
    assert count(stores, plan) == 1


def test_a_hash_says_nothing_in_another_round() -> None:
    one, other = (hash_signer(KEYS, id, Channel.MAIL, "a@b.nl") for id in (b"1" * 16, b"2" * 16))
    assert one != other


def test_nothing_of_an_address_is_left_after_the_purge(
    stores: Stores, plan: Subject, settings: Settings
) -> None:
    state = find_round(stores, "voorjaar")
    sign(stores, plan, "Kwetsbaar.Iemand@example.nl")
    ask_to_sign(stores, plan, "niet.bevestigd@example.nl")
    on_paper(stores, plan, ["Papieren Persoon"])
    words = (b"kwetsbaar", b"niet.bevestigd", b"papieren", b"1234ab")
    with transaction(stores.register) as register:
        register.query(Mail).update({"state": "sent", "text": ""})
    assert purge_support(stores, KEYS, state, AT).addresses == 0
    assert count(stores, plan) == 2
    end_list(stores)
    purged = purge_support(stores, KEYS, state, AT)
    assert (purged.addresses, purged.signatures, purged.clean) == (2, 0, True)
    assert find_words(stores, settings, words) == []
    assert count(stores, plan) == 2
    assert list(list_supporters(stores.register, [plan.id], KEYS.addresses)) == []
    end_list(stores, Phase.FINAL)
    assert purge_support(stores, KEYS, state, AT).signatures == 2
    assert purge_support(stores, KEYS, state, AT).signatures == 0
    assert measure(stores)["signature"] == measure(stores)["pending_signature"] == 0
    assert count(stores, plan) == 2
    assert count_joint_support(stores.register, [plan.id]) == 2


def test_no_address_stands_in_the_clear_even_before(stores: Stores, plan: Subject) -> None:
    sign(stores, plan, "kwetsbaar@example.nl")
    ask_to_sign(stores, plan, "kwetsbaar2@example.nl")
    rows = [
        value
        for table in (Signature, PendingSignature)
        for row in stores.register.execute(select(table.__table__))
        for value in row
        if isinstance(value, bytes | str)
    ]
    stored = b"".join(one if isinstance(one, bytes) else one.encode() for one in rows)
    assert b"kwetsbaar" not in stored
    lengths = {
        len(address or b"") for address in stores.register.scalars(select(Signature.address))
    }
    assert lengths == {
        len(a or b"") for a in stores.register.scalars(select(PendingSignature.address)) if a
    }


def find_words(stores: Stores, settings: Settings, words: tuple[bytes, ...]) -> list[bytes]:
    """Return which words stand anywhere in the register: its files, or all of its rows."""
    stores.register.rollback()
    file = find_file(stores.register.get_bind().engine)
    if file is not None:
        dump = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    else:
        tables = RegisterBase.metadata.tables.values()
        rows = (row for table in tables for row in stores.register.execute(select(table)))
        dump = "\n".join(str(tuple(map(as_text, row))) for row in rows).encode()
    return [word for word in words if word in dump.lower()]


def as_text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
