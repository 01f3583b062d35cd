"""Look whether every timer is what its kind reckons; put it right on request."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activities.timers.reckoning import differences, reckon_all


class Command(BaseCommand):
    help = "Looks whether what falls due by itself is what is reckoned anew (--mend: writes that)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="write what is reckoned")

    def handle(self, *args: Any, mend: bool, **options: Any) -> None:
        found = differences()
        for one in found:
            self.stdout.write(
                f"{one.kind} {one.subject_id} {one.step}: "
                f"stored {one.stored or 'not'}, reckoned {one.reckoned or 'not'}"
            )
        if found and mend:
            reckon_all()
            found = differences()
        if found:
            raise CommandError(f"{len(found)} timers are not what is reckoned.")
        self.stdout.write("Every timer is what is reckoned.")
