"""Who has to act, since when and until when: written by transitions, computed nowhere else."""

from __future__ import annotations

from datetime import date

from django.db import models

from activities.clock import end_of_day, now
from cooperation_requests.enums import WaitsFor

WAITING_FIELDS = ("waits_for", "waiting_since", "due_on", "late_from")


class Waiting(models.Model):
    """`due_on` is a day of the acting body's time zone; late from `late_from` on."""

    waits_for = models.CharField(
        max_length=20, choices=WaitsFor.choices, default=WaitsFor.NOBODY, blank=True
    )
    waiting_since = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    late_from = models.DateTimeField(null=True, db_index=True)

    class Meta:
        abstract = True

    def wait_for(self, who: WaitsFor, *, due_on: date | None, zone: str) -> None:
        """Start the clock of `who`, due at the end of `due_on` in `zone`."""
        self.waits_for = who
        self.waiting_since = now() if who else None
        self.due_on = due_on if who else None
        self.late_from = end_of_day(due_on, zone) if who and due_on else None

    @classmethod
    def late_rule(cls) -> models.Q:
        """Whose time is over: `is_late` as a query has it."""
        return models.Q(late_from__lte=now())

    @property
    def is_late(self) -> bool:
        return self.late_from is not None and self.late_from <= now()
