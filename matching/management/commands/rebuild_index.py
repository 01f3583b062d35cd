"""Write the index of companies anew, with all vectors: manage.py rebuild_index."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from companies.models import Company
from matching import index
from matching.embedding.errors import EmbeddingUnavailable
from matching.models import CompanyIndex, SetAsideText

AT_ONCE = 200


class Command(BaseCommand):
    """Marks every row as stale and writes it again; the old rows serve meanwhile."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--resume",
            action="store_true",
            help="go on with a rebuild that was interrupted instead of beginning again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["resume"]:
            # No hash: what a text was seen as is seen anew.
            CompanyIndex.objects.update(version=0, lacks_vector=True, text_hash="")
            SetAsideText.objects.all().delete()
            Company.objects.unrestricted("all are written anew").update(indexed_version=0)
        count = Company.objects.unrestricted("counting rows to write").count()
        written = 0
        while some := index.refresh(limit=AT_ONCE):
            written += some
            self.stdout.write(f"{written} of at most {count} companies are written")
        try:
            made = 0
            while some := index.embed_companies(limit=AT_ONCE):
                made += some
                self.stdout.write(f"{made} vectors are made")
        except EmbeddingUnavailable as fault:
            raise CommandError(
                f"The rows are written, their vectors are not: {fault}. "
                "The worker makes them later, or: manage.py rebuild_index --resume"
            ) from fault
        self.stdout.write(f"The index is true: {written} rows, {made} vectors.")
