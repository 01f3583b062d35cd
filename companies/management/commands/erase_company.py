"""Erase a company at the wish of its people or its agency: manage.py erase_company KEY"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser

from activities.actor import CLOCK
from companies.actions import erase
from companies.models import Company


class Command(BaseCommand):
    """Erases words and files; keys, codes and dates stay on record. There is no way back."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", type=UUID, help="the key in the address of the company's page")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            erase(actor=CLOCK, company_id=options["key"])
        except Company.DoesNotExist as fault:
            raise CommandError("There is no such company.") from fault
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write("Erased.")
