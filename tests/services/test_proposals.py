"""A proposal from draft to list, seen by owner, member, outsider and office; both databases."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest

from tests.services.people import KEYS, LETTERS, make_person
from tests.services.rounds import a_plan
from voting.db.base import AreaId, RoundId
from voting.db.models.plan import Theme
from voting.db.models.register import Round
from voting.db.plans import save_plan
from voting.db.session import Stores, open_stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.errors.people import GroupUnknown, OwnersOnly
from voting.domain.errors.proposals import (
    AnswerFirst,
    AnswersRefused,
    DraftChanged,
    EntriesClosed,
    ListIsFinal,
    NotSeen,
    OfficeAndReasonNeeded,
    PoliceDivisionNeeded,
    ProposalIncomplete,
    ProposalUnknown,
    QuestionSettled,
    SuggestionOutdated,
    SuggestionSettled,
    ThemeNotListed,
    WrongState,
)
from voting.domain.groups import GroupId
from voting.domain.proposal_fields import Step
from voting.domain.proposals import State
from voting.domain.reviewing import (
    Kind,
    Seen,
    find_open_questions,
    find_open_suggestions,
    find_seen,
)
from voting.domain.rounds import Phase
from voting.services import groups, invitations, listing, proposing, reviewing
from voting.services.proposals import ProposalView, set_short_form, view_proposal
from voting.services.round_state import RoundState, find_round
from voting.settings import Settings

AT = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)
OFFICE = "Afdeling Wijken"
ANSWERS = {
    Step.TITLE: {"title_nl": "Meer groen <b>&</b> bloemen", "summary_nl": "=Bomen in de straat"},
    Step.STORY: {"description_nl": "Onze straat is kaal.\nWij planten bomen."},
    Step.PLACE: {"buurt": "haven", "place": "Kadestraat"},
    Step.SUBJECT: {"sector": "layout", "theme": "groen"},
    Step.COSTS: {
        "costs-0-what": "Bomen",
        "costs-0-amount": "1.200,50",
        "costs-1-what": "Gereedschap",
        "costs-1-amount": "€ 99,50",
        "own_cents": "300",
    },
    Step.PEOPLE: {"origin": "residents", "provider": "residents"},
}


class Street(NamedTuple):
    """Alice owns the group, Bob is in it, Charlie is not."""

    group: GroupId
    alice: PersonId
    bob: PersonId
    charlie: PersonId
    reference: str


@pytest.fixture
def street(stores: Stores) -> Street:
    alice, bob, charlie = (make_person(stores, name) for name in ("Alice", "Bob", "Charlie"))
    group = groups.found_group(stores, alice, "De Groene Straat", AT)
    token = invitations.invite(stores, KEYS, LETTERS, alice, group, email="", at=AT)
    invitations.accept_invitation(stores, bob, token, AT)
    save_round(stores)
    reference = proposing.begin_proposal(stores, alice, group, state(stores), AT)
    return Street(group, alice, bob, charlie, reference)


def save_round(stores: Stores) -> None:
    plan = a_plan()
    areas = {area.slug: AreaId(secrets.token_bytes(16)) for area in plan.voting_areas}
    with transaction(stores.register) as register:
        save_plan(register, RoundId(secrets.token_bytes(16)), areas, plan, AT)
    set_phase(stores, Phase.ENTRIES)


def set_phase(stores: Stores, phase: Phase) -> None:
    with transaction(stores.register) as register:
        row = register.query(Round).one()
        row.phase = phase.value
        row.version += 1


def state(stores: Stores) -> RoundState:
    return find_round(stores, "voorjaar")


def fill(stores: Stores, street: Street, **changes: dict[str, str]) -> ProposalView:
    view = view_proposal(stores, street.reference, street.alice)
    for step, typed in ANSWERS.items():
        answer = typed | changes.get(step.value, {})
        view = save(stores, street, step, answer, view.version)
    return view


def save(
    stores: Stores,
    street: Street,
    step: Step,
    typed: dict[str, str],
    version: int,
    who: PersonId | None = None,
) -> ProposalView:
    who = who or street.alice
    return proposing.save_step(stores, who, street.reference, step, typed, version, AT)


def hand_in(stores: Stores, street: Street, **changes: dict[str, str]) -> None:
    fill(stores, street, **changes)
    proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)


def take_up(stores: Stores, street: Street, **changes: dict[str, str]) -> None:
    hand_in(stores, street, **changes)
    reviewing.take_up(stores, street.reference, OFFICE, AT)


def look(stores: Stores, street: Street) -> ProposalView:
    return look_at(stores, street.reference)


def look_at(stores: Stores, reference: str) -> ProposalView:
    return view_proposal(stores, reference, None)


def test_a_draft_is_finished_on_another_device(
    stores: Stores, street: Street, settings: Settings
) -> None:
    saved = fill(stores, street)
    with open_stores(settings) as elsewhere:
        found = view_proposal(elsewhere, street.reference, street.bob)
    assert found.draft == saved.draft
    assert found.draft.ask_cents == 1_200_50 + 99_50 - 300_00
    assert [card.reference for card in proposing.list_own_proposals(stores, street.bob)] == [
        street.reference
    ]


def test_a_hidden_draft_is_like_one_that_is_not_there(stores: Stores, street: Street) -> None:
    for reference in (street.reference, "nosuchplan"):
        with pytest.raises(ProposalUnknown) as refused:
            view_proposal(stores, reference, street.charlie)
        assert str(refused.value) == "ProposalUnknown()"
        with pytest.raises(ProposalUnknown):
            proposing.save_step(
                stores, street.charlie, reference, Step.TITLE, {"title_nl": "x"}, 1, AT
            )
    assert proposing.list_own_proposals(stores, street.charlie) == []
    assert reviewing.list_for_office(stores, state(stores)) == []
    with pytest.raises(GroupUnknown):
        proposing.begin_proposal(stores, street.charlie, street.group, state(stores), AT)


def test_two_members_who_save_at_once_lose_nothing_unseen(stores: Stores, street: Street) -> None:
    version = look(stores, street).version
    save(stores, street, Step.TITLE, {"title_nl": "Van Alice"}, version)
    with pytest.raises(DraftChanged) as refused:
        save(stores, street, Step.TITLE, {"title_nl": "Van Bob"}, version, street.bob)
    assert dict(refused.value.theirs)["title_nl"] == "Van Alice"
    view = save(
        stores, street, Step.TITLE, {"title_nl": "Van Bob"}, refused.value.version, street.bob
    )
    assert view.draft.word("title_nl") == "Van Bob"
    changes = [(e.person_name, e.old, e.new) for e in view.events if e.kind is Kind.CHANGED]
    assert changes == [("Alice", "", "Van Alice"), ("Bob", "Van Alice", "Van Bob")]


def test_members_on_two_questions_do_not_hinder_each_other(stores: Stores, street: Street) -> None:
    version = look(stores, street).version
    save(stores, street, Step.TITLE, {"title_nl": "Groen"}, version)
    view = save(stores, street, Step.PLACE, {"buurt": "werf"}, version, street.bob)
    assert (view.draft.word("title_nl"), view.draft.word("buurt")) == ("Groen", "werf")


def test_what_is_wrong_changes_nothing(stores: Stores, street: Street) -> None:
    before = fill(stores, street)
    with pytest.raises(AnswersRefused):
        save(stores, street, Step.COSTS, {"costs-0-what": "x", "costs-0-amount": "-5"}, 99)
    assert look(stores, street).draft == before.draft


def test_a_draft_with_gaps_is_not_taken(stores: Stores, street: Street) -> None:
    with pytest.raises(ProposalIncomplete) as refused:
        proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)
    assert {one.facts["step"] for one in refused.value.problems} == {
        "title",
        "story",
        "place",
        "subject",
        "costs",
        "people",
    }
    assert look(stores, street).state is State.DRAFT


def test_an_owner_hands_in_and_gets_a_dated_copy(stores: Stores, street: Street) -> None:
    fill(stores, street)
    with pytest.raises(OwnersOnly):
        proposing.submit_proposal(stores, LETTERS, street.bob, street.reference, AT)
    proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)
    view = look(stores, street)
    copy = view.events[-1]
    assert (view.state, copy.kind, copy.at) == (State.SUBMITTED, Kind.SUBMITTED, AT)
    assert "Onze straat is kaal." in copy.new
    assert view.decide_by == date(2027, 2, 1)
    with pytest.raises(WrongState):
        save(stores, street, Step.TITLE, {"title_nl": "Anders"}, view.version)


def test_the_council_sets_where_six_questions_are_enough(stores: Stores, street: Street) -> None:
    fill(stores, street)
    set_short_form(stores, state(stores).id, 500_00)
    with pytest.raises(ProposalIncomplete) as refused:
        proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)
    steps = {one.facts["step"] for one in refused.value.problems}
    assert steps == {"minimum", "milestones", "upkeep"}


def test_entries_end_with_their_phase(stores: Stores, street: Street) -> None:
    fill(stores, street)
    set_phase(stores, Phase.REVIEW)
    with pytest.raises(EntriesClosed):
        proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)
    with pytest.raises(EntriesClosed):
        proposing.begin_proposal(stores, street.alice, street.group, state(stores), AT)
    assert look(stores, street).state is State.DRAFT


def test_a_question_gives_ten_working_days_and_stops_the_clock(
    stores: Stores, street: Street
) -> None:
    take_up(stores, street)
    asked, answered = datetime(2026, 12, 23, 9, tzinfo=UTC), datetime(2027, 1, 4, 9, tzinfo=UTC)
    before = look(stores, street).decide_by
    reviewing.ask(stores, LETTERS, street.reference, OFFICE, "Wie geeft water?", asked)
    view = look(stores, street)
    assert (view.state, view.answer_by) == (State.QUESTIONS, date(2027, 1, 8))
    question = find_open_questions(view.events)[0]
    reviewing.answer(stores, street.bob, street.reference, question.position, "Wij.", answered)
    view = look(stores, street)
    assert view.state is State.IN_REVIEW
    assert before is not None
    assert view.decide_by == before + timedelta(days=12)
    with pytest.raises((WrongState, QuestionSettled)):
        reviewing.answer(stores, street.bob, street.reference, question.position, "Nee.", answered)


def test_an_office_suggests_and_only_the_group_changes_its_text(
    stores: Stores, street: Street
) -> None:
    take_up(stores, street)
    for words in ("Groene straat", "Kale straat"):
        reviewing.suggest(
            stores, LETTERS, street.reference, OFFICE, "title_nl", words, "Korter", AT
        )
    title = ANSWERS[Step.TITLE]["title_nl"]
    view = look(stores, street)
    assert view.draft.word("title_nl") == title
    first, second = find_open_suggestions(view.events)
    reviewing.settle_suggestion(
        stores,
        street.bob,
        street.reference,
        first.position,
        accept=True,
        text="",
        version=view.version,
        at=AT,
    )
    reviewing.settle_suggestion(
        stores,
        street.bob,
        street.reference,
        second.position,
        accept=False,
        text="",
        version=view.version,
        at=AT,
    )
    view = look(stores, street)
    assert view.draft.word("title_nl") == "Groene straat"
    assert find_open_suggestions(view.events) == ()
    changed = [e for e in view.events if e.kind is Kind.CHANGED and e.field == "title_nl"]
    assert changed[-1].person_name == "Bob"
    with pytest.raises(SuggestionSettled):
        reviewing.settle_suggestion(
            stores,
            street.bob,
            street.reference,
            first.position,
            accept=False,
            text="",
            version=view.version,
            at=AT,
        )
    with pytest.raises(AnswersRefused):
        reviewing.suggest(
            stores, LETTERS, street.reference, OFFICE, "minimum_cents", "1", "Lager", AT
        )


def test_a_suggestion_never_replaces_a_text_that_was_not_seen(
    stores: Stores, street: Street
) -> None:
    take_up(stores, street)
    reviewing.suggest(
        stores, LETTERS, street.reference, OFFICE, "title_nl", "Groene straat", "Korter", AT
    )
    reviewing.ask(stores, LETTERS, street.reference, OFFICE, "Welke straat?", AT)
    seen = look(stores, street)
    (suggestion,) = find_open_suggestions(seen.events)
    newer = ANSWERS[Step.TITLE] | {"title_nl": "Groene Kadestraat"}
    saved = save(stores, street, Step.TITLE, newer, seen.version, street.bob)

    def accept(version: int) -> None:
        reviewing.settle_suggestion(
            *(stores, street.alice, street.reference, suggestion.position),
            accept=True,
            text="",
            version=version,
            at=AT,
        )

    with pytest.raises(SuggestionOutdated):
        accept(seen.version)
    kept = look(stores, street)
    assert kept.draft.word("title_nl") == "Groene Kadestraat"
    assert find_open_suggestions(kept.events) == (suggestion,)
    accept(saved.version)
    assert look(stores, street).draft.word("title_nl") == "Groene straat"


@pytest.mark.parametrize("words", ["", "  ", "\u200b"])
def test_a_suggestion_has_words(stores: Stores, street: Street, words: str) -> None:
    take_up(stores, street)
    with pytest.raises(AnswersRefused):
        reviewing.suggest(
            stores, LETTERS, street.reference, OFFICE, "title_nl", words, "Korter", AT
        )
    assert find_open_suggestions(look(stores, street).events) == ()


def test_nobody_is_turned_down_unheard(stores: Stores, street: Street) -> None:
    take_up(stores, street)
    with pytest.raises(OfficeAndReasonNeeded):
        reviewing.turn_down(stores, LETTERS, street.reference, OFFICE, " ", AT)
    with pytest.raises(AnswerFirst):
        reviewing.turn_down(stores, LETTERS, street.reference, OFFICE, "Kan niet", AT)
    reviewing.ask(
        stores, LETTERS, street.reference, OFFICE, "De grond is van een ander. En nu?", AT
    )
    last = look(stores, street).answer_by
    assert last is not None
    evening = datetime(last.year, last.month, last.day, 20, tzinfo=UTC)
    with pytest.raises(AnswerFirst):
        reviewing.turn_down(stores, LETTERS, street.reference, OFFICE, "Kan niet", evening)
    reviewing.turn_down(
        stores,
        LETTERS,
        street.reference,
        OFFICE,
        "De grond is van een ander",
        evening + timedelta(days=1),
    )
    view = look(stores, street)
    decision = view.events[-1]
    assert view.state is State.TURNED_DOWN
    assert (decision.office, decision.text) == (OFFICE, "De grond is van een ander")


def test_a_patrol_needs_the_police_in_writing(stores: Stores, street: Street) -> None:
    take_up(stores, street, subject={"patrol": "yes"})
    with pytest.raises(PoliceDivisionNeeded):
        reviewing.admit(stores, LETTERS, street.reference, OFFICE, "Kan", AT)
    reviewing.suggest(
        stores, LETTERS, street.reference, OFFICE, "police", "De politie houdt aan.", "Afspraak", AT
    )
    view = look(stores, street)
    suggestion = find_open_suggestions(view.events)[0]
    reviewing.settle_suggestion(
        stores,
        street.alice,
        street.reference,
        suggestion.position,
        accept=True,
        text="",
        version=view.version,
        at=AT,
    )
    with pytest.raises(NotSeen) as refused:
        reviewing.admit(stores, LETTERS, street.reference, OFFICE, "Kan", AT, [Seen.CONSENT])
    assert refused.value.what == Seen.DIVISION
    assert look(stores, street).state is State.IN_REVIEW
    reviewing.admit(stores, LETTERS, street.reference, OFFICE, "Kan", AT, [Seen.DIVISION])
    view = look(stores, street)
    assert view.state is State.LISTED
    assert find_seen(view.events) == (Seen.DIVISION,)


def test_the_office_sees_a_parents_consent_before_it_admits(stores: Stores, street: Street) -> None:
    fill(stores, street, people={"young": "yes"})
    adult = {"parent": "Moeder", "parent_agrees": "yes", "payee": "Oom"}
    save(stores, street, Step.ADULT, adult, look(stores, street).version)
    proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)
    reviewing.take_up(stores, street.reference, OFFICE, AT)
    with pytest.raises(NotSeen):
        reviewing.admit(stores, LETTERS, street.reference, OFFICE, "Kan", AT)
    reviewing.admit(stores, LETTERS, street.reference, OFFICE, "Kan", AT, [Seen.CONSENT])
    decision = look(stores, street).events[-1]
    assert (decision.office, decision.at, decision.new) == (OFFICE, AT, "consent")


def test_who_is_under_18_needs_a_parent_and_a_payee(stores: Stores, street: Street) -> None:
    view = fill(stores, street, people={"young": "yes"})
    with pytest.raises(ProposalIncomplete) as refused:
        proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)
    assert {one.field for one in refused.value.problems} == {"parent", "parent_agrees", "payee"}
    adult = {"parent": "P. Jansen", "parent_agrees": "yes", "payee": "P. Jansen"}
    save(stores, street, Step.ADULT, adult, view.version)
    proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)


def test_a_theme_of_its_own_is_not_listed_before_the_round_has_it(
    stores: Stores, street: Street
) -> None:
    take_up(stores, street, subject={"theme": "", "own_theme": "Muziek"})
    with pytest.raises(ThemeNotListed):
        reviewing.admit(stores, LETTERS, street.reference, OFFICE, "Kan", AT)


def test_a_plan_takes_its_own_theme_over_once_that_is_listed(
    stores: Stores, street: Street
) -> None:
    take_up(stores, street, subject={"theme": "", "own_theme": "Múziek"})
    with pytest.raises(ThemeNotListed):
        proposing.take_theme(stores, street.bob, street.reference, AT)
    with transaction(stores.register) as register:
        row = register.query(Round).one()
        names = {"slug": "muziek", "name_nl": "Muziek", "name_en": "Music"}
        place = {"position": 9, "listed_by": "residents", "priority": False}
        register.add(Theme(round_id=row.id, **names, **place))
        row.version += 1
    with pytest.raises(ProposalUnknown):
        proposing.take_theme(stores, street.charlie, street.reference, AT)
    proposing.take_theme(stores, street.bob, street.reference, AT)
    view = look(stores, street)
    assert (view.draft.word("theme"), view.draft.word("own_theme")) == ("muziek", "")
    reviewing.admit(stores, LETTERS, street.reference, OFFICE, "Kan", AT)
    with pytest.raises(WrongState):
        proposing.take_theme(stores, street.bob, street.reference, AT)


def test_what_is_admitted_comes_on_the_list_once(stores: Stores, street: Street) -> None:
    take_up(stores, street)
    reviewing.admit(stores, LETTERS, street.reference, OFFICE, "De gemeente plant mee.", AT)
    with pytest.raises(ListIsFinal):
        listing.list_proposals(stores, state(stores))
    set_phase(stores, Phase.REVIEW)
    done = listing.list_proposals(stores, state(stores))
    assert done.added == (f"meer-groen-b-b-bloemen-{street.reference}",)
    assert listing.list_proposals(stores, state(stores)) == listing.Listed((), ())
    one = state(stores).plan.initiatives[-1]
    assert (one.id, one.group, one.ask_cents) == (done.added[0], "De Groene Straat", 1_000_00)
    assert one.minimum_cents == one.ask_cents
    assert one.feasibility.nl == "De gemeente plant mee."
    assert one.title.missing("en")


def test_a_listed_plan_that_is_withdrawn_leaves_the_list(stores: Stores, street: Street) -> None:
    take_up(stores, street)
    reviewing.admit(stores, LETTERS, street.reference, OFFICE, "Kan", AT)
    set_phase(stores, Phase.REVIEW)
    added = listing.list_proposals(stores, state(stores)).added
    with pytest.raises(OwnersOnly):
        proposing.withdraw_proposal(stores, street.bob, street.reference, "", AT)
    proposing.withdraw_proposal(stores, street.alice, street.reference, "Verhuisd", AT)
    assert listing.list_proposals(stores, state(stores)).removed == added
    assert added[0] not in {one.id for one in state(stores).plan.initiatives}


def test_nothing_leaves_a_list_that_is_final(stores: Stores, street: Street) -> None:
    take_up(stores, street)
    reviewing.admit(stores, LETTERS, street.reference, OFFICE, "Kan", AT)
    set_phase(stores, Phase.REVIEW)
    listing.list_proposals(stores, state(stores))
    set_phase(stores, Phase.LIST_FINAL)
    with pytest.raises(ListIsFinal):
        proposing.withdraw_proposal(stores, street.alice, street.reference, "", AT)
    with pytest.raises(ListIsFinal):
        listing.list_proposals(stores, state(stores))
    assert look(stores, street).state is State.LISTED


def test_an_office_sees_no_draft(stores: Stores, street: Street) -> None:
    with pytest.raises(ProposalUnknown):
        reviewing.view_for_office(stores, street.reference)
    hand_in(stores, street)
    assert reviewing.view_for_office(stores, street.reference).state is State.SUBMITTED


def test_an_office_never_sees_a_draft_that_was_withdrawn(stores: Stores, street: Street) -> None:
    fill(stores, street)
    proposing.withdraw_proposal(stores, street.alice, street.reference, "Toch niet", AT)
    with pytest.raises(ProposalUnknown):
        reviewing.view_for_office(stores, street.reference)
    assert reviewing.list_for_office(stores, state(stores)) == []


def test_an_office_still_sees_what_was_withdrawn_after_it_was_handed_in(
    stores: Stores, street: Street
) -> None:
    hand_in(stores, street)
    proposing.withdraw_proposal(stores, street.alice, street.reference, "Verhuisd", AT)
    assert reviewing.view_for_office(stores, street.reference).state is State.WITHDRAWN
    assert len(reviewing.list_for_office(stores, state(stores))) == 1


def test_a_minimum_above_the_ask_or_below_the_councils_share_is_refused(
    stores: Stores, street: Street
) -> None:
    version = fill(stores, street).version
    for amount, code in (("1000,01", "minimum_above_ask"), ("249,99", "minimum_outside")):
        version = save(stores, street, Step.MINIMUM, {"minimum_cents": amount}, version).version
        with pytest.raises(ProposalIncomplete) as refused:
            proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)
        assert [one.code for one in refused.value.problems] == [code]
    save(stores, street, Step.MINIMUM, {"minimum_cents": "250"}, version)
    proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)


def test_of_ten_saves_at_one_moment_one_is_kept_and_nine_are_told(
    stores: Stores, street: Street, settings: Settings
) -> None:
    version = look(stores, street).version
    stores.register.rollback()

    def try_save(number: int) -> str:
        typed = {"title_nl": f"Titel {number}"}
        with open_stores(settings) as own:
            try:
                save(own, street, Step.TITLE, typed, version)
            except DraftChanged as refusal:
                return dict(refusal.theirs)["title_nl"]
        return "kept"

    with ThreadPoolExecutor(5) as pool:
        outcomes = list(pool.map(try_save, range(10)))
    kept = look(stores, street).draft.word("title_nl")
    assert outcomes.count("kept") == 1
    assert set(outcomes) == {"kept", kept}
