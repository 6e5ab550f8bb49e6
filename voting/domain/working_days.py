"""Working days: when a term ends.

Days off are those of the Algemene termijnenwet, article 3: weekends, the generally recognised
holidays, and Good Friday, which is treated as one of them. Days that a minister adds in a
single year are not known here; a term then ends earlier than it might, so an office that wants
them counted sets the day by hand.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
"""Terms in days are days of the municipality."""
DAY = timedelta(days=1)
FIXED_DAYS_OFF = ((1, 1), (5, 5), (12, 25), (12, 26))
EASTER_DAYS_OFF = (-2, 1, 39, 50)
"""Days after Easter Sunday: Good Friday, Easter Monday, Ascension Day, Whit Monday."""


def find_day(at: datetime) -> date:
    """Return the day of a moment, as the municipality's calendar has it."""
    return at.astimezone(ZONE).date()


def add_working_days(start: date, count: int) -> date:
    """Return the last day of a term of `count` working days; `start` itself does not count."""
    day = start
    while count > 0:
        day += DAY
        count -= is_working_day(day)
    return day


def subtract_working_days(end: date, count: int) -> date:
    """Return the day that lies `count` working days before `end`."""
    day = end
    while count > 0:
        day -= DAY
        count -= is_working_day(day)
    return day


def find_working_day(day: date) -> date:
    """Return this day when offices are open, else the next one on which they are."""
    while not is_working_day(day):
        day += DAY
    return day


def is_working_day(day: date) -> bool:
    """Tell whether offices are open on this day."""
    return day.weekday() < 5 and day not in list_days_off(day.year)


def list_days_off(year: int) -> set[date]:
    """Return the holidays of a year; some fall in a weekend."""
    easter = find_easter(year)
    moving = {easter + timedelta(days=days) for days in EASTER_DAYS_OFF}
    return moving | {date(year, month, day) for month, day in FIXED_DAYS_OFF} | {_king(year)}


def find_easter(year: int) -> date:
    """Return Easter Sunday (Meeus, Jones and Butcher: the Gregorian computus)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    corrected = century - (century + 8) // 25 + 1
    epact = (19 * golden + century - century // 4 - corrected // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _king(year: int) -> date:
    # The King's birthday is kept on the Saturday when it falls on a Sunday.
    day = date(year, 4, 27)
    return day - DAY if day.weekday() == 6 else day
