"""Keeping the index true: rows older than their company are written anew, vectors follow."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from accounts.names import fold
from activities.clock import now
from companies.models import Company, in_latin
from matching import vectors
from matching.embedding.errors import EmbeddingDied, EmbeddingUnavailable
from matching.embedding.services import EmbeddingService, service
from matching.meaning import Floats
from matching.models import (
    CompanyIndex,
    CompanyVector,
    EmbeddingModel,
    NeedText,
    NeedVector,
    SetAsideText,
)
from matching.vectors import Text
from network import regions, sectors

logger = logging.getLogger(__name__)

# The text search configurations of PostgreSQL by language; others use `simple`.
CONFIGURATIONS = {
    "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "fi": "finnish", "fr": "french", "hu": "hungarian",
    "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "sr": "serbian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
BATCH = 200
EMBEDDED_AT_ONCE = 8
LONGEST_TEXT = 20_000
LONGEST_NAME = 310
TYPED_KEPT = timedelta(days=1)
# Over a text that ended the model twice it is never tried again.
DEATHS_ALLOWED = 2

WRITE = """
INSERT INTO matching_companyindex
    (company_id, version, configuration, document, words, name, sector_paths, region_paths, entries,
     text_hash, lacks_vector, looked_version)
VALUES (%s, %s, %s,
        setweight(to_tsvector(%s::regconfig, %s), 'A')
        || setweight(to_tsvector(%s::regconfig, %s), 'C'),
        %s, %s, %s, %s, %s, %s, true, 0)
ON CONFLICT (company_id) DO UPDATE SET
    version = excluded.version, configuration = excluded.configuration,
    document = excluded.document, words = excluded.words, name = excluded.name,
    sector_paths = excluded.sector_paths, region_paths = excluded.region_paths,
    entries = CASE WHEN matching_companyindex.text_hash = excluded.text_hash
        THEN matching_companyindex.entries ELSE excluded.entries END,
    text_hash = excluded.text_hash,
    lacks_vector = matching_companyindex.lacks_vector
        OR matching_companyindex.text_hash <> excluded.text_hash
WHERE matching_companyindex.version < excluded.version
"""
# The cells come from the row itself: region and sectors as the index knows them now.
CELLS = """
SELECT array_agg((region || '|' || sector)::varchar ORDER BY region, sector)
FROM unnest(array_append(row.region_paths, '')) region, unnest(array_append(row.sector_paths, ''))
    sector
WHERE region <> '' OR sector <> ''
"""
KEEP = f"""
INSERT INTO matching_companyvector (company_id, model_id, text_hash, vector, cells)
SELECT row.company_id, %s, %s, %s::halfvec, coalesce(({CELLS}), '{{}}'::varchar[])
FROM matching_companyindex row WHERE row.company_id = %s
ON CONFLICT (company_id, model_id) DO UPDATE
SET text_hash = excluded.text_hash, vector = excluded.vector, cells = excluded.cells
"""  # noqa: S608
MOVE = f"""
UPDATE matching_companyvector near SET cells = made.cells
FROM (
    SELECT row.company_id, coalesce(({CELLS}), '{{}}'::varchar[]) AS cells
    FROM matching_companyindex row WHERE row.company_id = %s
) made
WHERE near.company_id = made.company_id AND near.cells <> made.cells
"""  # noqa: S608


def configuration_of(language: str) -> str:
    return CONFIGURATIONS.get(language, "simple")


def text_of(company: Company) -> Text:
    """What a company's vectors are made of: what it offers, in its own language. Its name is not
    among it: nobody shall find out by a word whether a company without a name is this one."""
    return Text(company.offers, company.offers_language)


def refresh(limit: int = 5_000) -> int:
    """Index companies that are newer than what the index knows; how many were written.

    They are found by a partial index that holds no others. A company that changes meanwhile has a
    higher version than the row written and is found again: no edit is lost. Safe to run many at
    once.
    """
    written = 0
    while written < limit:
        stale = _stale()
        if not stale:
            break
        write(stale)
        written += len(stale)
    return written


def _stale() -> list[Company]:
    rows = Company.objects.unrestricted("the index knows all, its readers see their scope")
    # What lies in one region and sector is asked for together: it is written side by side.
    order = ("region", "sectors", "pk")
    return list(rows.filter(version__gt=F("indexed_version")).order_by(*order)[:BATCH])


def write(companies: Sequence[Company]) -> None:
    """Write the rows of companies as they are, with the vectors that need no model."""
    bridge = vectors.registered(vectors.BRIDGE)
    found = vectors.bridge_vectors([text_of(company) for company in companies])
    for company, vector in zip(companies, found, strict=True):
        with transaction.atomic():
            if _write(company):
                _keep(company.pk, bridge, text_of(company).hash, vector)
            # One that changed meanwhile has a higher version and stays stale.
            Company.objects.unrestricted("only what the index knows is noted").filter(
                pk=company.pk, indexed_version__lt=company.version
            ).update(indexed_version=company.version)


def _write(company: Company) -> bool:
    """Whether the row was written: false where a newer one stood there already."""
    offers, seeks = company.offers[:LONGEST_TEXT], company.seeks[:LONGEST_TEXT]
    configuration = configuration_of(company.offers_language)
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
                fold(f"{offers} {' '.join(company.certificates)}"),
                in_latin(f"{company.legal_name} {company.city}")[:LONGEST_NAME],
                sorted(_with_ancestors(company.comparable_sectors)),
                sorted({company.region, *regions.ancestors(company.region)})
                if regions.is_code(company.region)
                else [],
                vectors.entries_of(Text(offers, company.offers_language)),
                text_of(company).hash,
            ],
        )
        if not cursor.rowcount:
            return False
    place_vectors(company.pk)
    return True


def place_vectors(company_id: UUID) -> None:
    """Give a company's vectors the cells of its row."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [company_id])


