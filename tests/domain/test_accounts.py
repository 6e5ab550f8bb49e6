"""What an account must obey."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.domain.accounts import accept_step, check_password, read_email, read_line
from voting.domain.errors.people import (
    EmailMalformed,
    OneTimeCodeUsed,
    OneTimeCodeWrong,
    PasswordKnown,
    PasswordTooLong,
    PasswordTooShort,
    TextMissing,
    TextTooLong,
)

CONTEXT = ["fatima.jansen@example.nl", "fatima.jansen", "Fatima Jansen", "Zonnedam"]


@pytest.mark.parametrize(
    "text", ["a@b.nl", " Fatima@Example.NL ", "x+y@sub.example.org", "o'neill@example.ie"]
)
def test_an_address_is_stored_in_lower_case(text: str) -> None:
    assert read_email(text) == text.strip().lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "a b@c.nl",
        "a@b.nl\nBcc: x@y.nl",
        "a@@b.nl",
        ".a@b.nl",
        "a..b@c.nl",
        "a@-b.nl",
        "<a@b.nl>",
        "a@b.nl,c@d.nl",
        "é@b.nl",
        "a" * 65 + "@b.nl",
        "a@" + "b." * 130 + "nl",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(EmailMalformed):
        read_email(text)


def test_a_name_is_one_line_without_signs_that_cannot_be_seen() -> None:
    assert read_line("name", "  Fatima\r\n\u202e Jansen\t") == "Fatima Jansen"
    with pytest.raises(TextMissing):
        read_line("name", " \u200b ")
    with pytest.raises(TextTooLong) as refused:
        read_line("name", "a" * 81)
    assert (refused.value.length, refused.value.longest) == (81, 80)


@pytest.mark.parametrize(
    "password",
    [
        "drie fietsen op zolder",
        "xK9!mQ2#vL5$",
        "aardappel-kroket-regenjas",
        "密码密码长长的一个新密码啊",
        "x" * 3 + "qj4 !zu8w9",
    ],
)
def test_a_password_needs_no_figures_or_signs(password: str) -> None:
    check_password(password, CONTEXT)


@pytest.mark.parametrize(
    "password",
    [
        "Wachtwoord2026!",
        "wachtwoordwachtwoord",
        "password1234",
        "123456789012",
        "210987654321",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "qwertyuiopas",
        "!!Welkom123!!",
        "ABCDEFGHIJKLM",
        "fatima.jansen2026",
        "JansenFatima1!",
        "zonnedam2026!",
        "zonnedamwachtwoord",
        "fatima.jansen@example.nl",
    ],
)
def test_what_everybody_would_try_is_refused(password: str) -> None:
    with pytest.raises(PasswordKnown):
        check_password(password, CONTEXT)


def test_length_is_bounded_on_both_sides() -> None:
    with pytest.raises(PasswordTooShort) as short:
        check_password("elf tekens.")
    assert (short.value.length, short.value.shortest) == (11, 12)
    check_password("drie fietsen op zolder en " * 4)
    with pytest.raises(PasswordTooLong):
        check_password("drie fietsen op zolder " * 6)


@given(st.text(max_size=200))
def test_any_text_is_taken_or_refused(text: str) -> None:
    try:
        check_password(text, [text, "Zonnedam"])
    except (PasswordTooShort, PasswordTooLong, PasswordKnown):
        return
    assert len(unicodedata.normalize("NFKC", text)) in range(12, 129)


@given(st.lists(st.integers(0, 20), max_size=30))
def test_a_step_is_accepted_once_and_never_an_older_one(steps: list[int]) -> None:
    last: int | None = None
    accepted = []
    for step in steps:
        try:
            last = accept_step(step, last)
        except OneTimeCodeUsed:
            continue
        accepted.append(step)
    assert accepted == sorted(set(accepted))


def test_the_code_of_no_step_is_wrong() -> None:
    with pytest.raises(OneTimeCodeWrong):
        accept_step(None, None)
