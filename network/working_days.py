"""Working days: deadlines that know Saturdays, Sundays and public holidays of a place.

Day 0 is the day of the act, so "10 working days" from a Thursday is the Thursday two weeks on
when no holiday lies between. Countries are of ISO 3166, subdivisions as the library `holidays`
names them; `place_of` gives both for a region.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

from . import regions

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


def place_of(nuts_code: str) -> tuple[str, str | None]:
    """Return the country (ISO 3166) and the subdivision whose holidays a region keeps."""
    return regions.country_of(nuts_code), subdivision_of(nuts_code)


def is_working_day(day: date, country: str, subdivision: str | None = None) -> bool:
    """Tell whether people work there on that day.

    A subdivision that the library does not know counts as none, a country that it does not know
    as one without holidays: a deadline a day early is better than none.
    """
    return day.weekday() < _SATURDAY and day not in _holidays(country, subdivision, day.year)


def add_working_days(day: date, count: int, country: str, subdivision: str | None = None) -> date:
    """Return the day that many working days after `day`, which is day 0; before it if negative.

    Zero gives the day itself, working or not. Raises `ValueError` beyond 2,000 days either way.
    """
    if abs(count) > _LONGEST:
        raise ValueError(f"{count} working days are more than {_LONGEST}")
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, country, subdivision)
    return day


def working_days_between(
    start: date, end: date, country: str, subdivision: str | None = None
) -> int:
    """Return how many working days after `start` the day `end` is; negative if it lies before.

    Counted as `add_working_days` does: from a Thursday to the next Friday is 6.
    """
    if end < start:
        return -working_days_between(end, start, country, subdivision)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, country, subdivision) for day in days)


@cache
def _holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    import holidays  # takes a third of a second, which start-up need not pay

    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=year)
    except NotImplementedError:
        return frozenset() if subdivision is None else _holidays(country, None, year)
    return frozenset(found)
