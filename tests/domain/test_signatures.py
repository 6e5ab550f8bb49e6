"""How many signatures it takes, and who is one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.domain.errors.people import EmailMalformed
from voting.domain.errors.support import SupportMissing
from voting.domain.proposals import State
from voting.domain.rounds import Phase
from voting.domain.signatures import (
    PetitionState,
    SubjectKind,
    check_support,
    find_needed,
    identify_on_paper,
    read_signer,
    split_address,
    takes_signatures,
    takes_withdrawals,
)

BEFORE_FINAL = (Phase.PREPARATION, Phase.ENTRIES, Phase.REVIEW)


def test_fifty_signatures_are_too_few_for_a_theme_and_51_are_enough() -> None:
    needed = find_needed(SubjectKind.THEME, None)
    check_support(51, needed)
    with pytest.raises(SupportMissing) as refused:
        check_support(50, needed)
    assert refused.value == SupportMissing(50, 51)


def test_a_plan_needs_at_least_what_the_council_asks() -> None:
    needed = find_needed(SubjectKind.PROPOSAL, 25)
    check_support(25, needed)
    with pytest.raises(SupportMissing):
        check_support(24, needed)
    check_support(0, find_needed(SubjectKind.PROPOSAL, None))


def test_the_threshold_for_plans_is_not_that_for_themes() -> None:
    assert find_needed(SubjectKind.THEME, 3) == 51


@pytest.mark.parametrize("state", [*State, *PetitionState])
@pytest.mark.parametrize("phase", Phase)
def test_what_is_being_looked_at_can_be_signed_until_the_list_is_final(
    phase: Phase, state: State | PetitionState
) -> None:
    looked_at = state in (
        State.SUBMITTED,
        State.IN_REVIEW,
        State.QUESTIONS,
        PetitionState.OPEN,
    )
    assert takes_signatures(phase, state) == (looked_at and phase in BEFORE_FINAL)
    assert takes_withdrawals(phase) == (phase in BEFORE_FINAL)


@pytest.mark.parametrize(
    "other",
    [
        "  Alice@Example.NL ",
        "alice@EXAMPLE.nl\n",
        "alice+krant@example.nl",
        "ALICE+2@example.nl",
    ],
)
def test_one_mailbox_written_in_another_way_is_one_person(other: str) -> None:
    assert read_signer(other).identity == read_signer("alice@example.nl").identity


@pytest.mark.parametrize(
    "other", ["al.ice@example.nl", "alice@example.org", "alice@sub.example.nl", "alicia@example.nl"]
)
def test_another_mailbox_is_another_person(other: str) -> None:
    assert read_signer(other).identity != read_signer("alice@example.nl").identity


def test_dots_mean_nothing_only_where_their_owner_says_so() -> None:
    assert read_signer("a.li.ce@gmail.com").identity == "alice@gmail.com"
    assert read_signer("alice@googlemail.com").identity == "alice@gmail.com"
    assert read_signer("a.lice@example.nl").identity == "a.lice@example.nl"


def test_the_mail_goes_where_it_was_asked_to_go() -> None:
    assert read_signer("A.lice+x@gmail.com").address == "a.lice+x@gmail.com"


def test_a_name_of_a_domain_is_one_in_every_unicode_form() -> None:
    composed, decomposed = "info@caf\u00e9.nl", "info@cafe\u0301.nl"
    assert read_signer(composed) == read_signer(decomposed)
    assert read_signer(composed).address == "info@xn--caf-dma.nl"


@pytest.mark.parametrize(
    "text", ["", "alice", "@", "alice@", "@example.nl", "a b@example.nl", "a@b..nl", "a@\0.nl"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(EmailMalformed):
        read_signer(text)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        signer = read_signer(text)
    except EmailMalformed:
        return
    assert read_signer(signer.identity).identity == signer.identity
    assert read_signer(signer.address) == signer


def test_one_person_on_paper_written_in_another_way_is_one_person() -> None:
    first = identify_on_paper("José  de Vries", "1234 AB", "12-a")
    assert first == identify_on_paper("JOSE DE VRIES ", "1234ab", "12 A")
    assert first != identify_on_paper("José de Vries", "1234 AB", "12")
    assert first != identify_on_paper("José de Wit", "1234 AB", "12a")
    assert first != identify_on_paper("José de Vries", "1234 AC", "12a")


@pytest.mark.parametrize(
    ("name", "postcode", "number", "code"),
    [
        (" - ", "1234 AB", "12", "name_missing"),
        ("x" * 81, "1234 AB", "12", "name_too_long"),
        ("Alice", "0234 AB", "12", "not_a_postcode"),
        ("Alice", "1234", "12", "not_a_postcode"),
        ("Alice", "1234 AB", "", "not_a_number"),
        ("Alice", "1234 AB", "Dorpsstraat", "not_a_number"),
    ],
)
def test_a_line_on_paper_says_what_is_wrong(
    name: str, postcode: str, number: str, code: str
) -> None:
    with pytest.raises(ValueError, match=code):
        identify_on_paper(name, postcode, number)


def test_an_address_is_a_postcode_and_a_number() -> None:
    assert split_address(" 1234ab, 12 a ") == ("1234ab", "12 a ")
    with pytest.raises(ValueError, match="not_an_address"):
        split_address("Dorpsstraat 12")
