"""Writing many companies quickly, past the actions: for measuring only."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching import vectors
from matching.index import CELLS, configuration_of
from matching.models import CompanyIndex, CompanyVector, NeedText, NeedVector
from network.models import Organisation

Numbers = NDArray[Any]
TABLES = ("companies_company", "matching_companyindex", "matching_companyvector")
ORGANISATIONS = 50
BATCH = 50_000

COMPANIES = """
INSERT INTO companies_company (
    id, agency_id, external_id, source, legal_name, sort_name, vat_number, vat_check, website,
    country, postcode, city, region, sectors, sector_revision, head_count, size_class, languages,
    offers, offers_language, seeks, seeks_language, certificates, exports_to, visibility, version,
    indexed_version)
SELECT made.id, agencies[1 + made.number % %s], '', 'registered', 'Company ' || made.number,
    'company ' || made.number, '', 'not_checked', '', 'DE', '', '', '', '{}', '2', 20, 'small',
    ARRAY[text.language], text.words, text.language, '', '', '{}', '{}', 'network', 1, 1
FROM bench_company made JOIN bench_text text ON text.number = made.text,
    (SELECT array_agg(id ORDER BY slug) AS agencies FROM network_organisation) known
"""
# Written once as a new table's rows would be, not updated: nothing dead is left behind; and in
# the order in which matching writes them, region by region and sector by sector.
WITH_CELLS = f"""
INSERT INTO matching_companyvector (company_id, model_id, text_hash, vector, cells)
SELECT row.company_id, near.model_id, '', near.vector, ({CELLS})
FROM matching_companyindex row JOIN bench_vector near USING (company_id)
ORDER BY row.region_paths, row.sector_paths, row.company_id;
DROP TABLE bench_vector
"""  # noqa: S608
ROWS = """
INSERT INTO matching_companyindex (
    company_id, version, configuration, document, words, name, sector_paths, region_paths, entries,
    text_hash, lacks_vector, looked_version)
SELECT made.id, 1, text.configuration, text.document, text.words, 'company ' || made.number,
    ARRAY['S' || made.sector / 10, 'S' || lpad(made.sector::text, 2, '0')],
    ARRAY['C' || made.region / 10, 'C' || lpad(made.region::text, 2, '0')],
    text.entries, '', false, 1
FROM bench_company made JOIN bench_text text ON text.number = made.text
ORDER BY made.region, made.sector, made.id
"""


def uuid_of(number: int) -> UUID:
    """A company's key: scattered, so that neighbours in number are none in the indexes."""
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**128)


_NUMBERS: dict[UUID, int] = {}


def serving_model() -> vectors.Kept:
    """The model that serves. Raises RuntimeError where there is none."""
    serving = vectors.serving_identity()
    if serving is None:
        raise RuntimeError("No embedding model is there")
    return serving


def number_of(company: UUID) -> int:
    return _NUMBERS[company]


def first_organisation() -> UUID:
    return Organisation.objects.order_by("slug").values_list("pk", flat=True)[0]


def empty(cursor: Any) -> dict[str, str]:
    """Empty the tables and drop their indexes; how to make these again, by name."""
    cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
    _NUMBERS.clear()
    for number in range(ORGANISATIONS - Organisation.objects.count()):
        Organisation.objects.create(
            slug=f"agency-{number:02d}", name=f"Agency {number:02d}", country="DE"
        )
    serving = serving_model()
    for kept in (vectors.BRIDGE, serving):
        model = vectors.registered(kept)
        model.complete_since = model.known_since
        model.save()
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint)",
        [list(TABLES)],
    )
    dropped = dict(cursor.fetchall())
    for name in dropped:
        cursor.execute(f'DROP INDEX "{name}"')
    return dropped


