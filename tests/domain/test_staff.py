"""Which roles go together, how long a code is fresh, and who may confirm what."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from voting.domain.accounts import PersonId
from voting.domain.errors.staff import (
    AboutYourself,
    FreshCodeNeeded,
    RequestChanged,
    RequestExpired,
    RequestSettled,
    RoleNeeded,
    RolesClash,
    RolesMissing,
    SamePerson,
)
from voting.domain.four_eyes import (
    PAIRS,
    Act,
    Request,
    Signer,
    Status,
    check_asker,
    check_confirmer,
    find_status,
)
from voting.domain.staff import READERS, StaffRole, Standing, check_fresh, check_roles

AT = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
ALICE = Signer(PersonId(b"a" * 16), "Alice", b"1" * 32)
BOB = Signer(PersonId(b"b" * 16), "Bob", b"2" * 32)
MANAGER = frozenset({StaffRole.ROUND_MANAGER})
ACTING = frozenset(StaffRole) - READERS
HASH = b"h" * 32
REQUEST = Request(Act.EXTEND, "{}", HASH, ALICE, AT + timedelta(hours=1))


def test_all_roles_that_act_go_together_in_a_small_town() -> None:
    assert check_roles(ACTING) == ACTING
    assert check_roles(READERS) == READERS


@pytest.mark.parametrize("pair", list(combinations(StaffRole, 2)))
def test_who_watches_does_not_act(pair: tuple[StaffRole, StaffRole]) -> None:
    if len(READERS & set(pair)) == 1:
        with pytest.raises(RolesClash):
            check_roles(pair)
    else:
        assert check_roles(pair) == set(pair)


def test_nobody_is_staff_without_a_role() -> None:
    with pytest.raises(RolesMissing):
        check_roles([])


def test_a_code_is_fresh_until_its_moment_and_not_without_one() -> None:
    check_fresh(AT, AT)
    for until in (None, AT - timedelta(microseconds=1)):
        with pytest.raises(FreshCodeNeeded):
            check_fresh(until, AT)


def test_a_reviewer_of_some_areas_reviews_no_other() -> None:
    some = Standing(True, True, frozenset({StaffRole.REVIEWER}), "", frozenset({b"n"}))
    assert some.reviews(b"n")
    assert not some.reviews(b"z")
    assert Standing(True, True, frozenset({StaffRole.REVIEWER})).reviews(b"z")
    assert not Standing(True, True, frozenset({StaffRole.PUBLISHER})).reviews(b"n")


@pytest.mark.parametrize("act", Act)
def test_two_people_of_the_roles_that_ask_suffice_for_every_act(act: Act) -> None:
    assert PAIRS[act].asks <= PAIRS[act].confirms
    assert not PAIRS[act].confirms & READERS
    assert act is Act.RESET_STEP or StaffRole.ADMINISTRATOR not in PAIRS[act].confirms


def test_a_colleague_confirms_what_was_shown() -> None:
    check_confirmer(REQUEST, BOB, MANAGER, HASH, AT)


@pytest.mark.parametrize(
    ("by", "roles", "shown", "at", "why"),
    [
        (ALICE, MANAGER, HASH, AT, SamePerson),
        (Signer(ALICE.person, "Alice", b"9" * 32), MANAGER, HASH, AT, SamePerson),
        (Signer(BOB.person, " alice", BOB.login), MANAGER, HASH, AT, SamePerson),
        (Signer(BOB.person, "Bob", ALICE.login), MANAGER, HASH, AT, SamePerson),
        (BOB, frozenset({StaffRole.REVIEWER}), HASH, AT, RoleNeeded),
        (BOB, frozenset(), HASH, AT, RoleNeeded),
        (BOB, MANAGER, b"x" * 32, AT, RequestChanged),
        (BOB, MANAGER, b"", AT, RequestChanged),
        (BOB, MANAGER, HASH, REQUEST.expires, RequestExpired),
    ],
)
def test_anybody_else_is_refused(
    by: Signer, roles: frozenset[StaffRole], shown: bytes, at: datetime, why: type[Exception]
) -> None:
    with pytest.raises(why):
        check_confirmer(REQUEST, by, roles, shown, at)


def test_an_answer_counts_once() -> None:
    settled = Request(Act.EXTEND, "{}", HASH, ALICE, REQUEST.expires, settled=True)
    with pytest.raises(RequestSettled):
        check_confirmer(settled, BOB, MANAGER, HASH, AT)


def test_nobody_asks_or_confirms_about_themselves() -> None:
    admin = frozenset({StaffRole.ADMINISTRATOR})
    with pytest.raises(AboutYourself):
        check_asker(Act.RESET_STEP, ALICE, admin, ALICE.person)
    about_bob = Request(Act.RESET_STEP, "{}", HASH, ALICE, REQUEST.expires, BOB.person)
    with pytest.raises(AboutYourself):
        check_confirmer(about_bob, BOB, admin, HASH, AT)


def test_a_request_says_where_it_is() -> None:
    assert find_status(REQUEST, "", "", AT) is Status.WAITS
    assert find_status(REQUEST, "", "", REQUEST.expires) is Status.EXPIRED
    assert find_status(REQUEST, "confirmed", "", REQUEST.expires) is Status.CONFIRMED
    assert find_status(REQUEST, "confirmed", "done", AT) is Status.DONE
    assert find_status(REQUEST, "declined", "", AT) is Status.DECLINED
