"""The words of the pages for what the domain only names."""

from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as __
from flask_babel import ngettext

from voting.domain.initiatives import Origin, Provider, Sector
from voting.domain.rounds import RoundPlan
from voting.web.i18n import format_number

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
