"""What matching keeps: one row a company, and vectors by the model that made them."""

from __future__ import annotations

from collections.abc import Iterable
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
    same without accents, `name` name and town for trigrams, `sector_paths` and `region_paths` each
    code with all its ancestors, `entries` the entries of NACE that the text is nearest to.
    `text_hash` names the text that vectors are made of; `lacks_vector` until the model that serves
    has seen it. `looked_version` is the one that open needs were looked through for.
    """

    company = models.OneToOneField(
        Company, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    version = models.PositiveIntegerField()
    configuration = models.CharField(max_length=30)
    document = SearchVectorField()
    words = models.TextField()
    name = models.CharField(max_length=310, default="")
    sector_paths = ArrayField(models.CharField(max_length=8), default=list)
    region_paths = ArrayField(models.CharField(max_length=8), default=list)
    entries = ArrayField(models.CharField(max_length=8), default=list)
    text_hash = models.CharField(max_length=64, blank=True, db_index=True)
    lacks_vector = models.BooleanField(default=True)
    looked_version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("index of a company")
        verbose_name_plural = _("index of companies")
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["document"], name="matching_document"),
            GinIndex(fields=["sector_paths"], name="matching_sectors"),
            GinIndex(fields=["region_paths"], name="matching_regions"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="matching_names"),
            models.Index(
                fields=["region_paths", "sector_paths", "company"],
                condition=models.Q(lacks_vector=True),
                name="matching_lacks_vector",
            ),
            models.Index(
                fields=["company"],
                condition=models.Q(looked_version__lt=models.F("version")),
                name="matching_not_looked_at",
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
    # Of a model that does not come with Kontor: `matching.meaning.SectorAxes`, as it is saved.
    axes = models.BinaryField(null=True, editable=False)
    known_since = models.DateTimeField(db_default=Now(), editable=False)
    # Since when every company has its vector: from then on it serves, until then the one before.
    complete_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("embedding model")
        verbose_name_plural = _("embedding models")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def cells_of(regions: Iterable[str], sectors: Iterable[str]) -> list[str]:
    """Each region with each sector, as rows of vectors are filtered by; one side may be empty:
    ("ES51", "24") gives "ES51|24", without regions "|24"."""
    return sorted(
        f"{region}|{sector}"
        for region in (set(regions) or {""})
        for sector in (set(sectors) or {""})
    )


class CompanyVector(models.Model):
    """A company's vector by one model, of the text that `text_hash` names.

    `cells` are the regions and sectors of its row in the index, each alone and each with each, so
    that one index finds who passes both filters and the vector lies beside it (`cells_of`).
    """

    # The constraint's index finds a company's vectors, the model's partial index its own.
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    model = models.ForeignKey(
        EmbeddingModel, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    text_hash = models.CharField(max_length=64)
    vector = HalfVectorField()
    cells = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        verbose_name = _("vector of a company")
        verbose_name_plural = _("vectors of companies")
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["cells"], name="matching_cells"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "model"], name="matching_vector_once"),
        ]

    def __str__(self) -> str:
        return str(self.company_id)


class NeedText(models.Model):
    """The text of a need that vectors are wanted of, under its hash; nothing says whose it is.

    What was typed into a search is not `lasting` and forgotten after a day.
    """

    text_hash = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()
    language = models.CharField(max_length=8, blank=True)
    lasting = models.BooleanField(default=True)
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("text of a need")
        verbose_name_plural = _("texts of needs")

    def __str__(self) -> str:
        return self.text_hash


class NeedVector(models.Model):
    """A need's vector by one model; empty where the text says nothing or is set aside. `entries`
    are those of NACE that the text is nearest to."""

    need = models.ForeignKey(NeedText, on_delete=models.CASCADE, related_name="+", db_index=False)
    model = models.ForeignKey(
        EmbeddingModel, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    vector = HalfVectorField(null=True)
    entries = ArrayField(models.CharField(max_length=8), default=list, db_default=[])

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


class Outcome(models.TextChoices):
    """What became of a company for a need; each later one replaces the one before."""

    SHOWN = "shown", _("shown")
    SUGGESTED = "suggested", _("suggested")
    SET_ASIDE = "set_aside", _("set aside")
    NOT_INTERESTED = "not_interested", _("no interest")
    INTERESTED = "interested", _("interested")
    INTRODUCED = "introduced", _("introduced")
    AGREEMENT = "agreement", _("agreement")


class ShownMatch(models.Model):
    """A company that was shown, or suggested, for a need: how it was scored and what became of it.

    `need_key` is the key of whoever asked; `text_hash` names the need's text. `score`, `parts` and
    `reasons` are those of the last time it was shown, by the engine, model and version of the
    company's profile that stand beside them; empty where somebody suggested it unasked.
    `verdict_hash` names the text that its outcome is about; `counts` is false where a verdict says
    nothing of the fit.
    """

    need_key = models.UUIDField()
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    text_hash = models.CharField(max_length=64)
    score = models.PositiveSmallIntegerField(null=True)
    parts = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    engine_version = models.CharField(max_length=20, blank=True)
    model_key = models.BigIntegerField(null=True)
    company_version = models.PositiveIntegerField(null=True)
    shown_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.SHOWN)
    outcome_at = models.DateTimeField(null=True)
    verdict_hash = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    counts = models.BooleanField(default=True)
    pointed_out_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("shown match")
        verbose_name_plural = _("shown matches")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["company"],
                condition=~models.Q(outcome=Outcome.SHOWN),
                name="matching_came_of_it",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["need_key", "company"], name="matching_shown_once_a_need"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="matching_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_key} {self.outcome}"
