"""Why something about signatures is refused, and what is wrong on a paper list."""

from voting.domain.errors.support import (
    PaperProblem,
    PaperRefused,
    PetitionsFull,
    SigningClosed,
    SubjectUnknown,
    SupportMissing,
    ThemeTaken,
)
from voting.web.errors import words_for
from voting.web.i18n import format_number
from voting.web.translating import _, ngettext


def say_paper_problem(problem: PaperProblem) -> str:
    """Say what is wrong on one line of a paper list."""
    facts = problem.facts
    if problem.code == "column_count":
        return _("There should be three columns, and here are %(got)s.", got=facts["got"])
    if problem.code == "too_many_lines":
        most = format_number(int(facts["most"]))
        return _("A list has at most %(most)s lines. Divide it.", most=most)
    sentences = {
        "empty_list": _("There are no signatures in this file."),
        "too_large": _("This file is too large. Divide it."),
        "not_utf8": _("This is not text in UTF-8. Save the file as CSV UTF-8."),
        "wrong_heading": _("The first line must be: name;postcode;number."),
        "broken_csv": _("A quotation mark is opened here and not closed."),
        "name_missing": _("The name is missing."),
        "name_too_long": _("This name is too long."),
        "not_a_postcode": _("This is not a Dutch postcode, such as 1234 AB."),
        "not_a_number": _("This is not a house number, such as 12 or 12-A."),
        "not_an_address": _("Write the address as postcode and house number: 1234 AB 12."),
    }
    return sentences.get(problem.code) or _("This is not possible.")


@words_for(SubjectUnknown)
def say_unknown(_refusal: SubjectUnknown) -> str:
    """Not there, or hidden."""
    return _("There is nothing to sign here.")


@words_for(SigningClosed)
def say_closed(_refusal: SigningClosed) -> str:
    """Too late, or decided."""
    return _("Signing is closed here. Nothing changes any more.")


@words_for(SupportMissing)
def say_missing(refusal: SupportMissing) -> str:
    """How many there are, and how many it takes."""
    return ngettext(
        "There is %(has)s signature and it takes %(needs)s.",
        "There are %(has)s signatures and it takes %(needs)s.",
        refusal.has,
        has=format_number(refusal.has),
        needs=format_number(refusal.needs),
    )


@words_for(ThemeTaken)
def say_taken(refusal: ThemeTaken) -> str:
    """Sign that one instead."""
    return _(
        "There is a theme or a petition called ‘%(name)s’ already. You can sign that one.",
        name=refusal.name,
    )


@words_for(PetitionsFull)
def say_full(refusal: PetitionsFull) -> str:
    """Enough for one person."""
    return _(
        "You began %(most)s petitions in this round. One person can begin no more.",
        most=format_number(refusal.most),
    )


@words_for(PaperRefused)
def say_paper(refusal: PaperRefused) -> str:
    """Every line, and that nothing happened."""
    lines = [
        _(
            "Line %(line)s: %(reason)s",
            line=format_number(problem.line),
            reason=say_paper_problem(problem),
        )
        if problem.line
        else say_paper_problem(problem)
        for problem in refusal.problems
    ]
    number = len(lines) + refusal.left_out
    lines.append(
        ngettext(
            "%(number)s line was refused. No signature was taken over from this list.",
            "%(number)s lines were refused. No signature was taken over from this list.",
            number,
            number=format_number(number),
        )
    )
    return "\n".join(lines)
