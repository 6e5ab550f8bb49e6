"""Acts of two people: asked, confirmed by another, done once; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from tests.services.colleagues import Colleague, hire, read_log, sign_in_again
from tests.services.people import KEYS, LETTERS, read_mail
from tests.services.polls import Poll, open_poll
from voting.db.models.people import Login, Person
from voting.db.models.register import Result
from voting.db.models.rounds import PhaseChange
from voting.db.models.staff import ActDecision, ActOutcome, ActRequest
from voting.db.session import Stores, open_stores, transaction
from voting.domain.errors.people import OneTimeCodeUsed
from voting.domain.errors.refused import Refused
from voting.domain.errors.rounds import ClosingHasPassed, ExtensionNotLater
from voting.domain.errors.staff import (
    AboutYourself,
    FreshCodeNeeded,
    RequestChanged,
    RequestExpired,
    RequestSettled,
    RequestUnknown,
    RequestWaits,
    RoleNeeded,
    SamePerson,
    SecondStepOff,
)
from voting.domain.four_eyes import Status
from voting.domain.rounds import Phase
from voting.domain.staff import StaffRole
from voting.domain.texts import Text
from voting.services import acts, correcting, four_eyes, staff
from voting.services.acts import Workshop
from voting.services.correcting import Correction
from voting.services.four_eyes import RequestView, decline_act, find_request
from voting.services.publishing import publish_round
from voting.settings import Settings

MANAGER, ADMIN = StaffRole.ROUND_MANAGER, StaffRole.ADMINISTRATOR


@pytest.fixture
def poll(stores: Stores, settings: Settings) -> Poll:
    return open_poll(stores, settings)


@pytest.fixture
def shop(poll: Poll) -> Workshop:
    return Workshop(poll.stores, poll.keys, KEYS, LETTERS, poll.settings.checkpoint_dir)


@pytest.fixture
def noor(stores: Stores, poll: Poll) -> Colleague:
    return hire(stores, "Noor", MANAGER, at=poll.during)


@pytest.fixture
def ali(stores: Stores, poll: Poll) -> Colleague:
    return hire(stores, "Ali", MANAGER, at=poll.during)


def ask_longer(shop: Workshop, poll: Poll, by: Colleague, at: datetime | None = None) -> str:
    moment = at or poll.during
    by.refresh(shop.stores, moment)
    closes = poll.plan.times.closes + timedelta(hours=3)
    return acts.ask(shop, by.hand, acts.describe_extension(poll.state, closes, moment), moment)


def confirm(
    shop: Workshop, by: Colleague, id: str, at: datetime, shown: str | None = None
) -> RequestView:
    by.refresh(shop.stores, at)
    shown = find_request(shop.stores, id, at).hash if shown is None else shown
    acts.confirm(shop, by.hand, id, shown, at)
    return find_request(shop.stores, id, at)


def test_two_people_let_voting_close_later_and_both_are_named(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    id = ask_longer(shop, poll, noor)
    told = [mail.recipient for mail in read_mail(shop.stores) if mail.text.startswith("act=")]
    assert told == ["ali@example.nl"]
    assert poll.state.plan.times.closes == poll.plan.times.closes
    view = confirm(shop, ali, id, poll.during)
    assert (view.status, view.by, view.answered_by) == (Status.DONE, "Noor", "Ali")
    assert poll.state.plan.times.closes == poll.plan.times.closes + timedelta(hours=3)
    query = select(PhaseChange).where(PhaseChange.act == "extend")
    line = shop.stores.register.scalars(query).one()
    assert (line.by_name, line.confirmed_by) == ("Noor", "Ali")
    acted = [(name, act) for name, act, _ in read_log(shop.stores)][-3:]
    assert acted == [("Noor", "ask"), ("Ali", "confirm"), ("Ali", "act_done")]


def test_nothing_is_asked_or_confirmed_without_a_fresh_code_of_its_own(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    closes = poll.plan.times.closes + timedelta(hours=3)
    asked = acts.describe_extension(poll.state, closes, poll.during)
    with transaction(shop.stores.register) as register:
        for login in register.scalars(select(Login)):
            login.fresh_until = None
    with pytest.raises(FreshCodeNeeded):
        acts.ask(shop, noor.hand, asked, poll.during)
    noor.refresh(shop.stores, poll.during)
    with pytest.raises(FreshCodeNeeded):
        acts.ask(shop, noor.hand, asked, poll.during + timedelta(minutes=6))
    id = acts.ask(shop, noor.hand, asked, poll.during)
    with pytest.raises(FreshCodeNeeded):
        acts.ask(shop, noor.hand, acts.describe_annulment(poll.state, "Brand."), poll.during)
    shown = find_request(shop.stores, id, poll.during).hash
    with pytest.raises(FreshCodeNeeded):
        acts.confirm(shop, ali.hand, id, shown, poll.during)
    assert find_request(shop.stores, id, poll.during).status is Status.WAITS


def test_the_same_person_in_a_second_browser_is_refused_and_logged(
    shop: Workshop, poll: Poll, noor: Colleague
) -> None:
    id = ask_longer(shop, poll, noor)
    again = sign_in_again(shop.stores, noor, poll.during)
    with pytest.raises(SamePerson):
        confirm(shop, again, id, poll.during)
    assert read_log(shop.stores)[-1] == ("Noor", "confirm", "SamePerson")
    assert poll.state.plan.times.closes == poll.plan.times.closes


def test_the_database_itself_takes_no_answer_by_who_asked(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    id = ask_longer(shop, poll, noor)
    values = {"request": id, "name": "x", "login": None, "at": poll.during, "reason": ""}
    for asker, person in ((noor.person, noor.person), (ali.person, ali.person)):
        with pytest.raises(DBAPIError), transaction(shop.stores.register) as register:
            row = ActDecision(**values, asked_by=asker, person=person, verdict="confirmed")
            register.add(row)
            register.flush()


def test_a_confirmation_is_used_once(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    id = ask_longer(shop, poll, noor)
    confirm(shop, ali, id, poll.during)
    with pytest.raises(RequestSettled):
        confirm(shop, ali, id, poll.during)
    assert read_log(shop.stores)[-1] == ("Ali", "confirm", "RequestSettled")
    with pytest.raises(RequestSettled):
        acts.resume(shop, ali.hand, id, poll.during)


def test_of_two_confirmations_at_once_one_counts(
    shop: Workshop, poll: Poll, settings: Settings, noor: Colleague, ali: Colleague
) -> None:
    bea = hire(shop.stores, "Bea", MANAGER, at=poll.during)
    id = ask_longer(shop, poll, noor)
    shown = find_request(shop.stores, id, poll.during).hash
    for one in (ali, bea):
        one.refresh(shop.stores, poll.during)
    shop.stores.register.rollback()

    def try_out(one: Colleague) -> str:
        with open_stores(settings) as own:
            try:
                acts.confirm(replace(shop, stores=own), one.hand, id, shown, poll.during)
            except RequestSettled:
                return "settled"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(try_out, (ali, bea)))
    assert outcomes == ["done", "settled"]
    query = select(func.count()).select_from(PhaseChange).where(PhaseChange.act == "extend")
    assert shop.stores.register.scalar(query) == 1


def test_a_request_expires_after_a_day(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    id = ask_longer(shop, poll, noor)
    late = poll.during + timedelta(hours=24)
    with pytest.raises(RequestExpired):
        confirm(shop, ali, id, late)
    assert read_log(shop.stores)[-1] == ("Ali", "confirm", "RequestExpired")
    ask_longer(shop, poll, noor, late)


def test_other_parameters_than_those_asked_are_refused(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    id = ask_longer(shop, poll, noor)
    for shown in ("00" * 32, "", "no hash"):
        with pytest.raises(RequestChanged):
            confirm(shop, ali, id, poll.during, shown)
    assert read_log(shop.stores)[-1] == ("Ali", "confirm", "RequestChanged")


def test_what_was_asked_of_another_round_than_it_is_now_is_not_done(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    id = ask_longer(shop, poll, noor)
    poll.extend(poll.plan.times.closes + timedelta(hours=1))
    with pytest.raises(RequestChanged):
        confirm(shop, ali, id, poll.during)
    assert find_request(shop.stores, id, poll.during).status is Status.REFUSED
    assert poll.state.plan.times.closes == poll.plan.times.closes + timedelta(hours=1)


@pytest.mark.parametrize("table", ["act_request", "act_decision", "act_outcome", "staff_act"])
def test_requests_answers_and_the_log_are_never_changed(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague, table: str
) -> None:
    confirm(shop, ali, ask_longer(shop, poll, noor), poll.during)
    column = "name" if table in ("act_request", "act_decision", "staff_act") else "facts"
    for statement in ("UPDATE {0} SET {1} = 'x'", "DELETE FROM {0}"):
        written = text(statement.format(table, column))
        with (
            pytest.raises(DBAPIError, match="append-only"),
            transaction(shop.stores.register) as register,
        ):
            register.execute(written)


def test_a_role_that_was_taken_away_confirms_nothing(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    admin = hire(shop.stores, "Anna", ADMIN, at=poll.during)
    id = ask_longer(shop, poll, noor)
    shown = find_request(shop.stores, id, poll.during).hash
    ali.refresh(shop.stores, poll.during)
    staff.change_roles(
        shop.stores, LETTERS, admin.hand, ali.person,
        roles={StaffRole.REVIEWER}, department="", areas=None, at=poll.during,
    )  # fmt: skip
    with pytest.raises(RoleNeeded):
        acts.confirm(shop, ali.hand, id, shown, poll.during)
    assert read_log(shop.stores)[-1] == ("Ali", "confirm", "RoleNeeded")


def test_other_roles_neither_ask_nor_confirm(shop: Workshop, poll: Poll, noor: Colleague) -> None:
    desk = hire(shop.stores, "Dirk", StaffRole.DESK_OFFICER, ADMIN, at=poll.during)
    with pytest.raises(RoleNeeded):
        ask_longer(shop, poll, desk)
    id = ask_longer(shop, poll, noor)
    with pytest.raises(RoleNeeded):
        confirm(shop, desk, id, poll.during)
    with pytest.raises(RequestUnknown):
        acts.confirm(shop, desk.hand, "nothing", "", poll.during)


def test_the_same_act_waits_once_and_can_be_declined_with_a_reason(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    id = ask_longer(shop, poll, noor)
    with pytest.raises(RequestWaits):
        ask_longer(shop, poll, ali)
    with pytest.raises(Refused):
        decline_act(shop.stores, KEYS, ali.hand, id, " ", poll.during)
    decline_act(shop.stores, KEYS, ali.hand, id, "Niet nodig", poll.during)
    view = find_request(shop.stores, id, poll.during)
    assert (view.status, view.reason) == (Status.DECLINED, "Niet nodig")
    with pytest.raises(RequestSettled):
        confirm(shop, ali, id, poll.during)
    ask_longer(shop, poll, ali)


def test_an_act_that_cannot_be_is_not_even_asked(
    shop: Workshop, poll: Poll, noor: Colleague
) -> None:
    with pytest.raises(ExtensionNotLater):
        acts.describe_extension(poll.state, poll.plan.times.closes, poll.during)
    with pytest.raises(ClosingHasPassed):
        acts.describe_extension(poll.state, poll.plan.times.closes + timedelta(1), poll.after)
    assert shop.stores.register.scalar(select(func.count()).select_from(ActRequest)) == 0


def test_two_people_annul(shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague) -> None:
    noor.refresh(shop.stores, poll.during)
    asked = acts.describe_annulment(poll.state, "Brand in de serverruimte.")
    id = acts.ask(shop, noor.hand, asked, poll.during)
    assert confirm(shop, ali, id, poll.during).status is Status.DONE
    assert poll.state.phase is Phase.ANNULLED


@pytest.mark.parametrize("step", ["before", "after"])
def test_what_died_between_confirming_and_doing_is_gone_on_with_once(
    shop: Workshop,
    poll: Poll,
    noor: Colleague,
    ali: Colleague,
    step: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    id = ask_longer(shop, poll, noor)
    name = "extend_round" if step == "before" else "note_outcome"

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(acts, name, die)
        with pytest.raises(KeyboardInterrupt):
            confirm(shop, ali, id, poll.during)
    assert find_request(shop.stores, id, poll.during).status is Status.CONFIRMED
    acts.resume(shop, noor.hand, id, poll.during)
    assert find_request(shop.stores, id, poll.during).status is Status.DONE
    assert poll.state.plan.times.closes == poll.plan.times.closes + timedelta(hours=3)
    query = select(func.count()).select_from(PhaseChange).where(PhaseChange.act == "extend")
    assert shop.stores.register.scalar(query) == 1
    assert shop.stores.register.scalar(select(func.count()).select_from(ActOutcome)) == 1


def test_a_correction_that_died_between_log_and_register_is_gone_on_with(
    stores: Stores, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = open_poll(stores, settings, {"noord": 21, "zuid": 2})
    for code in poll.letters["noord"]:
        poll.cast(code, {"boom": 3, "doel": 1})
    poll.close()
    poll.draw()
    poll.open()
    poll.count()
    at = poll.plan.times.results_on
    folder = poll.settings.checkpoint_dir
    publish_round(stores, poll.keys, poll.state, at, folder)
    shop = Workshop(stores, poll.keys, KEYS, LETTERS, folder)
    noor = hire(stores, "Noor", StaffRole.PUBLISHER, at=at)
    ali = hire(stores, "Ali", MANAGER, at=at)
    noor.refresh(stores, at)
    correction = Correction({("noord", "boom"): -2}, Text("Twee te veel.", "Two too many."))
    asked = acts.describe_correction(stores, poll.state, correction)
    id = acts.ask(shop, noor.hand, asked, at)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(correcting, "_book", die)
        with pytest.raises(KeyboardInterrupt):
            confirm(shop, ali, id, at)
    assert find_request(stores, id, at).status is Status.CONFIRMED
    acts.resume(shop, noor.hand, id, at)
    assert find_request(stores, id, at).status is Status.DONE
    assert stores.register.scalar(select(func.count()).select_from(Result)) == 2


def test_two_colleagues_take_a_lost_second_step_away(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    anna = hire(shop.stores, "Anna", ADMIN, at=poll.during)
    asked = acts.describe_reset(shop.stores, ali.person)
    anna.refresh(shop.stores, poll.during)
    id = acts.ask(shop, anna.hand, asked, poll.during)
    with pytest.raises(AboutYourself):
        confirm(shop, ali, id, poll.during)
    confirm(shop, noor, id, poll.during)
    person = shop.stores.register.get_one(Person, ali.person, populate_existing=True)
    assert (person.totp_on, person.totp_secret) == (False, None)
    logins = select(Login).where(Login.person == ali.person)
    assert shop.stores.register.scalars(logins).all() == []
    with pytest.raises(SecondStepOff):
        acts.describe_reset(shop.stores, ali.person)


def test_a_command_gives_its_code_with_the_act_and_never_twice(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    at = poll.during + timedelta(minutes=2)
    closes = poll.plan.times.closes + timedelta(hours=3)
    by_noor = staff.find_hand(shop.stores, "noor@example.nl", noor.code(at))
    id = acts.ask(shop, by_noor, acts.describe_extension(poll.state, closes, at), at)
    with pytest.raises(OneTimeCodeUsed):
        acts.ask(shop, by_noor, acts.describe_annulment(poll.state, "Brand."), at)
    shown = find_request(shop.stores, id, at).hash
    by_ali = staff.find_hand(shop.stores, "ali@example.nl", ali.code(at))
    acts.confirm(shop, by_ali, id, shown, at)
    assert find_request(shop.stores, id, at).status is Status.DONE


def test_who_asked_is_told_from_who_can_confirm(
    shop: Workshop, poll: Poll, noor: Colleague, ali: Colleague
) -> None:
    id = ask_longer(shop, poll, noor)

    def list_for(one: Colleague) -> list[str]:
        return [found.id for found in four_eyes.list_waiting(shop.stores, one.hand, poll.during)]

    assert list_for(noor) == []
    assert list_for(ali) == [id]
