"""What matching keeps: one row a company, and vectors by the model that made them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField

from companies.models import Company


class CompanyIndex(models.Model):
    """What matching knows of a company at `version`; older than the company's means stale.

    `document` holds the profile by the text search configuration of its own language, `words` the
    same without accents for trigrams, `sector_paths` and `region_paths` each code with all its
    ancestors, `entries` the entries of NACE that the text is nearest to. `text_hash` names the text
    that vectors are made of; `lacks_vector` until the model that serves has seen it.
    """

    company = models.OneToOneField(
        Company, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    version = models.PositiveIntegerField()
    configuration = models.CharField(max_length=30)
    document = SearchVectorField()
    words = models.TextField()
    sector_paths = ArrayField(models.CharField(max_length=8), default=list)
    region_paths = ArrayField(models.CharField(max_length=8), default=list)
    entries = ArrayField(models.CharField(max_length=8), default=list)
    text_hash = models.CharField(max_length=64, blank=True)
    lacks_vector = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("index of a company")
        verbose_name_plural = _("index of companies")
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["document"], name="matching_document"),
            GinIndex(fields=["sector_paths"], name="matching_sectors"),
            GinIndex(fields=["region_paths"], name="matching_regions"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="matching_words"),
            models.Index(
                fields=["company"],
                condition=models.Q(lacks_vector=True),
                name="matching_lacks_vector",
            ),
        ]

    def __str__(self) -> str:
        return str(self.company_id)


class EmbeddingModel(models.Model):
    """What made vectors: vectors of two models are never compared.

    Its nearest-neighbour index is made with its row (`matching.vectors.registered`).
    """

    # Made of name, version and dimensions (`matching.vectors.Kept.key`).
    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=100)
    version = models.CharField(max_length=40)
    dimensions = models.PositiveSmallIntegerField()
    known_since = models.DateTimeField(db_default=Now(), editable=False)
    # Since when every company has its vector: from then on it serves, until then the one before.
    complete_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("embedding model")
        verbose_name_plural = _("embedding models")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class CompanyVector(models.Model):
    """A company's vector by one model, of the text that `text_hash` names."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    model = models.ForeignKey(EmbeddingModel, on_delete=models.CASCADE, related_name="+")
    text_hash = models.CharField(max_length=64)
    vector = HalfVectorField()

    class Meta:
        verbose_name = _("vector of a company")
        verbose_name_plural = _("vectors of companies")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "model"], name="matching_vector_once"),
        ]

    def __str__(self) -> str:
        return str(self.company_id)


class NeedText(models.Model):
    """The text of a need that vectors are wanted of, under its hash; nothing says whose it is."""

    text_hash = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()
    language = models.CharField(max_length=8, blank=True)
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("text of a need")
        verbose_name_plural = _("texts of needs")

    def __str__(self) -> str:
        return self.text_hash


class NeedVector(models.Model):
    """A need's vector by one model; empty where the text says nothing or is set aside."""

    need = models.ForeignKey(NeedText, on_delete=models.CASCADE, related_name="+")
    model = models.ForeignKey(EmbeddingModel, on_delete=models.CASCADE, related_name="+")
    vector = HalfVectorField(null=True)

    class Meta:
        verbose_name = _("vector of a need")
        verbose_name_plural = _("vectors of needs")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["need", "model"], name="matching_need_vector_once"),
        ]

    def __str__(self) -> str:
        return str(self.need_id)


class SetAsideText(models.Model):
    """A text over which the model died; after two deaths it is never given to it again."""

    text_hash = models.CharField(max_length=64, primary_key=True)
    deaths = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("text set aside")
        verbose_name_plural = _("texts set aside")

    def __str__(self) -> str:
        return self.text_hash
