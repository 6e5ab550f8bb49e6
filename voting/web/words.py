"""The words of the pages for what the domain only names."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date

from voting.domain.initiatives import Origin, Provider, Sector
from voting.domain.rounds import RoundPlan
from voting.web import current_settings
from voting.web.i18n import LOCALES, current_language, format_number
from voting.web.translating import N_, _, ngettext

SECTORS = {
    Sector.LAYOUT: N_("Physical layout"),
    Sector.SAFETY: N_("Safety"),
    Sector.EDUCATION: N_("Education and childcare"),
    Sector.SOCIAL: N_("Social infrastructure"),
}
SHORT_SECTORS = {
    Sector.LAYOUT: N_("Layout"),
    Sector.SAFETY: N_("Safety"),
    Sector.EDUCATION: N_("Education"),
    Sector.SOCIAL: N_("Social"),
}
ORIGINS = {
    Origin.RESIDENTS: N_("residents"),
    Origin.COMPANY: N_("a company"),
    Origin.AGENCY: N_("an organisation"),
    Origin.MUNICIPALITY: N_("the municipality"),
}
PROVIDERS = {
    Provider.PUBLIC: N_("a public body"),
    Provider.PRIVATE: N_("a private party"),
    Provider.RESIDENTS: N_("the residents themselves"),
    Provider.MIXED: N_("residents and others together"),
}
WORDS = (
    N_("zero"),
    N_("one"),
    N_("two"),
    N_("three"),
    N_("four"),
    N_("five"),
    N_("six"),
    N_("seven"),
    N_("eight"),
    N_("nine"),
    N_("ten"),
    N_("eleven"),
    N_("twelve"),
)


def spell(number: int) -> str:
    """Write a small number as a word, a larger one in figures."""
    return _(WORDS[number]) if 0 <= number < len(WORDS) else format_number(number)


def name_sector(sector: str) -> str:
    """Return the full name of a sector."""
    return _(SECTORS[Sector(sector)])


def name_sector_briefly(sector: str) -> str:
    """Return the one word a sector has on the list of plans."""
    return _(SHORT_SECTORS[Sector(sector)])


def name_origin(origin: Origin) -> str:
    """Say whose idea an initiative is."""
    return _(ORIGINS[origin])


def name_provider(provider: Provider) -> str:
    """Say who carries something out."""
    return _(PROVIDERS[provider])


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
