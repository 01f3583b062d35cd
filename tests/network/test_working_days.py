"""Working days: day 0 is the day of the act, holidays are those of the place."""

from datetime import date, timedelta

import pytest

from network import regions, working_days
from network.working_days import Calendar


def place_of(nuts_code: str) -> Calendar:
    return Calendar(regions.country_of(nuts_code), working_days.subdivision_of(nuts_code))


THURSDAY = date(2026, 11, 5)


def test_ten_working_days_in_baden_wuerttemberg_are_two_weeks() -> None:
    assert Calendar("DE", "BW").add(THURSDAY, 10) == date(2026, 11, 19)


def test_ten_working_days_in_france_leave_out_the_armistice() -> None:
    assert Calendar("FR").add(THURSDAY, 10) == date(2026, 11, 20)


def test_no_working_days_is_the_day_itself_even_on_a_sunday() -> None:
    assert Calendar("DE", "BW").add(date(2026, 11, 8), 0) == date(2026, 11, 8)


def test_from_a_weekend_the_first_working_day_is_monday() -> None:
    assert Calendar("DE", "BW").add(date(2026, 11, 7), 1) == date(2026, 11, 9)


def test_days_are_counted_backwards_too() -> None:
    assert Calendar("FR").add(date(2026, 11, 20), -10) == THURSDAY
    assert Calendar("DE", "BW").add(date(2026, 11, 19), -10) == THURSDAY


def test_christmas_and_new_year_are_left_out_across_the_year() -> None:
    assert Calendar("DE", "BW").add(date(2026, 12, 23), 3) == date(2026, 12, 29)
    assert Calendar("DE", "BW").add(date(2026, 12, 31), 1) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("day", "nuts_code", "works"),
    [
        (date(2026, 1, 6), "DE11D", False),  # Epiphany is kept in Baden-Württemberg
        (date(2026, 1, 6), "DE50", True),  # and not in Bremen
        (date(2026, 9, 11), "ES511", False),  # Diada
        (date(2026, 9, 11), "ES30", True),
        (date(2026, 11, 18), "LV00", False),  # Latvia's proclamation day
        (date(2026, 2, 16), "LT01", False),  # Lithuania's day of restoration
        (date(2026, 7, 21), "BE2", False),
        (date(2026, 12, 7), "ITC4C", True),  # Milan's patron saint is a town's own
        (date(2026, 12, 8), "ITC4", False),
        (date(2026, 12, 26), "EL30", False),
    ],
)
def test_holidays_are_those_of_the_region(day: date, nuts_code: str, works: bool) -> None:
    assert place_of(nuts_code).is_working_day(day) is works


ASSUMPTION = date(2025, 8, 15)  # a Friday, kept in Bavaria's Catholic communities alone


@pytest.mark.parametrize(
    ("calendar", "works"),
    [
        (Calendar("DE", "BY"), True),
        (Calendar("DE", "BY", kinds=("catholic",)), False),
        (Calendar("DE", "BW", kinds=("catholic",)), True),
        (Calendar("DE", "XX", kinds=("catholic",)), True),
        (Calendar("DE", "BY", kinds=("protestant",)), True),  # Germany has none
        (Calendar("DE", "BY", own=("08-15",)), False),
        (Calendar("DE", "BY", own=("2025-08-15",)), False),
        (Calendar("DE", "BY", own=("2026-08-15", "08-14")), True),
    ],
)
def test_holidays_of_communities_and_own_ones(calendar: Calendar, works: bool) -> None:
    assert calendar.is_working_day(ASSUMPTION) is works


@pytest.mark.parametrize(
    ("calendar", "day"),
    [
        (Calendar("DE", "Augsburg"), date(2025, 8, 8)),  # its Peace Festival
        (Calendar("IT", "MI"), date(2026, 12, 7)),  # Saint Ambrose
    ],
)
def test_a_town_that_the_library_knows_has_its_own_day(calendar: Calendar, day: date) -> None:
    assert not calendar.is_working_day(day)
    assert Calendar(calendar.country).is_working_day(day)


def test_distance_is_what_adding_undoes() -> None:
    for count in range(-30, 31):
        later = Calendar("FR").add(THURSDAY, count)
        assert Calendar("FR").between(THURSDAY, later) == count


@pytest.mark.parametrize("years", [0, 1, 7])
def test_distance_is_counted_day_by_day_whatever_the_years_between(years: int) -> None:
    place = Calendar("DE", "BY", ("catholic",), ("12-07", "2027-02-08"))
    for first in (date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 1)):
        last = first.replace(year=first.year + years) + timedelta(days=9)
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        assert place.between(first, last) == sum(map(place.is_working_day, days))
        assert place.between(last, first) == -place.between(first, last)


def test_distance_to_a_weekend_is_that_to_its_friday() -> None:
    assert Calendar("DE", "BW").between(THURSDAY, date(2026, 11, 8)) == 1


def test_unknown_subdivision_keeps_the_national_holidays() -> None:
    assert not Calendar("DE", "XX").is_working_day(date(2026, 5, 1))
    assert Calendar("DE", "XX").is_working_day(date(2026, 1, 6))


def test_unknown_country_keeps_weekends_alone() -> None:
    assert Calendar("XX").is_working_day(date(2026, 1, 1))
    assert not Calendar("XX").is_working_day(date(2026, 1, 3))


def test_absurd_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="2001 working days are more than 2000"):
        Calendar("DE").add(THURSDAY, 2001)


def test_every_subdivision_of_the_table_is_known_to_the_library_and_to_nuts() -> None:
    import holidays

    known = holidays.list_supported_countries()
    for nuts_code, subdivision in working_days._SUBDIVISIONS.items():
        assert regions.is_code(nuts_code)
        assert subdivision in known[regions.country_of(nuts_code)], nuts_code


@pytest.mark.parametrize(
    ("nuts_code", "expected"),
    [
        ("DE11D", "BW"),
        ("DE5", "HB"),
        ("ES511", "CT"),
        ("ITC4", None),
        ("ITH10", "BZ"),
        ("FRF12", "6AE"),
        ("CH056", "GR"),
        ("DE", None),
        ("LV00", None),
    ],
)
def test_subdivision_comes_from_the_longest_code_that_fits(
    nuts_code: str, expected: str | None
) -> None:
    assert working_days.subdivision_of(nuts_code) == expected
