"""Writing down what falls due when, and looking whether that is still so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from activities.clock import now
from activities.models import Timer
from activities.timers.kinds import Row, TimerKind, kinds

BATCH = 200

# Both at once, as the verbs of a case count their queries: what is no longer due goes, and what is
# due is written. A step that was done comes anew when its row says that it is to be done again.
_RECKON = """
WITH wanted AS (
    SELECT * FROM unnest(%(subjects)s::uuid[], %(steps)s::text[], %(moments)s::timestamptz[],
                         %(calendars)s::uuid[]) AS one (subject_id, step, due_at, calendar_id)
), gone AS (
    DELETE FROM activities_timer AS timer
    WHERE timer.kind = %(kind)s AND timer.subject_id = ANY(%(looked_at)s::uuid[])
      AND timer.done_at IS NULL
      AND NOT EXISTS (SELECT FROM wanted WHERE wanted.subject_id = timer.subject_id
                      AND wanted.step = timer.step)
)
INSERT INTO activities_timer
    (kind, subject_id, step, due_at, calendar_id, done_at, try_at, attempts, fault)
SELECT %(kind)s, subject_id, step, due_at, calendar_id, NULL, due_at, 0, ''
FROM wanted ORDER BY subject_id, step
ON CONFLICT (kind, subject_id, step) DO UPDATE
SET due_at = excluded.due_at, calendar_id = excluded.calendar_id, done_at = NULL,
    try_at = excluded.due_at, attempts = 0, fault = ''
WHERE activities_timer.done_at IS NOT NULL OR activities_timer.due_at <> excluded.due_at
   OR activities_timer.calendar_id IS DISTINCT FROM excluded.calendar_id
"""


@dataclass(frozen=True)
class Difference:
    """A timer that is not what its kind reckons: None stands for no timer."""

    kind: str
    subject_id: UUID
    step: str
    stored: datetime | None
    reckoned: datetime | None


def reckon(kind: TimerKind[Row], rows: Iterable[Row]) -> None:
    """Write what falls due of these rows, which the caller has locked, and of nothing else of
    them. One query for any number of rows."""
    looked_at, wanted = [], []
    for row in rows:
        key = UUID(str(row.pk))
        looked_at.append(key)
        calendar = kind.calendar(row)
        wanted += [(key, step, moment, calendar) for step, moment in kind.due(row).items()]
    if not looked_at:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _RECKON,
            {
                "kind": kind.code,
                "looked_at": [str(key) for key in looked_at],
                "subjects": [str(key) for key, _step, _moment, _calendar in wanted],
                "steps": [str(step) for _key, step, _moment, _calendar in wanted],
                "moments": [moment for _key, _step, moment, _calendar in wanted],
                "calendars": [
                    str(calendar) if calendar else None for _key, _step, _moment, calendar in wanted
                ],
            },
        )


def reckon_all() -> int:
    """Reckon the timers of all rows of all kinds anew, a batch in a transaction; how many rows."""
    count = 0
    for kind in kinds():
        for keys in batches(_known(kind)):
            with transaction.atomic():
                rows = list(kind.locked(keys))
                reckon(kind, rows)
                gone = set(keys) - {UUID(str(row.pk)) for row in rows}
                Timer.objects.filter(
                    kind=kind.code, subject_id__in=gone, done_at__isnull=True
                ).delete()
            count += len(rows)
    return count


def _known(kind: TimerKind[Row]) -> list[UUID]:
    """The keys of all rows that may have timers, and of those that do."""
    stored = Timer.objects.filter(kind=kind.code, done_at__isnull=True)
    return sorted({*kind.rows(), *stored.values_list("subject_id", flat=True)})


def differences() -> list[Difference]:
    """Where the timers that are stored are not those that their kinds reckon. Each batch of rows
    is locked while it is looked at."""
    found: list[Difference] = []
    for kind in kinds():
        for keys in batches(_known(kind)):
            with transaction.atomic():
                found += _differences_of(kind, keys)
    return found


def _differences_of(kind: TimerKind[Row], keys: Sequence[UUID]) -> list[Difference]:
    reckoned = {
        (UUID(str(row.pk)), str(step)): moment
        for row in kind.locked(keys)
        for step, moment in kind.due(row).items()
    }
    open_timers = Timer.objects.filter(kind=kind.code, subject_id__in=keys, done_at__isnull=True)
    stored = {(one.subject_id, one.step): one.due_at for one in open_timers}
    return [
        Difference(kind.code, key, step, stored.get((key, step)), reckoned.get((key, step)))
        for key, step in sorted({*reckoned, *stored})
        if stored.get((key, step)) != reckoned.get((key, step))
    ]


def calendar_changed(calendar_id: UUID) -> None:
    """The working days or the time zone of whoever has this key changed: what hangs on them is
    reckoned anew by the next run, in a transaction of its own and with its own locks."""
    Timer.objects.update_or_create(
        kind=Timer.CALENDAR,
        subject_id=calendar_id,
        step=Timer.CALENDAR,
        defaults={"due_at": now(), "try_at": now(), "done_at": None, "attempts": 0, "fault": ""},
    )


def reckon_calendar(calendar_id: UUID) -> None:
    """Reckon anew what hangs on one calendar."""
    for kind in kinds():
        open_timers = Timer.objects.filter(
            kind=kind.code, calendar_id=calendar_id, done_at__isnull=True
        )
        for keys in batches(open_timers.values_list("subject_id", flat=True).distinct()):
            with transaction.atomic():
                reckon(kind, kind.locked(keys))


def batches(keys: Iterable[UUID]) -> Iterable[list[UUID]]:
    """The keys in lists of at most BATCH."""
    rest = iter(list(keys))
    while batch := list(islice(rest, BATCH)):
        yield batch
