"""Two languages: which one a page is in, and how it writes money, rights and moments."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale, ngettext
from werkzeug.datastructures import LanguageAccept

from voting.settings import Settings
from voting.web import current_settings

LOCALES = {"nl": "nl", "en": "en_GB"}
"""The languages of the pages, and how each writes numbers and dates."""
NAMES = {"nl": "Nederlands", "en": "English"}
NBSP = "\N{NO-BREAK SPACE}"
MOMENT = {"nl": "d MMMM, HH.mm 'uur'", "en": "d MMMM, HH:mm"}
MOMENT_AND_YEAR = {"nl": "d MMMM y, HH.mm 'uur'", "en": "d MMMM y, HH:mm"}


class Bilingual(Protocol):
    """Text that the municipality or a resident wrote, perhaps in one language only."""

    def get(self, language: str) -> str:
        """Return the text in `language`, or else in the other one."""


def init_app(app: Flask, settings: Settings) -> None:
    """Choose the language by the first part of the path, and give templates the words."""
    app.config.update(
        BABEL_TRANSLATION_DIRECTORIES=str(settings.translations_dir),
        BABEL_DEFAULT_LOCALE=LOCALES[settings.default_language],
        BABEL_DEFAULT_TIMEZONE=settings.time_zone,
    )
    Babel(app, locale_selector=lambda: LOCALES[current_language()])
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_add_language)
    app.context_processor(_offer_language)
    app.jinja_env.filters.update(
        euros=format_euros,
        whole_euros=format_whole_euros,
        level=format_level,
        number=format_number,
        percent=format_share,
        rights=format_rights,
        moment=format_moment,
        moment_and_year=format_moment_and_year,
        day=format_day,
        local=local,
    )


def current_language() -> str:
    """
    Return "nl" or "en": what the address says, or else what the browser prefers.

    Outside a request, in a command, it is the installation's own language.
    """
    language: str | None = g.get("language")
    if language is None:
        language = (
            _find_language() if has_request_context() else current_settings().default_language
        )
        g.language = language
    return language


def negotiate_language(accepted: LanguageAccept) -> str:
    """Return the language a browser likes best, of the two there are."""
    default = current_settings().default_language
    return accepted.best_match(list(LOCALES), default) or default


def find_other_language() -> str:
    """Return the language this page is not in."""
    return next(language for language in LOCALES if language != current_language())


def write_other_language_url() -> str:
    """Return the address of this same page in the other language, without its query."""
    rest = quote(request.path.removeprefix(f"/{current_language()}"))
    return f"/{find_other_language()}{rest if rest.startswith('/') else '/'}"


def local(text: Bilingual) -> str:
    """Return `text` in the language of the page, or else in the other one."""
    return text.get(current_language())


def format_euros(cents: int) -> str:
    """Write an amount with its cents: € 8.818,53 or €8,818.53."""
    return format_currency(Decimal(cents) / 100, "EUR", locale=_locale())


def format_whole_euros(cents: int) -> str:
    """Write an amount without cents where there are none: € 10.000, but € 8.818,53."""
    return format_euros(cents) if cents % 100 else _format_euros(Decimal(cents) / 100, "0")


def format_level(cents: Decimal) -> str:
    """Write what one right is worth, in cents, as euros with six decimals: € 17,637057."""
    return _format_euros(cents / 100, "0.000000")


def format_number(number: int | Decimal) -> str:
    """Write a number with the separators of the language."""
    return format_decimal(number, locale=_locale())


def format_share(share: Decimal, digits: int = 0) -> str:
    """Write a share of one as a percentage."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return format_percent(share, format=pattern, locale=_locale())


def format_rights(count: int) -> str:
    """Write a number of rights: 1 right, 5 rights."""
    return ngettext("%(number)s right", "%(number)s rights", count, number=format_number(count))


def format_moment(at: datetime) -> str:
    """Write a moment as the municipality's clock shows it: 14 juni, 20.00 uur."""
    return _format_moment(at, MOMENT)


def format_moment_and_year(at: datetime) -> str:
    """Write a moment with its year: 14 juni 2026, 20.00 uur."""
    return _format_moment(at, MOMENT_AND_YEAR)


def format_day(at: datetime) -> str:
    """Write the day of a moment: 19 juni 2026."""
    return babel_date(at.astimezone(_zone()).date(), "d MMMM y", locale=_locale())


def _format_euros(euros: Decimal, digits: str) -> str:
    # The pattern's own digits count, not the currency's usual two.
    pattern = f"¤{NBSP if current_language() == 'nl' else ''}#,##{digits}"
    return format_currency(euros, "EUR", pattern, locale=_locale(), currency_digits=False)


def _format_moment(at: datetime, patterns: dict[str, str]) -> str:
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    pattern = patterns[current_language()]
    return babel_datetime(at.astimezone(_zone()), pattern, locale=_locale())


def _zone() -> ZoneInfo:
    return ZoneInfo(current_settings().time_zone)


def _locale() -> Locale:
    return cast(Locale, get_locale())


def _find_language() -> str:
    first = request.path.split("/", 2)[1]
    return first if first in LOCALES else negotiate_language(request.accept_languages)


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "language" in values:
        g.language = values.pop("language")


def _add_language(endpoint: str, values: dict[str, Any]) -> None:
    if "language" not in values and _expects_language(endpoint):
        values["language"] = current_language()


def _expects_language(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "language")


def _offer_language() -> dict[str, Any]:
    return {
        "language": current_language(),
        "other_language": find_other_language(),
        "other_language_url": write_other_language_url(),
        "other_language_name": NAMES[find_other_language()],
    }
