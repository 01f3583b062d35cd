"""The index that companies are found by: one row a company, kept true by comparing versions."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Company


class CompanyIndex(models.Model):
    """What matching knows of a company at `version`; older than the company's means stale.

    `document` holds the profile by the text search configuration of its own language, `words` the
    same without accents for trigrams, `sector_paths` each sector with all its ancestors.
    """

    company = models.OneToOneField(
        Company, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    version = models.PositiveIntegerField()
    configuration = models.CharField(max_length=30)
    document = SearchVectorField()
    words = models.TextField()
    sector_paths = ArrayField(models.CharField(max_length=8), default=list)

    class Meta:
        verbose_name = _("index of a company")
        verbose_name_plural = _("index of companies")
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["document"], name="matching_document"),
            GinIndex(fields=["sector_paths"], name="matching_sectors"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="matching_words"),
        ]

    def __str__(self) -> str:
        return str(self.company_id)
