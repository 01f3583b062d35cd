"""The one place that asks for the time."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path

from django.conf import settings

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    fixed = _set_to.get()
    if fixed is not None:
        return fixed
    present = datetime.now(UTC)
    if settings.KONTOR_TEST_CLOCK:
        present += _offset(settings.KONTOR_TEST_CLOCK)
    return present


def today(zone: tzinfo | str) -> date:
    """The calendar day in `zone`, a time zone or its IANA name."""
    return now().astimezone(_zone(zone)).date()


def start_of_day(day: date, zone: tzinfo | str) -> datetime:
    """The first moment of `day` in `zone`."""
    return end_of_day(day - timedelta(days=1), zone)


def hour_of_day(day: date, hour: int, zone: tzinfo | str) -> datetime:
    """The moment at which the clocks in `zone` say that hour of `day`. Of an hour that comes twice
    the first; one that is left out is the hour after it."""
    return datetime.combine(day, time(hour), _zone(zone)).astimezone(UTC)


def end_of_day(day: date, zone: tzinfo | str) -> datetime:
    """The first moment after `day` in `zone`: what is due on `day` is late from here."""
    return datetime.combine(day + timedelta(days=1), time.min, _zone(zone)).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block the clock stands at `moment` (aware); for the demo's past and for tests."""
    if moment.tzinfo is None:
        raise ValueError("The clock is set with a time zone.")
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def _zone(zone: tzinfo | str) -> tzinfo:
    return zoneinfo.ZoneInfo(zone) if isinstance(zone, str) else zone


def _offset(path: str) -> timedelta:
    """The file that moves the clock of every process of a test: seconds, read each time."""
    try:
        return timedelta(seconds=float(Path(path).read_text() or 0))
    except (OSError, ValueError):
        return timedelta()
