"""When the demo's acts happened: working hours of the working days before today."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# 8:30 to 16:00 here are working hours between Barcelona and Riga.
ZONE = ZoneInfo("Europe/Brussels")
OPENING = time(8, 30)
MINUTES_OPEN = 450
STEP_OF_MINUTES = 5
CLOCK_TIME = time(7, 0)
SATURDAY = 5


def working_day_before(today: date, days: int) -> date:
    """The day that lies `days` working days (Monday to Friday) before `today`.

    Public holidays are not looked at: they differ between the agencies of one story.
    """
    day = today
    while days:
        day -= timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day


def moments_of(key: str, days_ago: Sequence[int], today: date) -> list[datetime]:
    """A moment for each step of one story, the same ones for the same `today`.

    `days_ago` falls; steps of one day follow each other within its working hours.
    """
    found: list[datetime] = []
    for days, count in Counter(days_ago).items():
        day = working_day_before(today, days)
        chance = random.Random(f"{key} {days}")  # noqa: S311  a time of day is no secret
        minutes = sorted(chance.sample(range(0, MINUTES_OPEN + 1, STEP_OF_MINUTES), count))
        opening = datetime.combine(day, OPENING, ZONE)
        found += [opening + timedelta(minutes=minute) for minute in minutes]
    return found


def clock_moments(start: date, end: date) -> Iterator[datetime]:
    """The early morning of each working day from `start` to `end`, when deadlines are looked at."""
    day = start
    while day <= end:
        if day.weekday() < SATURDAY:
            yield datetime.combine(day, CLOCK_TIME, ZONE)
        day += timedelta(days=1)
