"""Working days: deadlines that know Saturdays, Sundays and public holidays of a place.

Day 0 is the day of the act, so "10 working days" from a Thursday is the Thursday two weeks on
when no holiday lies between. Countries are of ISO 3166; parts of a country and kinds of holidays
as the library `holidays` names them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final

# Holidays that only part of a country keeps, by the longest NUTS 2021 code that fits. Where a
# region's agencies keep the national days alone (Lombardia: patron saints are a town's), the
# region is left out.
_SUBDIVISIONS: Final[dict[str, str]] = {
    "AT11": "1", "AT12": "3", "AT13": "9", "AT21": "2", "AT22": "6", "AT31": "4", "AT32": "5",
    "AT33": "7", "AT34": "8",
    "CH011": "VD", "CH012": "VS", "CH013": "GE", "CH021": "BE", "CH022": "FR", "CH023": "SO",
    "CH024": "NE", "CH025": "JU", "CH031": "BS", "CH032": "BL", "CH033": "AG", "CH040": "ZH",
    "CH051": "GL", "CH052": "SH", "CH053": "AR", "CH054": "AI", "CH055": "SG", "CH056": "GR",
    "CH057": "TG", "CH061": "LU", "CH062": "UR", "CH063": "SZ", "CH064": "OW", "CH065": "NW",
    "CH066": "ZG", "CH070": "TI",
    "DE1": "BW", "DE2": "BY", "DE3": "BE", "DE4": "BB", "DE5": "HB", "DE6": "HH", "DE7": "HE",
    "DE8": "MV", "DE9": "NI", "DEA": "NW", "DEB": "RP", "DEC": "SL", "DED": "SN", "DEE": "ST",
    "DEF": "SH", "DEG": "TH",
    "ES11": "GA", "ES12": "AS", "ES13": "CB", "ES21": "PV", "ES22": "NC", "ES23": "RI",
    "ES24": "AR", "ES30": "MD", "ES41": "CL", "ES42": "CM", "ES43": "EX", "ES51": "CT",
    "ES52": "VC", "ES53": "IB", "ES61": "AN", "ES62": "MC", "ES63": "CE", "ES64": "ML",
    "ES70": "CN",
    "FRF1": "6AE", "FRF33": "57", "FRY1": "971", "FRY2": "972", "FRY3": "973", "FRY4": "974",
    "FRY5": "976",
    "ITH10": "BZ",
    "PT20": "20", "PT30": "30",
    "UKC": "ENG", "UKD": "ENG", "UKE": "ENG", "UKF": "ENG", "UKG": "ENG", "UKH": "ENG",
    "UKI": "ENG", "UKJ": "ENG", "UKK": "ENG", "UKL": "WLS", "UKM": "SCT", "UKN": "NIR",
}  # fmt: skip

_SATURDAY: Final = 5
_LONGEST: Final = 2_000


def subdivision_of(nuts_code: str) -> str | None:
    """Return the subdivision whose holidays a region keeps: "DE111" gives "BW".

    None for a whole country, and where the national holidays are all there is to know.
    """
    for length in range(len(nuts_code), 2, -1):
        found = _SUBDIVISIONS.get(nuts_code[:length])
        if found is not None:
            return found
    return None


@dataclass(frozen=True)
class Calendar:
    """The working days of a place.

    `part` is a subdivision of the country (or a town that the library knows, Augsburg); `kinds`
    are holidays kept beside the public ones ("catholic" for Bavaria's communities); `own` are days
    that only this place keeps: "12-07" every year, "2027-02-08" once.

    A part or kind that the library does not know counts as none, a country that it does not know
    as one without holidays: a deadline a day early is better than none.
    """

    country: str
    part: str | None = None
    kinds: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work there on that day."""
        return (
            day.weekday() < _SATURDAY
            and day not in _holidays(self.country, self.part, self.kinds, day.year)
            and f"{day:%m-%d}" not in self.own
            and day.isoformat() not in self.own
        )

    def add(self, day: date, count: int) -> date:
        """Return the day that many working days after `day`, which is day 0; before it if negative.

        Zero gives the day itself, working or not. Raises `ValueError` beyond 2,000 days either way.
        """
        if abs(count) > _LONGEST:
            raise ValueError(f"{count} working days are more than {_LONGEST}")
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Return how many working days after `start` the day `end` is; negative if it lies before.

        Counted as `add` does: from a Thursday to the next Friday is 6.
        """
        if end < start:
            return -self.between(end, start)
        first, last = start.toordinal(), end.toordinal()
        years = (_working_days_of(self, year) for year in range(start.year, end.year + 1))
        return sum(bisect_right(days, last) - bisect_right(days, first) for days in years)


@lru_cache(maxsize=4_096)
def _working_days_of(calendar: Calendar, year: int) -> tuple[int, ...]:
    """The working days of a year, as ordinals in their order: what is years late is not counted
    day by day for each row of a list."""
    days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    return tuple(day for day in days if calendar.is_working_day(date.fromordinal(day)))


def parts_of(country: str) -> dict[str, str]:
    """Return the parts of a country with holidays of their own: what people may call one, folded
    to small letters (code or name), and its code. Empty where the library knows none.
    """
    import holidays

    if country not in holidays.list_supported_countries(include_aliases=False):
        return {}
    known = holidays.country_holidays(country)
    named = {code.lower(): code for code in known.subdivisions}
    return named | {name.lower(): code for name, code in known.subdivisions_aliases.items()}


def kinds_of(country: str) -> frozenset[str]:
    """Return the kinds of holidays that the library knows of a country, the public ones among
    them; none for a country that it does not know."""
    import holidays

    if country not in holidays.list_supported_countries(include_aliases=False):
        return frozenset()
    return frozenset(holidays.country_holidays(country).supported_categories)


@cache
def _holidays(country: str, part: str | None, kinds: tuple[str, ...], year: int) -> frozenset[date]:
    import holidays  # takes a third of a second, which start-up need not pay

    kept = ("public", *sorted(kinds_of(country).intersection(kinds)))
    try:
        found = holidays.country_holidays(country, subdiv=part, years=year, categories=kept)
    except NotImplementedError:
        return frozenset() if part is None else _holidays(country, None, kinds, year)
    return frozenset(found)
