"""Signing in: slowed, equal for known and unknown, with a second step whose codes work once."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from tests.services.people import AT, KEYS, NETWORK, PASSWORD, later, make_person
from voting.db.models.people import Login, Person, RecoveryCode, Tries
from voting.db.session import Stores, open_stores
from voting.domain.accounts import PersonId
from voting.domain.errors.people import (
    LinkExpired,
    LinkUsed,
    OneTimeCodeUsed,
    OneTimeCodeWrong,
    SecondStepOn,
    SignInSlowed,
    SignInWrong,
)
from voting.services import accounts, second_step, signing_in
from voting.services.signing_in import Limits, SignedIn
from voting.services.tries import NETWORK as NETWORK_SLOPE
from voting.services.tries import SECOND_STEP, Slope, count_try, find_delay, name_sign_in
from voting.settings import Settings

ALICE = "alice@example.nl"


def sign_in(
    stores: Stores, password: str = PASSWORD, *, email: str = ALICE, network: str = NETWORK, at=AT
) -> SignedIn:
    return signing_in.sign_in(
        stores, KEYS, email=email, password=password, device="Firefox", network=network, at=at
    )


def turn_on(stores: Stores, person: PersonId) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    secret = second_step.begin_second_step(stores, KEYS, person)
    totp = pyotp.TOTP(secret)
    before = later(minutes=-10)
    return totp, second_step.switch_on(stores, KEYS, person, totp.at(before), before)


def pass_step(stores: Stores, token: str, code: str, at=AT) -> str:
    return signing_in.pass_second_step(stores, KEYS, token=token, code=code, device="", at=at)


def test_a_login_is_found_by_its_token_and_stored_as_a_hash(stores: Stores) -> None:
    alice = make_person(stores)
    token = sign_in(stores).login
    found = signing_in.find_login(stores, token, AT, Limits())
    assert found is not None
    assert found.id == alice
    assert signing_in.find_login(stores, token + "x", AT, Limits()) is None
    assert token.encode() not in stores.register.scalars(select(Login.hash)).one()


def test_wrong_password_and_unknown_address_are_refused_alike(stores: Stores) -> None:
    make_person(stores)
    for email, password in ((ALICE, "iets heel anders"), ("nobody@example.nl", PASSWORD)):
        with pytest.raises(SignInWrong):
            sign_in(stores, password, email=email)
    with pytest.raises(SignInWrong):
        sign_in(stores, "x" * 100_000, email="y" * 100_000)


def test_tries_are_slowed_and_a_right_password_forgets_them(stores: Stores) -> None:
    make_person(stores)
    for _ in range(5):
        with pytest.raises(SignInWrong):
            sign_in(stores, "mis")
    with pytest.raises(SignInSlowed) as slowed:
        sign_in(stores)
    assert slowed.value.wait_seconds == 1
    assert sign_in(stores, at=later(seconds=1)).login
    with pytest.raises(SignInWrong):
        sign_in(stores, "mis", at=later(seconds=1))


def test_a_stranger_elsewhere_hardly_slows_the_owner(stores: Stores) -> None:
    make_person(stores)
    at = AT
    for _ in range(19):
        count_try(stores, KEYS, name_sign_in(ALICE, "198.51.100.9"), at)
        at += timedelta(seconds=900)
    with pytest.raises(SignInWrong):
        sign_in(stores, "mis", network="198.51.100.9", at=at)
    with pytest.raises(SignInSlowed):
        sign_in(stores, network="198.51.100.9", at=at)
    assert sign_in(stores, at=at + timedelta(seconds=1)).login


def test_one_network_is_slowed_over_all_accounts(stores: Stores) -> None:
    for number in range(NETWORK_SLOPE.free):
        count_try(stores, KEYS, name_sign_in(f"{number}@example.nl", NETWORK), AT)
    with pytest.raises(SignInSlowed):
        sign_in(stores, "mis", email="another@example.nl")


@pytest.mark.parametrize("confirming", [False, True])
def test_an_account_of_ones_own_opens_no_others(stores: Stores, confirming: bool) -> None:
    alice = make_person(stores)
    for number in range(NETWORK_SLOPE.free):
        if number % 10 == 9 and confirming:
            accounts.confirm_password(stores, KEYS, alice, PASSWORD, NETWORK, AT)
        elif number % 10 == 9:
            assert sign_in(stores).login
        with pytest.raises(SignInWrong):
            sign_in(stores, "mis", email=f"{number}@example.nl")
    with pytest.raises(SignInSlowed):
        sign_in(stores, "mis", email="another@example.nl")


def test_right_passwords_slow_down_nobody_in_the_same_network(stores: Stores) -> None:
    make_person(stores)
    for _ in range(NETWORK_SLOPE.free + 5):
        assert sign_in(stores).login


def test_counters_say_nothing_about_whom_and_go_within_the_hour(stores: Stores) -> None:
    with pytest.raises(SignInWrong):
        sign_in(stores, "mis")
    names = stores.register.scalars(select(Tries.name)).all()
    assert len(names) == 3
    assert all(ALICE.encode() not in name and len(name) == 32 for name in names)
    make_person(stores)
    assert sign_in(stores, at=later(hours=2)).login
    stores.register.rollback()
    assert set(stores.register.scalars(select(Tries.name))).isdisjoint(names)


def test_waits_double_up_to_a_limit() -> None:
    slope = Slope(5, 900)
    assert [find_delay(count, slope) for count in (1, 4, 5, 6, 7, 14, 15, 10_000)] == [
        0, 0, 1, 2, 4, 512, 900, 900,
    ]  # fmt: skip


def test_a_login_ends_unused_or_after_its_whole_time(stores: Stores) -> None:
    make_person(stores)
    token = sign_in(stores).login
    limits = Limits(timedelta(days=30), timedelta(days=90))
    for day in (20, 40, 60, 80):
        assert signing_in.find_login(stores, token, later(days=day), limits)
    assert signing_in.find_login(stores, token, later(days=91), limits) is None
    other = sign_in(stores).login
    assert signing_in.find_login(stores, other, later(days=31), limits) is None


def test_logins_can_be_seen_and_ended(stores: Stores) -> None:
    alice, bob = make_person(stores), make_person(stores, "Bob")
    here, there = sign_in(stores).login, sign_in(stores, at=later(minutes=1)).login
    listed = signing_in.list_logins(stores, alice, here)
    assert [(one.device, one.current) for one in listed] == [("Firefox", False), ("Firefox", True)]
    signing_in.end_login(stores, bob, listed[0].id)
    assert signing_in.find_login(stores, there, AT, Limits())
    signing_in.end_login(stores, alice, listed[0].id)
    assert signing_in.find_login(stores, there, AT, Limits()) is None
    third = sign_in(stores).login
    signing_in.end_other_logins(stores, alice, here)
    assert signing_in.find_login(stores, third, AT, Limits()) is None
    signing_in.sign_out(stores, here)
    assert signing_in.find_login(stores, here, AT, Limits()) is None


def test_the_second_step_comes_after_the_password(stores: Stores) -> None:
    totp, _codes = turn_on(stores, make_person(stores))
    signed = sign_in(stores)
    assert signed.login == ""
    token = pass_step(stores, signed.second_step, totp.at(AT))
    assert signing_in.find_login(stores, token, AT, Limits())
    with pytest.raises(LinkUsed):
        pass_step(stores, signed.second_step, totp.at(later(seconds=30)), later(seconds=30))
    with pytest.raises(LinkExpired):
        again = sign_in(stores).second_step
        pass_step(stores, again, totp.at(later(minutes=11)), later(minutes=11))


def test_the_same_code_works_once(stores: Stores) -> None:
    totp, _codes = turn_on(stores, make_person(stores))
    code = totp.at(AT)
    assert pass_step(stores, sign_in(stores).second_step, code)
    with pytest.raises(OneTimeCodeUsed):
        pass_step(stores, sign_in(stores).second_step, code, later(seconds=5))
    earlier = totp.at(later(seconds=-30))
    with pytest.raises(OneTimeCodeUsed):
        pass_step(stores, sign_in(stores).second_step, earlier, later(seconds=5))


def test_the_code_that_switched_it_on_does_not_sign_in(stores: Stores) -> None:
    alice = make_person(stores)
    totp = pyotp.TOTP(second_step.begin_second_step(stores, KEYS, alice))
    second_step.switch_on(stores, KEYS, alice, totp.at(AT), AT)
    with pytest.raises(OneTimeCodeUsed):
        pass_step(stores, sign_in(stores).second_step, totp.at(AT))


def test_guessing_codes_is_slowed_even_with_the_password(stores: Stores) -> None:
    totp, _codes = turn_on(stores, make_person(stores))
    for _ in range(SECOND_STEP.free):
        with pytest.raises(OneTimeCodeWrong):
            pass_step(stores, sign_in(stores).second_step, "000000")
    with pytest.raises(SignInSlowed):
        pass_step(stores, sign_in(stores).second_step, totp.at(AT))


def test_a_recovery_code_works_once_however_it_is_typed(stores: Stores) -> None:
    _totp, codes = turn_on(stores, make_person(stores))
    assert len(set(codes)) == 10
    typed = f" {codes[0].lower().replace('-', ' ')} "
    assert pass_step(stores, sign_in(stores).second_step, typed)
    with pytest.raises(OneTimeCodeWrong):
        pass_step(stores, sign_in(stores).second_step, codes[0])
    stored = stores.register.scalars(select(RecoveryCode.hash)).all()
    assert len(stored) == 9
    assert not any(codes[1].replace("-", "").encode() in hash for hash in stored)


def test_new_recovery_codes_replace_the_old_and_bobs_are_not_alices(stores: Stores) -> None:
    alice, bob = make_person(stores), make_person(stores, "Bob")
    _totp, old = turn_on(stores, alice)
    _other, bobs = turn_on(stores, bob)
    new = second_step.renew_recovery_codes(stores, KEYS, alice)
    for code in (old[0], bobs[0]):
        with pytest.raises(OneTimeCodeWrong):
            pass_step(stores, sign_in(stores).second_step, code)
    assert pass_step(stores, sign_in(stores).second_step, new[0])


def test_the_secret_is_not_readable_in_the_table(stores: Stores) -> None:
    alice = make_person(stores)
    secret = second_step.begin_second_step(stores, KEYS, alice)
    stored = stores.register.get_one(Person, alice).totp_secret
    assert stored is not None
    assert secret.encode() not in stored


def test_it_is_switched_on_once_and_only_with_a_right_code(stores: Stores) -> None:
    alice = make_person(stores)
    with pytest.raises(SecondStepOn):
        second_step.switch_on(stores, KEYS, alice, "123456", AT)
    totp = pyotp.TOTP(second_step.begin_second_step(stores, KEYS, alice))
    wrong = f"{(int(totp.at(AT)) + 1) % 1_000_000:06}"
    with pytest.raises(OneTimeCodeWrong):
        second_step.switch_on(stores, KEYS, alice, wrong, AT)
    assert sign_in(stores).login
    second_step.switch_on(stores, KEYS, alice, totp.at(AT), AT)
    with pytest.raises(SecondStepOn):
        second_step.begin_second_step(stores, KEYS, alice)
    second_step.switch_off(stores, alice)
    assert sign_in(stores).login
    stores.register.rollback()
    assert stores.register.scalars(select(RecoveryCode)).all() == []


def test_two_browsers_cannot_use_one_code_at_once(stores: Stores, settings: Settings) -> None:
    totp, _codes = turn_on(stores, make_person(stores))
    first = sign_in(stores).second_step
    code = totp.at(AT)
    with open_stores(settings) as other:
        assert pass_step(stores, first, code)
        with pytest.raises((OneTimeCodeUsed, LinkUsed)):
            pass_step(other, first, code)
