"""Mails to a group's members: at each turn, in their own language, and never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.services.people import LETTERS, read_mail
from tests.services.test_proposals import AT, OFFICE, Street, fill, look, street
from voting.db.models.register import Person
from voting.db.session import Stores, open_stores, transaction
from voting.domain.errors.people import OwnersOnly
from voting.domain.reviewing import find_open_questions
from voting.services import proposing, reminding_answers, reviewing
from voting.settings import Settings

__all__ = ["street"]


def read_new(stores: Stores, before: int) -> list[tuple[str, str]]:
    return [(mail.recipient, mail.subject) for mail in read_mail(stores)[before:]]


def hand_in(stores: Stores, street: Street) -> None:
    fill(stores, street)
    proposing.submit_proposal(stores, LETTERS, street.alice, street.reference, AT)


def test_every_member_hears_of_each_turn_in_their_own_language(
    stores: Stores, street: Street
) -> None:
    with transaction(stores.register) as register:
        register.get_one(Person, street.bob).language = "en"
    before = len(read_mail(stores))
    hand_in(stores, street)
    ref = street.reference
    reviewing.take_up(stores, ref, OFFICE, AT)
    reviewing.suggest(stores, LETTERS, ref, OFFICE, "title_nl", "Groen", "Korter", AT)
    reviewing.ask(stores, LETTERS, ref, OFFICE, "Wie geeft water?", AT)
    question = find_open_questions(look(stores, street).events)[0]
    reviewing.answer(stores, street.bob, ref, question.position, "Wij.", AT)
    reviewing.admit(stores, LETTERS, ref, OFFICE, "De gemeente plant mee.", AT)
    kinds = ("submitted", "suggestion", "question", "listed")
    assert read_new(stores, before) == [
        (f"{name}@example.nl", f"proposal-{kind} {language}")
        for kind in kinds
        for name, language in (("alice", "nl"), ("bob", "en"))
    ]
    texts = [mail.text for mail in read_mail(stores)[before:]]
    assert all(f"token={ref}" in text for text in texts)
    assert "who=Alice" in texts[0]
    assert "text=De gemeente plant mee." in texts[-1]


def test_a_refusal_tells_the_last_day_to_object(stores: Stores, street: Street) -> None:
    hand_in(stores, street)
    reviewing.take_up(stores, street.reference, OFFICE, AT)
    reviewing.ask(stores, LETTERS, street.reference, OFFICE, "Van wie is de grond?", AT)
    question = find_open_questions(look(stores, street).events)[0]
    reviewing.answer(stores, street.bob, street.reference, question.position, "Weet niet.", AT)
    # Six weeks after 24 March 2027 is 5 May, a holiday, and so is the day after it.
    late = datetime(2027, 3, 24, 9, tzinfo=UTC)
    reviewing.turn_down(stores, LETTERS, street.reference, OFFICE, "De grond is van ons", late)
    assert "object_by=2027-05-07" in read_mail(stores)[-1].text


def test_what_is_refused_mails_nobody(stores: Stores, street: Street) -> None:
    fill(stores, street)
    before = len(read_mail(stores))
    with pytest.raises(OwnersOnly):
        proposing.submit_proposal(stores, LETTERS, street.bob, street.reference, AT)
    assert read_new(stores, before) == []


def test_a_group_is_reminded_once_two_working_days_before_the_last(
    stores: Stores, street: Street
) -> None:
    hand_in(stores, street)
    reviewing.take_up(stores, street.reference, OFFICE, AT)
    # Asked on a Monday: ten working days later is Monday 21 December; two before is Thursday.
    reviewing.ask(stores, LETTERS, street.reference, OFFICE, "Wie geeft water?", AT)
    before = len(read_mail(stores))
    nights = [AT + timedelta(days=days) for days in range(16)]
    reminded = [
        night.date().isoformat()
        for night in nights
        if reminding_answers.remind_groups(stores, LETTERS, night)
    ]
    assert reminded == ["2026-12-17"]
    assert read_new(stores, before) == [
        ("alice@example.nl", "proposal-reminder nl"),
        ("bob@example.nl", "proposal-reminder nl"),
    ]


def test_a_night_that_was_missed_is_made_up_for_and_a_new_term_has_its_own_reminder(
    stores: Stores, street: Street
) -> None:
    hand_in(stores, street)
    reviewing.take_up(stores, street.reference, OFFICE, AT)
    reviewing.ask(stores, LETTERS, street.reference, OFFICE, "Wie geeft water?", AT)
    last_day = AT + timedelta(days=14)
    assert reminding_answers.remind_groups(stores, LETTERS, last_day) == [street.reference]
    assert reminding_answers.remind_groups(stores, LETTERS, last_day + timedelta(days=1)) == []
    reviewing.ask(stores, LETTERS, street.reference, OFFICE, "En in de zomer?", last_day)
    answer_by = look(stores, street).answer_by
    assert answer_by is not None
    evening = datetime(answer_by.year, answer_by.month, answer_by.day, 12, tzinfo=UTC)
    assert reminding_answers.remind_groups(stores, LETTERS, evening) == [street.reference]


def test_two_runs_at_one_moment_send_one_reminder(
    stores: Stores, street: Street, settings: Settings
) -> None:
    hand_in(stores, street)
    reviewing.take_up(stores, street.reference, OFFICE, AT)
    reviewing.ask(stores, LETTERS, street.reference, OFFICE, "Wie geeft water?", AT)
    before = len(read_mail(stores))
    stores.register.rollback()

    def run(_number: int) -> int:
        with open_stores(settings) as own:
            return len(reminding_answers.remind_groups(own, LETTERS, AT + timedelta(days=11)))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 1
    assert len(read_new(stores, before)) == 2
