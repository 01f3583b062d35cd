"""Days and moments in the reader's words."""

from __future__ import annotations

from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton
from django.utils import timezone
from django.utils.translation import get_language


def reader_locale() -> Locale:
    """Return the reader's locale; English is British, an unknown one falls back to it."""
    language = (get_language() or "en").replace("-", "_")
    try:
        return Locale.parse("en_GB" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _local(moment: date | datetime) -> date | datetime:
    """Return a moment in the reader's time zone; a plain date stays."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def short_day(moment: date | datetime) -> str:
    """Write a day as in '16 Nov', in the reader's language and time zone."""
    return format_skeleton("MMMd", _local(moment), locale=reader_locale())


def long_day(moment: date | datetime) -> str:
    """Write a day as in '16 November 2026', in the reader's language and time zone."""
    return format_date(_local(moment), format="long", locale=reader_locale())


def short_moment(moment: date | datetime) -> str:
    """Write a moment as in '16 Nov, 10:12'; a plain date without the time."""
    local = _local(moment)
    if not isinstance(local, datetime):
        return short_day(local)
    return f"{short_day(local)}, {format_datetime(local, 'HH:mm', locale=reader_locale())}"
