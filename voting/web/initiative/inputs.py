"""The inputs of a question: what they are called, and how an answer is written in them again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from flask import abort

from voting.domain.proposal_fields import (
    AMOUNTS,
    FIELDS,
    LISTS,
    LONGEST,
    MOST_LINES,
    SEVERAL_LINES,
    Draft,
    Step,
)
from voting.web.i18n import current_language, find_other_language

FEWEST_ROWS = 3
Kind = Literal["line", "text", "amount", "tick", "choice", "list", "password"]


@dataclass(frozen=True, slots=True)
class Input:
    """One input. `aside` is the other language's, which may stay closed; `kind` says how it looks.

    `parts` are the labels of the two columns of a list.
    """

    name: str
    label: str
    hint: str = ""
    kind: Kind = "line"
    longest: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, str] = ("", "")
    language: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class StepQuestion:
    """One screen: the question, help a volunteer understands, and its inputs."""

    title: str
    lead: str
    inputs: tuple[Input, ...]


def ask_words(name: str, label: str, hint: str = "") -> Input:
    """Ask words in one language only."""
    return Input(name, label, hint, "text" if name in SEVERAL_LINES else "line", LONGEST[name])


def ask_both(name: str, label: str, hint: str = "") -> tuple[Input, Input]:
    """Ask words in the language of the page, and aside in the other."""
    kind: Kind = "text" if f"{name}_nl" in SEVERAL_LINES else "line"
    here, there = current_language(), find_other_language()
    longest = LONGEST[f"{name}_{here}"]
    return (
        Input(f"{name}_{here}", label, hint, kind, longest, language=here),
        Input(f"{name}_{there}", label, "", kind, longest, language=there, aside=True),
    )


def ask_amount(name: str, label: str, hint: str = "") -> Input:
    """Ask an amount in euros."""
    return Input(name, label, hint, "amount")


def ask_tick(name: str, label: str, hint: str = "") -> Input:
    """Ask to tick a box."""
    return Input(name, label, hint, "tick")


def ask_choice(name: str, label: str, choices: Iterable[tuple[str, str]], hint: str = "") -> Input:
    """Ask to choose one of a few."""
    return Input(name, label, hint, "choice", choices=tuple(choices))


def list_names(step: Step) -> list[str]:
    """Return every field a question's page can send."""
    names = [name for name in FIELDS[step] if name not in LISTS]
    for name in LISTS.intersection(FIELDS[step]):
        names += [f"{name}-{row}-{part}" for row in range(MOST_LINES) for part in find_parts(name)]
    return names


def find_parts(name: str) -> tuple[str, str]:
    """Return the names of a list's two columns."""
    return ("what", "amount" if name == "costs" else "month")


def write_typed(draft: Draft, step: Step) -> dict[str, str]:
    """Return an answer as its page would send it."""
    typed = {}
    for name in FIELDS[step]:
        if name == "costs":
            for row, line in enumerate(draft.lines):
                typed[f"costs-{row}-what"] = line.what
                typed[f"costs-{row}-amount"] = write_plain_euros(line.cents)
        elif name == "milestones":
            for row, one in enumerate(draft.milestones):
                typed[f"milestones-{row}-what"] = one.what
                typed[f"milestones-{row}-month"] = one.month
        elif name in AMOUNTS and draft.word(name):
            typed[name] = write_plain_euros(int(draft.word(name)))
        else:
            typed[name] = draft.word(name)
    return typed


def write_plain_euros(cents: int) -> str:
    """Write an amount as people type it in this language: 1250 or 1250,50."""
    euros, rest = divmod(cents, 100)
    sign = "," if current_language() == "nl" else "."
    return f"{euros}{sign}{rest:02}" if rest else str(euros)


def count_rows(name: str, typed: Mapping[str, str], more: int = 0) -> int:
    """Return how many lines of a list to show: those filled in, and a few to go on with."""
    filled = [
        row
        for row in range(MOST_LINES)
        if any(typed.get(f"{name}-{row}-{part}") for part in find_parts(name))
    ]
    last = max(filled, default=-1) + 1
    return min(max(last + 1, FEWEST_ROWS, more), MOST_LINES)


def read_number(text: str) -> int:
    """Return a small number that the page sent along; 400 for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        abort(400)
    return int(text)
