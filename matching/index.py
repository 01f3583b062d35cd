"""Keeping the index true: rows older than their company are written anew."""

from __future__ import annotations

from django.db import connection
from django.db.models import F

from companies.models import Company, fold
from matching.models import CompanyIndex
from network import sectors

# The text search configurations of PostgreSQL by language; others use `simple`.
CONFIGURATIONS = {
    "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "fi": "finnish", "fr": "french", "hu": "hungarian",
    "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "sr": "serbian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
BATCH = 200
LONGEST_TEXT = 20_000

WRITE = """
INSERT INTO matching_companyindex
    (company_id, version, configuration, document, words, sector_paths)
VALUES (%s, %s, %s,
        setweight(to_tsvector(%s::regconfig, %s), 'A')
        || setweight(to_tsvector(%s::regconfig, %s), 'C'),
        %s, %s)
ON CONFLICT (company_id) DO UPDATE SET
    version = excluded.version, configuration = excluded.configuration,
    document = excluded.document, words = excluded.words, sector_paths = excluded.sector_paths
WHERE matching_companyindex.version < excluded.version
"""


def configuration_of(language: str) -> str:
    return CONFIGURATIONS.get(language, "simple")


def refresh(limit: int = 5_000) -> int:
    """Index companies whose row is missing or older than they are; how many were written.

    A company that changes meanwhile has a higher version than the row written and is found again:
    no edit is lost. Safe to run many at once.
    """
    written = 0
    while written < limit:
        stale = _stale()
        if not stale:
            break
        for company in stale:
            _write(company)
        written += len(stale)
    return written


def _stale() -> list[Company]:
    rows = Company.objects.unrestricted("the index knows all, its readers see their scope")
    current = CompanyIndex.objects.values("company_id").filter(
        company_id=F("company__pk"), version__gte=F("company__version")
    )
    return list(rows.exclude(pk__in=current).order_by("pk")[:BATCH])


def _write(company: Company) -> None:
    offers, seeks = company.offers[:LONGEST_TEXT], company.seeks[:LONGEST_TEXT]
    configuration = configuration_of(company.offers_language)
    paths = {
        step
        for code in company.sectors
        if sectors.is_code(code)
        for step in (code, *sectors.ancestors(code))
    }
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            [
                company.pk,
                company.version,
                configuration,
                configuration,
                offers,
                configuration_of(company.seeks_language),
                seeks,
                fold(f"{company.legal_name} {offers} {' '.join(company.certificates)}"),
                sorted(paths),
            ],
        )
