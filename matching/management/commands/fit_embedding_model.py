"""Make a model of the network's own ready: manage.py fit_embedding_model."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError

from matching import nomenclature, vectors
from matching.embedding.errors import EmbeddingDied, EmbeddingUnavailable
from matching.embedding.services import service

REPORTED_EVERY = 2_000


class Command(BaseCommand):
    """Has the model behind EMBEDDING_URL embed the labels of NACE in 24 languages, some 23,000
    short texts, and keeps the axes in which they differ. The worker then makes the companies'
    vectors, while those of the model before serve."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        by = service()
        if by is None or not by.identity.needs_fitting:
            raise CommandError("Nothing to fit: EMBEDDING_URL is not set.")
        texts = len(nomenclature.codes()) * len(nomenclature.languages())
        told = 0

        def report(done: int) -> None:
            nonlocal told
            if done - told >= REPORTED_EVERY:
                told = done
                self.stdout.write(f"{done} of {texts} labels are embedded")

        try:
            model = vectors.fit(by, report)
        except (EmbeddingUnavailable, EmbeddingDied, ValueError) as fault:
            raise CommandError(f"{by.identity.name} was not fitted: {fault}") from fault
        self.stdout.write(f"{model} is fitted; the worker makes the vectors.")
