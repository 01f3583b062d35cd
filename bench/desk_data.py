"""A network as large as one comes, written past the actions: for measuring only.

The server makes the rows itself from numbers by fixed rules, so that every run has the same ones
and 200,000 requests with all that hangs on them take minutes. Agency 1 is the large one: 50 people,
every twentieth company and request, every twentieth referral.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bench.desk_statements import CASES, FUNCTIONS, NETWORK, TEXT

AGENCIES = 600
COMPANIES = 20_000
PEOPLE_OF_THE_LARGE_ONE = 50
PASSWORD = "kontor"  # noqa: S105  # of invented people on servers that end with the command

TABLES_OF_CASES = (
    "requests_cooperationrequest", "requests_brief", "requests_referral", "requests_suggestion",
    "requests_message", "files_storedfile", "requests_attachment", "activities_activity",
    "disclosure_disclosure", "notifications_notice", "matching_needtext", "matching_needvector",
)  # fmt: skip
TABLES_OF_NETWORK = (
    "accounts_user", "account_emailaddress", "network_membership", "network_organisation",
    "companies_company", "companies_companymember", "companies_contact", "matching_companyindex",
    "matching_companyvector",
)  # fmt: skip


def load_network() -> dict[str, float]:
    """Write agencies, people and companies, with what matching knows of them; seconds a step."""
    from django.contrib.auth.hashers import make_password
    from django.db import connection

    from bench.loading import serving_model
    from matching import index, vectors
    from network import regions, sectors

    codes = [code for code, _shown in sectors.choices("en", (sectors.CLASS,))]
    countries = [country for country, _name in regions.countries("en")]
    serving = serving_model()
    for kept in (vectors.BRIDGE, serving):
        model = vectors.registered(kept)
        model.complete_since = model.known_since
        model.save()
    values = {
        "codes": codes,
        "labels": [sectors.label(code, "en")[:150] for code in codes],
        "regions": [code for one in countries for code, _own in regions.choices(one, 3)],
        "password": make_password(PASSWORD),
        "model": serving.key,
        "dimensions": serving.dimensions,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(FUNCTIONS)
        took = _write(cursor, NETWORK, TABLES_OF_NETWORK, values)
        start = time.perf_counter()
        while index.refresh():
            pass
        took["index of companies"] = round(time.perf_counter() - start, 1)
    return took


def load_cases(requests: int) -> dict[str, float]:
    """Write so many requests with all that hangs on them, after `load_network` in the same
    connection, in place of those there; seconds a step."""
    from django.db import connection

    from bench.loading import serving_model

    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS bench_request, bench_referral, bench_suggestion, bench_file"
        )
        took = _write(cursor, CASES, TABLES_OF_CASES, {"model": serving_model().key}, requests)
        start = time.perf_counter()
        cursor.execute("VACUUM ANALYZE")
        took["vacuum"] = round(time.perf_counter() - start, 1)
    return took


def _write(
    cursor: Any,
    steps: dict[str, str],
    tables: Sequence[str],
    values: dict[str, Any],
    requests: int = 0,
) -> dict[str, float]:
    """Empty the tables, write them without their indexes, make these again."""
    took = {}
    cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    dropped = _drop_indexes(cursor, tables)
    numbers = {
        "requests": requests,
        "agencies": AGENCIES,
        "companies": COMPANIES,
        "people": PEOPLE_OF_THE_LARGE_ONE,
        "text": TEXT.replace("%", "%%"),
        "agency_of_company": f"CASE n %% 20 WHEN 0 THEN 1 ELSE 2 + n %% ({AGENCIES} - 1) END",
        "company_of_partner": _company_of_partner(),
    }
    for name, statements in steps.items():
        start = time.perf_counter()
        cursor.execute(statements.format(**numbers), values)
        took[name] = round(time.perf_counter() - start, 1)
    start = time.perf_counter()
    for definition in dropped:
        cursor.execute(definition)
    took["indexes"] = round(time.perf_counter() - start, 1)
    return took


def _company_of_partner() -> str:
    """A company of the partner by its number: every 599th that is not the large agency's."""
    others = AGENCIES - 1
    step = f"(row.partner - 2 + {others} * (1 + (row.number * 2 + k) %% 31))"
    large = f"20 * (1 + pg_temp.chance(row.number * 2 + k, 9, {COMPANIES // 20}))"
    return (
        f"CASE row.partner WHEN 1 THEN {large} ELSE {step} + "
        f"CASE {step} %% 20 WHEN 0 THEN {others} ELSE 0 END END"
    )


def _drop_indexes(cursor: Any, tables: Sequence[str]) -> list[str]:
    """Drop foreign keys and all indexes that no constraint needs; how to make them again."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint)",
        [list(tables)],
    )
    indexes = dict(cursor.fetchall())
    cursor.execute(
        "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [list(tables)],
    )
    keys = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    return [
        *indexes.values(),
        *(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {rule}' for table, name, rule in keys),
    ]


def key(kind: str, number: int) -> UUID:
    """The key of a row by its number, as the statements make it."""
    from hashlib import md5

    return UUID(md5(f"{kind}{number}".encode()).hexdigest())  # noqa: S324
