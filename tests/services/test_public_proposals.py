"""What everybody may see of proposals: found in every way, drafts hidden, few queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, select, update

from tests.services.people import LETTERS, make_person
from tests.services.proposed import ANSWERS, propose, propose_in_every_state, propose_many
from tests.services.test_proposals import save_round, state
from voting.db.models.people import Person
from voting.db.models.proposals import Proposal
from voting.db.session import Stores, transaction
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.proposal_fields import Step
from voting.domain.proposal_search import find_places
from voting.domain.proposals import State
from voting.domain.reviewing import Kind, find_open_questions
from voting.services import groups, proposing, reviewing
from voting.services.proposals import read_fields, view_proposal
from voting.services.public_proposals import (
    PAGE_SIZE,
    PUBLIC_STATES,
    Order,
    PublicList,
    Wanted,
    list_public_proposals,
    view_public_proposal,
)

AT = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 8, 10, 0, tzinfo=UTC)
DAY = date(2026, 12, 8)


@pytest.fixture
def made(stores: Stores) -> dict[str, str]:
    save_round(stores)
    return propose_in_every_state(stores, state(stores), AT)


def find(stores: Stores, **wanted: Any) -> PublicList:
    return list_public_proposals(stores, state(stores), Wanted(**wanted), DAY)


def references(listed: PublicList) -> set[str]:
    return {card.reference for card in listed.cards}


@contextmanager
def counting(stores: Stores) -> Iterator[list[str]]:
    """Collect the statements that reach the register."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = stores.register.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_everything_that_was_handed_in_is_listed_and_no_draft(
    stores: Stores, made: dict[str, str]
) -> None:
    listed = find(stores)
    assert references(listed) == {made[name] for name in made if name != "draft"}
    assert (listed.total, listed.found, listed.pages) == (7, 7, 1)


def test_a_draft_that_was_withdrawn_was_never_public(stores: Stores) -> None:
    save_round(stores)
    alice = make_person(stores)
    group = groups.found_group(stores, alice, "Stil", AT)
    hidden = propose(stores, alice, group, state(stores), AT)
    proposing.withdraw_proposal(stores, alice, hidden, "Toch niet", AT)
    assert find(stores).total == 0
    with pytest.raises(ProposalUnknown):
        view_public_proposal(stores, state(stores), hidden)


def test_each_state_can_be_looked_for(stores: Stores, made: dict[str, str]) -> None:
    for one in PUBLIC_STATES:
        expected = {made[one]} | ({made["english"]} if one is State.SUBMITTED else set())
        assert references(find(stores, state=one.value)) == expected
    assert find(stores, state="draft").found == 0


def test_place_sector_and_theme_narrow_the_list(stores: Stores, made: dict[str, str]) -> None:
    assert find(stores, buurt="haven", sector="layout", theme="groen").found == 7
    for wrong in ({"buurt": "veld"}, {"sector": "safety"}, {"theme": "sport"}):
        assert find(stores, **wrong).found == 0


@pytest.mark.parametrize("words", ["CAFE", "café", "kadestraat BAKKEN", "<i>neer"])
def test_words_are_found_without_accents_and_capitals_also_in_the_groups_name(
    stores: Stores, made: dict[str, str], words: str
) -> None:
    assert find(stores, words=words).found == 6 + (words in ("CAFE", "café"))
    assert find(stores, words=f"{words} nergens").found == 0


@pytest.mark.parametrize("words", ["%", "_", "k%l", "b_nken", "\\", "' OR 1=1 --", "\0"])
def test_wildcards_and_quotes_mean_themselves(
    stores: Stores, made: dict[str, str], words: str
) -> None:
    assert find(stores, words=words).found == (7 if words == "\0" else 0)


def test_a_literal_percent_is_found(stores: Stores) -> None:
    save_round(stores)
    alice = make_person(stores)
    group = groups.found_group(stores, alice, "Procent_jes", AT)
    answers = {**ANSWERS, Step.TITLE: {"title_nl": "100% groen", "summary_nl": "Kort"}}
    one = propose(stores, alice, group, state(stores), AT, answers)
    proposing.submit_proposal(stores, LETTERS, alice, one, AT)
    assert [find(stores, words=words).found for words in ("100%", "t_j", "10_%")] == [1, 1, 0]


def test_what_is_told_about_people_is_not_searched(stores: Stores, made: dict[str, str]) -> None:
    assert find(stores, words="geheim").found == 0


def test_the_order_changes_daily_and_the_newest_can_be_on_top(stores: Stores) -> None:
    save_round(stores)
    many = propose_many(stores, state(stores), 30, AT)
    days = [
        [
            card.reference
            for card in list_public_proposals(
                stores, state(stores), Wanted(), date(2026, 12, day)
            ).cards
        ]
        for day in (8, 8, 9)
    ]
    assert days[0] == days[1] != days[2]
    newest = find(stores, order=Order.NEWEST)
    assert [card.reference for card in newest.cards] == many[::-1][:PAGE_SIZE]


