"""The words of the pages for what the domain only names."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.lists import format_list
from babel.numbers import format_decimal
from flask_babel import lazy_gettext as __

from voting.domain.initiatives import Origin, Provider, Sector
from voting.domain.rounds import RoundPlan
from voting.web import current_settings
from voting.web.i18n import (
    LOCALES,
    current_language,
    format_euros,
    format_level,
    format_number,
)
from voting.web.translating import _, ngettext

SECTORS = {
    Sector.LAYOUT: __("Physical layout"),
    Sector.SAFETY: __("Safety"),
    Sector.EDUCATION: __("Education and childcare"),
    Sector.SOCIAL: __("Social infrastructure"),
}
SHORT_SECTORS = {
    Sector.LAYOUT: __("Layout"),
    Sector.SAFETY: __("Safety"),
    Sector.EDUCATION: __("Education"),
    Sector.SOCIAL: __("Social"),
}
ORIGINS = {
    Origin.RESIDENTS: __("residents"),
    Origin.COMPANY: __("a company"),
    Origin.AGENCY: __("an organisation"),
    Origin.MUNICIPALITY: __("the municipality"),
}
PROVIDERS = {
    Provider.PUBLIC: __("a public body"),
    Provider.PRIVATE: __("a private party"),
    Provider.RESIDENTS: __("the residents themselves"),
    Provider.MIXED: __("residents and others together"),
}
WORDS = (
    __("zero"),
    __("one"),
    __("two"),
    __("three"),
    __("four"),
    __("five"),
    __("six"),
    __("seven"),
    __("eight"),
    __("nine"),
    __("ten"),
    __("eleven"),
    __("twelve"),
)


def spell(number: int) -> str:
    """Write a small number as a word, a larger one in figures."""
    return str(WORDS[number]) if 0 <= number < len(WORDS) else format_number(number)


def name_sector(sector: str) -> str:
    """Return the full name of a sector."""
    return str(SECTORS[Sector(sector)])


def name_sector_briefly(sector: str) -> str:
    """Return the one word a sector has on the list of plans."""
    return str(SHORT_SECTORS[Sector(sector)])


def name_origin(origin: Origin) -> str:
    """Say whose idea an initiative is."""
    return str(ORIGINS[origin])


def name_provider(provider: Provider) -> str:
    """Say who carries something out."""
    return str(PROVIDERS[provider])


def count_plans(number: int) -> str:
    """Write a number of plans: 1 plan, 58 plans."""
    return ngettext("%(number)s plan", "%(number)s plans", number, number=format_number(number))


def say_desk(plan: RoundPlan, language: str) -> str:
    """Return where a resident gets help, in the language of the page."""
    return plan.contact.desk.get(language) or _("the desk in the town hall")


def to_decimal(value: Fraction, digits: int) -> Decimal:
    """Round a fraction half up to `digits` decimals, exactly; for showing only."""
    scaled = (abs(value.numerator) * 10**digits * 2 + value.denominator) // (2 * value.denominator)
    return Decimal(scaled if value >= 0 else -scaled).scaleb(-digits)


def day_and_month(at: datetime) -> str:
    """Write the day of a moment without its year: 19 juni, 19 June."""
    return _format(at, "d MMMM")


def format_month(month: str) -> str:
    """Write "2027-05" as mei 2027 or May 2027."""
    year, number = month.split("-")
    first = date(int(year), int(number), 1)
    return babel_date(first, "MMMM y", locale=LOCALES[current_language()])


def _format(at: datetime, pattern: str) -> str:
    zone = ZoneInfo(current_settings().time_zone)
    day = at.astimezone(zone).date()
    return babel_date(day, pattern, locale=LOCALES[current_language()])


def write_mark(hexadecimal: str) -> str:
    """Write a long mark in groups of four, so that people can compare it."""
    return " ".join(hexadecimal[i : i + 4] for i in range(0, len(hexadecimal), 4))


def write_share(share: Fraction) -> str:
    """Write an exact share of one as a percentage, with at most two decimals."""
    hundredths = to_decimal(share * 100, 2).normalize()
    return f"{format_number(hundredths)}%"


def write_ratio(part: int, whole: int) -> str:
    """Write how large a part is, as a percentage with one decimal; nothing of nothing is 0."""
    share = to_decimal(Fraction(part * 100, whole), 1) if whole else Decimal(0)
    return f"{format_decimal(share, format='0.0', locale=LOCALES[current_language()])}%"


def write_amount(cents: int) -> str:
    """Write cents as euros without their sign, for a table that says so: 64.500,00."""
    euros = Decimal(cents).scaleb(-2)
    return str(format_decimal(euros, format="#,##0.00", locale=LOCALES[current_language()]))


def list_names(names: list[str]) -> str:
    """Write names as a list: Noord, Zuid en Oost."""
    return str(format_list(names, locale=LOCALES[current_language()]))


def read_day(text: str) -> str:
    """Write "2026-06-03" as 3 juni or 3 June."""
    day = date.fromisoformat(text)
    return babel_date(day, "d MMMM", locale=LOCALES[current_language()])


def write_price(cents: Decimal) -> str:
    """Write what a right is worth: with cents when they are whole, else with six decimals."""
    return format_euros(int(cents)) if cents == int(cents) else format_level(cents)


def format_date(day: date) -> str:
    """Write a calendar day: 8 januari 2027, 8 January 2027."""
    return babel_date(day, "d MMMM y", locale=LOCALES[current_language()])


def write_date(day: date) -> str:
    """Write a day that is no moment: 1 januari 2026 or 1 January 2026."""
    return babel_date(day, "d MMMM y", locale=LOCALES[current_language()])
