"""What an account must obey: its address, its name, its password, its one-time codes.

Passwords follow NIST SP 800-63B: a least length, a list of known ones, no rules of composition.
One-time codes follow RFC 6238, section 5.2: a code is accepted once.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NewType

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
from voting.domain.known_passwords import COMMON_WORDS, RUNS

PersonId = NewType("PersonId", bytes)
"""Somebody with an account: 16 random bytes."""

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
LONGEST_EMAIL = 254
LONGEST_NAME = 80
LONGEST_PERIOD = 4
SHORTEST_CONTEXT = 4
EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]",
    re.ASCII,
)
STEP_SECONDS = 30
"""How long a one-time code lasts."""
AROUND = (-1, 0, 1)
"""The steps accepted beside the present one: a clock may be half a minute off."""


def read_email(text: str) -> str:
    """Return the address as it is stored and compared: trimmed, in lower case.

    Raises EmailMalformed, also for an address longer than RFC 5321 allows.
    """
    email = text.strip().lower()
    local = email.partition("@")[0]
    if len(email) > LONGEST_EMAIL or len(local) > 64 or not EMAIL.fullmatch(email):
        raise EmailMalformed(text.strip()[:LONGEST_EMAIL])
    return email


def read_line(field: str, text: str, longest: int = LONGEST_NAME) -> str:
    """Return one line of text with single spaces and no control characters.

    Raises:
        TextMissing: nothing was filled in.
        TextTooLong: there are more than `longest` characters.
    """
    shown = "".join(
        " " if _is_control(sign) else sign for sign in unicodedata.normalize("NFC", text)
    )
    line = " ".join(shown.split())
    if not line:
        raise TextMissing(field)
    if len(line) > longest:
        raise TextTooLong(field, len(line), longest)
    return line


def normalise_password(password: str) -> str:
    """Return the password as it is hashed, the same from every keyboard (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, context: Iterable[str] = ()) -> None:
    """Refuse a password that is short, long, or among the first that anybody would try.

    `context` holds words about this person and place: the address, the name, the municipality.
    Raises PasswordTooShort, PasswordTooLong or PasswordKnown.
    """
    plain = normalise_password(password)
    if len(plain) < SHORTEST_PASSWORD:
        raise PasswordTooShort(len(plain), SHORTEST_PASSWORD)
    if len(plain) > LONGEST_PASSWORD:
        raise PasswordTooLong(len(plain), LONGEST_PASSWORD)
    folded = plain.casefold()
    if _is_common(folded) or _repeats(folded) or _runs(folded) or _is_context(folded, context):
        raise PasswordKnown


def accept_step(matching: int | None, last_used: int | None) -> int:
    """Return the time step that a one-time code uses up.

    `matching` is the step whose code it is, None when it is the code of none; `last_used` the
    newest step used before.

    Raises:
        OneTimeCodeWrong: it is no code of now.
        OneTimeCodeUsed: it, or a newer one, was used before.
    """
    if matching is None:
        raise OneTimeCodeWrong
    if last_used is not None and matching <= last_used:
        raise OneTimeCodeUsed
    return matching


def _is_control(sign: str) -> bool:
    # Cc and Cf hold what cannot be seen, such as marks that turn the direction of text.
    return unicodedata.category(sign) in ("Cc", "Cf")


def _is_common(folded: str) -> bool:
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    half = core[: len(core) // 2]
    doubled = half if core == half * 2 else core
    return folded in COMMON_WORDS or core in COMMON_WORDS or doubled in COMMON_WORDS


def _repeats(folded: str) -> bool:
    return any(
        folded == (folded[:period] * len(folded))[: len(folded)]
        for period in range(1, LONGEST_PERIOD + 1)
    )


def _runs(folded: str) -> bool:
    return any(folded in run * 2 or folded in run[::-1] * 2 for run in RUNS)


def _is_context(folded: str, context: Iterable[str]) -> bool:
    parts = {
        part for text in context for part in re.split(r"[\W_]+", text.casefold()) if len(part) > 1
    }
    texts = {text.casefold() for text in context if len(text) >= SHORTEST_CONTEXT}
    left = folded
    for word in sorted(parts | texts, key=len, reverse=True):
        if len(word) >= SHORTEST_CONTEXT:
            left = left.replace(word, "")
    letters = re.sub(r"[\W\d_]+", "", left)
    return left != folded and (len(letters) < SHORTEST_CONTEXT or letters in COMMON_WORDS)
