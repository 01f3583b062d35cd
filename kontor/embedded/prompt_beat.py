"""Beat's schedule on its first start: what is to run every so often runs at once, then so often.

Without this the first heartbeat, for which `make run` waits, comes only after a whole interval.
"""

from celery.beat import PersistentScheduler
from celery.schedules import schedule


class PromptScheduler(PersistentScheduler):
    """The usual schedule, kept in a file, with its first round brought forward."""

    def setup_schedule(self) -> None:
        """Make entries that never ran due now; those tied to a time of day keep it."""
        super().setup_schedule()
        for entry in self.schedule.values():
            # Exactly this class: crontab and the like tie an entry to a time of day.
            if entry.total_run_count == 0 and type(entry.schedule) is schedule:
                entry.last_run_at -= entry.schedule.run_every  # type: ignore[attr-defined]