def _with_ancestors(codes: Sequence[str]) -> set[str]:
    return {
        step for code in codes if sectors.is_code(code) for step in (code, *sectors.ancestors(code))
    }


def _keep(company_id: UUID, model: EmbeddingModel, text_hash: str, vector: Floats | None) -> None:
    """Write a vector; a text that met nothing, or is set aside, has none: it is found by words."""
    if vector is None or not vector.any():
        CompanyVector.objects.filter(company_id=company_id, model=model).delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [model.pk, text_hash, vectors.stored(vector).to_text(), company_id])


def embed_companies(limit: int = 2_000) -> int:
    """Make the vectors that companies lack by the model that serves; how many were made.

    A row is marked as done only while its text is the one that was embedded.
    """
    by, serving = service(), vectors.serving_identity()
    if by is None or serving is None:
        return 0
    model = vectors.registered(serving)
    _want_missing(model)
    made = 0
    while made < limit:
        rows = list(
            CompanyIndex.objects.filter(lacks_vector=True)
            .select_related("company")
            .order_by("region_paths", "sector_paths", "pk")[:EMBEDDED_AT_ONCE]
        )
        if not rows:
            break
        texts = [text_of(row.company) for row in rows]
        for row, text, seen in zip(rows, texts, _embedded(texts, by), strict=True):
            agreed = {} if seen is None else {"entries": seen.entries}
            with transaction.atomic():
                # A profile that changed meanwhile has another hash: it stays, and no older vector
                # is written over the one that another worker may have made by now.
                if CompanyIndex.objects.filter(pk=row.pk, text_hash=text.hash).update(
                    lacks_vector=False, **agreed
                ):
                    _keep(row.company_id, model, text.hash, seen.vector if seen else None)
        made += len(rows)
        if any(row.text_hash != text.hash for row, text in zip(rows, texts, strict=True)):
            # The company is newer than its row: that is written first.
            break
    if not CompanyIndex.objects.filter(lacks_vector=True).exists():
        EmbeddingModel.objects.filter(pk=model.pk, complete_since=None).update(complete_since=now())
    return made


_looked_for_missing: set[int] = set()


def _want_missing(model: EmbeddingModel) -> None:
    """Once a process: companies whose vector by this model is of an older text or not there, as
    when a model serves again that another one had replaced for a while."""
    if model.pk in _looked_for_missing:
        return
    current = CompanyVector.objects.filter(
        company=OuterRef("pk"), model=model, text_hash=OuterRef("text_hash")
    )
    CompanyIndex.objects.filter(~Exists(current), lacks_vector=False).update(lacks_vector=True)
    _looked_for_missing.add(model.pk)


