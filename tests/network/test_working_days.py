"""Working days: day 0 is the day of the act, holidays are those of the place."""

from datetime import date

import pytest

from network import regions, working_days
from network.working_days import add_working_days, is_working_day, working_days_between

THURSDAY = date(2026, 11, 5)


def test_ten_working_days_in_baden_wuerttemberg_are_two_weeks() -> None:
    assert add_working_days(THURSDAY, 10, "DE", "BW") == date(2026, 11, 19)


def test_ten_working_days_in_france_leave_out_the_armistice() -> None:
    assert add_working_days(THURSDAY, 10, "FR") == date(2026, 11, 20)


def test_no_working_days_is_the_day_itself_even_on_a_sunday() -> None:
    assert add_working_days(date(2026, 11, 8), 0, "DE", "BW") == date(2026, 11, 8)


def test_from_a_weekend_the_first_working_day_is_monday() -> None:
    assert add_working_days(date(2026, 11, 7), 1, "DE", "BW") == date(2026, 11, 9)


def test_days_are_counted_backwards_too() -> None:
    assert add_working_days(date(2026, 11, 20), -10, "FR") == THURSDAY
    assert add_working_days(date(2026, 11, 19), -10, "DE", "BW") == THURSDAY


def test_christmas_and_new_year_are_left_out_across_the_year() -> None:
    assert add_working_days(date(2026, 12, 23), 3, "DE", "BW") == date(2026, 12, 29)
    assert add_working_days(date(2026, 12, 31), 1, "DE", "BW") == date(2027, 1, 4)


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
    assert is_working_day(day, *working_days.place_of(nuts_code)) is works


def test_distance_is_what_adding_undoes() -> None:
    for count in range(-30, 31):
        later = add_working_days(THURSDAY, count, "FR")
        assert working_days_between(THURSDAY, later, "FR") == count


def test_distance_to_a_weekend_is_that_to_its_friday() -> None:
    assert working_days_between(THURSDAY, date(2026, 11, 8), "DE", "BW") == 1


def test_unknown_subdivision_keeps_the_national_holidays() -> None:
    assert not is_working_day(date(2026, 5, 1), "DE", "XX")
    assert is_working_day(date(2026, 1, 6), "DE", "XX")


def test_unknown_country_keeps_weekends_alone() -> None:
    assert is_working_day(date(2026, 1, 1), "XX")
    assert not is_working_day(date(2026, 1, 3), "XX")


def test_absurd_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="2001 working days are more than 2000"):
        add_working_days(THURSDAY, 2001, "DE")


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
