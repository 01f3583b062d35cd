"""manage.py fill_demo: the demo network in an empty database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kontor.demo import filling
from network.models import Organisation


class Command(BaseCommand):
    """Refuses outside the demo and in a database that holds organisations already."""

    help = "Fill the demo network into an empty database (DEMO=1 only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is filled only where DEMO=1 is set.")
        if Organisation.objects.exists():
            raise CommandError("This database is not empty: it holds organisations.")
        filling.fill(self._report)

    def _report(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