def embed_needs(limit: int = 200) -> int:
    """Make the vectors of needs that wait for one; how many were made."""
    by, serving = service(), vectors.serving_identity()
    if by is None or serving is None:
        return 0
    model = vectors.registered(serving)
    done = NeedVector.objects.filter(model=model).values("need_id")
    rows = list(NeedText.objects.exclude(pk__in=done).order_by("-lasting", "-asked_at")[:limit])
    for start in range(0, len(rows), EMBEDDED_AT_ONCE):
        some = rows[start : start + EMBEDDED_AT_ONCE]
        texts = [Text(row.text, row.language) for row in some]
        NeedVector.objects.bulk_create(
            [
                NeedVector(
                    need=row,
                    model=model,
                    vector=vectors.stored(seen.vector) if seen and seen.vector.any() else None,
                    entries=seen.entries if seen else [],
                )
                for row, seen in zip(some, _embedded(texts, by), strict=True)
            ],
            # Two workers may have made the same one.
            ignore_conflicts=True,
        )
    return len(rows)


def _embedded(texts: Sequence[Text], by: EmbeddingService) -> list[vectors.Seen | None]:
    """Texts as the model sees them; None for one that is set aside. Raises
    EmbeddingUnavailable."""
    aside = set(
        SetAsideText.objects.filter(
            text_hash__in=[one.hash for one in texts], deaths__gte=DEATHS_ALLOWED
        ).values_list("text_hash", flat=True)
    )
    wanted = [one for one in texts if one.hash not in aside]
    try:
        made = dict(zip(wanted, vectors.seen(wanted, by), strict=True))
    except EmbeddingDied:
        made = {one: seen for one in wanted if (seen := _alone(one, by)) is not None}
    return [made.get(one) for one in texts]


def _alone(text: Text, by: EmbeddingService) -> vectors.Seen | None:
    """One text by itself, until it has ended the model as often as is allowed."""
    for _time in range(DEATHS_ALLOWED):
        try:
            (found,) = vectors.seen([text], by)
            return found
        except EmbeddingDied:
            _read_something(by)
            logger.warning("a text of %d characters ended the embedding model", len(text.text))
            SetAsideText.objects.bulk_create(
                [SetAsideText(text_hash=text.hash, deaths=0)], ignore_conflicts=True
            )
            SetAsideText.objects.filter(text_hash=text.hash).update(
                deaths=F("deaths") + 1, last_at=now()
            )
    return None


def _read_something(by: EmbeddingService) -> None:
    """Make sure that it was the text: a service that reads nothing at all is not there, and no
    text is to blame. Raises EmbeddingUnavailable."""
    try:
        by.vectors(["aluminium"])
    except EmbeddingDied as fault:
        raise EmbeddingUnavailable("it reads no text at all") from fault


def to_look_at(limit: int) -> list[tuple[Company, int]]:
    """Companies that are new or changed since open needs were looked through for them, each with
    the version that is looked at; one that waits for its vector is not ready yet."""
    rows = CompanyIndex.objects.filter(looked_version__lt=F("version")).select_related("company")
    if service() is not None:
        rows = rows.filter(lacks_vector=False)
    return [(row.company, row.version) for row in rows.order_by("pk")[:limit]]


def looked_at(company_id: UUID, version: int) -> None:
    """Note that open needs were looked through for this version of a company."""
    CompanyIndex.objects.filter(pk=company_id, looked_version__lt=version).update(
        looked_version=version
    )


def all_looked_at() -> None:
    """Note it for all companies as they stand: a network that is filled at once tells nobody."""
    CompanyIndex.objects.update(looked_version=F("version"))


def forget_typed() -> int:
    """Forget what was typed into searches more than a day ago; how many texts."""
    old = NeedText.objects.filter(lasting=False, asked_at__lt=now() - TYPED_KEPT)
    forgotten = 0
    while ids := list(old.values_list("pk", flat=True)[:1_000]):
        NeedText.objects.filter(pk__in=ids).delete()
        forgotten += len(ids)
    return forgotten
