"""What is wrong in a round file, a list or a roll, and why a round cannot open: both languages.

Plain sentences with `{facts}`; the command line prints both, a page one of them.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from babel.numbers import format_currency

from voting.domain.errors.files import FileProblem, RollRefused, RoundFileRefused
from voting.domain.errors.refused import Refused
from voting.domain.errors.rounds import (
    AnnulmentTooEarly,
    CannotOpen,
    ClosingHasPassed,
    ExtensionNotLater,
    ExtensionWithoutTimezone,
    OpeningProblem,
    PhaseReversed,
    PhaseSkipped,
    RoundEnded,
)
from voting.web.errors import words_for
from voting.web.i18n import current_language

Sentence = Mapping[str, str]

FILE_WORDS: Mapping[str, Sentence] = {
    # The file as a whole
    "file_missing": {
        "en": "This file is not there, or cannot be read.",
        "nl": "Dit bestand is er niet, of kan niet worden gelezen.",
    },
    "file_elsewhere": {
        "en": "“{value}” must be the name of a file in the same folder as the round file.",
        "nl": "“{value}” moet de naam zijn van een bestand in dezelfde map als het rondebestand.",
    },
    "file_too_large": {
        "en": "This file is larger than {most} bytes.",
        "nl": "Dit bestand is groter dan {most} bytes.",
    },
    "empty_file": {
        "en": "This file is empty. The first line must name the columns.",
        "nl": "Dit bestand is leeg. Op de eerste regel horen de namen van de kolommen.",
    },
    "not_utf8": {
        "en": "This line is not UTF-8. Save the file as “CSV UTF-8”.",
        "nl": "Deze regel is geen UTF-8. Bewaar het bestand als “CSV UTF-8”.",
    },
    "broken_csv": {
        "en": "A quotation mark is opened here and not closed properly.",
        "nl": "Hier staat een aanhalingsteken dat niet goed wordt gesloten.",
    },
    "broken_toml": {
        "en": "This cannot be read as TOML: {detail}",
        "nl": "Dit is niet te lezen als TOML: {detail}",
    },
    # Columns and keys
    "unknown_column": {
        "en": "The column “{value}” does not exist.",
        "nl": "De kolom “{value}” bestaat niet.",
    },
    "unknown_column_did_you_mean": {
        "en": "The column “{value}” does not exist. Did you mean “{nearest}”?",
        "nl": "De kolom “{value}” bestaat niet. Bedoel je “{nearest}”?",
    },
    "duplicate_column": {
        "en": "The column “{value}” is there twice.",
        "nl": "De kolom “{value}” staat er twee keer.",
    },
    "missing_column": {
        "en": "The column “{value}” is missing.",
        "nl": "De kolom “{value}” ontbreekt.",
    },
    "column_count": {
        "en": "Columns on this line: {got}. There must be {expected}.",
        "nl": "Kolommen op deze regel: {got}. Het moeten er {expected} zijn.",
    },
    "unknown_key": {
        "en": "“{value}” is not a word this file knows.",
        "nl": "“{value}” is geen woord dat in dit bestand past.",
    },
    "unknown_key_did_you_mean": {
        "en": "“{value}” is not a word this file knows. Did you mean “{nearest}”?",
        "nl": "“{value}” is geen woord dat in dit bestand past. Bedoel je “{nearest}”?",
    },
    "missing_key": {
        "en": "“{value}” is missing.",
        "nl": "“{value}” ontbreekt.",
    },
    "table_expected": {
        "en": "A part with a heading in square brackets belongs here.",
        "nl": "Hier hoort een onderdeel met een kop tussen vierkante haken.",
    },
    "tables_expected": {
        "en": "Write this as parts under the heading [[{value}]].",
        "nl": "Schrijf dit als onderdelen onder de kop [[{value}]].",
    },
    # Values
    "empty": {
        "en": "This is empty. Fill it in.",
        "nl": "Dit is leeg. Vul het in.",
    },
    "no_text_in_either_language": {
        "en": "There is no text here, in Dutch or in English.",
        "nl": "Hier staat geen tekst, niet in het Nederlands en niet in het Engels.",
    },
    "text_expected": {
        "en": "Write a text here, between quotation marks.",
        "nl": "Schrijf hier een tekst, tussen aanhalingstekens.",
    },
    "number_expected": {
        "en": "Write a whole number here, without quotation marks.",
        "nl": "Schrijf hier een heel getal, zonder aanhalingstekens.",
    },
    "flag_expected": {
        "en": "Write true or false here, without quotation marks.",
        "nl": "Schrijf hier true (ja) of false (nee), zonder aanhalingstekens.",
    },
    "date_expected": {
        "en": "Write a date here, such as 2026-12-15, without quotation marks.",
        "nl": "Schrijf hier een datum, zoals 2026-12-15, zonder aanhalingstekens.",
    },
    "time_expected": {
        "en": "Write a date and time here, such as 2027-06-14T20:00:00, without quotation marks.",
        "nl": "Schrijf hier datum en tijd, zoals 2027-06-14T20:00:00, zonder aanhalingstekens.",
    },
    "time_on_clock_change": {
        "en": "The clock changes here, so this time does not exist or exists twice. "
        "Add the offset, such as +01:00, or choose another time.",
        "nl": "De klok gaat hier voor- of achteruit: deze tijd bestaat niet of twee keer. "
        "Zet het verschil erbij, zoals +01:00, of kies een andere tijd.",
    },
    "not_after": {
        "en": "“{key}” must be later than “{before}”.",
        "nl": "“{key}” moet later zijn dan “{before}”.",
    },
    "control_character": {
        "en": "This text holds an invisible character ({character}). Remove it.",
        "nl": "In deze tekst staat een onzichtbaar teken ({character}). Haal het weg.",
    },
    "bad_amount": {
        "en": "“{value}” is not an amount. Write euros in the Dutch way: 12500, 12.500 or "
        "12.500,00. A point only before three digits, a comma only before two.",
        "nl": "“{value}” is geen bedrag. Schrijf euro's als 12500, 12.500 of 12.500,00. "
        "Een punt alleen vóór drie cijfers, een komma alleen vóór twee.",
    },
    "amount_too_large": {
        "en": "The amount “{value}” is too large.",
        "nl": "Het bedrag “{value}” is te groot.",
    },
    "bad_fraction": {
        "en": "“{value}” is not a share. Write 1/2, 10% or 12,5%.",
        "nl": "“{value}” is geen deel. Schrijf 1/2, 10% of 12,5%.",
    },
    "bad_number": {
        "en": "“{value}” is not a whole number.",
        "nl": "“{value}” is geen heel getal.",
    },
    "number_too_large": {
        "en": "The number {value} is too large.",
        "nl": "Het getal {value} is te groot.",
    },
    "bad_month": {
        "en": "“{value}” is not a month. Write 2027-05.",
        "nl": "“{value}” is geen maand. Schrijf 2027-05.",
    },
    "out_of_range": {
        "en": "{value} is not possible here: from {least} to {most}.",
        "nl": "{value} kan hier niet: van {least} tot en met {most}.",
    },
    "zero": {
        "en": "This must be more than zero.",
        "nl": "Dit moet meer dan nul zijn.",
    },
    "above_all": {
        "en": "{value} is more than the whole. Write 100% at most.",
        "nl": "{value} is meer dan het geheel. Schrijf hoogstens 100%.",
    },
    "below_one": {
        "en": '{value} is less than 1. Write 1 or more, or "none".',
        "nl": '{value} is minder dan 1. Schrijf 1 of meer, of "geen".',
    },
    "floor_above_ceiling": {
        "en": "The lowest minimum is above the highest.",
        "nl": "Het laagste minimum ligt boven het hoogste.",
    },
    "bad_slug": {
        "en": "“{value}” cannot be a short name. Use a to z, 0 to 9 and hyphens, 40 at most.",
        "nl": "“{value}” kan geen korte naam zijn. Gebruik a tot en met z, 0 tot en met 9 en "
        "streepjes, hoogstens 40 tekens.",
    },
    "reserved_slug": {
        "en": "“{value}” is the name of a page of this site. Choose another.",
        "nl": "“{value}” is al de naam van een pagina van deze site. Kies een andere.",
    },
    "bad_id": {
        "en": "“{value}” cannot be the id of a plan. Use letters, digits, point, hyphen or "
        "underscore, 63 at most.",
        "nl": "“{value}” kan geen nummer van een plan zijn. Gebruik letters, cijfers, punt, "
        "streepje of laag streepje, hoogstens 63 tekens.",
    },
    "https_expected": {
        "en": "“{value}” must begin with https://.",
        "nl": "“{value}” moet beginnen met https://.",
    },
    "yes_or_no": {
        "en": "“{value}” must be yes or no.",
        "nl": "“{value}” moet ja of nee zijn.",
    },
    "unknown_choice": {
        "en": "“{value}” is not one of the choices.",
        "nl": "“{value}” is niet een van de keuzes.",
    },
    "unknown_choice_did_you_mean": {
        "en": "“{value}” is not one of the choices. Did you mean “{nearest}”?",
        "nl": "“{value}” is niet een van de keuzes. Bedoel je “{nearest}”?",
    },
    "duplicate": {
        "en": "“{value}” is here again; it is on line {first} already.",
        "nl": "“{value}” staat hier nog een keer; het staat al op regel {first}.",
    },
    # Areas
    "no_areas": {
        "en": "There is no voting area. Write at least one [[voting_area]].",
        "nl": "Er is geen stemgebied. Schrijf er minstens één, als [[voting_area]].",
    },
    "area_twice": {
        "en": "The voting area “{value}” is there twice.",
        "nl": "Het stemgebied “{value}” staat er twee keer.",
    },
    "unknown_area": {
        "en": "The voting area “{value}” is not in this round.",
        "nl": "Het stemgebied “{value}” hoort niet bij deze ronde.",
    },
    "unknown_area_did_you_mean": {
        "en": "The voting area “{value}” is not in this round. Did you mean “{nearest}”?",
        "nl": "Het stemgebied “{value}” hoort niet bij deze ronde. Bedoel je “{nearest}”?",
    },
    "unknown_buurt": {
        "en": "The buurt “{value}” is not in the list of areas.",
        "nl": "De buurt “{value}” staat niet in de lijst van gebieden.",
    },
    "unknown_buurt_did_you_mean": {
        "en": "The buurt “{value}” is not in the list of areas. Did you mean “{nearest}”?",
        "nl": "De buurt “{value}” staat niet in de lijst van gebieden. Bedoel je “{nearest}”?",
    },
    "bad_cbs_code": {
        "en": "“{value}” is not a CBS code. Examples: GM0363, BU03630500.",
        "nl": "“{value}” is geen CBS-code. Voorbeelden: GM0363, BU03630500.",
    },
    "cbs_code_elsewhere": {
        "en": "The buurt code {value} belongs to another municipality.",
        "nl": "De buurtcode {value} hoort bij een andere gemeente.",
    },
    "division_year_missing": {
        "en": "CBS codes change. Write division_year: the year of the division they come from.",
        "nl": "CBS-codes veranderen. Schrijf division_year: het jaar van de indeling.",
    },
    # Themes and initiatives
    "unknown_theme": {
        "en": "The theme “{value}” is not in the list of themes.",
        "nl": "Het thema “{value}” staat niet in de lijst van thema's.",
    },
    "unknown_theme_did_you_mean": {
        "en": "The theme “{value}” is not in the list of themes. Did you mean “{nearest}”?",
        "nl": "Het thema “{value}” staat niet in de lijst van thema's. Bedoel je “{nearest}”?",
    },
    "too_few_signatures": {
        "en": "{got} signatures are too few: residents list a theme with more than 50.",
        "nl": "{got} handtekeningen is te weinig: een thema van bewoners vraagt er meer dan 50.",
    },
    "too_many_priorities": {
        "en": "At most {most} themes can have priority.",
        "nl": "Hoogstens {most} thema's kunnen voorrang hebben.",
    },
    "title_too_long": {
        "en": "This title has {got} characters; {most} is the most.",
        "nl": "Deze titel heeft {got} tekens; {most} is het meeste.",
    },
    "minimum_above_ask": {
        "en": "The minimum ({minimum}) is more than the group asks ({ask}).",
        "nl": "Het minimum ({minimum}) is meer dan de groep vraagt ({ask}).",
    },
    "minimum_below_share": {
        "en": "The minimum ({minimum}) is less than {share} of what the group asks ({ask}).",
        "nl": "Het minimum ({minimum}) is minder dan {share} van wat de groep vraagt ({ask}).",
    },
    "minimum_above_share": {
        "en": "The minimum ({minimum}) is more than {share} of what the group asks ({ask}).",
        "nl": "Het minimum ({minimum}) is meer dan {share} van wat de groep vraagt ({ask}).",
    },
    "linked_still_listed": {
        "en": "“{value}” was linked up into this plan, so it cannot be on the list itself.",
        "nl": "“{value}” is in dit plan opgegaan en kan dus niet zelf op de lijst staan.",
    },
    "unknown_initiative": {
        "en": "The plan “{value}” is not in the list of plans.",
        "nl": "Het plan “{value}” staat niet in de lijst van plannen.",
    },
    "unknown_initiative_did_you_mean": {
        "en": "The plan “{value}” is not in the list of plans. Did you mean “{nearest}”?",
        "nl": "Het plan “{value}” staat niet in de lijst van plannen. Bedoel je “{nearest}”?",
    },
    "initiative_elsewhere": {
        "en": "The plan “{value}” is in another buurt.",
        "nl": "Het plan “{value}” hoort bij een andere buurt.",
    },
    "rank_out_of_order": {
        "en": "The ranks of a buurt run 1, 2, 3 and on; {expected} belongs here.",
        "nl": "De plaatsen in een buurt lopen 1, 2, 3 enzovoort; hier hoort {expected}.",
    },
    # Base package and seal
    "amount_or_service": {
        "en": "A line of the base package has an amount or a service: one of the two.",
        "nl": "Een regel van het basispakket heeft een bedrag of een dienst: een van de twee.",
    },
    "formula_and_amounts": {
        "en": "“{value}” has a formula and amounts per buurt as well. Choose one.",
        "nl": "“{value}” heeft een formule en ook bedragen per buurt. Kies een van de twee.",
    },
    "floors_exceed_budget": {
        "en": "The fixed amounts per buurt add up to {floors}; the budget is {budget}.",
        "nl": "De vaste bedragen per buurt zijn samen {floors}; het budget is {budget}.",
    },
    "bad_formula": {
        "en": "This formula cannot divide anything: {value}.",
        "nl": "Met deze formule is niets te verdelen: {value}.",
    },
    "seal_not_possible": {
        "en": "The ballot box opens with 2 of 3 trustees, or with 3 of 5.",
        "nl": "De bus gaat open met 2 van de 3 sleutelhouders, of met 3 van de 5.",
    },
    # The roll
    "roll_heading": {
        "en": "The first line must be reference;area. It is: {value}",
        "nl": "De eerste regel moet kenmerk;gebied zijn. Er staat: {value}",
    },
    "roll_extra_column": {
        "en": "A roll has two columns only. Leave “{value}” out: no names, addresses or numbers.",
        "nl": "Deze lijst heeft maar twee kolommen. Laat “{value}” weg: geen namen, adressen "
        "of nummers.",
    },
    "roll_empty": {
        "en": "There is nobody on this roll.",
        "nl": "Er staat niemand op deze lijst.",
    },
    "roll_duplicate": {
        "en": "The reference “{value}” is here again; it is on line {first} already.",
        "nl": "Het kenmerk “{value}” staat hier nog een keer; het staat al op regel {first}.",
    },
    "roll_reference_too_long": {
        "en": "This reference has {got} characters; {most} is the most.",
        "nl": "Dit kenmerk heeft {got} tekens; {most} is het meeste.",
    },
    "roll_formula": {
        "en": "The reference “{value}” begins with =, +, - or @: a spreadsheet would run it.",
        "nl": "Het kenmerk “{value}” begint met =, +, - of @: een rekenblad voert dat uit.",
    },
    "roll_unprintable": {
        "en": "This reference holds a character that cannot be printed.",
        "nl": "In dit kenmerk staat een teken dat niet kan worden gedrukt.",
    },
    "roll_characters": {
        "en": "The reference “{value}” has more than letters, digits and - . _ / : in it. One "
        "reference is one person, and no name or address.",
        "nl": "In het kenmerk “{value}” staat meer dan letters, cijfers en - . _ / : samen. Eén "
        "kenmerk is één persoon, en geen naam of adres.",
    },
    "roll_line_too_long": {
        "en": "This line is longer than {most} characters; reading stopped here.",
        "nl": "Deze regel is langer dan {most} tekens; verder is niet gelezen.",
    },
    "roll_looks_like_bsn": {
        "en": "{got} values look like citizen service numbers (BSN). These may not be used: "
        "choose references that mean nothing elsewhere.",
        "nl": "{got} waarden lijken op burgerservicenummers (BSN). Die mogen hier niet staan: "
        "kies kenmerken die nergens anders iets betekenen.",
    },
}

OPENING_WORDS: Mapping[str, Sentence] = {
    "regulation_missing": {
        "en": "There is no subsidy regulation. Without its reference, ceiling and decision date "
        "a round cannot open.",
        "nl": "Er is geen subsidieregeling. Zonder kenmerk, plafond en datum van het besluit kan "
        "een ronde niet open.",
    },
    "decided_too_late": {
        "en": "The regulation was decided on {decided}; that must be before voting opens.",
        "nl": "De regeling is vastgesteld op {decided}; dat moet vóór de opening zijn.",
    },
    "pots_above_ceiling": {
        "en": "The pots add up to {pots}; the subsidy ceiling is {ceiling}.",
        "nl": "De potten zijn samen {pots}; het subsidieplafond is {ceiling}.",
    },
    "rights_out_of_range": {
        "en": "{rights} rights each is not possible: from 1 to {most}.",
        "nl": "{rights} rechten per bewoner kan niet: van 1 tot en met {most}.",
    },
    "times_out_of_order": {
        "en": "Opening, closing, result and end of checking must follow each other in time.",
        "nl": "Opening, sluiting, uitslag en einde van de controle moeten op elkaar volgen.",
    },
    "checking_too_short": {
        "en": "After the result there are {days} working days to check: until {until} at least.",
        "nl": "Na de uitslag zijn er {days} werkdagen om te controleren: minstens tot {until}.",
    },
    "seal_not_possible": {
        "en": "At least two trustees must be needed to open the box, and that many must exist.",
        "nl": "Voor het openen van de bus zijn minstens twee sleutelhouders nodig, die er zijn.",
    },
    "list_not_final": {
        "en": "The list of plans is not final yet; the round is in the phase “{phase}”.",
        "nl": "De lijst met plannen ligt nog niet vast; de ronde is in de fase “{phase}”.",
    },
    "roll_missing": {
        "en": "There is no roll yet: nobody could vote.",
        "nl": "Er is nog geen lijst van wie mag stemmen.",
    },
    "seal_keys_missing": {
        "en": "The trustees' public keys are not there yet.",
        "nl": "De openbare sleutels van de sleutelhouders zijn er nog niet.",
    },
    "keys_missing": {
        "en": "The round's own keys are not in their folder.",
        "nl": "De sleutels van de ronde staan niet in hun map.",
    },
    "closing_has_passed": {
        "en": "The closing time, {closes}, has passed.",
        "nl": "De sluitingstijd, {closes}, is voorbij.",
    },
    "money_wrong": {
        "en": "The money cannot be divided: {field} is {value}; expected: {expected}.",
        "nl": "Het geld is niet te verdelen: {field} is {value}; verwacht: {expected}.",
    },
    "no_areas": {
        "en": "There is no voting area.",
        "nl": "Er is geen stemgebied.",
    },
    "no_buurten": {
        "en": "{area} has no buurten.",
        "nl": "{area} heeft geen buurten.",
    },
    "no_pot": {
        "en": "{area} has no pot.",
        "nl": "{area} heeft geen pot.",
    },
    "too_few_entitled": {
        "en": "{area} has {got} entitled residents; {least} is the fewest, so that a result tells "
        "nothing about one person. Join areas, or allow small areas.",
        "nl": "{area} heeft {got} bewoners die mogen stemmen; {least} is het minste, zodat een "
        "uitslag niets zegt over één persoon. Voeg gebieden samen of sta kleine gebieden toe.",
    },
    "entitled_in_unknown_area": {
        "en": "The roll names the voting area “{area}”, which is not in this round.",
        "nl": "De lijst noemt het stemgebied “{area}”, dat niet bij deze ronde hoort.",
    },
    "buurt_in_two_places": {
        "en": "The buurt “{buurt}” is there twice.",
        "nl": "De buurt “{buurt}” staat er twee keer.",
    },
    "no_initiatives": {
        "en": "{area} has no plans to vote for.",
        "nl": "{area} heeft geen plannen om op te stemmen.",
    },
    "id_used_twice": {
        "en": "Two plans have the id {initiative}.",
        "nl": "Twee plannen hebben het nummer {initiative}.",
    },
    "id_not_possible": {
        "en": "“{initiative}” cannot be the id of a plan.",
        "nl": "“{initiative}” kan geen nummer van een plan zijn.",
    },
    "title_missing": {
        "en": "Plan {initiative} has no title.",
        "nl": "Plan {initiative} heeft geen titel.",
    },
    "buurt_unknown": {
        "en": "Plan {initiative} is for the buurt “{buurt}”, which is not in this round.",
        "nl": "Plan {initiative} is voor de buurt “{buurt}”, die niet bij deze ronde hoort.",
    },
    "theme_unknown": {
        "en": "Plan {initiative} has the theme “{theme}”, which is not on the list.",
        "nl": "Plan {initiative} heeft het thema “{theme}”, dat niet op de lijst staat.",
    },
    "ask_missing": {
        "en": "Plan {initiative} asks for nothing.",
        "nl": "Plan {initiative} vraagt niets.",
    },
    "minimum_above_ask": {
        "en": "Plan {initiative} needs at least {minimum} and asks {ask}.",
        "nl": "Plan {initiative} heeft minstens {minimum} nodig en vraagt {ask}.",
    },
    "preference_elsewhere": {
        "en": "The municipality prefers plan {initiative} in “{buurt}”, where it is not.",
        "nl": "De gemeente heeft voorkeur voor plan {initiative} in “{buurt}”, maar daar hoort het "
        "niet.",
    },
}

REFUSAL_WORDS: Mapping[type[Refused], Sentence] = {
    PhaseSkipped: {
        "en": "A round takes its phases one by one: after “{old}” it cannot go to “{new}”.",
        "nl": "Een ronde slaat geen fase over: na “{old}” kan niet “{new}” komen.",
    },
    PhaseReversed: {
        "en": "A round never goes back: after “{old}” it cannot go to “{new}”.",
        "nl": "Een ronde gaat nooit terug: na “{old}” kan niet “{new}” komen.",
    },
    RoundEnded: {
        "en": "This round is over ({phase}). Nothing about it changes any more.",
        "nl": "Deze ronde is afgelopen ({phase}). Er verandert niets meer aan.",
    },
    AnnulmentTooEarly: {
        "en": "Voting has not begun ({phase}), so there is nothing to annul.",
        "nl": "Het stemmen is nog niet begonnen ({phase}); er is niets om ongeldig te verklaren.",
    },
    ClosingHasPassed: {
        "en": "The closing time, {closes}, has passed and cannot be moved any more.",
        "nl": "De sluitingstijd, {closes}, is voorbij en is niet meer te verzetten.",
    },
    ExtensionNotLater: {
        "en": "{asked} is not later than the closing time, {closes}. Closing early does not exist.",
        "nl": "{asked} is niet later dan de sluitingstijd, {closes}. Eerder sluiten bestaat niet.",
    },
    ExtensionWithoutTimezone: {
        "en": "{asked} has no time zone. Write it with its offset, such as +02:00.",
        "nl": "{asked} heeft geen tijdzone. Schrijf het verschil erbij, zoals +02:00.",
    },
}

_LEFT_OUT = {
    "en": "Problems not listed: {number}.",
    "nl": "Fouten die hier niet staan: {number}.",
}
_CANNOT_OPEN = {
    "en": "The round cannot open yet:",
    "nl": "De ronde kan nog niet open:",
}
_IN_FILE = {
    "en": ("{file}, line {line}", "{file}"),
    "nl": ("{file}, regel {line}", "{file}"),
}


def tell_file_problem(problem: FileProblem, language: str) -> str:
    """Return one line: file, line, column or key, and what is wrong."""
    with_line, without = _IN_FILE[language]
    where = (with_line if problem.line else without).format(file=problem.file, line=problem.line)
    if problem.column:
        where = f"{where}, {problem.column}"
    return f"{where}: {_fill(FILE_WORDS[problem.code][language], problem.facts, language)}"


def tell_opening_problem(problem: OpeningProblem, language: str) -> str:
    """Return the sentence that says why the round cannot open."""
    return _fill(OPENING_WORDS[problem.code][language], problem.facts, language)


def tell_round_refusal(refusal: Refused, language: str) -> list[str]:
    """Return the lines that say why a file, a roll or a step of a round was refused."""
    match refusal:
        case RoundFileRefused(problems=found):
            return [tell_file_problem(problem, language) for problem in found]
        case RollRefused(problems=found, left_out=number):
            lines = [tell_file_problem(problem, language) for problem in found]
            more = _LEFT_OUT[language].format(number=number)
            return [*lines, more] if number else lines
        case CannotOpen(problems=reasons):
            told = [tell_opening_problem(reason, language) for reason in reasons]
            return [_CANNOT_OPEN[language], *told]
    facts = {name: _show_fact(value) for name, value in vars(refusal).items()}
    return [REFUSAL_WORDS[type(refusal)][language].format_map(facts)]


def explain_round_refusal(refusal: Refused) -> str:
    """Return those lines in the language of the page."""
    return "\n".join(tell_round_refusal(refusal, current_language()))


for _kind in (RoundFileRefused, RollRefused, CannotOpen, *REFUSAL_WORDS):
    words_for(_kind)(explain_round_refusal)


def _show_fact(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M %Z}".strip() if isinstance(value, datetime) else str(value)


def _fill(sentence: str, facts: Mapping[str, str | int], language: str) -> str:
    """Return the sentence with its facts; those named `..._cents` become amounts."""
    shown: dict[str, str | int] = {}
    for name, value in facts.items():
        if name.endswith("_cents"):
            shown[name.removesuffix("_cents")] = _show_amount(int(value), language)
        else:
            shown[name] = value
    return sentence.format_map(shown)


def _show_amount(cents: int, language: str) -> str:
    locale = "nl_NL" if language == "nl" else "en_GB"
    return str(format_currency(Decimal(cents) / 100, "EUR", locale=locale))