def write_companies(
    cursor: Any, texts: Sequence[vectors.Text], places: Numbers, random: np.random.Generator
) -> None:
    """Companies with their index rows: each has one of the texts, a region and a sector."""
    from accounts.names import fold

    cursor.execute(
        "CREATE TEMPORARY TABLE IF NOT EXISTS bench_text (number int PRIMARY KEY, language text, "
        "configuration text, words text, entries text[], document tsvector);"
        "CREATE TEMPORARY TABLE IF NOT EXISTS bench_company (number int, id uuid, text int, "
        "region int, sector int); TRUNCATE bench_text, bench_company"
    )
    for number, text in enumerate(texts):
        configuration = configuration_of(text.language)
        cursor.execute(
            "INSERT INTO bench_text VALUES (%s, %s, %s, %s, %s, to_tsvector(%s::regconfig, %s))",
            [
                *(number, text.language, configuration, fold(text.text)),
                vectors.entries_of(text),
                *(configuration, text.text),
            ],
        )
    of_text = random.integers(0, len(texts), size=len(places))
    lines = io.StringIO()
    for number, (region, sector) in enumerate(places):
        company = uuid_of(number)
        _NUMBERS[company] = number
        lines.write(f"{number}\t{company}\t{of_text[number]}\t{region}\t{sector}\n")
    lines.seek(0)
    cursor.copy_from(lines, "bench_company")
    cursor.execute("ANALYZE bench_text; ANALYZE bench_company")
    cursor.execute(COMPANIES.replace("% %s", f"% {ORGANISATIONS}"))
    cursor.execute(ROWS)


def write_vectors(cursor: Any, found: Numbers) -> None:
    """All vectors by PostgreSQL's binary COPY."""
    serving = serving_model()
    count, dimensions = found.shape
    cursor.execute(
        "CREATE TEMPORARY TABLE bench_vector (company_id uuid, model_id bigint, text_hash text, "
        "vector halfvec)"
    )
    record = np.dtype(
        [
            ("fields", ">i2"),
            ("company_length", ">i4"), ("company", "S16"),
            ("model_length", ">i4"), ("model", ">i8"),
            ("hash_length", ">i4"),
            ("vector_length", ">i4"), ("dimensions", ">i2"), ("unused", ">i2"),
            ("vector", ">f2", (dimensions,)),
        ]
    )  # fmt: skip
    for start in range(0, count, BATCH):
        stop = min(start + BATCH, count)
        rows = np.zeros(stop - start, record)
        rows["fields"], rows["company_length"], rows["model_length"] = 4, 16, 8
        keys = b"".join(uuid_of(number).bytes for number in range(start, stop))
        rows["company"] = np.frombuffer(keys, "V16").view("S16")
        rows["model"] = serving.key
        rows["vector_length"] = 4 + 2 * dimensions
        rows["dimensions"] = dimensions
        rows["vector"] = found[start:stop]
        data = b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff"
        cursor.copy_expert(
            "COPY bench_vector (company_id, model_id, text_hash, vector) "
            "FROM STDIN (FORMAT binary)",
            io.BytesIO(data),
        )
    cursor.execute(WITH_CELLS)
    if not CompanyVector.objects.count() == count == CompanyIndex.objects.count():
        raise RuntimeError("Not all rows were written")


def keep_vectors(texts: Sequence[vectors.Text], found: Numbers) -> None:
    """The needs' vectors, as if the worker had made them."""
    serving = serving_model()
    NeedText.objects.all().delete()
    for text, vector in zip(texts, found, strict=True):
        NeedText.objects.get_or_create(
            pk=text.hash, defaults={"text": text.text, "language": text.language}
        )
        NeedVector.objects.update_or_create(
            need_id=text.hash, model_id=serving.key, defaults={"vector": vectors.stored(vector)}
        )


def sizes(cursor: Any) -> dict[str, float]:
    """Megabytes of tables and of each index above one."""
    cursor.execute(
        "SELECT relname, pg_relation_size(oid) / 1048576.0 FROM pg_class WHERE relname = ANY(%s) "
        "OR oid IN (SELECT indexrelid FROM pg_index JOIN pg_class t ON t.oid = indrelid "
        "WHERE t.relname = ANY(%s)) ORDER BY 2 DESC",
        [list(TABLES), list(TABLES)],
    )
    return {name: round(float(size), 1) for name, size in cursor.fetchall() if size >= 1}


def resident_mb() -> float:
    """What all processes of PostgreSQL hold together, shared pages counted once (PSS)."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "comm").read_text().startswith("postgres"):
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return round(total / 1024, 1)
