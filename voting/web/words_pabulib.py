"""What is wrong in a Pabulib file, in both languages.

Plain sentences with `{facts}`; the command line prints both.
"""

from collections.abc import Mapping

from voting.domain.errors.files import FileProblem, PabulibRefused
from voting.web.errors import words_for
from voting.web.i18n import current_language

PABULIB_WORDS: Mapping[str, Mapping[str, str]] = {
    # The frame
    "pabulib_not_utf8": {
        "en": "This line is not UTF-8.",
        "nl": "Deze regel is geen UTF-8.",
    },
    "pabulib_bad_csv": {
        "en": "A quotation mark is opened here and not closed properly.",
        "nl": "Hier staat een aanhalingsteken dat niet goed wordt gesloten.",
    },
    "pabulib_outside_section": {
        "en": "The file must begin with a line META; this stands before any section.",
        "nl": "Het bestand moet beginnen met een regel META; dit staat buiten alle delen.",
    },
    "pabulib_missing_section": {
        "en": "The section {section} is missing.",
        "nl": "Het deel {section} ontbreekt.",
    },
    "pabulib_repeated_section": {
        "en": "The section {section} stands here for the second time.",
        "nl": "Het deel {section} staat hier voor de tweede keer.",
    },
    "pabulib_empty_section": {
        "en": "The section {section} has no line with the names of its columns.",
        "nl": "Het deel {section} heeft geen regel met de namen van de kolommen.",
    },
    "pabulib_missing_column": {
        "en": "The section {section} needs this column.",
        "nl": "Het deel {section} moet deze kolom hebben.",
    },
    "pabulib_repeated_column": {
        "en": "This column stands there twice.",
        "nl": "Deze kolom staat er twee keer.",
    },
    "pabulib_field_count": {
        "en": "This line has {found} fields; its section has {expected} columns.",
        "nl": "Deze regel heeft {found} velden; het deel heeft {expected} kolommen.",
    },
    # META
    "pabulib_missing_key": {
        "en": "META must state this.",
        "nl": "Dit moet in META staan.",
    },
    "pabulib_repeated_key": {
        "en": "META states this twice; the first time is on line {first_line}.",
        "nl": "Dit staat twee keer in META; de eerste keer op regel {first_line}.",
    },
    "pabulib_unsupported_vote_type": {
        "en": "Votes of type “{value}” cannot be read as rights: they do not say how many rights "
        "a project gets. Approval, choose-1 and cumulative can.",
        "nl": "Stemmen van het type “{value}” zijn niet als rechten te lezen: ze zeggen niet "
        "hoeveel rechten een plan krijgt. Dat doen alleen approval, choose-1 en cumulative.",
    },
    "pabulib_count_mismatch": {
        "en": "META says {stated}, but the file has {found}.",
        "nl": "META zegt {stated}, maar het bestand heeft er {found}.",
    },
    # Values
    "pabulib_not_an_amount": {
        "en": "“{value}” is not an amount. Write digits, at most two of them after a point.",
        "nl": "“{value}” is geen bedrag. Schrijf cijfers, na een punt hoogstens twee.",
    },
    "pabulib_not_positive": {
        "en": "A project must cost something.",
        "nl": "Een plan moet iets kosten.",
    },
    "pabulib_not_a_count": {
        "en": "“{value}” is not a whole number.",
        "nl": "“{value}” is geen heel getal.",
    },
    "pabulib_empty_id": {
        "en": "This must not be empty.",
        "nl": "Dit mag niet leeg zijn.",
    },
    "pabulib_duplicate_project": {
        "en": "Project “{project}” stands on line {first_line} too.",
        "nl": "Plan “{project}” staat ook op regel {first_line}.",
    },
    # Ballots
    "pabulib_duplicate_voter": {
        "en": "This voter has another ballot on line {first_line}.",
        "nl": "Deze stemmer heeft nog een stem op regel {first_line}.",
    },
    "pabulib_unknown_project": {
        "en": "There is no project “{project}” in PROJECTS.",
        "nl": "In PROJECTS staat geen plan “{project}”.",
    },
    "pabulib_repeated_choice": {
        "en": "This ballot names project “{project}” more than once.",
        "nl": "Deze stem noemt plan “{project}” meer dan één keer.",
    },
    "pabulib_points_count": {
        "en": "This ballot names {projects} projects but gives points {points} times.",
        "nl": "Deze stem noemt {projects} plannen, maar geeft {points} keer punten.",
    },
    "pabulib_negative_points": {
        "en": "This ballot gives project “{project}” {found} points; points are never negative.",
        "nl": "Deze stem geeft plan “{project}” {found} punten; punten zijn nooit negatief.",
    },
    "pabulib_points_out_of_range": {
        "en": "This ballot gives project “{project}” {found} points, outside what META allows.",
        "nl": "Deze stem geeft plan “{project}” {found} punten; dat mag niet volgens META.",
    },
    "pabulib_too_few_projects": {
        "en": "This ballot names {found} projects; it must name {limit} at least.",
        "nl": "Deze stem noemt {found} plannen; het moeten er minstens {limit} zijn.",
    },
    "pabulib_too_many_projects": {
        "en": "This ballot names {found} projects; it may name {limit} at most.",
        "nl": "Deze stem noemt {found} plannen; het mogen er hoogstens {limit} zijn.",
    },
    "pabulib_too_few_points": {
        "en": "This ballot gives {found} points; it must give {limit} at least.",
        "nl": "Deze stem geeft {found} punten; het moeten er minstens {limit} zijn.",
    },
    "pabulib_too_many_points": {
        "en": "This ballot gives {found} points; it may give {limit} at most.",
        "nl": "Deze stem geeft {found} punten; het mogen er hoogstens {limit} zijn.",
    },
    "pabulib_cost_out_of_range": {
        "en": "The projects on this ballot cost too much or too little together for META.",
        "nl": "De plannen op deze stem kosten samen te veel of te weinig volgens META.",
    },
    "pabulib_too_many_rights": {
        "en": "People could spend {found} rights here; a round of ours has {limit} at most.",
        "nl": "Mensen konden hier {found} rechten geven; bij ons zijn het er hoogstens {limit}.",
    },
}

UNREADABLE = {
    "en": "{file}: This file is not there, or cannot be read.",
    "nl": "{file}: Dit bestand is er niet, of kan niet worden gelezen.",
}
_LEFT_OUT = {
    "en": "… and {number} more problems.",
    "nl": "… en nog {number} fouten.",
}
_IN_FILE = {
    "en": ("{file}, line {line}", "{file}"),
    "nl": ("{file}, regel {line}", "{file}"),
}


def tell_pabulib_refusal(refusal: PabulibRefused, language: str) -> list[str]:
    """Return a line for each problem, and one for those that were left out."""
    lines = [tell_pabulib_problem(problem, language) for problem in refusal.problems]
    left_out = _LEFT_OUT[language].format(number=refusal.left_out)
    return [*lines, left_out] if refusal.left_out else lines


@words_for(PabulibRefused)
def explain_pabulib(refusal: PabulibRefused) -> str:
    """Return every problem, one a line, in the language of the page."""
    return "\n".join(tell_pabulib_refusal(refusal, current_language()))


def tell_pabulib_problem(problem: FileProblem, language: str) -> str:
    """Return one line: file, line, column or key, and what is wrong."""
    with_line, without = _IN_FILE[language]
    where = (with_line if problem.line else without).format(file=problem.file, line=problem.line)
    if problem.column:
        where = f"{where}, {problem.column}"
    return f"{where}: {PABULIB_WORDS[problem.code][language].format_map(problem.facts)}"
