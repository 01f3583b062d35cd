"""Measure how well matching finds: manage.py evaluate_matching."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from matching import evaluation, fusion


class Command(BaseCommand):
    """Loads three files into tables of its own, asks for each need, and prints what was found."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--companies", type=Path, required=True, help="JSONL")
        parser.add_argument("--needs", type=Path, required=True, help="JSONL")
        parser.add_argument("--judgements", type=Path, required=True, help="TSV")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")
        parser.add_argument(
            "--leave-out",
            action="append",
            default=[],
            choices=sorted(fusion.WEIGHTS),
            help="a way of finding that is not used",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        weights = {
            name: 0.0 if name in options["leave_out"] else weight
            for name, weight in fusion.WEIGHTS.items()
        }
        try:
            with evaluation.temporary_tables():
                figures = evaluation.evaluate(
                    options["companies"],
                    options["needs"],
                    options["judgements"],
                    weights=weights,
                    report=lambda line: self.stderr.write(line),
                )
        except (OSError, ValueError, KeyError) as fault:
            raise CommandError(str(fault)) from fault
        if options["json"]:
            self.stdout.write(json.dumps(asdict(figures)))
        else:
            self.stdout.write("\n".join(evaluation.lines(figures)))