@pytest.mark.parametrize(("asked", "given"), [(1, 1), (2, 2), (3, 2), (99_999, 2), (0, 1), (-5, 1)])
def test_pages_hold_every_proposal_once_and_end(stores: Stores, asked: int, given: int) -> None:
    save_round(stores)
    propose_many(stores, state(stores), 30, AT)
    page = find(stores, page=asked)
    assert (page.page, page.pages, page.found) == (given, 2, 30)
    assert len(page.cards) == (20 if given == 1 else 10)
    assert not references(page) & references(find(stores, page=3 - given))


def test_the_number_of_queries_does_not_depend_on_the_number_of_proposals(stores: Stores) -> None:
    save_round(stores)
    alice = make_person(stores)
    group = groups.found_group(stores, alice, "Weinig", AT)
    for _ in range(5):
        proposing.submit_proposal(
            stores, LETTERS, alice, propose(stores, alice, group, state(stores), AT), AT
        )
    find(stores)
    wanted = {"words": "straat planten", "sector": "layout", "order": Order.NEWEST}
    few = [_count(stores, **one) for one in ({}, wanted)]
    propose_many(stores, state(stores), 495, AT)
    assert find(stores).total == 500
    assert [_count(stores, **one) for one in ({}, wanted)] == few
    assert max(few) <= 6


def _count(stores: Stores, **wanted: Any) -> int:
    with counting(stores) as statements:
        find(stores, **wanted)
    return len(statements)


def test_the_page_of_a_proposal_tells_the_office_and_never_a_name(
    stores: Stores, made: dict[str, str]
) -> None:
    found = view_public_proposal(stores, state(stores), made["turned_down"])
    assert [one.kind for one in found.events] == [
        *(Kind.SUBMITTED, Kind.TAKEN_UP, Kind.QUESTION, Kind.ANSWER, Kind.TURNED_DOWN)
    ]
    assert found.events[-1].office == "Afdeling Wijken"
    assert "Alice" not in repr(found.events)
    assert found.minimum_cents == 600_00


def test_a_hidden_draft_and_nothing_at_all_are_the_same(
    stores: Stores, made: dict[str, str]
) -> None:
    for reference in (made["draft"], "abcdefghjk", "", "\0", "x" * 5000, "%"):
        with pytest.raises(ProposalUnknown):
            view_public_proposal(stores, state(stores), reference)


def test_what_it_is_found_by_follows_every_change(stores: Stores, made: dict[str, str]) -> None:
    for row in stores.register.scalars(select(Proposal)):
        places = find_places(read_fields(row))
        assert {name: getattr(row, name) for name in places} == places
        assert (row.handed_in_at is None) == (row.state == State.DRAFT)


def test_an_unfinished_change_during_questions_does_not_break_the_page(
    stores: Stores, made: dict[str, str]
) -> None:
    with transaction(stores.register) as register:
        register.execute(
            update(Proposal)
            .where(Proposal.reference == made["questions"])
            .values(fields='{"own_cents":"500"}')
        )
    found = view_public_proposal(stores, state(stores), made["questions"])
    assert found.draft.lines == ()
    assert find(stores).found == 7


def test_while_a_question_waits_everybody_reads_what_was_handed_in(
    stores: Stores, made: dict[str, str]
) -> None:
    reference = made["questions"]
    alice = stores.register.scalars(select(Person.id)).one()

    def save(step: Step, at: datetime = LATER, **typed: str) -> None:
        version = view_proposal(stores, reference, alice).version
        typed = {**ANSWERS[step], **typed}
        proposing.save_step(stores, alice, reference, step, typed, version, at)

    def read() -> tuple[str, int, str]:
        draft = view_public_proposal(stores, state(stores), reference).draft
        (card,) = (one for one in find(stores).cards if one.reference == reference)
        assert card.draft == draft
        return draft.word("title_nl"), draft.ask_cents, draft.word("effects")

    before = ("Bloembakken <b>&</b> banken", 1000_00, "De buren kijken ernaar.")
    assert read() == before
    save(Step.TITLE, title_nl="Half een")
    save(Step.TITLE, title_nl="Half een titel")
    save(Step.COSTS, own_cents="200")
    save(Step.EFFECTS, effects="")
    assert read() == before
    assert view_public_proposal(stores, state(stores), reference).unchanged_since == AT
    reviewing.ask(stores, LETTERS, reference, "Afdeling Wijken", "En het onderhoud?", LATER)
    first, second = find_open_questions(view_proposal(stores, reference, alice).events)
    reviewing.answer(stores, alice, reference, first.position, "De buren.", LATER)
    save(Step.TITLE, title_nl="Een hele titel")
    assert read() == before
    reviewing.answer(stores, alice, reference, second.position, "Wij.", LATER)
    assert read() == ("Een hele titel", 1100_00, "")
    assert view_public_proposal(stores, state(stores), reference).unchanged_since is None
    reviewing.ask(stores, LETTERS, reference, "Afdeling Wijken", "Nog iets?", LATER)
    save(Step.TITLE, title_nl="Weer anders")
    assert read() == ("Een hele titel", 1100_00, "")
